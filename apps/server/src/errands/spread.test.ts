import { afterAll, beforeAll, expect, test } from 'vitest'
import { clockActor, registryStoryId, type Actor } from '@shaoying/core'
import { uuidv7 } from '../ledger/ids.ts'
import { sql } from '../platform/sql.ts'
import { openDemoHouse, type DemoHouse } from '../testing/demoHouse.ts'

let demo: DemoHouse
beforeAll(async () => {
  demo = await openDemoHouse({ at: '2026-12-30T01:00:00Z' })
}, 60_000)
afterAll(() => demo?.end())

const system = (): Actor => ({ ...clockActor(demo.district), as: 'system', role: 'system', person: 'system' })
const registry = async (command: { type: string } & Record<string, unknown>) => {
  const [answer] = await demo.house.desk.handle(demo.district, [{ by: system(), instruction: { commandId: uuidv7(), story: { kind: 'registry', id: registryStoryId(demo.district) }, command } }])
  return answer
}
async function dispatched(): Promise<string> {
  const story = { kind: 'case', id: demo.newId() } as const
  await demo.ask('hotline1', story, { type: 'FileCase', channel: 'hotline', caseType: 'complaint', words: '油烟扰民', area: '990702001001', category: 'environment.smoke' })
  await demo.ask('centre1', story, { type: 'TriageCase', category: 'environment.smoke' })
  expect(await demo.ask('centre1', story, { type: 'DispatchCase', to: 'dept2', duty: 'dept2:environment' })).toHaveProperty('version')
  return story.id
}
const stateOf = async (id: string) => {
  const [row] = await demo.house.db.reader.query<{ holder: string; state: { clocks: Record<string, { due: { at: string; provisional: boolean } }> } }>(sql`
    select holder, state from case_card where story = ${id.slice(7)}`)
  return row
}

test('a deadline that crosses a year without a notice is provisional, and one event moves it when the notice is loaded', async () => {
  const id = await dispatched()
  const before = (await stateOf(id))?.state.clocks['caseFinish']
  expect(before?.due.provisional).toBe(true)
  expect(await demo.house.warnings()).not.toEqual([])

  // A notice that gives the first week of January off.
  const off = ['01', '02', '03', '04', '05', '06', '07'].map((day) => ({ date: `2027-01-${day}`, name: '元旦' }))
  await demo.house.loadNotice(2027, { off, work: [], source: 'test notice' })
  await demo.house.settle(demo.district)

  const after = (await stateOf(id))?.state.clocks['caseFinish']
  expect(after?.due.provisional).toBe(false)
  expect((after?.due.at ?? '') > (before?.due.at ?? '')).toBe(true)
  const moved = await demo.house.db.reader.query<{ clock: string }>(sql`
    select convert_from(body, 'UTF8')::jsonb #>> '{data,clock}' as clock from entry where story = ${id.slice(7)} and type = 'DeadlineMoved' order by version`)
  const clocks = moved.map(({ clock }) => clock)
  expect(clocks).toContain('caseFinish')
  expect(new Set(clocks).size).toBe(clocks.length)
  expect(await demo.house.warnings()).toEqual([])
})

test('a unit that merges into another on a date takes its open cases along, on that date and not before', async () => {
  const id = await dispatched()
  expect(await registry({ type: 'SucceedUnit', unit: 'dept2', successor: 'dept1', on: '2027-02-01', reason: '机构改革' })).toHaveProperty('version')
  await demo.house.settle(demo.district)
  expect((await stateOf(id))?.holder).toBe('dept2')
  await demo.house.clock.moveTo('2027-01-31T16:00:00.000Z') // midnight of 1 February in China
  await demo.house.settle(demo.district)
  expect((await stateOf(id))?.holder).toBe('dept1')
})
