import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { root } from '../platform/root.ts'
import { play } from './play.ts'
import type { StoryStage } from './stage.ts'
import { readStory, type StoryFile } from './storyFile.ts'
import { openServerFor } from './testing.ts'

/** What the tale tells and a later version shows. */
const later = [
  '3.4 line 8: the evidence pack with data, limits, opinions and options, and the decision that cites its version (evidence)',
  '3.4 line 9: shown as district level in containment (evaluation)',
  '3.4 line 11: one bit of the pack changed in an export, named by the verifier (trust)',
  '3.4 line 12: share solved per level adds up to 100 % (evaluation)',
]

let story: StoryFile
let stage: StoryStage | undefined
beforeAll(async () => {
  story = await readStory(join(root, 'profiles/huangpu/stories/island.yaml'))
  stage = await openServerFor(story)
})
afterAll(() => stage?.end())

test('island traffic that nobody owns alone: ruled, called, carried over and open, not solved', async () => {
  if (!stage) throw new Error('the stage did not open')
  expect(story.leftOut).toEqual(later)
  const { differences, checks } = await play(story, stage.remote)
  expect(differences).toEqual([])
  expect(checks).toBeGreaterThan(100)
})

test('here one calls and responds: the words of screens and of the letter', async () => {
  if (!stage) throw new Error('the stage did not open')
  const { client, me } = await stage.remote.as('office')
  expect(me.words).toMatchObject({
    zh: { whistle: '呼叫', report: '响应', order: '呼叫单', threeLevels: '三级响应机制' },
  })
  const { items } = await client.whistles({ query: { stage: 'running' } })
  expect(items).toHaveLength(1)
  const page = await client.whistle({ params: { id: items[0]?.id ?? '' } })
  expect(page.letter).toMatchObject({
    title: { order: { zh: '呼叫单' } },
    level_and_kind: { word: { zh: '街道呼叫' } },
  })
  expect(JSON.stringify(page.letter)).not.toMatch(/哨|报到/)
})
