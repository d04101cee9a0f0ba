import {
  advanceRegistry,
  buildRegistry,
  registryStoryId,
  storedRows,
  type Area,
  type RegistryEvent,
  type StoredRow,
  type Unit,
} from '@shaoying/core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openPool, sql, type Database } from '../platform/sql.ts'
import { freshDatabase, type FreshDatabase } from '../testing/database.ts'
import { loadCalendar, saveNotice } from './loadCalendar.ts'
import { loadRegistry, registryMark } from './loadRegistry.ts'
import { projectRegistry } from './project.ts'
import { storiesToTell } from './spread.ts'

const district = 990001
let house: FreshDatabase
let desk: Database
let reader: Database
let owner: Database

beforeAll(async () => {
  house = await freshDatabase()
  desk = openPool(house.urls.desk, { name: 'test', max: 2 })
  reader = openPool(house.urls.reader, { name: 'test', max: 2 })
  owner = openPool(house.urls.owner, { name: 'test', max: 1 })
})
afterAll(async () => {
  await Promise.all([desk.end(), reader.end(), owner.end()])
  await house.drop()
})

const area = (code: string, parent: string | null, level: Area['level'], from = '2020-01-01'): Area => ({
  code,
  parent,
  level,
  name: code,
  from,
  until: null,
})
const unit = (id: string, name: string, from: string, until: string | null = null): Unit => ({
  id,
  parent: null,
  kind: 'department',
  name,
  areas: ['d'],
  calleeKind: 'department',
  from,
  until,
})

const events: RegistryEvent[] = [
  { type: 'DistrictOpened', simulated: true },
  { type: 'RowsPut', list: 'area', rows: [area('d', null, 'district'), area('s', 'd', 'street')] },
  {
    type: 'RowsPut',
    list: 'unit',
    rows: [unit('a', 'first', '2020-01-01'), unit('b', 'b', '2020-01-01'), unit('c', 'c', '2020-01-01')],
  },
  {
    type: 'RowsPut',
    list: 'unit',
    rows: [unit('a', 'second', '2021-01-01'), unit('a', 'third', '2099-01-01')],
  },
  { type: 'RowsPut', list: 'unit', rows: [unit('a', 'second, corrected', '2021-01-01', '2098-01-01')] },
  {
    type: 'RowsPut',
    list: 'unit',
    rows: [
      unit('e', 'first', '2020-01-01'),
      unit('e', 'second', '2021-01-01'),
      unit('f', 'long', '2020-01-01', '2090-01-01'),
    ],
  },
  { type: 'RowsPut', list: 'unit', rows: [unit('f', 'cuts it short', '2024-01-01', '2025-01-01')] },
  { type: 'RowEnded', list: 'unit', key: 'c', on: '2022-01-01', reason: 'r' },
  { type: 'UnitSucceeded', unit: 'b', successor: 'a', on: '2023-01-01', reason: 'r', takes: null },
  { type: 'ProfileBound', area: 'd', profile: 'x', from: '2020-01-01' },
]

test('what the events say is what the table holds, and what the snapshot that moved along holds', async () => {
  let version = 1
  for (const event of events) {
    await desk.transaction(async (tx) => {
      await projectRegistry(tx, district, version, [event])
      const [, story] = /^\d+-(.+)$/.exec(registryStoryId(district)) ?? []
      await tx.query(sql`
        insert into registry_card (district, story, version, fold, state, changed_at)
        values (${district}, ${story}, ${version}, 1, '{}', now_here())
        on conflict (district, story) do update set version = excluded.version`)
    })
    version += 1
  }
  const loaded = await loadRegistry(reader, district)
  expect(loaded.version).toBe(events.length)
  const moved = advanceRegistry(
    buildRegistry({ district, version: 0, on: loaded.on ?? '', rows: [] }),
    events,
  )
  const sorted = (rows: StoredRow[]) =>
    rows.toSorted((a, b) => (`${a.list}${a.key}${a.from}` < `${b.list}${b.key}${b.from}` ? -1 : 1))
  expect(sorted(storedRows(loaded))).toEqual(sorted(storedRows(moved)))
  expect(loaded.units.get('a')?.name).toBe('second, corrected')
  expect(loaded.units.get('b')).toMatchObject({ until: '2023-01-01', successor: 'a' })
  expect(loaded.units.get('c')).toMatchObject({ until: '2022-01-01' })
  expect(loaded.bindings).toEqual([{ area: 'd', profile: 'x', from: '2020-01-01' }])
  expect(await registryMark(reader, district)).toEqual({ version: events.length, today: loaded.on })
})

test('several events of one decision number their rows on', async () => {
  await desk.transaction((tx) => projectRegistry(tx, 990002, 1, events.slice(0, 3)))
  const rows = await reader.query<{ list: string; version: number }>(
    sql`select distinct list, version from registry_row where district = ${990002} order by list`,
  )
  expect(rows).toEqual([
    { list: 'area', version: 2 },
    { list: 'unit', version: 3 },
  ])
})

test('a district without rows has an empty registry', async () => {
  expect(await loadRegistry(reader, 990009)).toMatchObject({ district: 990009, version: 0, bindings: [] })
})

test('a loaded notice joins those that came with the program and changes the version', async () => {
  const before = await loadCalendar(reader)
  await saveNotice(desk, 2031, { off: [{ date: '2031-01-01', name: '元旦' }], work: [], source: 'test' })
  await saveNotice(desk, 2031, {
    off: [
      { date: '2031-01-01', name: '元旦' },
      { date: '2031-01-02', name: '元旦' },
    ],
    work: [],
    source: 'test',
  })
  const after = await loadCalendar(reader)
  expect(after.years['2031']).toMatchObject({
    published: true,
    off: [{ date: '2031-01-01' }, { date: '2031-01-02' }],
  })
  expect(after.years['2020']).toEqual(before.years['2020'])
  expect(after.version).not.toBe(before.version)
})

test('open stories that a unit holds or takes part in follow its successor, closed ones do not', async () => {
  const id = (n: number) => `00000000-0000-4000-8000-00000000000${n}`
  const card = (n: number, holder: string | null, closed: boolean) =>
    owner.query(sql`
    insert into case_card (district, story, version, fold, state, number, stage, step, case_type, channel, urgency, secrecy, holder, accused, origins, whistles, carried, summary, opened_at, changed_at, closed_at)
    values (${district}, ${id(n)}, 1, 1, '{}', ${String(n)}, 'handling', 1, 'complaint', 'hotline', 'normal', 'S1', ${holder}, '{}', 1, 0, false, '', now(), now(), case when ${closed} then now() end)`)
  const party = (n: number, kind: string) =>
    desk.query(
      sql`insert into party (district, unit, kind, opened_at, story) values (${district}, 'b', ${kind}, now(), ${id(n)})`,
    )
  await card(1, 'b', false)
  await card(2, 'b', true)
  await card(3, 'other', false)
  await card(4, 'other', false)
  await party(4, 'case')
  await owner.query(sql`
    insert into whistle_card (district, story, version, fold, state, number, level, purpose, stage, caller, called, reported, finished, summary, opened_at, changed_at)
    values (${district}, ${id(5)}, 1, 1, '{}', 'w', '3', 'public_problem', 'issued', 'other', 1, 0, 0, '', now(), now())`)
  await party(5, 'whistle')
  const follow = await storiesToTell(reader, district, { type: 'SpreadSuccession', unit: 'b', successor: 'a' })
  expect(follow).toEqual([
    {
      story: { kind: 'case', id: `${district}-${id(1)}` },
      command: { type: 'FollowSuccessor', from: 'b', to: 'a' },
    },
    {
      story: { kind: 'case', id: `${district}-${id(4)}` },
      command: { type: 'FollowSuccessor', from: 'b', to: 'a' },
    },
    {
      story: { kind: 'whistle', id: `${district}-${id(5)}` },
      command: { type: 'FollowSuccessor', from: 'b', to: 'a' },
    },
  ])
})
