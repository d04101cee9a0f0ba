import * as fs from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parse } from 'csv-parse/sync'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { openPool, sql, type Database } from '../../platform/sql.ts'
import { freshDatabase, type FreshDatabase } from '../../testing/database.ts'
import { askCommand as ask } from '../../testing/askCommand.ts'
import { readGiven } from '../arguments.ts'
import { exportCommand, guarded } from './exporting.ts'
import { adminCreate, calendarLoad, migrateCommand, registryImport, registryLoad } from './operate.ts'

let database: FreshDatabase
let owner: Database
let folder: string

beforeAll(async () => {
  database = await freshDatabase()
  owner = openPool(database.urls.owner, { name: 'test', max: 1 })
  folder = fs.mkdtempSync(join(tmpdir(), 'shaoying-cli-'))
  vi.stubEnv('DATABASE_URL', database.urls.owner)
  vi.stubEnv('DATA_DIR', database.dataDir)
  vi.stubEnv('LOG_LEVEL', 'error')
})
afterAll(async () => {
  vi.unstubAllEnvs()
  await owner?.end()
  await database?.drop()
  if (folder) fs.rmSync(folder, { recursive: true })
})

const file = (name: string, text: string): string => {
  fs.writeFileSync(join(folder, name), text)
  return join(folder, name)
}

test('migrating what is up to date does nothing', async () => {
  expect(await ask(migrateCommand)).toEqual({ applied: [], isNew: false })
})

test('a real district loads with one command, and twice changes nothing', async () => {
  const rowsNow = () =>
    owner.query<{ n: number }>(sql`select count(*) as n from registry_row where district = 360702`)
  expect(await ask(registryLoad, '360702')).toMatchObject([{ district: 360702 }])
  const [loaded] = await rowsNow()
  expect(loaded?.n).toBeGreaterThan(400)
  expect(await ask(registryLoad, '360702')).toMatchObject([{ district: 360702, commands: 0 }])
  expect(await rowsNow()).toEqual([loaded])
  await expect(registryLoad.run(readGiven(registryLoad, ['999999']))).rejects.toThrow(
    'No district has a code that begins with 999999.',
  )
})

test('a list goes in without its faulty rows, which are named', async () => {
  const list = file(
    'units.csv',
    'id,parent,kind,name,callee kind\ndeptA,u360702000000,department,区甲局,department\ndeptB,nowhere,department,区乙局,department\n',
  )
  const said = vi.spyOn(console, 'error').mockImplementation(() => {})
  try {
    await ask(registryImport, 'unit', list, '--dry-run')
    expect(await owner.query(sql`select key from registry_row where key = 'deptA'`)).toEqual([])
    await ask(registryImport, 'unit', list)
    expect(said.mock.calls.flat().filter((line) => String(line).startsWith('row 3')).length).toBeGreaterThan(
      0,
    )
  } finally {
    said.mockRestore()
    process.exitCode = 0
  }
  expect(await owner.query(sql`select key from registry_row where key in ('deptA', 'deptB')`)).toEqual([
    { key: 'deptA' },
  ])
  await expect(registryImport.run(readGiven(registryImport, ['units', list]))).rejects.toThrow(
    /^There is no list units/,
  )
})

test('a holiday notice is looked over before it is loaded', async () => {
  const notice = {
    year: 2027,
    source: 'a notice',
    off: [{ date: '2027-01-01', name: '元旦' }],
    work: [{ date: '2027-01-05', name: '元旦' }],
  }
  await expect(
    calendarLoad.run(readGiven(calendarLoad, [file('wrong.json', JSON.stringify(notice))])),
  ).rejects.toThrow('2027-01-05: a make-up day is a weekday anyway')
  expect(await ask(calendarLoad, file('right.json', JSON.stringify({ ...notice, work: [] })))).toMatchObject({
    year: 2027,
  })
  expect(await owner.query(sql`select year, published from calendar_year`)).toEqual([
    { year: 2027, published: true },
  ])
})

test('the first administrator gets a link that works once', async () => {
  const made = (await ask(adminCreate, 'root.admin')) as { link: string }
  expect(made.link).toMatch(/^http:\/\/127\.0\.0\.1:8080\/link#.{20,}$/)
  await expect(adminCreate.run(readGiven(adminCreate, ['x', '--district', '36']))).rejects.toThrow(
    '36 is not the six-digit code of a district.',
  )
})

test('the ledger leaves as the very bytes it was written in', async () => {
  const out = join(folder, 'ledger.jsonl')
  const { rows } = (await ask(exportCommand, 'ledger', '--out', out)) as { rows: number }
  const written = await owner.query<{ body: Buffer }>(
    sql`select body from entry join place using (district, story, version) order by district, place`,
  )
  expect(rows).toBe(written.length)
  expect(rows).toBeGreaterThan(2)
  expect(fs.readFileSync(out)).toEqual(
    Buffer.concat(written.flatMap(({ body }) => [body, Buffer.from('\n')])),
  )
})

test('cases leave as a table that a spreadsheet opens as it is', async () => {
  const out = join(folder, 'cases.csv')
  await ask(exportCommand, 'cases', '--out', out)
  const text = fs.readFileSync(out, 'utf8')
  expect(text.startsWith('\uFEFFnumber,stage,')).toBe(true)
  expect(parse(text, { bom: true })).toHaveLength(1)
  expect(['=1+1', '+86', '-x', '@a', 'plain', null].map(guarded)).toEqual([
    "'=1+1",
    "'+86",
    "'-x",
    "'@a",
    'plain',
    '',
  ])
  await expect(exportCommand.run(readGiven(exportCommand, ['people']))).rejects.toThrow(
    'people cannot be exported: take cases or ledger.',
  )
})
