import { afterAll, beforeAll, expect, test } from 'vitest'
import { openHouse, type House } from '../house/house.ts'
import { sql } from '../platform/sql.ts'
import { freshDatabase, type FreshDatabase } from '../testing/database.ts'
import { beginClock } from './beginClock.ts'
import { buildDemo, demoBegins, type DemoReport } from './build.ts'

// A Sunday afternoon, in a week without holidays.
const until = Date.parse('2026-11-22T15:00:00+08:00')
let database: FreshDatabase
let house: House
let report: DemoReport

beforeAll(async () => {
  database = await freshDatabase()
  await beginClock(database.urls.owner, new Date(demoBegins(until)).toISOString())
  house = await openHouse({ urls: database.urls, dataDir: database.dataDir, background: false })
  const before = performance.now()
  // Cut off in the middle, and told on: nothing of what follows may show it.
  const cut = new AbortController()
  const first = await buildDemo(house, {
    until,
    signal: cut.signal,
    onProgress: (done, total) => void (done > total / 3 && cut.abort()),
  })
  report = await buildDemo(house, { until })
  expect(first.steps).toBeLessThan(report.steps / 2)
  report = { ...report, refused: [...first.refused, ...report.refused] }
  console.info(`demo: ${report.steps} steps in ${Math.round(performance.now() - before)} ms`)
})
afterAll(async () => {
  await house?.end()
  await database?.drop()
})

const counted = async (table: 'case_card' | 'whistle_card') => {
  const rows = await house.db.reader.query<{ stage: string; n: number }>(
    table === 'case_card'
      ? sql`select stage, count(*) as n from case_card group by stage`
      : sql`select stage, count(*) as n from whistle_card group by stage`,
  )
  return Object.fromEntries(rows.map(({ stage, n }) => [stage, n]))
}

test('nothing that the people of the demo do is refused', () => {
  const kinds = new Map<string, number>()
  for (const { step, code, about } of report.refused) {
    const kind = `${step.command.type} by ${step.by.replace(/\d+$/, '')}: ${code} ${about ?? ''}`
    kinds.set(kind, (kinds.get(kind) ?? 0) + 1)
  }
  expect(Object.fromEntries(kinds)).toEqual({})
})

test('cases and whistles stand in every stage', async () => {
  const cases = await counted('case_card')
  for (const stage of [
    'collected',
    'triaged',
    'dispatched',
    'handling',
    'finished',
    'verified',
    'closed',
    'declined',
    'answered',
    'merged',
  ])
    expect(cases[stage] ?? 0, stage).toBeGreaterThan(0)
  const whistles = await counted('whistle_card')
  for (const stage of [
    'applied',
    'reported',
    'confirmed',
    'issued',
    'running',
    'done',
    'closed',
    'refused',
    'calledOff',
  ])
    expect(whistles[stage] ?? 0, stage).toBeGreaterThan(0)
})

test('a few are overdue, some are carried over, several were merged', async () => {
  const [found] = await house.db.reader.query<{
    overdue: number
    carried: number
    merged: number
    total: number
  }>(sql`
    select count(*) filter (where closed_at is null and due_at < now_here()) as overdue, count(*) filter (where carried) as carried,
      count(*) filter (where origins > 1) as merged, count(*) as total from case_card`)
  expect(found?.total).toBeGreaterThan(300)
  expect(found?.overdue).toBeGreaterThan(2)
  expect(found?.carried).toBeGreaterThan(1)
  expect(found?.merged).toBeGreaterThan(4)
})

test('every step took effect once', async () => {
  const [distinct] = await house.db.reader.query<{ commands: number }>(
    sql`select count(distinct command_id) as commands from entry where kind <> 'registry' and person <> 'clock'`,
  )
  expect(distinct?.commands).toBe(report.steps)
})

test('it ends at the present', async () => {
  expect(Math.abs(Date.parse(await house.clock.now()) - until)).toBeLessThan(60_000)
})
