import { freshDatabase } from '../testing/database.ts'
import { openStage, type StoryStage } from './stage.ts'
import type { StoryFile } from './storyFile.ts'

/** A story's stage on a fresh database of the test run. */
export async function openServerFor(story: StoryFile): Promise<StoryStage> {
  const database = await freshDatabase()
  const stage = await openStage(story, { urls: database.urls, ownerUrl: database.urls.owner, dataDir: database.dataDir })
  return {
    ...stage,
    async end() {
      await stage.end()
      await database.drop()
    },
  }
}
