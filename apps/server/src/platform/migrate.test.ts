import * as fs from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { emptyDatabase, freshDatabase, type FreshDatabase } from '../testing/database.ts'
import { migrate, roles } from './migrate.ts'

let empty: Awaited<ReturnType<typeof emptyDatabase>>
let fresh: FreshDatabase
let folder: string

beforeAll(async () => {
  ;[empty, fresh] = await Promise.all([emptyDatabase(), freshDatabase()])
  folder = fs.mkdtempSync(join(tmpdir(), 'migrations-'))
  fs.writeFileSync(
    join(folder, '0001_first.sql'),
    `create table thing (id int primary key);
     grant select on thing to shaoying_reader;
     create table clock (simulated boolean);
     create function create_clock(simulated boolean) returns void language sql as $$ insert into clock values ($1) $$;`,
  )
})
afterAll(async () => {
  await empty.drop()
  await fresh.drop()
  fs.rmSync(folder, { recursive: true })
})

const run = (simulated = false) => migrate(empty.url, { dataDir: empty.dataDir, folder, simulated })

async function ask(url: string, statement: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    return (await client.query<Record<string, unknown>>(statement)).rows
  } finally {
    await client.end()
  }
}

test('processes that migrate at the same moment apply each file once', async () => {
  const runs = await Promise.all([run(true), run(true), run(true)])
  expect(runs.flatMap(({ applied }) => applied)).toEqual(['0001_first.sql'])
  expect(runs.filter(({ isNew }) => isNew)).toHaveLength(1)
})

test('what a database is, simulated or real, is chosen once', async () => {
  expect(await run(false)).toMatchObject({ applied: [], isNew: false })
  expect(await ask(empty.url, 'select simulated from clock')).toEqual([{ simulated: true }])
})

test('a migration that fails leaves nothing behind, and the next run goes on from there', async () => {
  const second = join(folder, '0002_second.sql')
  fs.writeFileSync(second, 'create table other (id int); select 1 / 0;')
  await expect(run()).rejects.toThrow('0002_second.sql: division by zero')
  expect(await ask(empty.url, `select to_regclass('other') as found`)).toEqual([{ found: null }])
  fs.writeFileSync(second, 'create table other (id int);')
  expect((await run()).applied).toEqual(['0002_second.sql'])
})

test('a file that changed after it was applied is refused in one sentence; line ends do not count', async () => {
  const first = join(folder, '0001_first.sql')
  const text = fs.readFileSync(first, 'utf8')
  fs.writeFileSync(first, text.replaceAll('\n', '\r\n'))
  expect((await run()).applied).toEqual([])
  fs.writeFileSync(first, `${text} -- one word more`)
  await expect(run()).rejects.toMatchObject({
    name: 'Failure',
    message:
      'The migration 0001_first.sql has changed since it was applied to this database: restore the file and add a new one.',
  })
  fs.writeFileSync(first, text)
})

test('a database of a newer program is refused', async () => {
  fs.renameSync(join(folder, '0002_second.sql'), join(folder, 'second'))
  await expect(run()).rejects.toThrow('has the migration 0002_second.sql, which this program does not know')
  fs.renameSync(join(folder, 'second'), join(folder, '0002_second.sql'))
})

test('an address nobody listens at, a wrong password and a missing database each give one sentence without the password', async () => {
  const { dataDir } = empty
  const wrong = new URL(empty.url)
  wrong.password = 'hush-hush'
  await expect(migrate(wrong.href, { dataDir })).rejects.toThrow(
    /refuses the account or its password: check DATABASE_URL\.$/,
  )
  await expect(migrate(wrong.href, { dataDir })).rejects.not.toThrow(/hush/)
  const missing = new URL(empty.url)
  missing.pathname = '/nothing_here'
  await expect(migrate(missing.href, { dataDir })).rejects.toThrow('does not exist: check DATABASE_URL.')
  await expect(migrate('postgres://a:hush@127.0.0.1:1/x', { dataDir })).rejects.toThrow(
    'The database at 127.0.0.1:1/x cannot be reached (nothing listens there): check DATABASE_URL.',
  )
})

test('the passwords are for their owner alone', () => {
  expect(fs.statSync(join(fresh.dataDir, 'secrets')).mode & 0o777).toBe(0o700)
  expect(fs.statSync(join(fresh.dataDir, 'secrets', 'roles.json')).mode & 0o777).toBe(0o600)
})

test.each(roles)(
  'the role %s signs in, makes nothing, owns nothing and is nobody above itself',
  async (role) => {
    const url = fresh.urls[role]
    expect(await ask(url, 'select current_user as me')).toEqual([{ me: `shaoying_${role}` }])
    await expect(ask(url, 'create table mine (id int)')).rejects.toMatchObject({ code: '42501' })
    await expect(ask(url, 'create schema mine')).rejects.toMatchObject({ code: '42501' })
    await expect(ask(url, 'drop table applied_migration')).rejects.toMatchObject({ code: '42501' })
    await expect(ask(url, `delete from applied_migration`)).rejects.toMatchObject({ code: '42501' })
    expect(
      await ask(
        url,
        'select rolsuper, rolcreaterole, rolcreatedb, rolbypassrls from pg_roles where rolname = current_user',
      ),
    ).toEqual([{ rolsuper: false, rolcreaterole: false, rolcreatedb: false, rolbypassrls: false }])
    expect(
      await ask(
        url,
        'select relname from pg_class where relowner = (select oid from pg_roles where rolname = current_user)',
      ),
    ).toEqual([])
  },
)
