import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import * as fs from 'node:fs'
import { createServer } from 'node:net'
import { dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { findBinaries } from './binaries.ts'
import { codeOf, failure } from './failure.ts'
import { readSecret } from './secrets.ts'
import { systemFolder } from './systemFolder.ts'

/** A PostgreSQL of our own, running: its owner's address, where its files are if not in the data folder, and how to end it. */
export type Embedded = {
  readonly url: string
  /** The folder that holds the database, when the database's account cannot reach the data folder. */
  readonly movedTo?: string
  /** Ends it in order: open transactions are rolled back, everything committed is on disk. */
  stop(): Promise<void>
}

/** The account that the database runs under; PostgreSQL refuses to run as root. */
type Account = { readonly uid: number; readonly gid: number } | undefined

const databaseName = 'shaoying'
const ownerName = 'shaoying_owner'

/**
 * Starts the embedded PostgreSQL of a data folder, making the database when it is new. What an earlier, killed server left
 * running there is ended in order first. Throws a failure when the folder cannot be used. `durable: false` is for tests alone; `variables` go into the database's environment, for benchmarks.
 */
export async function startEmbedded(
  dataDir: string,
  {
    durable = true,
    settings = {},
    variables = {},
  }: { durable?: boolean; settings?: Readonly<Record<string, string>>; variables?: Readonly<Record<string, string>> } = {},
): Promise<Embedded> {
  const folder = openDataDir(dataDir)
  const account = databaseAccount()
  const home = databaseHome(folder, account)
  const cluster = join(home, 'postgres')
  const release = await takeLock(folder)
  try {
    const binaries = findBinaries((path) => canReach(path, account))
    const password = readSecret(folder, 'owner.json', ['owner'])['owner']
    if (!fs.existsSync(cluster)) makeCluster({ cluster, binaries, account, password, durable })
    checkVersion(cluster, binaries)
    await endLeftover(cluster)
    const { process: postmaster, port } = await run({ cluster, binaries, account, durable, settings, variables })
    const url = `postgres://${ownerName}:${password}@127.0.0.1:${port}/${databaseName}`
    await ensureDatabase(url)
    return {
      url,
      ...(home === folder ? {} : { movedTo: home }),
      async stop() {
        await end(postmaster)
        release()
      },
    }
  } catch (error) {
    release()
    throw error
  }
}

/** Makes the data folder when it is missing and checks that it can be written to; throws a failure otherwise. */
export function openDataDir(dataDir: string): string {
  try {
    if (!fs.existsSync(dataDir)) {
      fs.mkdirSync(dataDir, { recursive: true })
      fs.chmodSync(dataDir, 0o711)
    }
    const folder = fs.realpathSync(dataDir)
    const probe = join(folder, `.writable-${process.pid}`)
    fs.writeFileSync(probe, '')
    fs.rmSync(probe)
    return folder
  } catch (error) {
    throw failure(
      `The folder ${dataDir} cannot be written to (${codeOf(error) ?? 'unknown error'}): make it writable or choose another with DATA_DIR.`,
      error,
    )
  }
}

/** Root lends the database an account of the system that may do little; anybody else runs it as themselves. */
function databaseAccount(): Account {
  if (process.getuid?.() !== 0) return undefined
  const accounts = fs
    .readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .map((line) => line.split(':'))
  for (const wanted of ['shaoying', 'postgres', 'nobody']) {
    const [, , uid, gid] = accounts.find(([name]) => name === wanted) ?? []
    if (uid && gid) return { uid: Number(uid), gid: Number(gid) }
  }
  throw failure(
    'PostgreSQL may not run as root and there is no other account: add one named postgres, or set DATABASE_URL.',
  )
}

/** Asks the system itself, as that account: permissions, links, lists and mounts all count. */
function canReach(path: string, account: Account): boolean {
  if (!account) return true
  return (
    spawnSync('/bin/sh', ['-c', 'test -r "$1" || test -x "$1"', 'sh', path], { ...account, cwd: '/' })
      .status === 0
  )
}

/** The folder around the database: the data folder, or one of the system's that the account can reach; once chosen it stays. */
function databaseHome(folder: string, account: Account): string {
  const pointer = join(folder, 'postgres.moved')
  if (fs.existsSync(pointer)) return fs.readFileSync(pointer, 'utf8').trim()
  if (fs.existsSync(join(folder, 'postgres')) && canReach(join(folder, 'postgres', '.'), account))
    return folder
  if (canReach(join(folder, '.'), account)) return folder
  const home = systemFolder(createHash('sha256').update(folder).digest('hex').slice(0, 12))
  fs.writeFileSync(pointer, `${home}\n`)
  return home
}

/** Two servers on one data folder would end each other's database: the first one there holds it. */
async function takeLock(folder: string): Promise<() => void> {
  const path = join(folder, 'server.lock')
  const mine = `${process.pid} ${startOf(process.pid)}`
  try {
    const holder = fs.readFileSync(path, 'utf8').trim()
    const pid = Number(holder.split(' ')[0])
    if (holder === mine || (isAlive(pid) && holder === `${pid} ${startOf(pid)}`)) {
      throw failure(
        `The data folder ${folder} is in use by a running server (process ${pid}): stop it or choose another with DATA_DIR.`,
      )
    }
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') throw error
  }
  fs.writeFileSync(path, mine)
  return () => fs.rmSync(path, { force: true })
}

/** When a process began, in the system's ticks, so that a number used again is not taken for the same process. */
function startOf(pid: number): string {
  try {
    const stat = fs.readFileSync(`/proc/${pid}/stat`, 'utf8')
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? ''
  } catch {
    return '' // No /proc on this system: the number alone has to do.
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch (error) {
    return codeOf(error) === 'EPERM'
  }
}

type Place = { cluster: string; binaries: string; account: Account }

/** Makes the cluster beside its final name and moves it there whole: a half-made one is never found. */
function makeCluster({
  cluster,
  binaries,
  account,
  password,
  durable,
}: Place & { password: string; durable: boolean }): void {
  const unfinished = `${cluster}.unfinished`
  const words = `${cluster}.words`
  fs.rmSync(unfinished, { recursive: true, force: true })
  fs.mkdirSync(unfinished, { mode: 0o700 })
  fs.rmSync(words, { force: true })
  fs.writeFileSync(words, password, { mode: 0o600, flag: 'wx' })
  if (account) for (const path of [unfinished, words]) fs.chownSync(path, account.uid, account.gid)
  try {
    const choices = [
      '--encoding=UTF8',
      '--locale=C',
      '--locale-provider=builtin',
      '--builtin-locale=C.UTF-8',
      '--auth=scram-sha-256',
    ]
    execFileSync(
      join(binaries, 'bin', 'initdb'),
      [
        `--pgdata=${unfinished}`,
        `--username=${ownerName}`,
        `--pwfile=${words}`,
        ...choices,
        ...(durable ? [] : ['--no-sync']),
      ],
      { ...account, cwd: '/', env: environment(binaries), stdio: ['ignore', 'ignore', 'pipe'] },
    )
    fs.renameSync(unfinished, cluster)
  } catch (error) {
    const said =
      error instanceof Error && 'stderr' in error ? String(error.stderr).trim().split('\n').at(-1) : ''
    throw failure(
      `The embedded PostgreSQL could not make its database in ${cluster}${said ? ` (${said})` : ''}.`,
      error,
    )
  } finally {
    fs.rmSync(words, { force: true })
  }
}

/** Nothing of the caller's environment reaches the database: a PGDATA or PGPORT there is meant for somebody else's. */
function environment(binaries: string): Record<string, string> {
  return { PATH: '/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC', LD_LIBRARY_PATH: join(binaries, 'lib') }
}

function checkVersion(cluster: string, binaries: string): void {
  const has = fs.readFileSync(join(cluster, 'PG_VERSION'), 'utf8').trim()
  const ours = /(\d+)\./.exec(
    execFileSync(join(binaries, 'bin', 'postgres'), ['--version'], {
      encoding: 'utf8',
      env: environment(binaries),
    }),
  )?.[1]
  if (has !== ours) {
    throw failure(
      `The database in ${cluster} was made by PostgreSQL ${has} and this program brings ${ours}: export it with the old one.`,
    )
  }
}

type LockFile = { pid: number; port: number; isReady: boolean }

function lockFileOf(cluster: string): LockFile | undefined {
  try {
    const lines = fs.readFileSync(join(cluster, 'postmaster.pid'), 'utf8').split('\n')
    return { pid: Math.abs(Number(lines[0])), port: Number(lines[3]), isReady: lines[7]?.trim() === 'ready' }
  } catch {
    return undefined
  }
}

/** Ends the PostgreSQL that a killed server left behind; a lock file whose process is another program's is removed. */
export async function endLeftover(cluster: string): Promise<void> {
  const left = lockFileOf(cluster)
  if (!left || !isAlive(left.pid)) return
  if (!isPostgresOf(left.pid, cluster)) return fs.rmSync(join(cluster, 'postmaster.pid'), { force: true })
  process.kill(left.pid, 'SIGINT')
  // Not "is it alive": ended but not yet reaped, as an orphan of a container may stay for a while, is ended.
  for (let waitedMs = 0; isPostgresOf(left.pid, cluster); waitedMs += 20) {
    if (waitedMs === 60_000) process.kill(left.pid, 'SIGQUIT')
    if (waitedMs > 70_000)
      throw failure(`The PostgreSQL of an earlier run (process ${left.pid}) does not stop: end it by hand.`)
    await sleep(20)
  }
}

function isPostgresOf(pid: number, cluster: string): boolean {
  try {
    const command = fs.existsSync('/proc/self/cmdline')
      ? fs.readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0').join(' ')
      : execFileSync('ps', ['-p', String(pid), '-o', 'command='], { encoding: 'utf8' })
    return command.includes('postgres') && command.includes(cluster)
  } catch {
    return false
  }
}

/** Keeps each backend's heap instead of giving it back after every statement and asking for it again; a tenth of a short transaction's work. */
const heap = { MALLOC_TOP_PAD_: '1048576', MALLOC_TRIM_THRESHOLD_: '16777216' }

type Running = { process: ChildProcess; port: number }

/** Starts the server process and waits until it takes connections; a port snatched in between is replaced by the next. */
async function run(
  place: Place & { durable: boolean; settings: Readonly<Record<string, string>>; variables: Readonly<Record<string, string>> },
): Promise<Running> {
  const { cluster, binaries, account } = place
  const logPath = join(dirname(cluster), 'postgres.log')
  for (let attempt = 1; ; attempt += 1) {
    const port = place.settings['port'] === undefined ? await freePort() : Number(place.settings['port'])
    const choices = Object.entries(settingsOf(port, place.durable, place.settings)).flatMap(
      ([name, value]) => ['-c', `${name}=${value}`],
    )
    const log = fs.openSync(logPath, 'w', 0o600)
    // Detached: Ctrl-C in a terminal reaches the whole group, and the database has to outlive what is in flight.
    const postmaster = spawn(join(binaries, 'bin', 'postgres'), ['-D', cluster, ...choices], {
      ...account,
      cwd: '/',
      env: { ...environment(binaries), ...heap, ...place.variables },
      stdio: ['ignore', log, log],
      detached: true,
    })
    fs.closeSync(log)
    const spoiled = new Promise<string>((resolve) => {
      postmaster.once('error', (error) => resolve(error.message))
      postmaster.once('exit', (code, signal) => resolve(`it ended with ${signal ?? code}`))
    })
    const outcome = await Promise.race([spoiled, readiness(cluster, postmaster)])
    if (outcome === 'ready') return { process: postmaster, port }
    const said = fs.readFileSync(logPath, 'utf8').trim()
    const mayPass = /could not bind|pre-existing shared memory block|is being used|already exists/.test(said)
    if (!mayPass || attempt === 40) {
      const reason = said.split('\n').findLast((line) => line.includes('FATAL')) ?? outcome
      throw failure(`The embedded PostgreSQL did not start: ${reason.trim()} (its log is ${logPath}).`)
    }
    await sleep(250)
  }
}

async function readiness(
  cluster: string,
  { pid, exitCode }: ChildProcess,
): Promise<'ready' | 'it took longer than ten minutes'> {
  // Ten minutes: after a crash the journal is read first, and that has no fixed limit.
  for (let waitedMs = 0; waitedMs < 600_000 && exitCode === null; waitedMs += 10) {
    const now = lockFileOf(cluster)
    if (now?.pid === pid && now?.isReady) return 'ready'
    await sleep(10)
  }
  return 'it took longer than ten minutes'
}

/** Sensible for a machine of two cores that runs the server as well; nothing here trades safety for speed unless tests ask. */
function settingsOf(
  port: number,
  durable: boolean,
  given: Readonly<Record<string, string>>,
): Record<string, string> {
  return {
    port: String(port),
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    max_connections: '100',
    shared_buffers: '128MB',
    work_mem: '8MB',
    maintenance_work_mem: '64MB',
    wal_level: 'replica',
    max_wal_size: '1GB',
    min_wal_size: '128MB',
    checkpoint_timeout: '15min',
    random_page_cost: '1.1',
    jit: 'off',
    log_checkpoints: 'off',
    log_timezone: 'UTC',
    timezone: 'UTC',
    password_encryption: 'scram-sha-256',
    ...(durable
      ? { fsync: 'on', synchronous_commit: 'on' }
      : { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' }),
    ...given,
  }
}

/** A port of the loopback address that nothing uses at this moment. */
export async function freePort(): Promise<number> {
  const probe = createServer()
  await new Promise<void>((resolve, reject) => probe.once('error', reject).listen(0, '127.0.0.1', resolve))
  const address = probe.address()
  await new Promise((resolve) => probe.close(resolve))
  if (typeof address !== 'object' || address === null) throw new Error('the system gave no port')
  return address.port
}

async function ensureDatabase(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url.replace(/[^/]+$/, 'postgres') })
  await client.connect()
  try {
    const { rowCount } = await client.query('select from pg_database where datname = $1', [databaseName])
    if (!rowCount) await client.query(`create database ${databaseName}`)
  } finally {
    await client.end()
  }
}

/** A fast shutdown (SIGINT); what does not end within a minute is ended at once and recovers at its next start. */
async function end(postmaster: ChildProcess): Promise<void> {
  if (postmaster.exitCode !== null || postmaster.signalCode !== null) return
  const ended = new Promise((resolve) => postmaster.once('exit', resolve))
  postmaster.kill('SIGINT')
  const patience = setTimeout(() => postmaster.kill('SIGQUIT'), 60_000)
  await ended
  clearTimeout(patience)
}
