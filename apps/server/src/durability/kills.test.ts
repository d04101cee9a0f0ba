import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { beforeAll, expect, test } from 'vitest'
import { root } from '../platform/root.ts'

type Result = { figures: Record<string, number>; ok: boolean }

/** The benchmark itself, in small: real server processes need the built program. */
async function bench(name: string, ...flags: string[]): Promise<Result> {
  const run = promisify(execFile)
  // A missed target leaves with 1 and still says its figures on the last line.
  const { stdout } = await run(process.execPath, [join(root, 'bench/run.mjs'), name, '--no-build', ...flags]).catch((failed: { stdout: string }) => failed)
  return JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as Result
}

beforeAll(async () => {
  await promisify(execFile)(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), '-b', 'packages/core', 'packages/contract', 'apps/server'], { cwd: root })
})

test('kill -9 of server and database under load loses no acknowledged command and doubles none', async () => {
  const { figures, ok } = await bench('kills', '--kills=3', '--connections=24', '--control=1')
  expect(figures).toMatchObject({ kills: 3, lost: 0, doubled: 0, otherAnswers: 0, holes: 0, otherCards: 0, unsettled: 0, forgeriesSeen: 3 })
  expect(figures['acknowledged']).toBeGreaterThan(50)
  expect(figures['cutShort']).toBeGreaterThan(0)
  // The detector fires where commits are not waited for.
  expect(figures['controlLost']).toBeGreaterThan(0)
  expect(ok).toBe(true)
}, 90_000)

test('timers of three processes fire once each, none early and none missed, though one process is killed in the middle', async () => {
  const { figures, ok } = await bench('timers', '--cases=180')
  expect(figures).toMatchObject({ missed: 0, doubled: 0, early: 0 })
  expect(figures['timers']).toBeGreaterThanOrEqual(500)
  expect(ok).toBe(true)
}, 90_000)
