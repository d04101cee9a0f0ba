// A database of a benchmark's own: embedded PostgreSQL in a temporary folder, migrated, with a clock that can be moved.
import * as fs from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { freePort, startEmbedded } from '../../apps/server/dist/platform/embedded.js'
import { migrate } from '../../apps/server/dist/platform/migrate.js'
import { cpuSeconds, killTree, treeOf } from './processes.mjs'

/**
 * Opens a place. `settings` are PostgreSQL's own, above the product's; `durable: false` switches fsync off, for data that is only
 * laid out. The address stays the same over `killDatabase` and `startDatabase`.
 */
export async function openPlace({ settings = {}, durable = true } = {}) {
  const dataDir = fs.mkdtempSync(join(tmpdir(), 'shaoying-bench-'))
  fs.chmodSync(dataDir, 0o711)
  const port = await freePort()
  const start = () => startEmbedded(dataDir, { durable, settings: { port: String(port), ...settings } })
  let embedded = await start()
  const { urls } = await migrate(embedded.url, { dataDir, simulated: true })
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
