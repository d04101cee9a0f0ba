import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, inject } from 'vitest'
import { connectOwner } from '../platform/connectOwner.ts'
import { codeOf } from '../platform/failure.ts'
import { type Role, roleUrls } from '../platform/migrate.ts'
import { inDatabase, templateName } from './globalSetup.ts'

/** A migrated database (simulated clock) of a test file's own. */
export type FreshDatabase = {
  readonly name: string
  readonly urls: Readonly<Record<Role | 'owner', string>>
  /** The folder whose `secrets/` hold the roles' passwords. */
  readonly dataDir: string
  /** Removes it, unless a test of this file failed: then it is kept for a look, and the run says where. */
  drop(): Promise<void>
}

/** Clones the run's template; call it in `beforeAll` and `drop` it in `afterAll`. */
export async function freshDatabase(): Promise<FreshDatabase> {
  const { url, dataDir } = inject('cluster')
  const name = `test_${randomUUID().replaceAll('-', '').slice(0, 16)}`
  await create(url, `create database ${name} template ${templateName}`)
  const owner = inDatabase(url, name)
  return {
    name,
    dataDir,
    urls: { owner, ...roleUrls(owner, dataDir) },
    async drop() {
      if (!anyFailed) await asOwner(url, `drop database ${name} with (force)`)
    },
  }
}

/** An empty database without our schema, for what is tested about migrating itself. */
export async function emptyDatabase(): Promise<{ url: string; dataDir: string; drop(): Promise<void> }> {
  const { url, dataDir } = inject('cluster')
  const name = `test_${randomUUID().replaceAll('-', '').slice(0, 16)}`
  await create(url, `create database ${name} template template0`)
  return {
    url: inDatabase(url, name),
    dataDir,
    async drop() {
      if (!anyFailed) await asOwner(url, `drop database ${name} with (force)`)
    },
  }
}

let anyFailed = false

// Registered by importing this file: vitest has no other word for "did anything fail here?" while the file is running.
afterEach(({ task }) => {
  if (task.result?.state === 'fail') anyFailed = true
})

/** PostgreSQL clones a template for one at a time: files that start together take turns. */
async function create(url: string, statement: string): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await asOwner(url, statement)
    } catch (error) {
      if (codeOf(error) !== '55006' || attempt === 100) throw error
      await sleep(50)
    }
  }
}

async function asOwner(url: string, statement: string): Promise<void> {
  const owner = await connectOwner(url)
  try {
    await owner.query(statement)
  } finally {
    await owner.end()
  }
}
