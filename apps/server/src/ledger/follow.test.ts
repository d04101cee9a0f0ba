import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { health } from '../channels/health.ts'
import { openPool, sql, type Database } from '../platform/sql.ts'
import { openDemoHouse, type DemoHouse } from '../testing/demoHouse.ts'
import { follow, unpark, type Reader } from './follow.ts'
import { uuidv7 } from './ids.ts'
import { sequence } from './sequence.ts'
import { refusedReceiptDays, sweepReceipts } from './sweepReceipts.ts'

let demo: DemoHouse
let owner: Database
beforeAll(async () => {
  demo = await openDemoHouse({ at: '2026-03-02T01:00:00Z' })
  owner = openPool(demo.database.urls.owner, { name: 'test owner', max: 2 })
}, 60_000)
afterAll(async () => {
  await owner?.end()
  await demo?.end()
})

const filing = (n: number) => ({ type: 'FileCase', channel: n % 2 ? 'hotline' : 'window', caseType: 'complaint', words: `第${n}件：路灯不亮，井盖松动。`, area: '990702001001', category: n % 3 ? 'facilities.lamps' : 'facilities.drainage' })
const file = (n: number, id = demo.newId()) => demo.ask('hotline1', { kind: 'case', id }, filing(n))

/** A reader that only remembers; what it saw is told apart from what it committed by its bookmark. */
const remembering = (name: string): Reader & { seen: string[] } => {
  const seen: string[] = []
  return { name, seen, async read(_, __, entries) { seen.push(...entries.map(({ story, version }) => `${story} ${version}`)) } }
}
const entry = (story: string, body: string) => sql`
  insert into entry (district, story, version, kind, type, person, unit, rules, command_id, body)
  values (${demo.district}, ${story}, 1, 'case', 'Odd', 'p', 'u', 'r', ${uuidv7()}, convert_to(${body}, 'UTF8'))`
const queue = (story: string) => sql`insert into ledger_queue (district, story, version) values (${demo.district}, ${story}, 1)`
const tallied = async () => {
  const all = await owner.query(sql`
    select 'street' as by, day, key, measure, sum(n) as n from tally_street group by 2, 3, 4 union all select 'category', day, key, measure, sum(n) from tally_category group by 2, 3, 4
    union all select 'channel', day, key, measure, sum(n) from tally_channel group by 2, 3, 4 union all select 'unit', day, key, measure, sum(n) from tally_unit group by 2, 3, 4
    order by 1, 2, 3, 4`)
  const words = await owner.query(sql`select token::text, opened_at, story from search_token order by 3, 1`)
  const cases = await owner.query(sql`select story, street, category, channel from tally_case order by 1`)
  return { all, words, cases }
}

test('readers rebuilt from zero write what they wrote the first time', async () => {
  for (let n = 0; n < 12; n++) await file(n)
  const moved = demo.newId()
  await file(99, moved)
  await demo.ask('centre1', { kind: 'case', id: moved }, { type: 'TriageCase', category: 'environment.smoke' })
  await demo.house.settle(demo.district)
  const first = await tallied()
  expect(first.all.length).toBeGreaterThan(5)
  expect(first.words.length).toBeGreaterThan(20)
  for (const table of [sql`delete from tally_street`, sql`delete from tally_category`, sql`delete from tally_channel`, sql`delete from tally_unit`, sql`delete from tally_case`, sql`delete from search_token`])
    await demo.house.db.sequencer.query(table)
  await demo.house.db.sequencer.query(sql`update bookmark set place = 0 where district = ${demo.district}`)
  await demo.house.settle(demo.district)
  expect(await tallied()).toEqual(first)
})

test('a commit that comes late is never skipped', async () => {
  await demo.house.settle(demo.district)
  const reader = remembering('late')
  await follow(demo.house.db.sequencer, reader, demo.district, () => {})
  const [older, younger] = [uuidv7(), uuidv7()]
  const slow = new pg.Client({ connectionString: demo.database.urls.owner })
  await slow.connect()
  await slow.query('begin')
  for (const { text, values } of [entry(older, '{"data":{}}'), queue(older)]) await slow.query(text, [...values])
  await owner.transaction(async (tx) => {
    await tx.query(entry(younger, '{"data":{}}'))
    await tx.query(queue(younger))
  })
  reader.seen.length = 0
  expect(await sequence(demo.house.db.sequencer, demo.district)).toBe(1)
  await follow(demo.house.db.sequencer, reader, demo.district, () => {})
  expect(reader.seen).toEqual([`${younger} 1`])
  await slow.query('commit')
  await slow.end()
  expect(await sequence(demo.house.db.sequencer, demo.district)).toBe(1)
  await follow(demo.house.db.sequencer, reader, demo.district, () => {})
  expect(reader.seen).toEqual([`${younger} 1`, `${older} 1`])
})

test('a poisoned entry parks its reader, shows on /health, and lets the reader go on when it is told to', async () => {
  await demo.house.settle(demo.district)
  const before = demo.newId()
  const after = demo.newId()
  const poison = uuidv7()
  await file(1, before)
  await demo.house.settle(demo.district)
  await owner.query(entry(poison, 'this is no JSON'))
  await owner.query(queue(poison))
  await demo.house.settle(demo.district)
  await file(2, after)
  await demo.house.settle(demo.district)

  const ill = await health(demo.house)
  expect(ill.status).toBe('degraded')
  const readers = ill.districts.find(({ district }) => district === demo.district)?.readers ?? []
  for (const name of ['tallies', 'search']) expect(readers.find(({ reader }) => reader === name)).toMatchObject({ parked: 'SyntaxError', behind: expect.any(Number) as number })
  const found = (id: string) => owner.query(sql`select from search_token where story = ${id.slice(7)} limit 1`)
  expect(await found(before)).toHaveLength(1)
  expect(await found(after)).toHaveLength(0)

  // Told to try again it parks again; told to pass over it, it goes on.
  for (const reader of ['tallies', 'search']) await unpark(demo.house.db.sequencer, demo.district, reader, false)
  await demo.house.settle(demo.district)
  expect((await health(demo.house)).status).toBe('degraded')
  for (const reader of ['tallies', 'search']) await unpark(demo.house.db.sequencer, demo.district, reader, true)
  await demo.house.settle(demo.district)
  expect((await health(demo.house)).status).toBe('ok')
  expect(await found(after)).toHaveLength(1)
})

test('a broken wire parks nobody', async () => {
  const lost: Reader = { name: 'lost', async read(tx) { await tx.query(sql`select pg_terminate_backend(pg_backend_pid())`) } }
  const parked: string[] = []
  await expect(follow(demo.house.db.sequencer, lost, demo.district, (reason) => parked.push(reason))).rejects.toThrow()
  expect(parked).toEqual([])
  expect(await owner.query(sql`select from bookmark where reader = 'lost' and parked_at is not null`)).toEqual([])
})

test('receipts of refusals are kept for ninety days, those of what was done for ever', async () => {
  const id = demo.newId()
  const [done, refused] = [uuidv7(), uuidv7()]
  await demo.ask('hotline1', { kind: 'case', id }, filing(3), { commandId: done })
  await demo.ask('centre2', { kind: 'case', id }, { type: 'NotePrivately', words: '看' }, { commandId: refused })
  const left = async () => (await owner.query<{ id: string }>(sql`select command_id as id from receipt where command_id = any(${[done, refused]}::uuid[])`)).map((row) => row.id)
  const age = (days: number) => owner.query(sql`update receipt set at = now_here() - make_interval(days => ${days}) where command_id = any(${[done, refused]}::uuid[])`)
  await age(refusedReceiptDays - 1)
  await sweepReceipts(demo.house.db.desk, demo.district)
  expect((await left()).toSorted()).toEqual([done, refused].toSorted())
  await age(refusedReceiptDays + 1)
  expect(await sweepReceipts(demo.house.db.desk, demo.district)).toBe(1)
  expect(await left()).toEqual([done])
})
