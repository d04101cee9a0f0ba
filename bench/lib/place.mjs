// A database of a benchmark's own: embedded PostgreSQL in a temporary folder, migrated, with a clock that can be moved.
import { execFileSync } from 'node:child_process'
import * as fs from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { freePort, startEmbedded } from '../../apps/server/dist/platform/embedded.js'
import { migrate } from '../../apps/server/dist/platform/migrate.js'
import { cpuSeconds, killTree, treeOf } from './processes.mjs'

/** Debian's PostgreSQL where it is installed: built for speed, as a district's own would be; the one from npm is built to run anywhere. */
export const debianBinaries = ['/usr/lib/postgresql/18', '/usr/lib/postgresql/17', '/usr/lib/postgresql/16', '/usr/lib/postgresql/15'].find((folder) => fs.existsSync(join(folder, 'bin/postgres')))

/**
 * Opens a place. `settings` are PostgreSQL's own, above the product's; `durable: false` switches fsync off, for data that is only
 * laid out. `simulated: false` makes a real database, whose clock nobody can move. The address stays the same over `killDatabase` and `startDatabase`.
 */
export async function openPlace({ settings = {}, durable = true, simulated = true, variables = {}, debian } = {}) {
  const dataDir = fs.mkdtempSync(join(tmpdir(), 'shaoying-bench-'))
  fs.chmodSync(dataDir, 0o711)
  const port = await freePort()
  const start = () => (debian ? startDebian : startEmbedded)(dataDir, { durable, variables, settings: { port: String(port), ...settings } })
  let embedded = await start()
  const { urls } = await migrate(embedded.url, { dataDir, simulated })
  const cluster = join(embedded.movedTo ?? dataDir, 'postgres')
  const postmaster = () => Number(fs.readFileSync(join(cluster, 'postmaster.pid'), 'utf8').split('\n')[0])

  return {
    dataDir,
    urls: { owner: embedded.url, ...urls },
    /** The database's first process. */
    postmaster,
    /** CPU seconds of all of the database's processes so far. */
    databaseCpu: () => cpuSeconds(postmaster()),
    /** Ends every process of the database at once, without a word to any of them. */
    async killDatabase() {
      const pid = postmaster()
      const all = treeOf(pid)
      killTree(pid)
      for (let waitedMs = 0; all.some(isThere) && waitedMs < 10_000; waitedMs += 5) await sleep(5)
      await embedded.stop() // It has ended: this only lets go of the folder.
    },
    async startDatabase() {
      embedded = await start()
    },
    /** A connection of the owner's, for looking and for laying out data; the caller ends it. */
    async owner() {
      const client = new pg.Client({ connectionString: embedded.url, options: '-c TimeZone=UTC' })
      client.on('error', () => {})
      await client.connect()
      return client
    },
    async end() {
      await embedded.stop()
      fs.rmSync(dataDir, { recursive: true, force: true })
      if (embedded.movedTo) fs.rmSync(embedded.movedTo, { recursive: true, force: true })
    },
  }
}

/** Tells whether a process still runs; one that ended and was not reaped yet does not. */
function isThere(pid) {
  try {
    return !/^State:\s+[ZX]/m.test(fs.readFileSync(`/proc/${pid}/status`, 'utf8'))
  } catch {
    return false
  }
}

/** A throw-away cluster of Debian's PostgreSQL, with the settings that the embedded one has. */
async function startDebian(dataDir, { settings, variables }) {
  const bin = join(debianBinaries, 'bin')
  const cluster = join(dataDir, 'postgres')
  const [become, how] = process.getuid() === 0 ? ['setpriv', ['--reuid=postgres', '--regid=postgres', '--clear-groups']] : ['env', []]
  const run = (program, ...given) => execFileSync(become, [...how, join(bin, program), ...given], { env: { ...process.env, ...variables }, stdio: ['ignore', 'ignore', 'inherit'] })
  if (!fs.existsSync(cluster)) {
    fs.mkdirSync(cluster, { mode: 0o700 })
    if (process.getuid() === 0) execFileSync('chown', ['postgres', cluster])
    const words = join(dataDir, 'words')
    fs.writeFileSync(words, 'bench', { mode: 0o644 })
    run('initdb', '-D', cluster, '-U', 'shaoying_owner', `--pwfile=${words}`, '--auth=scram-sha-256', '--encoding=UTF8', '--locale=C')
  }
  const all = { max_connections: '200', shared_buffers: '128MB', max_wal_size: '1GB', checkpoint_timeout: '15min', jit: 'off', random_page_cost: '1.1', listen_addresses: '127.0.0.1', unix_socket_directories: '', ...settings }
  const choices = Object.entries(all).map(([name, value]) => `-c ${name}='${value}'`).join(' ')
  run('pg_ctl', '-D', cluster, '-w', '-l', join(cluster, 'log'), '-o', choices, 'start')
  const url = `postgres://shaoying_owner:bench@127.0.0.1:${all.port}/`
  const owner = new pg.Client({ connectionString: `${url}postgres` })
  await owner.connect()
  const { rowCount } = await owner.query(`select from pg_database where datname = 'shaoying'`)
  if (rowCount === 0) await owner.query('create database shaoying')
  await owner.end()
  return { url: `${url}shaoying`, stop: async () => run('pg_ctl', '-D', cluster, '-m', 'fast', '-w', 'stop') }
}
