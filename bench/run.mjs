// npm run bench                 lists the benchmarks
// npm run bench <name> [flags]  builds the server where it is stale, runs one, and ends with one JSON line; exit status 1 where a target is missed
//   --no-build                  takes the server as it was built last
import * as fs from 'node:fs'
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { checkNode, install, leave, root, run, say } from '../scripts/prepare.mjs'

const [name, ...flags] = process.argv.slice(2)
const folder = join(root, 'bench')
const benches = fs
  .readdirSync(folder)
  .filter((file) => file.endsWith('.mjs') && file !== 'run.mjs')
  .map((file) => ({ name: file.slice(0, -4), path: join(folder, file) }))
  .toSorted((a, b) => (a.name < b.name ? -1 : 1))

if (name === undefined || name.startsWith('-')) {
  // What a benchmark shows is the first comment of its file.
  const width = Math.max(...benches.map((bench) => bench.name.length))
  for (const bench of benches) {
    const [first = ''] = fs.readFileSync(bench.path, 'utf8').split('\n')
    console.log(`${bench.name.padEnd(width)}  ${first.replace(/^\/\/\s*/, '')}`)
  }
  process.exit(0)
}

const bench = benches.find((one) => one.name === name)
if (!bench) leave(`There is no benchmark "${name}": npm run bench lists them.`)

checkNode()
install()
if (!flags.includes('--no-build')) {
  say('Building the server…')
  if (run('typescript/bin/tsc', ['-b', 'packages/core', 'packages/contract', 'apps/server']) !== 0)
    leave('The server could not be built: see the lines above.')
}
const { status } = spawnSync(process.execPath, [bench.path, ...flags.filter((flag) => flag !== '--no-build')], {
  cwd: root,
  stdio: 'inherit',
})
process.exitCode = status ?? 1
