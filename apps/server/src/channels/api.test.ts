import { createClient, type Client } from '@shaoying/contract'
import type { FastifyInstance } from 'fastify'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { uuidv7 } from '../ledger/ids.ts'
import { demoPassword, openDemoHouse, type DemoHouse } from '../testing/demoHouse.ts'
import { openServer } from './server.ts'

let demo: DemoHouse
let app: FastifyInstance
beforeAll(async () => {
  demo = await openDemoHouse({ at: '2026-03-02T01:00:00Z', accounts: true })
  app = await openServer(demo.house)
}, 60_000)
afterAll(async () => {
  await app?.close()
  await demo?.end()
})

async function clientFor(account: string): Promise<Client & { token: string }> {
  const signedIn = await app.inject({ method: 'POST', url: '/api/v1/session', payload: { account, password: demoPassword } })
  const { token } = signedIn.json<{ token: string }>()
  const client = createClient(async (method, url, payload) => {
    const response = await app.inject({ method: method as 'GET', url, headers: { authorization: `Bearer ${token}` }, ...(payload === undefined ? {} : { payload: payload as object }) })
    if (response.statusCode >= 400) throw new Error(`${response.statusCode} ${response.json<{ code: string }>().code}`)
    return response.json<unknown>()
  })
  return { ...client, token }
}
const filing = { type: 'FileCase' as const, channel: 'hotline' as const, caseType: 'complaint' as const, words: '小区门口污水外溢，味道很大。', area: '990702001001', category: 'facilities.drainage' }

describe('the door', () => {
  test('a wrong password and an unknown account get the same answer', async () => {
    for (const account of ['hotline1', 'nobody']) {
      const response = await app.inject({ method: 'POST', url: '/api/v1/session', payload: { account, password: 'wrong-password' } })
      expect(response.statusCode).toBe(401)
      expect(response.headers['content-type']).toContain('application/problem+json')
      expect(response.json()).toMatchObject({ code: 'SignInRefused', status: 401 })
    }
  })
  test('nothing is read without a session', async () => {
    for (const url of ['/api/v1/cases', '/api/v1/todo', '/api/v1/whistles', '/api/v1/tallies?by=street', '/api/v1/me', '/api/v1/stream'])
      expect((await app.inject({ url })).json()).toMatchObject({ code: 'NotSignedIn' })
  })
  test('who I am says post, district, permits and that time is simulated', async () => {
    const me = await (await clientFor('hotline1')).me()
    expect(me).toMatchObject({ account: 'hotline1', district: 990702, simulated: true })
    expect(me.permits).toContain('FileCase')
  })
})

describe('a complaint over the wire', () => {
  test('is filed, found by number and search, waits for its unit, and shows what may be done with it', async () => {
    const hotline = await clientFor('hotline1')
    const id = demo.newId()
    const { answers } = await hotline.instruct({ body: { instructions: [{ commandId: uuidv7(), story: { kind: 'case', id }, command: filing }] } })
    expect(answers).toMatchObject([{ version: expect.any(Number) }])
    await demo.house.settle(demo.district)

    const page = await hotline.case({ params: { id } })
    expect(page.card).toMatchObject({ id, category: 'facilities.drainage', channel: 'hotline' })
    expect(page.state).toMatchObject({ words: filing.words })
    expect(page.deadlines.length + page.story.length).toBeGreaterThan(0)
    expect((await hotline.cases({ query: { number: page.card.number } })).items.map((card) => card.id)).toEqual([id])
    expect((await hotline.cases({ query: { search: '污水外溢' } })).items.map((card) => card.id)).toContain(id)

    const centre = await clientFor('centre1')
    const todo = await centre.todo()
    expect(todo.items.map(({ story }) => story.id)).toContain(id)
    expect((await centre.case({ params: { id } })).permits.length).toBeGreaterThan(0)
    expect((await centre.notices()).items.some(({ story }) => story.id === id)).toBe(true)
  })

  test('does not exist for another street', async () => {
    const hotline = await clientFor('hotline1')
    const id = demo.newId()
    await hotline.instruct({ body: { instructions: [{ commandId: uuidv7(), story: { kind: 'case', id }, command: filing }] } })
    await expect((await clientFor('centre2')).case({ params: { id } })).rejects.toThrow('404 NotFound')
    await expect((await clientFor('dept5')).case({ params: { id } })).rejects.toThrow('404 NotFound')
    await expect(hotline.case({ params: { id: demo.newId() } })).rejects.toThrow('404 NotFound')
  })

  test('malformed ones are refused alone, with a sentence in the language asked for', async () => {
    const hotline = await clientFor('hotline1')
    const story = { kind: 'case', id: demo.newId() }
    const bad: unknown[] = [
      null, 7, 'x', {}, { commandId: 'x', story, command: filing },
      { commandId: uuidv7(), story: { kind: 'case', id: '1-2' }, command: filing },
      { commandId: uuidv7(), story, command: { type: 'Explode' } },
      { commandId: uuidv7(), story, command: { ...filing, surprise: 1 } },
      { commandId: uuidv7(), story, command: { ...filing, words: 'a\u0000b' } },
      { commandId: uuidv7(), story, command: { ...filing, words: 'a\ud800b' } },
      { commandId: uuidv7(), story, command: { ...filing, words: 'x'.repeat(20_001) } },
      { commandId: uuidv7(), story, command: { type: 'MissClock', clock: 'finish' } },
      { commandId: uuidv7(), story, command: filing, extra: true },
    ]
    const response = await app.inject({
      method: 'POST', url: '/api/v1/instructions', headers: { authorization: `Bearer ${hotline.token}`, 'accept-language': 'en' },
      payload: { instructions: [...bad, { commandId: uuidv7(), story, command: filing }] },
    })
    expect(response.statusCode).toBe(200)
    const { answers } = response.json<{ answers: { refused?: { code: string; message: string }; version?: number }[] }>()
    for (const [n] of bad.entries()) expect(answers[n], `bad ${n}`).toMatchObject({ refused: { code: 'MalformedInstruction' } })
    expect(answers[0]?.refused?.message).toMatch(/[a-z]/)
    expect(answers.at(-1)).toMatchObject({ version: expect.any(Number) })
  })

  test('a body that is not JSON, too large or of another type is a problem document, never a 500', async () => {
    const { token } = await clientFor('hotline1')
    const headers = { authorization: `Bearer ${token}` }
    const send = (payload: string, type: string) => app.inject({ method: 'POST', url: '/api/v1/instructions', headers: { ...headers, 'content-type': type }, payload })
    expect((await send('{not json', 'application/json')).statusCode).toBe(400)
    expect((await send('', 'application/json')).statusCode).toBe(400)
    expect((await send('"x"', 'application/json')).statusCode).toBe(400)
    expect((await send('<x/>', 'text/xml')).statusCode).toBe(415)
    expect((await send(JSON.stringify({ instructions: ['x'.repeat(1_100_000)] }), 'application/json')).statusCode).toBe(413)
    expect((await app.inject({ url: '/api/v1/cases?after=%00', headers })).statusCode).toBe(400)
    expect((await app.inject({ url: '/api/v1/cases?nonsense=1', headers })).statusCode).toBe(400)
    expect((await app.inject({ url: '/api/v1/cases?search=%00', headers })).statusCode).toBeLessThan(500)
    for (const query of ['number=%00', 'category=a%00', 'after=e30', 'limit=0', 'limit=x', 'open=maybe']) expect((await app.inject({ url: `/api/v1/cases?${query}`, headers })).statusCode, query).toBe(400)
    expect((await app.inject({ url: '/api/v1/cases/x', headers })).statusCode).toBe(404)
  })
})

describe('beside the contract', () => {
  test('health, metrics, openapi and docs answer', async () => {
    expect((await app.inject({ url: '/health' })).json()).toMatchObject({ status: 'ok', simulated: true })
    expect((await app.inject({ url: '/metrics' })).body).toContain('shaoying_ledger_places')
    const document = (await app.inject({ url: '/openapi.json' })).json<{ openapi: string; paths: Record<string, unknown> }>()
    expect(document.openapi).toBe('3.1.0')
    expect(Object.keys(document.paths)).toContain('/api/v1/instructions')
    expect((await app.inject({ url: '/docs/' })).statusCode).toBe(200)
  })
})
