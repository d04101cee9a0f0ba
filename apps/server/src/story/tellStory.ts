import { join } from 'node:path'
import { root } from '../platform/root.ts'
import { play, type Played, type PlayOptions } from './play.ts'
import { readStory } from './storyFile.ts'
import { openServerFor } from './testing.ts'

/** Plays a story file of the project (path from its root) on a fresh database of the test run and says what differed; for tests. */
export async function tellStory(path: string, options: PlayOptions = {}): Promise<Played & { leftOut: readonly string[] }> {
  const story = await readStory(join(root, path))
  const { remote, end } = await openServerFor(story)
  try {
    return { ...(await play(story, remote, options)), leftOut: story.leftOut ?? [] }
  } finally {
    await end()
  }
}
