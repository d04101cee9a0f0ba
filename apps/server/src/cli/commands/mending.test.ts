import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { attemptsBeforeDead } from '../../errands/runErrands.ts'
import { uuidv7 } from '../../ledger/ids.ts'
import { openPool, sql, type Database } from '../../platform/sql.ts'
import { askCommand as ask, printed } from '../../testing/askCommand.ts'
import { openDemoHouse, type DemoHouse } from '../../testing/demoHouse.ts'
import { readGiven } from '../arguments.ts'
import { mendCommand } from './mending.ts'

let demo: DemoHouse
let owner: Database
let district: string

beforeAll(async () => {
  demo = await openDemoHouse({ at: '2026-03-02T01:00:00Z' })
  district = String(demo.district)
  owner = openPool(demo.database.urls.owner, { name: 'test', max: 1 })
  vi.stubEnv('DATABASE_URL', demo.database.urls.owner)
  vi.stubEnv('DATA_DIR', demo.database.dataDir)
  vi.stubEnv('LOG_LEVEL', 'silent')
})
afterAll(async () => {
  vi.unstubAllEnvs()
  await owner?.end()
  await demo?.end()
})

const refuse = (...words: string[]) => mendCommand.run(readGiven(mendCommand, words))
const nothing = { sent: 0, unparked: null, parked: [], dead: [] }

test('nothing stands still in a house that is well', async () => {
  await demo.house.settle(demo.district)
  expect(await ask(mendCommand)).toEqual(nothing)
  expect(await printed(mendCommand)).toEqual(['0 parked readers, 0 dead letters.\n'])
})

test('a dead letter is listed by its kind and sent again', async () => {
  const [id, story] = [uuidv7(), uuidv7()]
  // Roles that are no list: what delivers it fails, as it would by a bug.
  const letter = { whom: { unit: 'u1', roles: 'none' }, message: '来电人 13800000000' }
  await owner.query(sql`
    insert into errand (district, id, act, kind, story, due_at, payload)
    values (${demo.district}, ${id}, 'tell', 'case', ${story}, now_here(), ${JSON.stringify(letter)})`)
  for (let n = 0; n < attemptsBeforeDead; n += 1) {
    await demo.house.settle(demo.district)
    await owner.query(sql`update errand set claimed_until = null where id = ${id}`)
  }
  const dead = {
    district: demo.district,
    id,
    kind: 'case',
    story,
    act: 'tell',
    command: null,
    attempts: attemptsBeforeDead,
    reason: 'TypeError',
    since: expect.any(String) as string,
  }
  expect(await ask(mendCommand)).toEqual({ ...nothing, dead: [dead] })
  expect(await ask(mendCommand, '--district', '360702', '--retry')).toEqual(nothing)
  const words = (await printed(mendCommand)).join('')
  expect(words).toContain(`errand ${id} of ${district}`)
  expect(words).not.toContain('13800000000')

  // The same fault, tried again, dies again after as many attempts; mended, it arrives.
  expect(await ask(mendCommand, '--retry')).toEqual({ ...nothing, sent: 1 })
  await demo.house.settle(demo.district)
  expect(await owner.query(sql`select attempts from errand where id = ${id}`)).toEqual([{ attempts: 1 }])
  const mended = JSON.stringify({ ...letter, whom: { unit: 'u1', roles: [] } })
  await owner.query(
    sql`update errand set payload = ${mended}, dead_at = now_here(), attempts = ${attemptsBeforeDead} where id = ${id}`,
  )
  expect(await ask(mendCommand, '--retry', '--district', district)).toEqual({ ...nothing, sent: 1 })
  await demo.house.settle(demo.district)
  expect(await owner.query(sql`select unit from notice where id = ${id}`)).toEqual([{ unit: 'u1' }])
  expect(await owner.query(sql`select from errand where id = ${id}`)).toEqual([])
})

test('a parked reader tries again or passes over its entry', async () => {
  const poison = uuidv7()
  await owner.query(sql`
    insert into entry (district, story, version, kind, type, person, unit, rules, command_id, body)
    values (${demo.district}, ${poison}, 1, 'case', 'Odd', 'p', 'u', 'r', ${uuidv7()}, convert_to('no JSON of 来电人', 'UTF8'))`)
  await owner.query(
    sql`insert into ledger_queue (district, story, version) values (${demo.district}, ${poison}, 1)`,
  )
  await demo.house.settle(demo.district)
  const [placed] = await owner.query<{ place: number }>(
    sql`select place from place where district = ${demo.district} and story = ${poison}`,
  )
  const parked = (...readers: string[]) =>
    readers.map((reader) => ({
      district: demo.district,
      reader,
      place: placed?.place,
      reason: 'SyntaxError',
      since: expect.any(String) as string,
    }))
  expect(await ask(mendCommand)).toEqual({ ...nothing, parked: parked('search', 'tallies') })
  expect((await printed(mendCommand)).join('')).not.toContain('来电人')

  await expect(refuse('--unpark', 'search')).rejects.toThrow('--district')
  await expect(refuse('--skip')).rejects.toThrow('--unpark')
  await expect(refuse('--unpark', 'nobody', '--district', district)).rejects.toThrow('No reader nobody')
  expect(await ask(mendCommand, '--unpark', 'search', '--district', district)).toEqual({
    ...nothing,
    unparked: 'search',
    parked: parked('tallies'),
  })
  await demo.house.settle(demo.district)
  expect(await ask(mendCommand)).toEqual({ ...nothing, parked: parked('search', 'tallies') })

  for (const reader of ['search', 'tallies'])
    await ask(mendCommand, '--unpark', reader, '--skip', '--district', district)
  await demo.house.settle(demo.district)
  expect(await ask(mendCommand)).toEqual(nothing)
  await expect(refuse('--unpark', 'search', '--skip', '--district', district)).rejects.toThrow('is parked')
  expect(
    await owner.query(
      sql`select distinct place from bookmark where district = ${demo.district} and reader in ('search', 'tallies')`,
    ),
  ).toEqual([{ place: (placed?.place ?? 0) + 1 }])
})
