import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { registryStoryId, type Actor, type RegistryCommand } from '@shaoying/core'
import { openServer } from '../channels/server.ts'
import { demoPassword, openRemote, type Remote } from '../cli/remote.ts'
import { beginClock } from '../demo/beginClock.ts'
import { readInstruction } from '../desk/instruction.ts'
import { createAccounts } from '../door/accounts.ts'
import { openHouse, type House } from '../house/house.ts'
import { uuidv7 } from '../ledger/ids.ts'
import { startEmbedded } from '../platform/embedded.ts'
import { failure } from '../platform/failure.ts'
import { openLog } from '../platform/log.ts'
import { migrate, type Role } from '../platform/migrate.ts'
import { categoryCommand } from '../registry/categories.ts'
import { chunks, divisionCommands, readDivisions } from '../registry/divisions.ts'
import { instantOfWall, repeated } from './refer.ts'
import { storyAdmin, type StoryFile } from './storyFile.ts'

/** A server on which a story is set up and can be played. */
export type StoryStage = { readonly house: House; readonly remote: Remote; end(): Promise<void> }

/** Sets a story up on a new simulated database: its clock, divisions, scene, posts and accounts; and serves it on a free port. */
export async function openStage(story: StoryFile, { urls, ownerUrl, dataDir }: { urls: Record<Role, string>; ownerUrl: string; dataDir: string }): Promise<StoryStage> {
  await beginClock(ownerUrl, instantOfWall(story.starts))
  const house = await openHouse({ urls, dataDir, log: openLog('error') })
  try {
    const since = '2000-01-01'
    for (const code of story.divisions ?? [])
      for (const [district, rows] of readDivisions(code)) if (district === story.district) for (const command of divisionCommands(rows, since)) await put(house, district, command)
    await put(house, story.district, categoryCommand(since))
    for (const command of story.scene ?? []) for (const part of inParts(dated(command, since))) await put(house, story.district, part)
    const posts = postsOf(story, since)
    if (posts.length > 0) await put(house, story.district, { type: 'PutPosts', rows: posts })
    const people: StoryFile['people'] = { [storyAdmin]: {}, ...story.people }
    await createAccounts(
      house.db.door,
      Object.entries(people).map(([alias, person]) => ({
        login: person.account ?? alias,
        person: personId(story, alias),
        name: person.name ?? alias,
        district: story.district,
        demo: true,
        ...(alias === storyAdmin ? { administers: [String(story.district)] } : {}),
      })),
      { password: demoPassword },
    )
    const app = await openServer(house)
    await app.listen({ host: '127.0.0.1', port: 0 })
    const address = app.server.address()
    if (typeof address !== 'object' || address === null) throw new Error('the server has no port')
    return {
      house,
      remote: openRemote(`http://127.0.0.1:${address.port}`, () => demoPassword),
      async end() {
        await app.close()
        await house.end()
      },
    }
  } catch (error) {
    await house.end()
    throw error
  }
}

/** Sets a story up on a database of its own that is gone afterwards. */
export async function openAlone(story: StoryFile): Promise<StoryStage> {
  const dataDir = await mkdtemp(join(tmpdir(), 'shaoying-story-'))
  const database = await startEmbedded(dataDir, { durable: false })
  const away = async (): Promise<void> => {
    await database.stop()
    await rm(dataDir, { recursive: true, force: true })
    if (database.movedTo !== undefined) await rm(database.movedTo, { recursive: true, force: true })
  }
  try {
    const { urls } = await migrate(database.url, { dataDir, simulated: true })
    const stage = await openStage(story, { urls, ownerUrl: database.url, dataDir })
    return {
      ...stage,
      async end() {
        await stage.end()
        await away()
      },
    }
  } catch (error) {
    await away()
    throw error
  }
}

/** The pseudonym of somebody in a story. */
export const personId = (story: Pick<StoryFile, 'district'>, alias: string): string => `p-${story.district}-${alias}`

function postsOf(story: StoryFile, since: string): Extract<RegistryCommand, { type: 'PutPosts' }>['rows'] {
  const rows = Object.entries(story.people).flatMap(([alias, { posts = [] }]) =>
    posts.map(({ standsInFor, ...post }) => ({
      ...post,
      person: personId(story, alias),
      ...(standsInFor === undefined ? {} : { standsInFor: personId(story, standsInFor) }),
      from: since,
      until: null,
    })),
  )
  // A role that is none is refused when the command is read.
  return rows as Extract<RegistryCommand, { type: 'PutPosts' }>['rows']
}

/** Rows of a scene that name no period are in force all along; one with `times` stands for so many, `{n}` being its number. */
function dated(command: { type: string } & Record<string, unknown>, since: string): { type: string } & Record<string, unknown> {
  const { rows } = command
  if (!Array.isArray(rows)) return command
  return { ...command, rows: rows.flatMap(repeated).map((row: unknown) => (typeof row === 'object' && row !== null ? { from: since, until: null, ...row } : row)) }
}

/** A command has so many rows at most; a scene may have more. */
function inParts(command: { type: string } & Record<string, unknown>): ({ type: string } & Record<string, unknown>)[] {
  const { rows } = command
  return Array.isArray(rows) ? chunks<unknown>(rows).map((part) => ({ ...command, rows: part })) : [command]
}

async function put(house: House, district: number, command: { type: string } & Record<string, unknown>): Promise<void> {
  const by: Actor = { as: 'system', person: 'system', post: '', role: 'system', unit: '', line: [], street: null, district, areas: [] }
  const read = readInstruction({ commandId: uuidv7(), story: { kind: 'registry', id: registryStoryId(district) }, command })
  if ('malformed' in read) throw failure(`The story's scene is wrong: ${command.type} at ${read.malformed}.`)
  const [answer] = await house.desk.handle(district, [{ by, instruction: read.instruction }])
  if (answer && 'refused' in answer) throw failure(`The story's scene was refused: ${command.type}: ${answer.refused.code} ${answer.refused.about ?? ''}.`)
}
