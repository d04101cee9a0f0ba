import { afterAll, beforeAll, expect, test } from 'vitest'
import { connectOwner } from '../platform/connectOwner.ts'
import { openDemoHouse, type DemoHouse } from '../testing/demoHouse.ts'
import { tokenOf } from '../readers/search.ts'
import { listCases } from './listCases.ts'

let demo: DemoHouse
beforeAll(async () => {
  demo = await openDemoHouse()
}, 60_000)
afterAll(() => demo?.end())

const file = async (words: string) => {
  const story = { kind: 'case', id: demo.newId() } as const
  await demo.ask('hotline1', story, { type: 'FileCase', channel: 'hotline', caseType: 'complaint', words, area: '990702001001' })
  return story.id
}

test('a search for two words that hardly ever meet looks through a window at a time, and in the end finds where they do', async () => {
  const old = await file('污水外溢，暖气不热')
  await demo.house.settle(demo.district)
  const owner = await connectOwner(demo.database.urls.owner)
  // Five thousand later cases with the first word alone.
  await owner.query(
    `insert into search_token (district, token, opened_at, story)
     select $1, token, now() + n * interval '1 second', gen_random_uuid() from generate_series(1, 5000) n, unnest($2::bigint[]) as token`,
    [demo.district, ['污水', '暖气'].slice(0, 1).map((word) => tokenOf(demo.house.searchKey, word).toString())],
  )
  await owner.end()
  const found: string[] = []
  let pages = 0
  let after: string | undefined
  do {
    const page = await demo.house.db.reader.transaction((tx) =>
      listCases(tx, demo.actor('hotline1'), { search: '污水 暖气', limit: 20, ...(after === undefined ? {} : { after }) }, demo.house.searchKey),
    )
    found.push(...page.items.map(({ id }) => id))
    after = page.next ?? undefined
    pages++
  } while (after !== undefined && pages < 20)
  expect(found).toEqual([old])
  expect(pages).toBeLessThan(6)
})

test('a whistle-blowing case is not found by its words by those who may not read them', async () => {
  const story = { kind: 'case', id: demo.newId() } as const
  await demo.ask('hotline1', story, { type: 'FileCase', channel: 'hotline', caseType: 'report', secrecy: 'S2', words: '虚报冒领补贴', area: '990702001001' })
  await demo.house.settle(demo.district)
  const search = (login: string) =>
    demo.house.db.reader.transaction((tx) => listCases(tx, demo.actor(login), { search: '冒领补贴' }, demo.house.searchKey))
  const list = await demo.house.db.reader.transaction((tx) => listCases(tx, demo.actor('centre1'), {}, demo.house.searchKey))
  expect(list.items.map(({ id }) => id)).toContain(story.id)
  expect((await search('hotline1')).items.map(({ id }) => id)).toEqual([story.id])
  expect((await search('centre1')).items).toEqual([])
})
