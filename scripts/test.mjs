// npm test: sets up with npm alone, then types, lint, law, database, story and screen tests; the last line is the total.
//   npm test -- <file…>             only these files
//   --projects=law,database         only these kinds of tests, without types and lint
//   --no-skips                      a skipped test is a failure, but for those that want ../shared/data where it is absent
import * as fs from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { build, checkNode, install, leave, projects, root, run, say } from './prepare.mjs'

const given = process.argv.slice(2)
const kinds =
  given
    .find((word) => word.startsWith('--projects='))
    ?.slice('--projects='.length)
    .split(',') ?? []
const mayNotSkip = given.includes('--no-skips')
const files = given.filter((word) => !word.startsWith('--'))

checkNode()
install()

let passed = 0
let failed = 0
const count = (name, ok) => {
  if (ok) passed += 1
  else failed += 1
  say(`${ok ? 'passed' : 'FAILED'}: ${name}`)
}

if (kinds.length === 0 && files.length === 0) {
  count('types', run('typescript/bin/tsc', ['-b', ...projects]) === 0)
  // Tests are no part of the build: a mistake in one must not keep a district's server from starting.
  count('types of the tests', run('typescript/bin/tsc', ['-p', 'tsconfig.tests.json']) === 0)
  count('lint', run('oxlint/bin/oxlint', ['--type-aware', '--deny-warnings']) === 0)
}
// Story and screen tests run the built server and console; the others read the sources.
if (kinds.length === 0 || kinds.some((kind) => kind === 'story' || kind === 'screen'))
  if (!build()) failed += 1

const tallyFile = join(fs.mkdtempSync(join(tmpdir(), 'shaoying-tally-')), 'tally.json')
const status = run(
  'vitest/vitest.mjs',
  [
    'run',
    '--passWithNoTests',
    '--reporter=default',
    `--reporter=${join(root, 'scripts/tally.mjs')}`,
    ...kinds.map((kind) => `--project=${kind}`),
    ...files,
  ],
  root,
  { SHAOYING_TALLY: tallyFile },
)
const tally = fs.existsSync(tallyFile)
  ? JSON.parse(fs.readFileSync(tallyFile, 'utf8'))
  : { passed: 0, failed: 1, skipped: [] }
fs.rmSync(join(tallyFile, '..'), { recursive: true, force: true })
passed += tally.passed
failed += tally.failed
if (status !== 0 && tally.failed === 0) failed += 1

const hasData = fs.existsSync(join(root, '../shared/data'))
for (const { name, reason, file } of tally.skipped) {
  const wantsData = !hasData && /shared\/data/.test(fs.readFileSync(file, 'utf8'))
  if (mayNotSkip && !wantsData) failed += 1
  const why = reason || (wantsData ? 'wants ../shared/data' : '')
  console.log(`${mayNotSkip && !wantsData ? 'FAILED: skipped' : 'skipped'}: ${name}${why ? ` (${why})` : ''}`)
}
if (passed + failed === 0) leave('No test was found.')
const skipped = tally.skipped.length
console.log(`${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`)
process.exitCode = failed === 0 ? 0 : 1
