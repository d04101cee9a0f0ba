import * as fs from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openapi } from '../channels/openapi.ts'
import { freshDatabase, type FreshDatabase } from '../testing/database.ts'
import { roles, type Role } from './migrate.ts'
import { root } from './root.ts'
import { schemaOf } from './schema.ts'
import { openPool, sql, type Database } from './sql.ts'

/** district: distributed by it · reference: small and everywhere · local: of one installation · log: district and range. */
type Kind = 'district' | 'reference' | 'local' | 'log'

let database: FreshDatabase
let owner: Database
const as = new Map<Role, Database>()
const kinds = JSON.parse(fs.readFileSync(join(root, 'db/tables.json'), 'utf8')) as Record<string, Kind>
const kept = (...wanted: Kind[]) => Object.entries(kinds).flatMap(([table, kind]) => (wanted.includes(kind) ? [table] : []))

beforeAll(async () => {
  database = await freshDatabase()
  owner = openPool(database.urls.owner, { name: 'test owner', max: 1 })
  for (const role of roles) as.set(role, openPool(database.urls[role], { name: `test ${role}`, max: 1 }))
})
afterAll(async () => {
  await owner?.end()
  for (const each of as.values()) await each.end()
  await database?.drop()
})

describe('generated files are unchanged (`npx vitest run -u` on this file writes them anew)', () => {
  test('db/schema.sql is what the migrations make', async () => {
    await expect(await schemaOf(owner)).toMatchFileSnapshot(join(root, 'db/schema.sql'))
  })
  test('docs/openapi.json is what the server shows', async () => {
    await expect(`${JSON.stringify(openapi('0.1.0'), null, 2)}\n`).toMatchFileSnapshot(join(root, 'docs/openapi.json'))
  })
})

describe('the discipline of tables', () => {
  test('db/tables.json names every table and its kind', async () => {
    const there = await owner.query<{ name: string }>(sql`
      select case n.nspname when 'public' then '' else n.nspname || '.' end || c.relname as name
      from pg_class c join pg_namespace n on n.oid = c.relnamespace
      where c.relkind in ('r', 'p') and n.nspname not in ('pg_catalog', 'information_schema') and n.nspname not like 'pg\\_%' order by 1`)
    expect(there.map(({ name }) => name)).toEqual(Object.keys(kinds).toSorted((a, b) => (a < b ? -1 : 1)))
    expect(Object.values(kinds).filter((kind) => !['district', 'reference', 'local', 'log'].includes(kind))).toEqual([])
  })

  test('district is an int that is never null, and first in the primary key and every unique index', async () => {
    const columns = await owner.query<{ name: string }>(sql`
      select case table_schema when 'public' then '' else table_schema || '.' end || table_name as name
      from information_schema.columns where column_name = 'district' and data_type = 'integer' and is_nullable = 'NO' and ordinal_position = 1`)
    const withDistrict = new Set(columns.map(({ name }) => name))
    expect(kept('district', 'log').filter((table) => !withDistrict.has(table))).toEqual([])
    const unique = await owner.query<{ name: string; index: string; first: string; primary: boolean }>(sql`
      select case n.nspname when 'public' then '' else n.nspname || '.' end || c.relname as name, i.indexrelid::regclass::text as index, i.indisprimary as primary,
        (select attname from pg_attribute a where a.attrelid = c.oid and a.attnum = i.indkey[0]) as first
      from pg_index i join pg_class c on c.oid = i.indrelid join pg_namespace n on n.oid = c.relnamespace
      where i.indisunique and n.nspname in ('public', 'vault', 'door')`)
    const business = new Set(kept('district', 'log'))
    expect(unique.filter(({ name, first }) => business.has(name) && first !== 'district')).toEqual([])
    const withKey = new Set(unique.filter(({ primary }) => primary).map(({ name }) => name))
    expect(Object.keys(kinds).filter((table) => !withKey.has(table))).toEqual([])
  })

  test('every index of a business table begins with district', async () => {
    const others = await owner.query<{ name: string; index: string }>(sql`
      select case n.nspname when 'public' then '' else n.nspname || '.' end || c.relname as name, i.indexrelid::regclass::text as index
      from pg_index i join pg_class c on c.oid = i.indrelid join pg_namespace n on n.oid = c.relnamespace
      where n.nspname in ('public', 'vault', 'door') and (select attname from pg_attribute a where a.attrelid = c.oid and a.attnum = i.indkey[0]) is distinct from 'district'`)
    const business = new Set(kept('district', 'log'))
    expect(others.filter(({ name }) => business.has(name))).toEqual([])
  })

  test('foreign keys of business tables carry district or point to reference tables; none points into them from outside', async () => {
    const keys = await owner.query<{ from: string; to: string; first: string }>(sql`
      select k.conrelid::regclass::text as from, k.confrelid::regclass::text as to,
        (select attname from pg_attribute a where a.attrelid = k.conrelid and a.attnum = k.conkey[1]) as first
      from pg_constraint k where k.contype = 'f'`)
    const business = new Set(kept('district', 'log'))
    const reference = new Set(kept('reference'))
    const wrong = keys.filter(({ from, to, first }) =>
      business.has(from) ? !(business.has(to) ? first === 'district' : reference.has(to)) : business.has(to))
    expect(wrong).toEqual([])
  })

  test('an instant has its zone, nothing counts on over all districts, and no trigger keeps a rule', async () => {
    expect(await owner.query(sql`
      select table_name, column_name from information_schema.columns
      where table_schema in ('public', 'vault', 'door') and data_type in ('timestamp without time zone', 'time with time zone', 'time without time zone')`)).toEqual([])
    expect(await owner.query(sql`select tgname from pg_trigger where not tgisinternal`)).toEqual([])
    const sequences = await owner.query<{ table: string }>(sql`
      select d.refobjid::regclass::text as table from pg_class s join pg_depend d on d.objid = s.oid and d.deptype in ('a', 'i')
      where s.relkind = 'S' and d.classid = 'pg_class'::regclass`)
    const business = new Set(kept('district', 'log'))
    expect(sequences.filter(({ table }) => !business.has(table))).toEqual([])
  })
})

describe('what the statements may not do', () => {
  const code = fs.readdirSync(join(root, 'apps/server/src'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts') && !/(^|[\\/])testing[\\/]/.test(name))
    .map((name) => ({ name, text: fs.readFileSync(join(root, 'apps/server/src', name), 'utf8') }))
  const statements = code.flatMap(({ name, text }) => [...text.matchAll(/sql`((?:[^`\\]|\\.)*)`/g)].map(([, statement = '']) => ({ name, statement })))
  const business = kept('district', 'log').filter((table) => !table.includes('.'))

  test('the reader of this test sees the statements', () => {
    expect(statements.length).toBeGreaterThan(80)
  })
  test('district is never changed', () => {
    const assigned = statements.flatMap(({ name, statement }) =>
      [...statement.matchAll(/\bupdate\b[\s\w.]*?\bset\b([\s\S]*?)(?:\bfrom\b|\bwhere\b|\breturning\b|$)/gi)].map(([, list = '']) => ({ name, list })))
    expect(assigned.length).toBeGreaterThan(8)
    expect(assigned.filter(({ list }) => /(^|,)\s*district\s*=/.test(list))).toEqual([])
  })
  test('nothing stands in them that a distributed engine refuses', () => {
    const refused = /\b(grouping sets|rollup|cube)\b|\bmerge into\b|\bset_config\s*\(|\bset session\b|\blisten\b|\bnextval\s*\(/i
    expect(statements.filter(({ statement }) => refused.test(statement))).toEqual([])
  })
  test('whoever changes rows of a business table, or claims them, says of which district', () => {
    const changes = statements.filter(({ statement }) => new RegExp(`\\b(update|delete from)\\s+(${business.join('|')})\\b|skip locked`, 'i').test(statement))
    expect(changes.length).toBeGreaterThan(8)
    expect(changes.filter(({ statement }) => !/district\s*=/.test(statement))).toEqual([])
  })
  test('whoever reads a business table says of which district, but for those that are named as city-wide', () => {
    // Counts of the whole house for operators, the clock's next stop, an administrator's first district; no locks, no joins off the key.
    const cityWide = ['channels/health.ts', 'house/house.ts', 'door/openDoor.ts']
    // Put together of parts, of which the first is the actor's scope; that begins with the district.
    const composed = ['views/listCases.ts', 'views/listWhistles.ts']
    const reads = statements.filter(({ statement }) => new RegExp(`\\b(from|join)\\s+(${business.join('|')})\\b`, 'i').test(statement))
    expect(reads.length).toBeGreaterThan(25)
    const wide = reads.filter(({ statement }) => !/district\s*=/.test(statement))
    const names = [...new Set(wide.map(({ name }) => name.replaceAll('\\', '/')))]
    expect(names.filter((name) => !cityWide.includes(name) && !composed.includes(name))).toEqual([])
    for (const name of names.filter((one) => composed.includes(one)))
      expect(fs.readFileSync(join(root, 'apps/server/src', name), 'utf8'), name).toMatch(/const where[^\n]*= \[(case|whistle)Scope\(actor\)\]/)
    expect(code.find(({ name }) => /views.scope\.ts$/.test(name))?.text.match(/district = \$\{(actor\.)?district\}/g)?.length).toBeGreaterThan(1)
    expect(wide.filter(({ statement }) => /for update|for share/i.test(statement))).toEqual([])
  })
})

describe('who may do what', () => {
  const history = ['entry', 'place', 'content', 'file', 'vault.requester', 'vault.look']
  const may = async (role: Role, privilege: string, table: string) => {
    const [row] = await owner.query<{ may: boolean }>(sql`
      select has_table_privilege(${`shaoying_${role}`}, ${table}, ${privilege}) or
        (${privilege} in ('SELECT', 'INSERT', 'UPDATE') and has_any_column_privilege(${`shaoying_${role}`}, ${table}, case ${privilege} when 'UPDATE' then 'UPDATE' when 'INSERT' then 'INSERT' else 'SELECT' end)) as may`)
    return row?.may
  }

  test('no role that serves can change, take away or empty history', async () => {
    for (const role of roles)
      for (const table of history)
        for (const privilege of ['UPDATE', 'DELETE', 'TRUNCATE', 'TRIGGER', 'REFERENCES']) expect(await may(role, privilege, table), `${role} ${privilege} ${table}`).toBe(false)
    for (const role of roles) expect(await may(role, 'UPDATE', 'receipt'), role).toBe(false)
    for (const role of roles) expect(await may(role, 'TRUNCATE', 'receipt'), role).toBe(false)
  })
  test('it is tried as well, not only asked for', async () => {
    const tries = [
      sql`update entry set type = ''`, sql`delete from entry`, sql`truncate entry`, sql`update place set place = 0`, sql`delete from place`, sql`update receipt set answer = '{}'`,
      sql`update content set words = ''`, sql`delete from content`, sql`update file set name = ''`, sql`update vault.requester set name = ''`, sql`delete from vault.look`,
      sql`alter table entry disable trigger all`, sql`drop table entry`, sql`update clock_here set shift = '1 day'`, sql`select create_clock(true)`, sql`set session_replication_role = replica`,
    ]
    for (const role of roles) for (const attempt of tries) await expect(as.get(role)?.query(attempt), `${role}: ${attempt.text}`).rejects.toThrow(/permission denied|must be owner/)
  })
  test('the desk puts persons into the vault and cannot look; only the vault looks, and only it records looks', async () => {
    await expect(as.get('desk')?.query(sql`select * from vault.requester`)).rejects.toThrow(/permission denied/)
    for (const role of roles.filter((one) => one !== 'vault')) {
      expect(await may(role, 'SELECT', 'vault.requester'), role).toBe(false)
      expect(await may(role, 'INSERT', 'vault.look'), role).toBe(false)
    }
    expect(await may('vault', 'SELECT', 'vault.requester')).toBe(true)
    for (const role of roles.filter((one) => one !== 'door')) expect(await may(role, 'SELECT', 'door.account'), role).toBe(false)
  })
  test('no role that serves sets the time of what it writes', async () => {
    for (const role of roles)
      for (const table of ['entry', 'receipt', 'content', 'file', 'vault.requester', 'vault.look']) {
        const column = 'at'
        const [row] = await owner.query<{ may: boolean }>(sql`select has_column_privilege(${`shaoying_${role}`}, ${table}, ${column}, 'INSERT') or has_column_privilege(${`shaoying_${role}`}, ${table}, ${column}, 'UPDATE') as may`)
        expect(row?.may, `${role} ${table}.${column}`).toBe(false)
      }
  })
})
