import * as fs from 'node:fs'
import { join } from 'node:path'
import { tmpdir } from 'node:os'
import type { TestProject } from 'vitest/node'
import { connectOwner } from '../platform/connectOwner.ts'
import { endLeftover, startEmbedded } from '../platform/embedded.ts'
import { migrate } from '../platform/migrate.ts'

declare module 'vitest' {
  // Module augmentation has no other spelling than an interface.
  interface ProvidedContext {
    /** The cluster that this run's databases live in, and the folder with its roles' passwords. */
    cluster: { url: string; dataDir: string }
  }
}

/** The database that every test file's own is cloned from. */
export const templateName = 'shaoying_template'

/**
 * Starts one PostgreSQL for the whole run, or takes the server of `SHAOYING_TEST_DATABASE_URL` (an owner's address), and migrates the
 * template. Databases of failed tests are left behind: the cluster then stays on the disk until the next run.
 */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  // Vitest loads this file once per project; what they share has to hang on the process, under a symbol that is ours alone.
  const run = globalThis as { [shared]?: Shared }
  const cluster = (run[shared] ??= { users: 0, started: start() })
  cluster.users += 1
  const { url, dataDir, stop } = await cluster.started
  project.provide('cluster', { url, dataDir })
  return async () => {
    cluster.users -= 1
    if (cluster.users > 0) return
    delete run[shared]
    await stop()
  }
}

const shared = Symbol.for('shaoying test cluster')
type Shared = { users: number; readonly started: Promise<Cluster> }
type Cluster = { readonly url: string; readonly dataDir: string; stop(): Promise<void> }

async function start(): Promise<Cluster> {
  const outside = process.env['SHAOYING_TEST_DATABASE_URL']
  const dataDir = await makeDataDir()
  const embedded = outside
    ? undefined
    : await startEmbedded(dataDir, { durable: false, settings: { max_connections: '300' } })
  const url = outside ?? embedded?.url ?? ''
  try {
    await makeTemplate(url, dataDir)
  } catch (error) {
    await embedded?.stop()
    throw error
  }
  return {
    url,
    dataDir,
    async stop() {
      const kept = await keptDatabases(url)
      await embedded?.stop()
      if (kept.length > 0)
        console.log(`Kept for a look, in ${outside ? 'the given server' : dataDir}: ${kept.join(', ')}`)
      else fs.rmSync(dataDir, { recursive: true, force: true })
    },
  }
}

async function makeTemplate(url: string, dataDir: string): Promise<void> {
  const owner = await connectOwner(url)
  try {
    await owner.query(`drop database if exists ${templateName} with (force)`)
    await owner.query(`create database ${templateName} template template0`)
    await migrate(inDatabase(url, templateName), { dataDir, simulated: true })
  } finally {
    await owner.end()
  }
}

/** The same server's other database. */
export function inDatabase(url: string, name: string): string {
  const address = new URL(url)
  address.pathname = `/${name}`
  return address.href
}

async function keptDatabases(url: string): Promise<string[]> {
  const owner = await connectOwner(url)
  const { rows } = await owner.query<{ name: string }>(
    `select datname as name from pg_database where datname like 'test\\_%' order by 1`,
  )
  await owner.end()
  return rows.map(({ name }) => name)
}

/** A folder that any account may look into; what runs that are over left there, their database too if it was killed, is swept first. */
async function makeDataDir(): Promise<string> {
  const all = join(tmpdir(), `shaoying-tests-${process.getuid?.() ?? 'mine'}`)
  fs.mkdirSync(all, { recursive: true })
  for (const name of fs.readdirSync(all)) {
    if (isRunning(Number(name))) continue
    await endLeftover(join(all, name, 'postgres'))
    fs.rmSync(join(all, name), { recursive: true, force: true })
  }
  const mine = join(all, String(process.pid))
  fs.mkdirSync(mine, { recursive: true })
  for (const folder of [all, mine]) fs.chmodSync(folder, 0o711)
  return mine
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}
