import * as fs from 'node:fs'
import { join } from 'node:path'
import { openHouse, type House } from '../house/house.ts'
import type { Config } from '../platform/config.ts'
import { openDataDir, startEmbedded } from '../platform/embedded.ts'
import { failure, isFailure } from '../platform/failure.ts'
import { openLog } from '../platform/log.ts'
import { migrate, type Migrated, type Role } from '../platform/migrate.ts'
import { readSecret } from '../platform/secrets.ts'

/** A database of ours that is reachable and has this program's schema. */
export type Place = Migrated & {
  readonly ownerUrl: string
  /** Where the embedded database's files are, when its account cannot reach the data folder. */
  readonly movedTo?: string
  /** Whether a server of ours already runs on it; then this program is its guest and leaves it running. */
  readonly isGuest: boolean
  close(): Promise<void>
}

/** Opens the database of `DATABASE_URL`, or the embedded one of the data folder, as a guest where a server has it; and migrates it. */
export async function openPlace(
  config: Config,
  { simulated = false, asGuest = true }: { simulated?: boolean; asGuest?: boolean } = {},
): Promise<Place> {
  const dataDir = openDataDir(config.DATA_DIR)
  const database = await reach(config, dataDir, asGuest)
  try {
    const migrated = await migrate(database.url, { dataDir, simulated, given: givenUrls(config) })
    return {
      ...migrated,
      ownerUrl: database.url,
      isGuest: database.isGuest,
      ...(database.movedTo === undefined ? {} : { movedTo: database.movedTo }),
      close: database.stop,
    }
  } catch (error) {
    await database.stop()
    throw error
  }
}

/** Opens the house on a place for a command that does its work and leaves: nothing runs in the background. */
export async function withHouse<T>(
  config: Config,
  options: { simulated?: boolean },
  work: (house: House, place: Place) => Promise<T>,
): Promise<T> {
  const place = await openPlace(config, options)
  try {
    const house = await openHouse({
      urls: place.urls,
      dataDir: config.DATA_DIR,
      log: openLog(config.LOG_LEVEL),
      background: false,
    })
    try {
      return await work(house, place)
    } finally {
      await house.end()
    }
  } finally {
    await place.close()
  }
}

type Reached = { url: string; isGuest: boolean; movedTo?: string; stop(): Promise<void> }

async function reach({ DATABASE_URL }: Config, dataDir: string, asGuest: boolean): Promise<Reached> {
  if (DATABASE_URL !== undefined) return { url: DATABASE_URL, isGuest: false, stop: async () => {} }
  try {
    return { ...(await startEmbedded(dataDir)), isGuest: false }
  } catch (error) {
    const url = asGuest && isFailure(error) ? runningUrl(dataDir) : undefined
    if (url === undefined) throw error
    return { url, isGuest: true, stop: async () => {} }
  }
}

/** The owner's address of the embedded database that a running server of this data folder started; undefined where none runs. */
function runningUrl(dataDir: string): string | undefined {
  try {
    const pointer = join(dataDir, 'postgres.moved')
    const home = fs.existsSync(pointer) ? fs.readFileSync(pointer, 'utf8').trim() : dataDir
    const [pid = '', , , port = ''] = fs
      .readFileSync(join(home, 'postgres', 'postmaster.pid'), 'utf8')
      .split('\n')
    process.kill(Number(pid), 0)
    const { owner } = readSecret(dataDir, 'owner.json', ['owner'])
    return `postgres://shaoying_owner:${owner}@127.0.0.1:${Number(port)}/shaoying`
  } catch {
    return undefined // Not running, or not ours to look at: the first failure tells it.
  }
}

function givenUrls(config: Config): Partial<Record<Role, string>> {
  const given: Partial<Record<Role, string | undefined>> = {
    desk: config.DESK_DATABASE_URL,
    reader: config.READER_DATABASE_URL,
    sequencer: config.SEQUENCER_DATABASE_URL,
    vault: config.VAULT_DATABASE_URL,
    door: config.DOOR_DATABASE_URL,
  }
  // Only those that are set are kept.
  return Object.fromEntries(Object.entries(given).filter(([, url]) => url !== undefined)) as Partial<
    Record<Role, string>
  >
}

/** Whether an address may be shown: it never is, it holds a password. */
export const shownUrl = (url: string): string => {
  try {
    const { host, pathname } = new URL(url)
    return `${host}${pathname}`
  } catch (error) {
    throw failure('The address of the database cannot be read.', error)
  }
}
