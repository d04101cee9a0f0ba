import * as fs from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { caseCommands, registryCommands, registryStoryId, whistleCommands } from '@shaoying/core'
import { routes } from '@shaoying/contract'
import type { FastifyInstance, InjectOptions } from 'fastify'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { uuidv7 } from '../ledger/ids.ts'
import { sql } from '../platform/sql.ts'
import { demoPassword, openDemoHouse, type DemoHouse } from '../testing/demoHouse.ts'
import { openServer } from './server.ts'

let demo: DemoHouse
let app: FastifyInstance
const tokens = new Map<string, string>()
const accounts = ['hotline1', 'centre1', 'dept1', 'leader1', 'admin1']
let filed: string
beforeAll(async () => {
  demo = await openDemoHouse({ at: '2026-03-02T01:00:00Z', accounts: true })
  app = await openServer(demo.house)
  for (const account of accounts) {
    const response = await app.inject({ method: 'POST', url: '/api/v1/session', payload: { account, password: demoPassword } })
    tokens.set(account, response.json<{ token: string }>().token)
  }
  filed = demo.newId()
  expect(await demo.ask('hotline1', { kind: 'case', id: filed }, filing)).toHaveProperty('version')
}, 60_000)
afterAll(async () => {
  await app?.close()
  await demo?.end()
})

const filing = { type: 'FileCase', channel: 'hotline', caseType: 'complaint', words: '楼下路灯不亮。', area: '990702001001', category: 'facilities.lamps' }
const as = (account: string, more: Record<string, string> = {}) => ({ authorization: `Bearer ${tokens.get(account) ?? ''}`, ...more })
const send = (account: string, instructions: unknown, headers: Record<string, string> = {}) =>
  app.inject({ method: 'POST', url: '/api/v1/instructions', headers: as(account, headers), payload: { instructions } as object })
type Shown = { commandId: string; version?: number; refused?: { code: string; message: string } }
const answersOf = (response: { json<T>(): T }): Shown[] => response.json<{ answers: Shown[] }>().answers

/** Everything a refused instruction may not touch. */
async function written(): Promise<string> {
  const [row] = await demo.house.db.desk.query<{ all: string }>(sql`
    select concat_ws(' ', (select count(*) from entry), (select sum(version) from case_card), (select count(*) from whistle_card), (select sum(version) from registry_card),
      (select count(*) from todo), (select count(*) from errand), (select count(*) from registry_row), (select coalesce(sum(last), 0) from letter_number)) as all`)
  const [content] = await demo.house.db.reader.query<{ all: string }>(sql`select concat_ws(' ', (select count(*) from content), (select count(*) from file)) as all`)
  const [vault] = await demo.house.db.vault.query<{ n: number }>(sql`select count(*) as n from vault.requester`)
  return `${row?.all} ${content?.all} ${vault?.n}`
}

const nasty = fc.oneof(
  fc.constantFrom<unknown>(
    null, true, -0, 1e308, -1, 0.1, 2 ** 53, 2 ** 31, '', ' ', '\u0000', 'a\ud800', '\u202e', '%00', '../../etc/passwd', "'; drop table entry; --", '$&', '{about}',
    '__proto__', 'constructor', 'toString', 'hasOwnProperty', 'x'.repeat(25_000), '9999-12-31T23:59:59Z', '0000-01-01T00:00:00Z', '2026-02-30T00:00:00Z', '2026-02-30', '1-1-1',
    [], {}, [[]], { type: 'FileCase' }, 'NaN', 'Infinity', '-infinity', '00000000-0000-0000-0000-000000000000', '990702-00000000-0000-0000-0000-000000000000',
  ),
  fc.jsonValue({ maxDepth: 3 }),
  fc.string({ unit: 'binary', maxLength: 60 }),
)

type Shape = { type?: string; properties?: Record<string, Shape>; required?: string[]; items?: Shape; anyOf?: Shape[]; enum?: unknown[]; const?: unknown; format?: string; pattern?: string; minimum?: number; maximum?: number; minLength?: number; maxLength?: number }

/** Values that mostly fit a shape, so that what is hostile reaches the rooms behind the door, with something nasty here and there. */
function fitting(shape: Shape, known: readonly string[]): fc.Arbitrary<unknown> {
  const right = (): fc.Arbitrary<unknown> => {
    if (shape.const !== undefined) return fc.constant(shape.const)
    if (shape.enum) return fc.constantFrom(...shape.enum)
    if (shape.anyOf) return fc.oneof(...shape.anyOf.map((one) => fitting(one, known)))
    if (shape.type === 'null') return fc.constant(null)
    if (shape.type === 'boolean') return fc.boolean()
    if (shape.type === 'integer') return fc.integer({ min: shape.minimum ?? 0, max: shape.maximum ?? 2 ** 31 })
    if (shape.type === 'number') return fc.double({ min: shape.minimum ?? 0, max: shape.maximum ?? 1e300, noNaN: true })
    if (shape.type === 'array') return fc.array(fitting(shape.items ?? {}, known), { maxLength: 3 })
    if (shape.type === 'object') {
      const fields = Object.fromEntries(Object.entries(shape.properties ?? {}).map(([key, field]) => [key, fitting(field, known)]))
      return fc.record(fields, { requiredKeys: shape.required ?? [] })
    }
    if (shape.format === 'date-time') return fc.constantFrom('2026-03-05T10:00:00+08:00', '2026-03-09T02:00:00Z', '0001-01-01T00:00:00Z', '9999-12-31T23:59:59Z', '2026-03-03T00:00:00.123456789-23:59')
    if (shape.format === 'date') return fc.constantFrom('2026-03-05', '2019-02-29', '0000-01-01', '9999-12-31', '2026-04-01')
    if (shape.pattern?.includes('[1-9][0-9]{5}-')) return fc.constantFrom(...known, `990702-${uuidv7()}`, `110101-${uuidv7()}`)
    if (shape.pattern !== undefined) return fc.constantFrom('dept1', 'dept2', 'dept2:environment', 'facilities.lamps', '990702001001', 's1', 'centre1', 'street', 'caseFinish', 'constructor', '__proto__', 'toString', '0', 'level3', '___12345')
    return fc.string({ unit: 'grapheme', minLength: shape.minLength ?? 0, maxLength: Math.min(shape.maxLength ?? 50, 50) })
  }
  return fc.oneof({ arbitrary: right(), weight: 25 }, { arbitrary: nasty, weight: 1 })
}

describe('the desk under hostile hands', () => {
  test('whatever comes as an instruction is answered in order, in both languages, and never breaks the house', async () => {
    const whistle = demo.newId()
    const known = [filed, whistle, demo.newId()]
    const commands = Object.entries({ case: caseCommands, whistle: whistleCommands, registry: registryCommands }).flatMap(([kind, shapes]) =>
      Object.values(shapes).map((shape) => fc.record({ kind: fc.constant(kind), command: fitting(shape as unknown as Shape, known) })))
    const instruction = fc.record({
      account: fc.constantFrom(...accounts),
      one: fc.oneof(...commands).chain(({ kind, command }) =>
        fc.record({
          commandId: fc.oneof({ arbitrary: fc.constant('').map(() => uuidv7()), weight: 20 }, { arbitrary: nasty, weight: 1 }),
          story: fc.record({
            kind: fc.oneof({ arbitrary: fc.constant(kind), weight: 20 }, { arbitrary: nasty, weight: 1 }),
            id: fc.oneof({ arbitrary: fc.constantFrom(...known, registryStoryId(demo.district), `110101-${uuidv7()}`), weight: 20 }, { arbitrary: nasty, weight: 1 }),
          }),
          command: fc.constant(command),
          expect: fc.oneof({ arbitrary: fc.constant(undefined), weight: 5 }, { arbitrary: fc.integer({ min: 0, max: 9 }), weight: 1 }, { arbitrary: nasty, weight: 1 }),
        })),
    })
    let reached = 0
    await fc.assert(
      fc.asyncProperty(fc.array(instruction, { minLength: 1, maxLength: 25 }), fc.constantFrom('zh', 'en'), async (many, language) => {
        const [{ account } = { account: 'hotline1' }] = many
        const response = await send(account, many.map(({ one }) => one), { 'accept-language': language })
        if (response.statusCode >= 500) throw new Error(`${response.statusCode} ${response.body}`)
        if (response.statusCode !== 200) return
        const answers = answersOf(response)
        expect(answers).toHaveLength(many.length)
        for (const { refused, version } of answers) {
          if (refused === undefined) expect(version).toEqual(expect.any(Number))
          else {
            expect(refused.message.at(-1)).toBe(language === 'zh' ? '。' : '.')
            if (refused.code !== 'MalformedInstruction') reached++
          }
        }
      }),
      { numRuns: 150, seed: 20190924 },
    )
    // Most of it has to pass the first door, or nothing behind it was tried.
    expect(reached).toBeGreaterThan(300)
    const left = await demo.house.db.reader.query(sql`select 1 from entry group by district, story having max(version) <> count(*)`)
    expect(left).toEqual([])
  }, 120_000)

  test('refused ones write nothing but their receipts', async () => {
    const other = demo.newId()
    await demo.ask('hotline1', { kind: 'case', id: other }, { ...filing, area: '990702002001' })
    const mine = demo.newId()
    await demo.ask('hotline1', { kind: 'case', id: mine }, filing)
    expect(await demo.ask('centre1', { kind: 'case', id: mine }, { type: 'TriageCase', category: filing.category })).toHaveProperty('version')
    const refused: [string, string, unknown, Record<string, unknown>?][] = [
      ['NoSuchStory', 'centre1', { type: 'NotePrivately', words: '看' }, { id: demo.newId() }],
      ['OtherDistrict', 'centre1', { type: 'NotePrivately', words: '看' }, { id: `110101-${uuidv7()}` }],
      ['StaleVersion', 'centre1', { type: 'NotePrivately', words: '看' }, { expect: 99 }],
      ['NotAtThisStage', 'centre1', { type: 'VerifyCase', method: 'photos', words: '好' }],
      ['NotYours', 'hotline1', { type: 'DispatchCase', to: 'dept1' }],
      ['NoSuchStory', 'dept1', { type: 'AcceptCase' }],
      ['NoSuchStory', 'dept5', { type: 'NotePrivately', words: '看' }],
      ['UnknownUnit', 'centre1', { type: 'DispatchCase', to: 'constructor' }],
      ['UnknownUnit', 'centre1', { type: 'DispatchCase', to: '__proto__' }],
    ]
    const before = await written()
    for (const [code, login, command, { id = mine, expect: seen } = {}] of refused) {
      const commandId = uuidv7()
      const answer = await demo.ask(login, { kind: 'case', id: String(id) }, command as { type: string }, { commandId, ...(seen === undefined ? {} : { expect: Number(seen) }) })
      expect(answer, JSON.stringify(command)).toMatchObject({ refused: { code } })
      const [receipt] = await demo.house.db.desk.query<{ n: number }>(sql`select count(*) as n from receipt where command_id = ${commandId}`)
      expect(receipt?.n).toBe(1)
    }
    expect(await written()).toBe(before)
  })

  test('instants of any zone are put into one form before the law compares them; what is no time is malformed', async () => {
    const id = demo.newId()
    await demo.ask('hotline1', { kind: 'case', id }, filing)
    const ask = async (claimedAt: string) => answersOf(await send('hotline1', [{ commandId: uuidv7(), story: { kind: 'case', id: demo.newId() }, command: { ...filing, claimedAt } }]))[0]
    const answer = await ask('2026-03-02T08:30:00+08:00')
    expect(answer).toHaveProperty('version')
    const [row] = await demo.house.db.reader.query<{ at: string }>(sql`
      select convert_from(body, 'UTF8')::jsonb #>> '{data,claimedAt}' as at from entry where command_id = ${answer?.commandId}::uuid and type = 'CaseFiled'`)
    expect(row?.at).toBe('2026-03-02T00:30:00.000Z')
    for (const text of ['0000-01-01T00:00:00Z', '9999-12-31T23:59:59Z', '2026-02-30T25:00:00Z', 'yesterday'])
      expect(await ask(text), text).toMatchObject({ refused: { code: 'MalformedInstruction' } })
  })

  test('the same command id in the hands of another person is another command, and shows nothing of the first', async () => {
    const commandId = uuidv7()
    const one = { commandId, story: { kind: 'case', id: filed }, command: { type: 'NotePrivately', words: '甲的记录' } }
    expect(answersOf(await send('centre1', [one]))[0]).toHaveProperty('version')
    expect(answersOf(await send('hotline1', [one]))[0]).toEqual({ commandId, refused: { code: 'OtherBodySameCommand', message: expect.any(String) as string } })
  })

  test('one external id is filed once, in one batch, in two, and at the same time', async () => {
    const external = { system: 'portal', id: uuidv7() }
    const one = () => ({ commandId: uuidv7(), story: { kind: 'case', id: demo.newId() }, command: { ...filing, external } })
    const codes = (answers: Shown[]) => answers.map(({ refused }) => refused?.code ?? 'done').toSorted()
    expect(codes(answersOf(await send('hotline1', [one(), one()])))).toEqual(['AlreadyExists', 'done'])
    expect(codes(answersOf(await send('hotline1', [one()])))).toEqual(['AlreadyExists'])
    const again = { system: 'portal', id: uuidv7() }
    const both = await Promise.all(Array.from({ length: 6 }, () => send('hotline1', [{ ...one(), command: { ...filing, external: again } }])))
    expect(both.map(({ statusCode }) => statusCode)).toEqual(Array(6).fill(200))
    expect(codes(both.flatMap(answersOf))).toEqual([...Array<string>(5).fill('AlreadyExists'), 'done'])
  })

  test('an id that is a case already is no whistle', async () => {
    const whistle = { type: 'ApplyWhistle', row: 'level3', kind: 'public_problem', cases: [], matter: '事由', whyNotHere: '理由', actAsked: '请求', called: [{ unit: 'dept1', part: 'lead' }] }
    const answers = await Promise.all([send('office1', []), send('centre1', [{ commandId: uuidv7(), story: { kind: 'whistle', id: filed }, command: whistle }])])
    expect(answers[1].statusCode).toBe(200)
    expect(answersOf(answers[1])[0]).toHaveProperty('refused')
  })
})

describe('the door of HTTP', () => {
  test('no body to any route breaks it', async () => {
    const paths = Object.entries(routes).filter(([name]) => !['signIn', 'moveClock', 'signOut', 'changePassword', 'redeemLink', 'choosePost'].includes(name))
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...paths), fc.constantFrom(...accounts), nasty, fc.dictionary(fc.string({ maxLength: 12 }), nasty, { maxKeys: 4 }), async ([, route], account, id, extra) => {
        const { method, path, query } = route as { method: 'GET' | 'POST' | 'DELETE'; path: string; query?: Shape }
        const known = Object.keys(query?.properties ?? {})
        const search = new URLSearchParams(Object.entries(extra).map(([key, value], n): [string, string] => [known[n] ?? key, toText(value)]))
        const options: InjectOptions = { method, url: `/api/v1${path.replace(/:\w+/g, () => encodeURIComponent(toText(id)))}?${search}`, headers: as(account) }
        if (method === 'POST') options.payload = JSON.stringify(extra)
        if (method === 'POST') options.headers = as(account, { 'content-type': 'application/json' })
        const response = await app.inject(options)
        if (response.statusCode >= 500) throw new Error(`${method} ${options.url as string} ${JSON.stringify(extra)} → ${response.statusCode} ${response.body}`)
      }),
      { numRuns: 600, seed: 20190924 },
    )
  }, 120_000)

  test('depth, numbers beyond range and prototype keys are 4xx or refused', async () => {
    const post = (payload: string, path = '/api/v1/instructions') => app.inject({ method: 'POST', url: path, headers: as('hotline1', { 'content-type': 'application/json' }), payload })
    const deep = '['.repeat(100_000) + ']'.repeat(100_000)
    for (const path of ['/api/v1/instructions', '/api/v1/suggestions', '/api/v1/notices/seen', '/api/v1/clock', '/api/v1/session']) {
      expect((await post(`{"instructions":[],"words":${deep},"until":[],"to":[],"account":${deep}}`, path)).statusCode, path).toBe(400)
    }
    const nested = await post(`{"instructions":[{"commandId":"${uuidv7()}","story":{"kind":"case","id":"${demo.newId()}"},"command":{"type":"FileCase","words":${deep}}}]}`)
    expect(answersOf(nested)[0]).toMatchObject({ refused: { code: 'MalformedInstruction' } })
    const point = (lng: string) => post(`{"instructions":[{"commandId":"${uuidv7()}","story":{"kind":"case","id":"${demo.newId()}"},"command":${JSON.stringify(filing).slice(0, -1)},"point":{"lng":${lng},"lat":0,"datum":"WGS84"}}}]}`)
    for (const lng of ['1e400', '-1e400', '181', '"1"', 'null']) expect(answersOf(await point(lng))[0], lng).toMatchObject({ refused: { code: 'MalformedInstruction' } })
    expect(answersOf(await point('-0'))[0]).toHaveProperty('version')
    for (const key of ['__proto__', 'constructor'])
      expect((await post(`{"instructions":[{"commandId":"${uuidv7()}","${key}":{"prototype":{"admin":true}}}]}`)).statusCode).toBeLessThan(500)
    expect(({} as { admin?: boolean }).admin).toBeUndefined()
    for (const until of ['0000-01-01T00:00:00Z', '9999-12-31T23:59:59.999+14:00', '2026-02-30T00:00:00Z', 'infinity'])
      expect((await post(JSON.stringify({ until }), '/api/v1/notices/seen')).statusCode, until).toBeLessThan(500)
    for (const to of ['0000-01-01T00:00:00Z', '2026-13-45T99:99:99Z', '9999-12-31T23:59:59Z'])
      expect((await app.inject({ method: 'POST', url: '/api/v1/clock', headers: as('admin1'), payload: { to } })).statusCode, to).toBe(400)
  })

  test('forged page marks are refused', async () => {
    const mark = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')
    const id = uuidv7()
    for (const forged of [['1', id], ['infinity', id], ['2026', id], ['0000-01-01T00:00:00.000Z', id], ['2026-01-01T00:00:00.000Z', '-'.repeat(36)], ['2026-13-01T00:00:00.000Z', id], [id], {}, null, [{}, []]])
      for (const path of ['cases', 'todo', 'whistles', 'cases?overdue=true']) {
        const url = `/api/v1/${path}${path.includes('?') ? '&' : '?'}after=${mark(forged)}`
        expect((await app.inject({ url, headers: as('centre1') })).statusCode, `${url} ${JSON.stringify(forged)}`).toBe(400)
      }
  })

  test('headers of any kind are no way in', async () => {
    for (const authorization of ['Bearer', 'Bearer ', `Bearer ${'x'.repeat(7_000)}`, 'Basic YTpi', 'bearer x', "Bearer ' or 1=1"])
      expect((await app.inject({ url: '/api/v1/me', headers: { authorization } })).statusCode, authorization.slice(0, 30)).toBe(401)
    for (const cookie of ['shaoying=', 'shaoying=%', 'shaoying=x; shaoying=y', `shaoying=${'y'.repeat(3_000)}`, '__proto__=1'])
      expect((await app.inject({ url: '/api/v1/me', headers: { cookie } })).statusCode, cookie.slice(0, 30)).toBe(401)
    for (const language of ['', 'en;q=bad', '*', 'x'.repeat(5_000)])
      expect((await app.inject({ url: '/api/v1/me', headers: as('hotline1', { 'accept-language': language }) })).statusCode).toBe(200)
    expect((await app.inject({ url: '/api/v1/me', headers: as('hotline1', { 'x-forwarded-for': "1' or '1'='1", 'x-http-method-override': 'DELETE', host: 'elsewhere.example' }) })).statusCode).toBe(200)
    for (const type of ['application/json; charset=utf-16', 'multipart/form-data', 'multipart/form-data; boundary=', 'text/plain', 'application/x-www-form-urlencoded'])
      expect((await app.inject({ method: 'POST', url: '/api/v1/instructions', headers: as('hotline1', { 'content-type': type }), payload: 'a=b' })).statusCode, type).toBeLessThan(500)
  })

  test('no path leads out of its folder', async () => {
    for (const path of ['/../package.json', '/..%2f..%2fpackage.json', '/%2e%2e/%2e%2e/package.json', '/assets/..%5c..%5cpackage.json', '/docs/static/..%2f..%2f..%2fpackage.json', '//etc/passwd', '/%00', '/index.html%00.js', '/assets/%c0%ae%c0%ae/x']) {
      const response = await app.inject({ url: path })
      expect(response.statusCode, path).toBeLessThan(500)
      expect(response.body, path).not.toContain('"workspaces"')
      expect(response.body, path).not.toContain('root:')
    }
    const none = '-'.repeat(36)
    for (const path of [`/cases/${filed}/files/..%2f..%2fsecrets%2froles.json`, `/cases/${filed}/files/${none}`, `/cases/990702-${none}/files/${none}`, `/cases/${filed}/files/${uuidv7()}`, `/cases/..%2f..%2f/files/${uuidv7()}`])
      expect((await app.inject({ url: `/api/v1${path}`, headers: as('centre1') })).statusCode, path).toBe(404)
  })
})

describe('files from hostile hands', () => {
  const png = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64')
  function upload(name: string, bytes: Buffer, { account = 'hotline1', id = filed, field = 'file' } = {}) {
    const boundary = 'xxBOUNDARYxx'
    const head = Buffer.from(`--${boundary}\r\ncontent-disposition: form-data; name="${field}"; filename="${name}"\r\ncontent-type: image/png\r\n\r\n`)
    return app.inject({
      method: 'POST', url: `/api/v1/cases/${id}/files`, headers: as(account, { 'content-type': `multipart/form-data; boundary=${boundary}` }),
      payload: Buffer.concat([head, bytes, Buffer.from(`\r\n--${boundary}--\r\n`)]),
    })
  }

  test('of a whistle-blowing case are for those who may read its matter, not for all who handle it', async () => {
    const id = demo.newId()
    const answer = await demo.ask('hotline1', { kind: 'case', id }, { type: 'FileCase', channel: 'hotline', caseType: 'report', secrecy: 'S2', words: '内部举报', area: '990702001001', category: 'facilities.lamps' })
    expect(answer).toHaveProperty('version')
    const kept = (await upload('a.png', png, { id })).json<{ url: string }>()
    expect((await app.inject({ url: kept.url, headers: as('hotline1') })).statusCode).toBe(200)
    expect((await app.inject({ url: `/api/v1/cases/${id}`, headers: as('centre1') })).statusCode).toBe(200)
    expect((await app.inject({ url: kept.url, headers: as('centre1') })).json()).toMatchObject({ code: 'NotFound' })
  })

  test('names are kept as harmless text and never as a path', async () => {
    for (const name of ['../../../etc/passwd.png', '..\\..\\evil.png', 'a\u202egnp.exe', '照片.png', 'x'.repeat(500), '.', '..', 'con.png', '%2e%2e%2fa.png', "a'b.png", `a${'😀'.repeat(80)}.png`, 'a\u200b\u0085b.png']) {
      const response = await upload(name, png)
      expect(response.statusCode, name).toBe(200)
      const kept = response.json<{ name: string; url: string }>()
      expect(kept.name, name).not.toMatch(/[\p{Cc}\\/\p{Surrogate}]/u)
      // What turns the direction of writing makes an .exe look like a picture.
      expect(kept.name, name).not.toMatch(/[\u200b-\u200f\u202a-\u202e\u2066-\u2069]/)
      const back = await app.inject({ url: kept.url, headers: as('hotline1') })
      expect(back.statusCode, name).toBe(200)
      expect(back.rawPayload.equals(png)).toBe(true)
      expect(back.headers['x-content-type-options']).toBe('nosniff')
    }
    const stored = fs.readdirSync(join(demo.house.dataDir, 'files'), { recursive: true, encoding: 'utf8' })
    for (const path of stored) expect(path).toMatch(/^\d{6}([\\/][0-9a-f-]{36}([\\/][0-9a-f-]{36})?)?$/)
  })

  test('what the bytes are decides, not the name; too much, nothing and no place are refused', async () => {
    expect((await upload('a.png', Buffer.from('<html><script>alert(1)</script></html>'))).json()).toMatchObject({ code: 'FileRefused' })
    expect((await upload('a.png', Buffer.from('<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script/></svg>'))).json()).toMatchObject({ code: 'FileRefused' })
    expect((await upload('a.png', Buffer.alloc(0))).json()).toMatchObject({ code: 'FileRefused' })
    expect((await upload('a.png', Buffer.concat([png, Buffer.alloc(20 * 1024 * 1024)]))).statusCode).toBe(413)
    expect((await upload('a.png', png, { id: demo.newId() })).statusCode).toBe(404)
    expect((await upload('a.png', png, { account: 'dept1' })).statusCode).toBe(404)
    const noFile = await app.inject({ method: 'POST', url: `/api/v1/cases/${filed}/files`, headers: as('hotline1', { 'content-type': 'multipart/form-data; boundary=x' }), payload: '--x--\r\n' })
    expect(noFile.statusCode).toBe(400)
    const cut = await app.inject({ method: 'POST', url: `/api/v1/cases/${filed}/files`, headers: as('hotline1', { 'content-type': 'multipart/form-data; boundary=x' }), payload: '--x\r\ncontent-disposition: form-data; name="file"; filename="a.png"\r\n\r\nabc' })
    expect(cut.statusCode).toBeGreaterThanOrEqual(400)
    expect(cut.statusCode).toBeLessThan(500)
  })
})

const toText = (value: unknown): string => (typeof value === 'string' ? value.toWellFormed() : JSON.stringify(value) ?? '')
