// start: from an empty folder to the sign-in page, and again, in multiples of the embedded database's own start
import { spawn } from 'node:child_process'
import * as fs from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { freePort, startEmbedded } from '../apps/server/dist/platform/embedded.js'
import { judge, timed } from './lib/judge.mjs'
import { median } from './lib/load.mjs'

const program = fileURLToPath(new URL('../apps/server/bin/shaoying.mjs', import.meta.url))
const rounds = process.argv.includes('--quick') ? 1 : 3

await judge('start', { firstPerDatabase: { atMost: 6 }, againPerDatabase: { atMost: 40 } }, async () => {
  const firsts = []
  const agains = []
  const databaseFirsts = []
  const databaseAgains = []
  for (let round = 0; round < rounds; round++) {
    const alone = folder()
    databaseFirsts.push(await database(alone))
    databaseAgains.push(await database(alone))
    const whole = folder()
    firsts.push(await toSignInPage(whole))
    agains.push(await toSignInPage(whole))
  }
  return {
    firstPerDatabase: median(firsts) / median(databaseFirsts),
    againPerDatabase: median(agains) / median(databaseAgains),
    firstMs: median(firsts), againMs: median(agains), databaseFirstMs: median(databaseFirsts), databaseAgainMs: median(databaseAgains),
  }
})

function folder() {
  const made = fs.mkdtempSync(join(tmpdir(), 'shaoying-bench-'))
  fs.chmodSync(made, 0o711)
  process.once('exit', () => fs.rmSync(made, { recursive: true, force: true }))
  return made
}

async function database(dataDir) {
  const { result, ms } = await timed(() => startEmbedded(dataDir))
  await result.stop()
  return ms
}

/** Starts the program and asks for `/` until it answers; then ends it in order. */
async function toSignInPage(dataDir) {
  const port = await freePort()
  const begun = performance.now()
  const child = spawn(process.execPath, [program, 'start', '--simulated'], { env: { ...process.env, PORT: String(port), DATA_DIR: dataDir }, stdio: ['ignore', 'ignore', 'inherit'] })
  const ended = new Promise((resolve) => child.once('exit', resolve))
  for (;;) {
    if (child.exitCode !== null) throw new Error('the program ended before it answered')
    const answered = await fetch(`http://127.0.0.1:${port}/`, { headers: { accept: 'text/html' } }).then((response) => response.ok, () => false)
    if (answered) break
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
  const ms = performance.now() - begun
  child.kill('SIGTERM')
  await ended
  return ms
}
