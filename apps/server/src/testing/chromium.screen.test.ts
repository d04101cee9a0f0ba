import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, test } from 'vitest'
import { openBrowser } from './chromium.ts'

test('a browser opens a page, follows a click and draws Chinese with strokes, not boxes', async () => {
  const page = `<!doctype html><meta charset="utf-8"><body style="font: 48px sans-serif">
    <h1>街乡吹哨 部门报到</h1><button onclick="this.textContent = '已签收'">签收</button>
    <canvas id="c" width="400" height="60"></canvas>`
  const server = createServer((_, response) => response.setHeader('content-type', 'text/html').end(page))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  // A TCP server that listens has an address of this kind.
  const { port } = server.address() as AddressInfo
  const browser = await openBrowser()
  try {
    const tab = await browser.newPage()
    await tab.goto(`http://127.0.0.1:${port}/`)
    await tab.getByRole('button', { name: '签收' }).click()
    expect(await tab.getByRole('button').textContent()).toBe('已签收')
    // A missing glyph is the same box for every character; real ones differ in their ink.
    const inks = await tab.evaluate(`(() => {
      const pen = document.getElementById('c').getContext('2d')
      return ['一', '哨', '应', '龘'].map((character) => {
        pen.clearRect(0, 0, 400, 60); pen.font = '48px sans-serif'; pen.fillText(character, 0, 50)
        return pen.getImageData(0, 0, 60, 60).data.filter((value, n) => n % 4 === 3 && value > 128).length
      })
    })()`)
    expect(new Set(inks as number[]).size).toBe(4)
    const picture = await tab.screenshot(
      process.env['SHAOYING_SCREENSHOT'] ? { path: process.env['SHAOYING_SCREENSHOT'] } : {},
    )
    expect(picture.byteLength).toBeGreaterThan(4_000)
  } finally {
    await browser.close()
    server.close()
  }
})
