import { expect, test } from 'vitest'
import { drawn, openProgress } from './progress.ts'

function screen(isTTY: boolean): { stream: NodeJS.WriteStream; written: string[] } {
  const written: string[] = []
  const stream = { isTTY, columns: 100, write: (text: string) => written.push(text) > 0 }
  // The bar uses these three members alone.
  return { stream: stream as unknown as NodeJS.WriteStream, written }
}

test('what takes less than two seconds shows nothing', () => {
  const { stream, written } = screen(true)
  let time = 0
  const bar = openProgress('import', { stream, now: () => time })
  for (; time < 1_990; time += 10) bar.at(time, 2_000)
  bar.end()
  expect(written).toEqual([])
})

test('on a terminal the bar moves in place and goes away; elsewhere it is a line now and then; for machines it is silent', () => {
  for (const [isTTY, quiet, least, most] of [
    [true, false, 50, 101],
    [false, false, 2, 3],
    [true, true, 0, 0],
  ] as const) {
    const { stream, written } = screen(isTTY)
    let time = 0
    const bar = openProgress('import', { stream, quiet, now: () => time })
    for (; time < 12_000; time += 10) bar.at(time, 12_000)
    const drawnTimes = written.length
    bar.end()
    expect(drawnTimes).toBeGreaterThanOrEqual(least)
    expect(drawnTimes).toBeLessThanOrEqual(most)
    if (isTTY && !quiet) expect(written.at(-1)).toBe('\r\u001b[K')
    else expect(written.length).toBe(drawnTimes)
  }
})

test('the bar says how far it is and how long it will take', () => {
  expect(drawn({ label: 'import', done: 500, total: 2_000, note: '3 bad', seconds: 5 })).toBe(
    `import  ${'█'.repeat(7)}${'░'.repeat(21)}  25 %  500/2,000  15 s left  3 bad`,
  )
  expect(drawn({ label: 'ledger', done: 1_234, total: undefined, note: '', seconds: 5 })).toBe(
    'ledger  1,234',
  )
})
