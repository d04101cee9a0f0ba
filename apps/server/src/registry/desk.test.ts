import { randomUUID } from 'node:crypto'
import { registryStoryId, type RegistryCommand } from '@shaoying/core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openDesk, type Desk } from '../desk/desk.ts'
import { loadProfiles } from '../platform/profiles.ts'
import { root } from '../platform/root.ts'
import { openPool, sql, type Database } from '../platform/sql.ts'
import { openRuleBook } from '../rules/ruleBook.ts'
import { freshDatabase, type FreshDatabase } from '../testing/database.ts'
import { maySee } from '../views/maySee.ts'
import { categoryCommand } from './categories.ts'
import { divisionCommands, onlyMissing, readDivisions } from './divisions.ts'
import { loadRegistry } from './loadRegistry.ts'

const prefix = '360702'
const district = Number(prefix)
let house: FreshDatabase
let db: Database
let desk: Desk

beforeAll(async () => {
  house = await freshDatabase()
  db = openPool(house.urls.desk, { name: 'test', max: 4 })
  const rules = openRuleBook(await loadProfiles(`${root}/profiles`), true)
  desk = openDesk(db, {
    rules,
    maySee,
    onCommit: () => {},
    onTrouble: (error) => {
      throw error
    },
  })
})
afterAll(async () => {
  await desk.idle()
  await db.end()
  await house.drop()
})

const system = {
  as: 'system',
  person: 'system',
  post: '',
  role: 'system',
  unit: '',
  line: [],
  street: null,
  district,
  areas: [],
} as const
const given = (command: RegistryCommand) => ({
  by: system,
  instruction: {
    commandId: randomUUID(),
    story: { kind: 'registry', id: registryStoryId(district) } as const,
    command,
  },
})

test('a whole district goes through the desk in one call, and a second time changes nothing', async () => {
  const commands = [...readDivisions(prefix).values()].flatMap((divisions) => divisionCommands(divisions))
  const answers = await desk.handle(district, [...commands, categoryCommand()].map(given))
  expect(answers.filter((answer) => 'refused' in answer)).toEqual([])
  const registry = await loadRegistry(db, district)
  expect([registry.areas.size, registry.units.size]).toEqual([1 + 17 + 229, 6 + 3 * 17 + 229])
  expect(registry.version).toBe(4)
  expect(onlyMissing(registry, commands)).toEqual([])
  await desk.handle(district, commands.map(given))
  expect((await loadRegistry(db, district)).version).toBe(4)
})

test('a merger is in the ledger, in the rows, and waits as an errand for its day', async () => {
  const [a, b] = ['u360702001000', 'u360702002000'] as const
  expect(
    await desk.handle(district, [
      given({ type: 'SucceedUnit', unit: a, successor: b, on: '2099-01-01', reason: '合并' }),
    ]),
  ).toMatchObject([{ version: 5 }])
  const registry = await loadRegistry(db, district)
  expect(registry.units.get(a)).toMatchObject({ until: '2099-01-01', successor: b })
  const errands = await db.query<{ due: string; payload: { command: unknown } }>(
    sql`select due_at as due, payload from errand where district = ${district}`,
  )
  expect(errands).toMatchObject([
    {
      due: '2098-12-31T16:00:00.000Z',
      payload: { command: { type: 'SpreadSuccession', unit: a, successor: b } },
    },
  ])
  const types = await db.query<{ type: string }>(
    sql`select type from entry where district = ${district} order by version`,
  )
  expect(types.map(({ type }) => type)).toEqual([
    'DistrictOpened',
    'RowsPut',
    'RowsPut',
    'RowsPut',
    'UnitSucceeded',
  ])
})

test('instructions that arrive at once are each decided by what the one before has put', async () => {
  const area = (n: number): RegistryCommand => ({
    type: 'PutAreas',
    rows: [
      {
        code: `G${n}`,
        parent: n === 0 ? '360702001000' : null,
        level: n === 0 ? 'grid1' : 'district',
        name: 'g',
        from: '2020-01-01',
        until: null,
      },
    ],
  })
  const answers = await Promise.all(
    Array.from({ length: 12 }, (_, n) => desk.handle(district, [given(area(n))])),
  )
  expect(answers.flat().filter((answer) => 'refused' in answer)).toEqual([])
  expect((await loadRegistry(db, district)).version).toBe(17)
})
