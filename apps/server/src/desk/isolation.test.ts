import { registryStoryId } from '@shaoying/core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { health } from '../channels/health.ts'
import { attemptsBeforeDead } from '../errands/runErrands.ts'
import { openHouse, type House } from '../house/house.ts'
import { canonical } from '../ledger/canonical.ts'
import { uuidv7 } from '../ledger/ids.ts'
import { openLog } from '../platform/log.ts'
import { openPool, sql, type Database } from '../platform/sql.ts'
import { openDemoHouse, type DemoHouse } from '../testing/demoHouse.ts'
import { OutcomeUnknown } from './desk.ts'
import type { Answer, Given } from './instruction.ts'

let demo: DemoHouse
let owner: Database
let others: House[]
beforeAll(async () => {
  demo = await openDemoHouse({ at: '2026-03-02T01:00:00Z', log: openLog('silent') })
  owner = openPool(demo.database.urls.owner, { name: 'test owner', max: 1 })
  others = await Promise.all([1, 2].map(() => openHouse({ urls: demo.database.urls, dataDir: demo.database.dataDir, background: false, log: openLog('silent') })))
}, 60_000)
afterAll(async () => {
  for (const other of others ?? []) await other.end()
  await owner?.end()
  await demo?.end()
})

const filing = { type: 'FileCase', channel: 'hotline', caseType: 'complaint', words: '楼下路灯不亮。', area: '990702001001', category: 'facilities.lamps' }
const given = (login: string, story: string, command: Given['instruction']['command'], more: Partial<Given['instruction']> = {}, kind: 'case' | 'whistle' | 'registry' = 'case'): Given => ({
  by: demo.actor(login), instruction: { commandId: uuidv7(), story: { kind, id: story }, command, ...more },
})
const outcomes = (settled: readonly (Answer | OutcomeUnknown)[]) => settled.map((one) => (one instanceof OutcomeUnknown ? 'unknown' : 'refused' in one ? one.refused.code : 'done'))

/** A case whose card was spoilt behind the house's back: every command to it breaks. */
async function spoilt(): Promise<string> {
  const id = demo.newId()
  await demo.ask('hotline1', { kind: 'case', id }, filing)
  await owner.query(sql`update case_card set state = '{"stage": "collected"}' where story = ${id.slice(7)}`)
  return id
}

describe('a command that always breaks', () => {
  test('takes no neighbour with it, in a batch or gathered', async () => {
    const bad = await spoilt()
    const list = Array.from({ length: 12 }, (_, n) => (n === 5 ? given('centre1', bad, { type: 'NotePrivately', words: '记' }) : given('hotline1', demo.newId(), filing)))
    expect(outcomes(await demo.house.desk.handleEach(demo.district, list))).toEqual(list.map((_, n) => (n === 5 ? 'unknown' : 'done')))
    const apart = await Promise.allSettled(list.map((one) => demo.house.desk.handle(demo.district, [{ ...one, instruction: { ...one.instruction, commandId: uuidv7(), story: one.instruction.story.id === bad ? one.instruction.story : { kind: 'case', id: demo.newId() } } }])))
    expect(apart.map(({ status }) => status)).toEqual(list.map((_, n) => (n === 5 ? 'rejected' : 'fulfilled')))
  })

  test('as an errand comes again later and later, in the end lies with the dead letters and shows on /health; the others are done', async () => {
    const bad = await spoilt()
    const good = demo.newId()
    await demo.ask('hotline1', { kind: 'case', id: good }, filing)
    const put = async (story: string) => {
      const id = uuidv7()
      await demo.house.db.desk.query(sql`
        insert into errand (district, id, act, kind, story, due_at, payload)
        values (${demo.district}, ${id}, 'ask', 'case', ${story.slice(7)}, now_here() - interval '1 hour', ${JSON.stringify({ district: demo.district, command: { type: 'MissClock', clock: 'caseFinish' } })})`)
      return id
    }
    const poison = await put(bad)
    const fine = await Promise.all(Array.from({ length: 10 }, () => put(good)))
    const stateOf = async () => (await owner.query<{ attempts: number; wait: number; dead: boolean; error: string }>(sql`
      select attempts, extract(epoch from claimed_until - clock_timestamp())::float8 as wait, dead_at is not null as dead, last_error as error from errand where id = ${poison}`))[0]
    const waits: number[] = []
    for (let attempt = 1; attempt <= attemptsBeforeDead; attempt++) {
      await demo.house.settle(demo.district)
      const now = await stateOf()
      expect(now).toMatchObject({ attempts: attempt, dead: attempt === attemptsBeforeDead })
      waits.push(now?.wait ?? 0)
      if (attempt === 1) expect(await owner.query(sql`select from errand where id = any(${fine}::uuid[])`)).toEqual([])
      await owner.query(sql`update errand set claimed_until = null where id = ${poison}`)
    }
    for (const [n, wait] of waits.entries()) expect(wait).toBeGreaterThan(2 ** (n + 1) - 2)
    // What is kept of the error is its kind; a message may repeat what it was given.
    expect((await stateOf())?.error).toMatch(/^\w+$/)
    const shown = await health(demo.house)
    expect(shown).toMatchObject({ status: 'degraded' })
    expect(shown.districts.find(({ district }) => district === demo.district)?.deadLetters).toBe(1)
    await demo.house.settle(demo.district)
    expect((await stateOf())?.attempts).toBe(attemptsBeforeDead)
    await owner.query(sql`delete from errand where id = ${poison}`)
  })
})

describe('within one batch', () => {
  test('a refused instruction leaves nothing of itself on what the next ones see', async () => {
    const [into, from, nothing] = [demo.newId(), demo.newId(), demo.newId()]
    const settled = await demo.house.desk.handleEach(demo.district, [
      given('hotline1', into, filing),
      given('hotline1', from, filing),
      given('centre1', into, { type: 'MergeCase', from: nothing }),
      given('centre1', into, { type: 'MergeCase', from: into }),
      given('centre1', into, { type: 'MergeCase', from }),
      given('centre1', into, { type: 'MergeCase', from }),
      given('centre1', from, { type: 'TriageCase', category: 'facilities.lamps' }),
      given('centre1', into, { type: 'TriageCase', category: 'facilities.lamps' }),
    ])
    const codes = outcomes(settled)
    expect([codes[0], codes[1], codes[4], codes[7]]).toEqual(['done', 'done', 'done', 'done'])
    expect(codes[2]).toBe('NoSuchStory')
    expect(codes[3]).toBe('SameStoryTwice')
    for (const n of [5, 6]) expect(codes[n]).not.toBe('done')
    for (const id of [into, from]) {
      const [row] = await owner.query<{ versions: number; top: number; card: number }>(sql`
        select (select count(*) from entry where story = ${id.slice(7)}) as versions, (select max(version) from entry where story = ${id.slice(7)}) as top, (select version from case_card where story = ${id.slice(7)}) as card`)
      expect(row?.top).toBe(row?.versions)
      expect(row?.card).toBe(row?.versions)
    }
    const refused = settled.filter((one): one is Extract<Answer, { refused: unknown }> => 'refused' in one).map(({ commandId }) => commandId)
    expect(await owner.query(sql`select from entry where command_id = any(${refused}::uuid[])`)).toEqual([])
  })

  test('instructions to the registry go by themselves, in their place', async () => {
    const registry = registryStoryId(demo.district)
    const row = { code: 'facilities.new', parent: 'facilities', name: { zh: '新类', en: 'New' }, from: '2026-01-01', until: null }
    const settled = await demo.house.desk.handleEach(demo.district, [
      given('hotline1', demo.newId(), { ...filing, category: 'facilities.new' }),
      given('admin1', registry, { type: 'PutCategories', rows: [row] }, {}, 'registry'),
      given('hotline1', demo.newId(), { ...filing, category: 'facilities.new' }),
    ])
    expect(outcomes(settled)).toEqual(['UnknownCategory', 'done', 'done'])
  })

  test('one id is one story, whatever kind somebody calls it', async () => {
    const id = demo.newId()
    await demo.ask('hotline1', { kind: 'case', id }, filing)
    const whistle = { type: 'ApplyWhistle', row: 'level3', kind: 'public_problem', cases: [], matter: '油烟扰民，多次劝导无效', whyNotHere: '街道无处罚权', actAsked: '现场检查', category: 'environment.smoke', called: [{ unit: 'dept2', part: 'lead', task: '现场检查', duty: 'dept2:environment' }] }
    for (const login of ['office1', 'centre1', 'leader1']) {
      const [one] = await demo.house.desk.handleEach(demo.district, [given(login, id, whistle, {}, 'whistle')])
      expect(one instanceof OutcomeUnknown, login).toBe(false)
      expect(one).toHaveProperty('refused')
    }
  })
})

describe('several processes', () => {
  const houses = () => [demo.house, ...others]

  test('that make the same story at once make it once; the same command everywhere is answered alike', async () => {
    const id = demo.newId()
    const rivals = await Promise.all(houses().map((house) => house.desk.handleEach(demo.district, [given('hotline1', id, filing)])))
    expect(outcomes(rivals.flat()).filter((one) => one === 'done')).toHaveLength(1)
    expect(outcomes(rivals.flat())).not.toContain('unknown')
    for (let n = 0; n < 10; n++) {
      const same = given('hotline1', demo.newId(), filing)
      const answers = (await Promise.all(houses().map((house) => house.desk.handleEach(demo.district, [same])))).flat()
      expect(new Set(answers.map(canonical)).size).toBe(1)
      expect(outcomes(answers)[0]).toBe('done')
      const again = given('centre1', same.instruction.story.id, { type: 'NotePrivately', words: '记' })
      const notes = (await Promise.all(houses().map((house) => house.desk.handleEach(demo.district, [again])))).flat()
      expect(new Set(notes.map(canonical)).size).toBe(1)
      expect(await owner.query(sql`select from entry where command_id = ${again.instruction.commandId}`)).toHaveLength(1)
    }
  })

  test('give every case a number of its own, and supervision orders theirs without a gap, refusals between them', async () => {
    const ids = Array.from({ length: 90 }, () => demo.newId())
    const filed = (await Promise.all(ids.map((id, n) => (houses()[n % 3] as House).desk.handleEach(demo.district, [given('hotline1', id, filing)])))).flat()
    expect(new Set(outcomes(filed))).toEqual(new Set(['done']))
    const numbers = await owner.query<{ number: string }>(sql`select number from case_card where story = any(${ids.map((id) => id.slice(7))}::uuid[])`)
    expect(new Set(numbers.map(({ number }) => number)).size).toBe(90)
    for (const command of [{ type: 'TriageCase', category: 'facilities.lamps' }, { type: 'DispatchCase', to: 'dept1', outsideList: '属地先行处置' }])
      expect(new Set(outcomes(await demo.house.desk.handleEach(demo.district, ids.slice(0, 45).map((id) => given('centre1', id, command)))))).toEqual(new Set(['done']))
    const orders = (await Promise.all(ids.slice(0, 45).map((id, n) =>
      (houses()[n % 3] as House).desk.handleEach(demo.district, [
        given('supervisor1', id, { type: 'SuperviseCase', words: '限期答复' }),
        given('grid1', id, { type: 'SuperviseCase', words: '无权督办' }),
        given('supervisor1', demo.newId(), { type: 'SuperviseCase', words: '没有这件事' }),
      ])))).flat()
    expect(outcomes(orders).filter((one) => one === 'done')).toHaveLength(45)
    const given45 = await owner.query<{ n: number }>(sql`
      select (convert_from(body, 'UTF8')::jsonb #>> '{data,number}')::int as n from entry where type = 'CaseSupervised' order by 1`)
    expect(given45.map(({ n }) => n)).toEqual(Array.from({ length: 45 }, (_, n) => n + 1))
  })

  test('more districts than connections do not wait for each other for ever', async () => {
    const few = await openHouse({ urls: demo.database.urls, dataDir: demo.database.dataDir, background: false, deskConnections: 2, log: openLog('silent') })
    try {
      const many = await Promise.all([990702, 990703, 990704, 990705, 990706].map((district) =>
        few.desk.handleEach(district, [{ by: { ...demo.actor('hotline1'), district }, instruction: { commandId: uuidv7(), story: { kind: 'case', id: `${district}-${uuidv7()}` }, command: filing } }])))
      expect(many.flat()).toHaveLength(5)
      expect(outcomes(many.flat())).not.toContain('unknown')
    } finally {
      await few.end()
    }
  })
})
