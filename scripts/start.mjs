// npm start: installs and builds what is missing, then runs the server in the foreground until Ctrl-C or SIGTERM.
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { build, checkNode, install, root } from './prepare.mjs'

checkNode()
install()
if (!build()) process.exit(1)

// A process group of its own: Ctrl-C reaches every process of this one's group, and npm sends it on as well; the server is told once.
const server = spawn(
  process.execPath,
  // The limit is that of the program's own first line.
  ['--max-old-space-size=384', join(root, 'apps/server/bin/shaoying.mjs'), 'start', '--demo-if-new', ...process.argv.slice(2)],
  {
    stdio: 'inherit',
    detached: process.platform !== 'win32',
  },
)

let toldAt = -Infinity
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  process.on(signal, () => {
    // Within a second it is the same wish arriving twice; after that somebody insists.
    if (performance.now() - toldAt < 1_000) return
    toldAt = performance.now()
    server.kill(signal === 'SIGHUP' ? 'SIGTERM' : signal)
  })
}
server.on('error', (error) => {
  console.error(`The server could not be started: ${error.message}`)
  process.exitCode = 1
})
server.on('exit', (code, signal) => {
  process.exitCode = signal ? 1 : (code ?? 1)
})
