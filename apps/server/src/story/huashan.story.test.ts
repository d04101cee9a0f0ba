import { join } from 'node:path'
import type { Client } from '@shaoying/contract'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { root } from '../platform/root.ts'
import { freshDatabase } from '../testing/database.ts'
import { play } from './play.ts'
import { openStage, type StoryStage } from './stage.ts'
import { readStory, type StoryFile } from './storyFile.ts'

/** What the tale of this street tells and a later issue shows: nothing of it is asserted here. */
const later = [
  'checking in with the rotating code at the muster place',
  'pledges of alliance units, counted and warned before December',
  'points and stars of members and volunteers',
]

const ends: (() => Promise<void>)[] = []
afterAll(async () => {
  for (const end of ends.reverse()) await end()
})

async function stageOf(name: string): Promise<{ story: StoryFile; stage: StoryStage; as(login: string): Promise<Client> }> {
  const story = await readStory(join(root, 'profiles/huashan/stories', name))
  const database = await freshDatabase()
  ends.push(() => database.drop())
  const stage = await openStage(story, { urls: database.urls, ownerUrl: database.urls.owner, dataDir: database.dataDir })
  ends.push(() => stage.end())
  return { story, stage, as: async (login) => (await stage.remote.as(login)).client }
}

describe('the bar street (3.3, lines 1 to 10)', () => {
  let as: (login: string) => Promise<Client>
  beforeAll(async () => {
    const set = await stageOf('bar-street.yaml')
    as = set.as
    const played = await play(set.story, set.stage.remote)
    expect(played.differences).toEqual([])
    expect(played.steps).toBe(set.story.steps.length)
    expect(set.story.leftOut).toEqual(later)
  })

  async function orderAs(login: string) {
    const client = await as(login)
    const { items } = await client.whistles({ query: { level: 'street' } })
    expect(items).toHaveLength(1)
    return client.whistle({ params: { id: items[0]?.id ?? '' } })
  }

  test('the street has the whole history of the night, oldest first, and both clocks', async () => {
    const centre = await as('centre')
    const { items } = await centre.cases({ query: { category: 'environment.noise' } })
    expect(items).toHaveLength(1)
    const { story, deadlines, whistles } = await centre.case({ params: { id: items[0]?.id ?? '' } })
    const told = story.map(({ type }) => type)
    const order = ['CaseFiled', 'CaseAccepted', 'WhistleJoined', 'CaseRaised', 'CaseDispatched', 'CaseFinished', 'CaseVerified', 'CaseClosed']
    const at = order.map((type) => (type === 'CaseDispatched' ? told.lastIndexOf(type) : told.indexOf(type)))
    expect(at).not.toContain(-1)
    expect(at).toEqual(at.toSorted((a, b) => a - b))
    expect(whistles).toHaveLength(2)
    expect(deadlines.filter(({ clock }) => clock === 'level1')).toMatchObject([{ missedAt: expect.stringMatching(/^2019-06-04T13:20/) }])
    expect(deadlines.filter(({ clock }) => clock === 'caseFinish')).toMatchObject([{ from: expect.stringMatching(/^2019-06-04T01:30/), missedAt: null, metAt: expect.any(String) }])
  })

  test('each bar has one visit, with a finding of every department, each citing a power', async () => {
    const { story } = await orderAs('centre')
    const findings = story.flatMap(({ type, at, data }) => (type === 'WorkLogged' ? [{ at: at.slice(0, 16), ...(data as { site: string; unit: string; power: string }) }] : []))
    for (const site of ['甲酒吧', '乙酒吧']) {
      const here = findings.filter((finding) => finding.site === site)
      expect(new Set(here.map(({ at }) => at)).size).toBe(1)
      expect(new Set(here.map(({ unit }) => unit))).toEqual(new Set(['urban', 'ecology', 'health', 'culture']))
      for (const { power } of here) expect(power).toMatch(/^power-/)
    }
    expect(findings).toHaveLength(8)
  })

  test('four results and four marks for the street; a department reads its own alone', async () => {
    const resultsOf = async (login: string) => {
      const { state } = await orderAs(login)
      const { called } = state as { called: Record<string, { score: { combined: { result: number } | null; rated: { points: number } | null } }> }
      return Object.fromEntries(Object.entries(called).map(([unit, { score }]) => [unit, [score.combined?.result ?? null, score.rated?.points ?? null]]))
    }
    expect(await resultsOf('centre')).toEqual({ urban: [98, 90], ecology: [96, 88], health: [100, 92], culture: [74, 70] })
    expect(await resultsOf('culture')).toEqual({ urban: [null, null], ecology: [null, null], health: [null, null], culture: [74, 70] })
  })

  test('the timeline says that marks were given, and gives none away', async () => {
    const { story } = await orderAs('culture')
    const marks = story.filter(({ type }) => /Score|Rated/.test(type))
    expect(marks.length).toBeGreaterThanOrEqual(12)
    for (const { data } of marks) expect(data).toEqual({})
  })
})

describe('the year (3.3, line 11)', () => {
  test('12 orders to 9 different departments; 90 community whistles for 120 problems', async () => {
    const { story, stage, as } = await stageOf('year.yaml')
    const played = await play(story, stage.remote)
    expect(played.differences).toEqual([])
    const centre = await as('centre')

    const { items: orders } = await centre.whistles({ query: { level: 'street', limit: 200 } })
    const pages = await Promise.all(orders.map(({ id }) => centre.whistle({ params: { id } })))
    const departments = pages.flatMap(({ state }) => Object.keys((state as { called: object }).called))
    expect([orders.length, departments.length, new Set(departments).size]).toEqual([12, 12, 9])
    expect(new Set(orders.map(({ letter }) => letter)).size).toBe(12)

    const { items: whistles } = await centre.whistles({ query: { level: 'community', limit: 200 } })
    const problems = await Promise.all(whistles.map(async ({ id }) => (await centre.whistle({ params: { id } })).cases))
    expect([whistles.length, problems.flat().length]).toEqual([90, 120])
    expect(problems.filter((cases) => cases.length > 1)).toHaveLength(30)
    expect(new Set(problems.flat().map(({ id }) => id)).size).toBe(120)
    expect(problems.flat().every(({ stage: reached }) => reached === 'closed')).toBe(true)

    // The street is a pilot (L24): its own people read its figures, the district's do not.
    const { id, profile } = await centre.profile()
    const { figures } = profile as { figures: { id: string; value: number }[] }
    expect(id).toBe('huashan@2019-01-01')
    expect(Object.fromEntries(figures.map((figure) => [figure.id, figure.value]))).toMatchObject({
      street_whistles: orders.length,
      departments: new Set(departments).size,
      community_whistles: whistles.length,
      problems_solved: problems.flat().length,
    })
    expect(await centre.me()).toMatchObject({ profile: id, words: { zh: { order: '哨令' } } })
    expect((await (await as('district')).profile()).id).not.toBe(id)
  })
})
