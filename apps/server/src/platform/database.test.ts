import { afterAll, beforeAll, expect, test } from 'vitest'
import { freshDatabase, type FreshDatabase } from '../testing/database.ts'
import { type Database, openPool, sql } from './sql.ts'

let fresh: FreshDatabase
let owner: Database

beforeAll(async () => {
  fresh = await freshDatabase()
  owner = openPool(fresh.urls.owner, { name: 'database.test', max: 4 })
  await owner.query(sql`create table jar (id int primary key, filled boolean not null default false)`)
})
afterAll(async () => {
  await owner.end()
  await fresh.drop()
})

test('instants, days, whole numbers and documents arrive as the program wants them', async () => {
  const [row] = await owner.query(sql`
    select timestamptz '2026-11-02 09:30:00.5+08' as at, date '2026-11-02' as day, 9007199254740991::int8 as big,
           '{"a": [1]}'::jsonb as state, array['2026-11-02 09:30:00+08', null]::timestamptz[] as instants, array[1, 2]::int8[] as numbers`)
  expect(row).toEqual({
    at: '2026-11-02T01:30:00.500Z',
    day: '2026-11-02',
    big: 9007199254740991,
    state: { a: [1] },
    instants: ['2026-11-02T01:30:00.000Z', null],
    numbers: [1, 2],
  })
})

test('a transaction commits what its work returns', async () => {
  const made = await owner.transaction(async (tx) => {
    await tx.query(sql`insert into jar (id) values (${1})`)
    return 'made'
  })
  expect(made).toBe('made')
  expect(await owner.query(sql`select id from jar where id = ${1}`)).toEqual([{ id: 1 }])
})

test('a transaction whose work throws leaves nothing, not even what was sent without waiting', async () => {
  await expect(
    owner.transaction(async (tx) => {
      const sent = tx.query(sql`insert into jar (id) values (${2})`)
      const alsoSent = tx.query(sql`insert into jar (id) values (${3})`)
      await Promise.all([sent, alsoSent])
      throw new Error('changed my mind')
    }),
  ).rejects.toThrow('changed my mind')
  expect(await owner.query(sql`select id from jar where id in (${2}, ${3})`)).toEqual([])
})

test('work that swallows a failed statement is told that nothing was committed', async () => {
  await expect(
    owner.transaction(async (tx) => {
      await tx.query(sql`insert into jar (id) values (${4})`)
      await tx.query(sql`insert into jar (id) values (${4})`).catch(() => undefined)
    }),
  ).rejects.toThrow('was rolled back')
  expect(await owner.query(sql`select id from jar where id = ${4}`)).toEqual([])
})

test('a read-only transaction cannot write', async () => {
  await expect(
    owner.transaction((tx) => tx.query(sql`insert into jar (id) values (${5})`), { readOnly: true }),
  ).rejects.toMatchObject({ code: '25006' })
})

test('the same statement, sent twice at once on one connection, is prepared once', async () => {
  const find = (id: number) => sql`select ${id}::int as id`
  const found = await owner.transaction(async (tx) => {
    const both = await Promise.all([tx.query(find(1)), tx.query(find(2))])
    const named = await tx.query<{ count: number }>(
      sql`select count(*) as count from pg_prepared_statements where statement like 'select $1::int as id'`,
    )
    return { both, count: named[0]?.count }
  })
  expect(found).toEqual({ both: [[{ id: 1 }], [{ id: 2 }]], count: 1 })
})

test('a connection that the database ends is replaced, and nothing crashes', async () => {
  const lost: string[] = []
  const pool = openPool(fresh.urls.owner, {
    name: 'to be cut',
    max: 1,
    onLost: (error) => lost.push(error.message),
  })
  await pool.query(sql`select 1 as one`)
  await owner.query(
    sql`select pg_terminate_backend(pid) from pg_stat_activity where application_name = ${'to be cut'}`,
  )
  await expect.poll(() => lost.length).toBeGreaterThan(0)
  expect(await pool.query(sql`select 1 as one`)).toEqual([{ one: 1 }])
  await expect(
    pool.transaction(async (tx) => {
      await tx.query(sql`select 1 as one`)
      await owner.query(
        sql`select pg_terminate_backend(pid) from pg_stat_activity where application_name = ${'to be cut'}`,
      )
      await tx.query(sql`select 2 as two`)
    }),
  ).rejects.toThrow()
  expect(await pool.query(sql`select 3 as three`)).toEqual([{ three: 3 }])
  await pool.end()
})
