import { join } from 'node:path'
import { expect, test } from 'vitest'
import { root } from '../platform/root.ts'
import { play } from './play.ts'
import { readStory, type Act, type StoryFile } from './storyFile.ts'
import { tellStory } from './tellStory.ts'
import { openServerFor } from './testing.ts'

const path = 'profiles/beijing/stories/twoBuildings.yaml'

/** What the tale tells and a later version shows. */
const later = [
  '3.1 line 4: the ranking of departments itself, in which no company stands (evaluation)',
  '3.1, second story: dark lamps as a cluster with its cause, the remote switch and its alarm (clusters, devices)',
]

test('two buildings are warm in time', async () => {
  const { differences, steps, checks, leftOut } = await tellStory(path)
  expect(leftOut).toEqual(later)
  expect(differences).toEqual([])
  expect(steps).toBeGreaterThan(50)
  expect(checks).toBeGreaterThan(100)
})

/** The same history up to the unit's claim; what it was told to expect there is not asked again. */
async function upToTheClaim(): Promise<StoryFile> {
  const story = await readStory(join(root, path))
  const acts = story.steps.filter((step): step is Act => !('repeat' in step))
  const claim = acts.findIndex(({ do: command }) => command?.type === 'FinishCase' && 'contacted' in command)
  const done = acts.slice(0, claim + 1).filter(({ then = [] }) => !then.some((told) => 'refused' in told))
  return { ...story, steps: done.map(({ then: _told, ...act }) => act) }
}

const waiting = (story: StoryFile, then: Act['then']): StoryFile => ({
  ...story,
  steps: [
    ...story.steps,
    {
      at: '2019-11-30 00:01',
      says: 'the flats stay cold, nobody confirms',
      who: 'centre',
      story: 'cold',
      ...(then ? { then } : {}),
    },
  ],
})

async function told(story: StoryFile) {
  const { remote, end } = await openServerFor(story)
  try {
    return await play(story, remote)
  } finally {
    await end()
  }
}

test('before 2019 the same history was on time when it was finished, even if the flats stayed cold', async () => {
  const story = await upToTheClaim()
  const before = {
    ...story,
    scene: [
      ...(story.scene ?? []),
      { type: 'BindProfile', area: '110108000000', profile: 'beijing@2018-01-01', from: '2019-01-01' },
    ],
  }
  const { differences } = await told(
    waiting(before, [
      { state: { path: 'profile', is: 'beijing@2018-01-01' } },
      { due: { clock: 'caseFinish', at: '2019-11-29 24:00' } },
      { explains: { clock: 'caseFinish', says: ['15 working days'] } },
      { met: { clock: 'caseFinish', at: '2019-11-14 16:30', late: false } },
      { facts: { type: 'ClockMissed', count: 0, where: { clock: 'caseFinish' } } },
      { facts: { type: 'CaseResolved', count: 0 } },
    ]),
  )
  expect(differences).toEqual([])
})

test('in 2019 the same history is late when nobody confirms', async () => {
  const { differences } = await told(
    waiting(await upToTheClaim(), [
      { stage: 'finished' },
      { missed: { clock: 'caseFinish', at: '2019-11-15 24:00' } },
      { facts: { type: 'CaseResolved', count: 0 } },
    ]),
  )
  expect(differences).toEqual([])
})
