import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Caller } from '../cli/remote.ts'
import { root } from '../platform/root.ts'
import { play } from './play.ts'
import type { StoryStage } from './stage.ts'
import { readStory, type StoryFile } from './storyFile.ts'
import { openServerFor } from './testing.ts'

/** What the tale tells and a later version shows. */
const later = [
  '3.2 line 11: 604 service items, at least 423 of them online, as items of a list (open data); here the two published figures alone',
  '3.2 line 8: the meetings’ own page with the problems of each (evaluation); here the lists of whistles and cases and their pages',
  'two-way appraisal of street and local units, unions of local units, orders of residents (projects, alliances)',
]

let story: StoryFile
let stage: StoryStage | undefined
let caller: Caller
beforeAll(async () => {
  story = await readStory(join(root, 'profiles/qitaihe/stories/jointMeeting.yaml'))
  stage = await openServerFor(story)
  caller = await stage.remote.as('centre')
})
afterAll(() => stage?.end())

test('sewage that nobody owns goes through a joint meeting', async () => {
  if (!stage) throw new Error('the stage did not open')
  expect(story.leftOut).toEqual(later)
  const { differences, instructions } = await play(story, stage.remote)
  expect(differences).toEqual([])
  expect(instructions).toBeGreaterThan(3_000)
})

test('the published totals come from records, and each number opens', async () => {
  const { client } = caller
  const { profile } = await client.profile()
  const figures = new Map(
    (profile as { figures: { id: string; value: number }[] }).figures.map(({ id, value }) => [id, value]),
  )

  const meetings = await all((after) =>
    client.whistles({ query: { level: 'street', stage: 'done', limit: 200, ...after } }),
  )
  const solved = await all((after) => client.cases({ query: { stage: 'closed', limit: 200, ...after } }))
  expect(meetings).toHaveLength(figures.get('meetings') ?? 0)
  expect(solved).toHaveLength(figures.get('problems_solved') ?? 0)
  expect(rounded(solved.length / meetings.length, 2)).toBe(figures.get('problems_per_meeting'))

  const pages = await Promise.all(meetings.map(({ id }) => client.whistle({ params: { id } })))
  expect(pages.every(({ story: facts }) => facts.some(({ type }) => type === 'MeetingConvened'))).toBe(true)
  const discussed = new Set(pages.flatMap(({ cases }) => cases.map(({ id }) => id)))
  expect(discussed).toEqual(new Set(solved.map(({ id }) => id)))

  const units = (await client.units()).items.filter(({ kind }) => kind === 'party_org').length
  const grids = (await client.areas()).items.filter(({ level }) => level === 'grid1').length
  expect(rounded((100 * units) / grids, 1)).toBe(figures.get('grid_party_share'))

  const admitted = (await client.duties({ query: { unit: 'u230903016000' } })).items.filter(
    ({ status }) => status === 'admitted',
  ).length
  const before = figures.get('pushed_down_before') ?? 0
  expect(admitted).toBe(figures.get('pushed_down'))
  expect([admitted - before, rounded((100 * (before - admitted)) / before, 1)]).toEqual([-62, 33.2])
  expect(
    Math.ceil(((figures.get('service_items') ?? 0) * (figures.get('service_online_share') ?? 0)) / 100),
  ).toBe(423)
})

const rounded = (value: number, digits: number): number => Math.round(value * 10 ** digits) / 10 ** digits

async function all<Item>(
  page: (after: { after?: string }) => Promise<{ items: readonly Item[]; next: string | null }>,
): Promise<Item[]> {
  const found: Item[] = []
  for (let after: string | null | undefined; after !== null;) {
    const { items, next }: { items: readonly Item[]; next: string | null } = await page(
      after === undefined ? {} : { after },
    )
    found.push(...items)
    after = next
  }
  return found
}
