import { createHash, createHmac, pbkdf2Sync, randomBytes } from 'node:crypto'
import * as fs from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import type pg from 'pg'
import { connectOwner } from './connectOwner.ts'
import { codeOf, failure } from './failure.ts'
import { readSecret } from './secrets.ts'

/** The database's run-time roles; the owner's own role is for migrations alone. */
export const roles = ['desk', 'reader', 'sequencer', 'vault', 'door'] as const
/** One of the run-time roles; in the database it is called `shaoying_<role>`. */
export type Role = (typeof roles)[number]

/** What a migration did: the files it applied, whether the database was new, and each role's address. */
export type Migrated = {
  readonly applied: readonly string[]
  readonly isNew: boolean
  readonly urls: Readonly<Record<Role, string>>
}

/** How to migrate: whose data folder keeps the passwords, and what a new database is to be for ever. */
export type MigrateOptions = {
  readonly dataDir: string
  /** Whether a new database has a clock that can be moved (demo, stories, benchmarks); a database that exists keeps what it is. */
  readonly simulated?: boolean
  /** Roles whose address the operator gives; their passwords are left alone. */
  readonly given?: Readonly<Partial<Record<Role, string>>>
  readonly folder?: string
}

/**
 * Brings a database to this program's schema: makes the run-time roles, then applies `db/migrations/NNNN_*.sql` in order, each in a
 * transaction. Safe to run from several processes at once. Throws a failure when an applied file has changed, when the database
 * is newer than the program, or when it cannot be reached.
 */
export async function migrate(ownerUrl: string, options: MigrateOptions): Promise<Migrated> {
  const { dataDir, simulated = false, given = {}, folder = migrationsFolder } = options
  const files = readMigrations(folder)
  const passwords = readSecret(dataDir, 'roles.json', roles)
  const client = await connectOwner(ownerUrl)
  try {
    await client.query(`select pg_advisory_lock(${lockKey})`)
    for (const role of roles)
      await ensureRole(client, role, given[role] === undefined ? passwords[role] : undefined)
    await client.query(journal)
    const done = await client.query<{ file: string; checksum: string }>(
      'select file, checksum from public.applied_migration order by file',
    )
    refuseChanged(files, done.rows)
    const waiting = files.slice(done.rows.length)
    for (const [n, file] of waiting.entries())
      await apply(client, file, done.rows.length + n === 0 ? simulated : undefined)
    return {
      applied: waiting.map(({ name }) => name),
      isNew: done.rows.length === 0,
      urls: roleUrls(ownerUrl, dataDir, given),
    }
  } finally {
    await client.end().catch(() => {}) // Nothing is left to lose: what was done is committed.
  }
}

/** The address of each run-time role: the owner's with the role's name and password, or what the operator gave. */
export function roleUrls(
  ownerUrl: string,
  dataDir: string,
  given: Readonly<Partial<Record<Role, string>>> = {},
): Record<Role, string> {
  const passwords = readSecret(dataDir, 'roles.json', roles)
  const addressOf = (role: Role): string => {
    const url = new URL(ownerUrl)
    url.username = `shaoying_${role}`
    url.password = passwords[role]
    return given[role] ?? url.href
  }
  return {
    desk: addressOf('desk'),
    reader: addressOf('reader'),
    sequencer: addressOf('sequencer'),
    vault: addressOf('vault'),
    door: addressOf('door'),
  }
}

const migrationsFolder = fileURLToPath(new URL('../../../../db/migrations/', import.meta.url))

/** Any number will do as long as nobody else's program uses it: the letters "shaoying" as an int8. */
const lockKey = '8315169201213337191'

const journal = `
  create table if not exists public.applied_migration (
    file       text        primary key,
    checksum   text        not null,              -- sha-256 of the file, line ends as \\n
    applied_at timestamptz not null default now()
  )`

type Migration = { readonly name: string; readonly text: string; readonly checksum: string }

function readMigrations(folder: string): Migration[] {
  const names = fs
    .readdirSync(folder)
    .filter((name) => name.endsWith('.sql'))
    .toSorted()
  return names.map((name, n) => {
    if (!/^\d{4}_\w+\.sql$/.test(name) || Number(name.slice(0, 4)) !== n + 1) {
      throw new Error(`${name} is out of order: migrations are numbered 0001, 0002… without a gap`)
    }
    const text = fs.readFileSync(join(folder, name), 'utf8').replaceAll('\r\n', '\n')
    return { name, text, checksum: createHash('sha256').update(text).digest('hex') }
  })
}

function refuseChanged(
  files: readonly Migration[],
  done: readonly { file: string; checksum: string }[],
): void {
  for (const [n, { file, checksum }] of done.entries()) {
    const ours = files[n]
    if (!ours || ours.name !== file) {
      throw failure(
        `The database has the migration ${file}, which this program does not know: start the newer program.`,
      )
    }
    if (ours.checksum !== checksum) {
      throw failure(
        `The migration ${file} has changed since it was applied to this database: restore the file and add a new one.`,
      )
    }
  }
}

async function apply(
  client: pg.Client,
  { name, text, checksum }: Migration,
  simulated: boolean | undefined,
): Promise<void> {
  try {
    await client.query('begin')
    await client.query(`set local lock_timeout = '10s'`)
    await client.query(text)
    // In the first file's own transaction: a database whose making was cut short has no clock and no tables either.
    if (simulated !== undefined) await client.query('select create_clock($1)', [simulated])
    await client.query('insert into public.applied_migration (file, checksum) values ($1, $2)', [
      name,
      checksum,
    ])
    await client.query('commit')
  } catch (error) {
    await client.query('rollback').catch(() => {}) // The first error is the one to tell.
    if (codeOf(error) === '55P03')
      throw failure(
        `The migration ${name} waited ten seconds for a table in use: try again at a quiet hour.`,
        error,
      )
    if (error instanceof Error) error.message = `${name}: ${error.message}`
    throw error
  }
}

/** Roles belong to the whole cluster: another database's migration may be making the same one at this moment. */
async function ensureRole(client: pg.Client, role: Role, password: string | undefined): Promise<void> {
  const name = `shaoying_${role}`
  const words = password === undefined ? '' : ` password '${verifierOf(password)}'`
  for (let attempt = 1; ; attempt += 1) {
    try {
      const { rowCount } = await client.query('select from pg_roles where rolname = $1', [name])
      if (!rowCount) await client.query(`create role ${name} login${words}`)
      else if (words !== '' && !(await signsIn(client, name, password)))
        await client.query(`alter role ${name} login${words}`)
      return
    } catch (error) {
      if (codeOf(error) === '42501') {
        throw failure(
          `The account of DATABASE_URL may not make the role ${name}: give it CREATEROLE, or make the roles and set their addresses.`,
          error,
        )
      }
      // 42710 and 23505: made meanwhile; XX000: "tuple concurrently updated".
      if (attempt === 20 || !['42710', '23505', 'XX000'].includes(codeOf(error) ?? '')) throw error
      await sleep(20 * attempt)
    }
  }
}

/** A password that already works is left alone, so that many databases of one cluster do not write the role over and over. */
async function signsIn(owner: pg.Client, user: string, password: string | undefined): Promise<boolean> {
  if (password === undefined) return true
  try {
    const { rows } = await owner.query<{ stored: string | null }>(
      'select rolpassword as stored from pg_authid where rolname = $1',
      [user],
    )
    const stored = rows[0]?.stored
    const salt = stored?.match(/^SCRAM-SHA-256\$4096:([^$]+)\$/)?.[1]
    return salt !== undefined && stored === verifierOf(password, Buffer.from(salt, 'base64'))
  } catch (error) {
    if (codeOf(error) === '42501') return false // Only a superuser may look: the password is set again.
    throw error
  }
}

/** The SCRAM-SHA-256 verifier that PostgreSQL stores (RFC 5803), so that the password itself is in no statement and no log. */
function verifierOf(password: string, salt: Buffer = randomBytes(16)): string {
  const rounds = 4096
  const salted = pbkdf2Sync(password, salt, rounds, 32, 'sha256')
  const keyed = (words: string) => createHmac('sha256', salted).update(words).digest()
  const storedKey = createHash('sha256').update(keyed('Client Key')).digest('base64')
  return `SCRAM-SHA-256$${rounds}:${salt.toString('base64')}$${storedKey}:${keyed('Server Key').toString('base64')}`
}
