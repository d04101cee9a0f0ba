import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { uuidv7 } from '../ledger/ids.ts'
import { sql } from '../platform/sql.ts'
import { openDemoHouse, type DemoHouse } from '../testing/demoHouse.ts'
import type { Given } from './instruction.ts'

let demo: DemoHouse
beforeAll(async () => {
  demo = await openDemoHouse({ at: '2026-03-02T01:00:00Z' })
}, 60_000)
afterAll(() => demo?.end())

const filing = (words = '楼下路灯不亮，晚上出行不便，请尽快维修。') => ({
  type: 'FileCase', channel: 'hotline', caseType: 'complaint', words, area: '990702001001', category: 'facilities.lamps',
  requester: { name: '测试人', phone: '13800001234' },
})
const newCase = () => ({ kind: 'case', id: demo.newId() }) as const
const count = async (table: 'entry' | 'receipt', story: string) => {
  const [row] = table === 'entry'
    ? await demo.house.db.reader.query<{ n: number }>(sql`select count(*) as n from entry where story = ${story.slice(7)}`)
    : await demo.house.db.desk.query<{ n: number }>(sql`select count(*) as n from receipt where command_id = ${story}`)
  return row?.n
}

describe('one instruction', () => {
  test('is recorded in ledger, card, to-do and receipt together', async () => {
    const story = newCase()
    const answer = await demo.ask('hotline1', story, filing())
    expect(answer).toMatchObject({ version: expect.any(Number) })
    const [card] = await demo.house.db.reader.query<{ stage: string; version: number; summary: string; state: unknown }>(sql`
      select stage, version, summary, state from case_card where story = ${story.id.slice(7)}`)
    expect(card).toMatchObject({ version: (answer as { version: number }).version })
    expect(card?.summary).toContain('路灯不亮')
    expect(await count('entry', story.id)).toBe(card?.version)
  })

  test('leaves no word of the requester in the ledger or on the card', async () => {
    const story = newCase()
    await demo.ask('hotline1', story, filing('我叫测试人，电话13800001234，楼下路灯不亮。'))
    const [row] = await demo.house.db.reader.query<{ all: string }>(sql`
      select (select string_agg(convert_from(body, 'UTF8'), '') from entry where story = ${story.id.slice(7)}) || (select state::text || summary from case_card where story = ${story.id.slice(7)}) as all`)
    expect(row?.all).not.toContain('测试人')
    expect(row?.all).not.toContain('13800001234')
    expect(row?.all).not.toContain('路灯不亮，')
    const [person] = await demo.house.db.vault.query<{ name: string }>(sql`select name from vault.requester where story = ${story.id.slice(7)}`)
    expect(person?.name).toBe('测试人')
    await expect(demo.house.db.desk.query(sql`select name from vault.requester`)).rejects.toThrow(/permission denied/)
  })

  test('sent again gives the same answer and happens once', async () => {
    const story = newCase()
    const commandId = uuidv7()
    const first = await demo.ask('hotline1', story, filing(), { commandId })
    const second = await demo.ask('hotline1', story, filing(), { commandId })
    expect(second).toEqual(first)
    expect(await count('entry', story.id)).toBe((first as { version: number }).version)
  })

  test('with the same id and another body is refused', async () => {
    const story = newCase()
    const commandId = uuidv7()
    await demo.ask('hotline1', story, filing(), { commandId })
    expect(await demo.ask('hotline1', story, filing('另一件事'), { commandId })).toMatchObject({ refused: { code: 'OtherBodySameCommand' } })
  })

  test('that saw an older version is refused, and writes nothing but its receipt', async () => {
    const story = newCase()
    const { version } = (await demo.ask('hotline1', story, filing())) as { version: number }
    const commandId = uuidv7()
    expect(await demo.ask('centre1', story, { type: 'NotePrivately', words: '已看' }, { expect: version - 1, commandId })).toMatchObject({ refused: { code: 'StaleVersion' } })
    expect(await count('entry', story.id)).toBe(version)
    expect(await count('receipt', commandId)).toBe(1)
  })

  test('to a case of another street answers like one that does not exist', async () => {
    const story = newCase()
    await demo.ask('hotline1', story, filing())
    const unseen = await demo.ask('centre2', story, { type: 'NotePrivately', words: '偷看' })
    const nothing = await demo.ask('centre2', newCase(), { type: 'NotePrivately', words: '偷看' })
    expect(unseen).toMatchObject({ refused: { code: 'NoSuchStory' } })
    expect(nothing).toMatchObject({ refused: { code: 'NoSuchStory' } })
  })
})

describe('many instructions', () => {
  test('given at once share transactions, are answered in order, and a refused one stands alone', async () => {
    const stories = Array.from({ length: 50 }, newCase)
    const given = stories.map((story, n): Given => ({
      by: demo.actor('hotline1'),
      instruction: { commandId: uuidv7(), story, command: n % 10 === 3 ? { ...filing(), category: 'nonsense' } : filing(`第${n}件`) },
    }))
    const answers = await demo.house.desk.handle(demo.district, given)
    expect(answers.map((answer) => ('refused' in answer ? answer.refused.code : 'done'))).toEqual(stories.map((_, n) => (n % 10 === 3 ? 'UnknownCategory' : 'done')))
  })

  test('the same command twice in one batch happens once', async () => {
    const story = newCase()
    const one: Given = { by: demo.actor('hotline1'), instruction: { commandId: uuidv7(), story, command: filing() } }
    const [first, second] = await demo.house.desk.handle(demo.district, [one, one])
    expect(second).toEqual(first)
  })

  test('to one story from many hands at once are judged one after the other', async () => {
    const story = newCase()
    await demo.ask('hotline1', story, filing())
    const answers = await Promise.all(Array.from({ length: 20 }, (_, n) => demo.ask('centre1', story, { type: 'NotePrivately', words: `记${n}` })))
    const versions = answers.map((answer) => ('version' in answer ? answer.version : 0)).sort((a, b) => a - b)
    expect(new Set(versions).size).toBe(20)
    expect(await count('entry', story.id)).toBe(Math.max(...versions))
  })
})

describe('the ledger', () => {
  test('cannot be changed by any role that serves', async () => {
    for (const role of ['desk', 'reader', 'sequencer', 'vault', 'door'] as const) {
      await expect(demo.house.db[role].query(sql`update entry set type = 'x'`)).rejects.toThrow(/permission denied/)
      await expect(demo.house.db[role].query(sql`delete from entry`)).rejects.toThrow(/permission denied/)
    }
    await expect(demo.house.db.desk.query(sql`
      insert into entry (district, story, version, kind, type, at, person, unit, rules, command_id, body)
      values (1, gen_random_uuid(), 1, 'case', 'x', '2000-01-01', '', '', '', gen_random_uuid(), '')`)).rejects.toThrow(/permission denied/)
  })

  test('gives every entry one place, without gaps', async () => {
    await demo.house.settle(demo.district)
    const [row] = await demo.house.db.reader.query<{ n: number; top: number; entries: number }>(sql`
      select (select count(*) from place) as n, (select max(place) from place) as top, (select count(*) from entry) as entries`)
    expect(row?.n).toBe(row?.entries)
    expect(row?.top).toBe((row?.n ?? 0) - 1)
  })

  test('replayed from its bytes gives the state of every card', async () => {
    const { laws } = await import('./stories.ts')
    const cards = await demo.house.db.reader.query<{ story: string; state: unknown; version: number }>(sql`select story, state, version from case_card`)
    for (const card of cards) {
      const entries = await demo.house.db.reader.query<{ body: Buffer }>(sql`select body from entry where story = ${card.story} order by version`)
      let state = laws.case.absent
      for (const { body } of entries) {
        const { type, data, at, by } = JSON.parse(body.toString()) as { type: string; data: object; at: string; by: never }
        state = laws.case.evolve(state, { event: { type, ...data }, at, by })
      }
      expect(JSON.parse(JSON.stringify(state))).toEqual(card.state)
    }
  })
})
