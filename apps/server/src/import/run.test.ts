import * as fs from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import type { FastifyInstance } from 'fastify'
import { writeXlsx } from 'hucre/xlsx'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openServer } from '../channels/server.ts'
import { demoPassword, openRemote, type Remote } from '../cli/remote.ts'
import { sql } from '../platform/sql.ts'
import { root } from '../platform/root.ts'
import { openDemoHouse, type DemoHouse } from '../testing/demoHouse.ts'
import { readMap, type MapFile } from './mapFile.ts'
import { importFile, type ImportOptions, type ImportReport } from './run.ts'

let demo: DemoHouse
let app: FastifyInstance
let remote: Remote
let map: MapFile
let folder: string
let url: string

beforeAll(async () => {
  demo = await openDemoHouse({ accounts: true })
  app = await openServer(demo.house)
  url = await app.listen({ host: '127.0.0.1', port: 0 })
  remote = openRemote(url, () => demoPassword)
  map = await readMap(join(root, 'profiles/maps/messages-with-replies.yaml'))
  folder = fs.mkdtempSync(join(tmpdir(), 'shaoying-import-'))
})
afterAll(async () => {
  await app?.close()
  await demo?.end()
  if (folder) fs.rmSync(folder, { recursive: true })
})

const message = (id: number, more: object = {}) => ({
  id,
  topic: `第${id}件`,
  time: '2012-03-04 08:09:10',
  detail: `第${id}件：路灯不亮已经一个星期，晚上一片漆黑。`,
  reply: '已更换灯头。',
  reply_time: '2012-03-09 10:00:00',
  ...more,
})
const write = (name: string, rows: readonly (object | string)[]): string => {
  const path = join(folder, name)
  const text = rows.map((row) => (typeof row === 'string' ? row : JSON.stringify(row))).join('\n')
  fs.writeFileSync(path, name.endsWith('.gz') ? gzipSync(text) : text)
  return path
}
const load = (file: string, more: Partial<ImportOptions> = {}): Promise<ImportReport> =>
  importFile({ file, map, remote, bookmarks: join(folder, 'bookmarks'), ...more })
const cases = async (like: string) => {
  const [row] = await demo.house.db.reader.query<{ all: number; closed: number; entries: number }>(sql`
    select count(*) as all, count(*) filter (where stage = 'closed') as closed,
      (select count(*) from entry join case_card c using (district, story) where c.external like ${like}) as entries
    from case_card where external like ${like}`)
  return row
}
const systemOf = (name: string): MapFile => ({ ...map, system: name })

test('messages walk all the way, good ones beside bad ones, and twice is once', async () => {
  const file = write('mixed.jsonl.gz', [
    message(1),
    '{ not json',
    message(2, { detail: '', topic: '' }),
    message(3, { time: '2012-02-31 00:00:00' }),
    message(4, { detail: `没有半个字\u0000的来信` }),
    message(1, { topic: '又是第一件' }),
    message(5, { detail: '看'.repeat(3055), reply: '好'.repeat(7883) }),
    message(6, { reply: '' }),
  ])
  const mixed = { map: systemOf('mixed') }
  const first = await load(file, mixed)
  expect(first.bad.map(({ row, code, step }) => [row, code, step])).toEqual([
    [2, 'RowInvalid', 'read'],
    [3, 'RowInvalid', 'read'],
    [4, 'RowInvalid', 'read'],
    [5, 'MalformedInstruction', 'file'],
    [6, 'RowInvalid', 'read'],
  ])
  expect(first.bad.find(({ row }) => row === 6)?.sentence).toContain('row 1')
  expect(first.imported).toBe(3)
  const after = await cases('%mixed%')
  expect(after).toMatchObject({ all: 3, closed: 2 })

  const second = await load(file, mixed)
  expect(second).toEqual(first)
  expect(await cases('%mixed%')).toEqual(after)
})

test('what the words speak for is suggested, and the words of the suggestion are kept', async () => {
  await load(write('lamps.jsonl', [message(1)]), { map: systemOf('lamps') })
  const [card] = await demo.house.db.reader.query<{ category: string; holder: string }>(
    sql`select category, holder from case_card where external like '%lamps%'`,
  )
  expect(card).toEqual({ category: 'facilities.lamps', holder: 'dept1' })
})

test('a dry run sends nothing and names the same rows', async () => {
  const dry = await load(write('dry.jsonl', [message(1), message(2, { detail: '长'.repeat(20_000) }), 'x']), {
    map: systemOf('dry'),
    dryRun: true,
  })
  expect(dry).toMatchObject({ rows: 3, imported: 2, bad: [{ row: 3, code: 'RowInvalid' }] })
  expect(await cases('%dry%')).toMatchObject({ all: 0 })
})

test('csv and xlsx give the same cases as JSON lines', async () => {
  const rows = [message(1), message(2)]
  const header = Object.keys(message(1))
  const csv = join(folder, 'rows.csv')
  fs.writeFileSync(
    csv,
    `\uFEFF${[header, ...rows.map((row) => Object.values(row))].map((cells) => cells.join(',')).join('\r\n')}`,
  )
  const xlsx = join(folder, 'rows.xlsx')
  fs.writeFileSync(
    xlsx,
    await writeXlsx({ sheets: [{ name: 'rows', rows: [header, ...rows.map((row) => Object.values(row))] }] }),
  )
  for (const file of [csv, xlsx]) expect((await load(file, { map: systemOf('sheets') })).bad).toEqual([])
  expect(await cases('%sheets%')).toMatchObject({ all: 2, closed: 2 })
})

test('an import that is cut off says at which row, and goes on from there', async () => {
  const file = write(
    'cut.jsonl',
    Array.from({ length: 40 }, (_, n) => message(n + 1)),
  )
  const cut = { map: systemOf('cut'), chunk: 10 }
  let sent = 0
  const failing: Remote = {
    ...remote,
    async as(login) {
      const caller = await remote.as(login)
      const { client } = caller
      return {
        ...caller,
        client: {
          ...client,
          instruct: (given) => {
            sent += 1
            if (sent > 15) throw new TypeError('fetch failed')
            return client.instruct(given)
          },
        },
      }
    },
  }
  await expect(load(file, { ...cut, remote: failing })).rejects.toThrow(
    /^Stopped at row (11|21) of 40\. .*--resume/,
  )
  const half = await cases('%cut%')
  expect(half?.all).toBeGreaterThan(0)
  expect(half?.all).toBeLessThan(40)
  const rest = await load(file, { ...cut, resume: true })
  expect(rest.bad).toEqual([])
  expect(rest.rows).toBeLessThan(40)
  expect(await cases('%cut%')).toMatchObject({ all: 40, closed: 40 })
})

const messages = join(root, '../shared/data/taidi2020c/dev/fujian4_dev.jsonl.gz')
test('real messages with replies walk the whole flow', async (ctx) => {
  ctx.skip(!fs.existsSync(messages), 'wants ../shared/data')
  const report = await load(messages, { map: systemOf('real') })
  expect(report.bad).toEqual([])
  expect(await cases('%real%')).toMatchObject({ all: 2012, closed: 2012 })
  // Twice doubles nothing.
  expect((await load(messages, { map: systemOf('real') })).bad).toEqual([])
  expect(await cases('%real%')).toMatchObject({ all: 2012, closed: 2012 })
})
