import { join } from 'node:path'
import { operatorWarning, registryStoryId, type Calendar, type CalendarYear, type Instant } from '@shaoying/core'
import { openDesk, type Desk } from '../desk/desk.ts'
import type { Outcome } from '../desk/handle.ts'
import { openDoor, type Door } from '../door/openDoor.ts'
import { runErrands } from '../errands/runErrands.ts'
import { follow, type Reader } from '../ledger/follow.ts'
import { splitId, uuidv5 } from '../ledger/ids.ts'
import { sequence } from '../ledger/sequence.ts'
import { sweepReceipts } from '../ledger/sweepReceipts.ts'
import { failure } from '../platform/failure.ts'
import { openLog, type Log } from '../platform/log.ts'
import type { Role } from '../platform/migrate.ts'
import { loadProfiles } from '../platform/profiles.ts'
import { root } from '../platform/root.ts'
import { readSecret } from '../platform/secrets.ts'
import { openPool, sql, type Database } from '../platform/sql.ts'
import { search } from '../readers/search.ts'
import { foldTallies, tallies } from '../readers/tallies.ts'
import { loadCalendar, saveNotice } from '../registry/loadCalendar.ts'
import { openRuleBook, type RuleBook } from '../rules/ruleBook.ts'
import { maySee } from '../views/maySee.ts'
import { openStream, type Stream } from './stream.ts'

/** All rooms of the house, open. */
export type House = {
  dataDir: string
  log: Log
  db: Record<Role, Database>
  rules: RuleBook
  desk: Desk
  door: Door
  stream: Stream
  searchKey: Buffer
  simulated: boolean
  clock: {
    now(): Promise<Instant>
    /** Simulated databases alone: moves the clock forward; what falls due on the way happens at its own instant. */
    moveTo(instant: Instant): Promise<Instant>
  }
  calendar(): Promise<Calendar>
  /** Loads a year's holiday notice: every open deadline it touches is moved by an event. Answers the calendar's new version. */
  loadNotice(year: number, notice: Omit<CalendarYear, 'published'>): Promise<string>
  /** Codes the operator is warned of, such as a year without a published holiday notice. */
  warnings(): Promise<string[]>
  districts(): Promise<number[]>
  /** Lets sequencer, readers and errands catch up now; for tests, demos and imports. */
  settle(district?: number): Promise<void>
  /** Finishes what is in flight and closes every connection. */
  end(): Promise<void>
}

export type HouseOptions = {
  urls: Record<Role, string>
  dataDir: string
  log?: Log
  gathering?: boolean
  /** Off: nobody sequences, reads or runs errands unless `settle` is called. */
  background?: boolean
  deskConnections?: number
  /** How long an errand's claim keeps other processes away, in seconds. */
  claimSeconds?: number
}

const idlePause = 1_000
const busyPause = 200
/** Nothing slow stands in the way of intake: while the desk is busy, readers and errands rest this many times as long as they worked. */
const restPerWork = 9
/** And never longer than this: a slow round must not leave lists and tallies behind when the desk has long become quiet. */
const longestRest = 3_000

/** Opens the house on a migrated database. */
export async function openHouse({ urls, dataDir, log = openLog('info'), gathering = true, background = true, deskConnections = 6, claimSeconds }: HouseOptions): Promise<House> {
  const trouble = (where: string) => (error: unknown) => log.error({ where, error: nameOf(error) }, 'trouble')
  const max: Record<Role, number> = { desk: deskConnections, reader: 8, sequencer: 2, vault: 2, door: 3 }
  const pool = (role: Role) => openPool(urls[role], { name: `shaoying ${role}`, max: max[role], onLost: trouble(`pool ${role}`) })
  const db: Record<Role, Database> = { desk: pool('desk'), reader: pool('reader'), sequencer: pool('sequencer'), vault: pool('vault'), door: pool('door') }

  const [clockRow] = await db.reader.query<{ simulated: boolean }>(sql`select simulated from clock_here`)
  if (!clockRow) throw failure('The database has no clock yet: run `shaoying migrate` first.')
  const { simulated } = clockRow
  const rules = openRuleBook(await loadProfiles(join(root, 'profiles')), simulated)
  const searchKey = Buffer.from(readSecret(dataDir, 'search.json', ['key']).key, 'utf8')
  const door = openDoor({ door: db.door, reader: db.reader, rules })
  const stream = openStream(db.reader)

  const wanted = new Set<number>()
  let wake: (() => void) | undefined
  let commits = 0
  const onCommit = (district: number, { touched }: Outcome) => {
    if (touched.length === 0) return
    commits++
    wanted.add(district)
    wake?.()
  }
  const desk = openDesk(db.desk, { rules, maySee, onCommit, onTrouble: trouble('desk'), gathering })
  const readers: readonly Reader[] = [tallies, search(searchKey)]

  const districts = async () => {
    const rows = await db.reader.query<{ district: number }>(sql`select district from registry_card order by district`)
    return rows.map(({ district }) => district)
  }

  async function catchUp(district: number): Promise<number> {
    let done = await sequence(db.sequencer, district)
    for (const reader of readers) done += await follow(db.sequencer, reader, district, (reason) => log.error({ reader: reader.name, district, reason }, 'reader parked'))
    if (done > 0) await stream.tell(district)
    return done
  }

  let moving = 0
  let ending = false
  let folded = 0
  async function live(): Promise<void> {
    let lastSweep = 0
    while (!ending) {
      const sweep = performance.now() - lastSweep > idlePause
      let done = 0
      const began = performance.now()
      const commitsBefore = commits
      try {
        if (sweep) {
          for (const district of await districts()) wanted.add(district)
          lastSweep = performance.now()
        }
        const now = [...wanted]
        wanted.clear()
        for (const district of now) {
          if (ending) break
          const some = await catchUp(district)
          const errands = moving > 0 ? 0 : await runErrands(db.desk, desk, district, trouble('errands'), claimSeconds)
          if (some + errands > 0) wanted.add(district)
          done += some + errands
        }
        if (performance.now() - folded > 60_000) {
          folded = performance.now()
          for (const district of await districts()) {
            await db.sequencer.transaction((tx) => foldTallies(tx, district))
            await sweepReceipts(db.desk, district)
          }
        }
      } catch (error) {
        if (!ending) trouble('background')(error)
      }
      if (ending) break
      const busy = commits - commitsBefore > 4
      const rest = busy ? Math.min(longestRest, Math.max(busyPause, (performance.now() - began) * restPerWork)) : busyPause
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, done > 0 ? rest : idlePause)
        wake = () => {
          wake = undefined
          setTimeout(() => {
            clearTimeout(timer)
            resolve()
          }, rest)
        }
      })
    }
  }
  const living = background ? live() : Promise.resolve()

  async function settle(only?: number): Promise<void> {
    for (const district of only === undefined ? await districts() : [only]) {
      for (;;) {
        const errands = await runErrands(db.desk, desk, district, trouble('errands'), claimSeconds)
        const read = await catchUp(district)
        if (errands + read === 0) break
      }
    }
  }

  async function moveTo(instant: Instant): Promise<Instant> {
    if (!simulated) throw failure('This database keeps real time.')
    moving++
    try {
      for (;;) {
        const [next] = await db.desk.query<{ district: number; dueAt: Instant }>(sql`
          select district, due_at as "dueAt" from errand where dead_at is null and due_at <= ${instant}
            and (claimed_until is null or claimed_until < clock_timestamp()) order by due_at limit 1`)
        if (!next) break
        await db.desk.query(sql`select move_clock(${next.dueAt})`)
        if ((await runErrands(db.desk, desk, next.district, trouble('errands'), claimSeconds)) === 0) break
      }
      const [row] = await db.desk.query<{ now: Instant }>(sql`select move_clock(${instant}) as now`)
      for (const district of await districts()) wanted.add(district)
      return row?.now ?? instant
    } finally {
      moving--
      wake?.()
    }
  }

  const calendar = () => db.reader.transaction((tx) => loadCalendar(tx), { readOnly: true })
  const now = async () => {
    const [row] = await db.reader.query<{ now: Instant }>(sql`select now_here() as now`)
    return row?.now ?? new Date().toISOString()
  }

  return {
    dataDir, log, db, rules, desk, door, stream, searchKey, simulated, districts, settle, calendar,
    clock: { now, moveTo },
    async loadNotice(year, notice) {
      const open = await districts()
      const version = await db.desk.transaction(async (tx) => {
        await saveNotice(tx, year, notice)
        const { version: calendar } = await loadCalendar(tx)
        for (const district of open)
          await tx.query(sql`
            insert into errand (district, id, act, kind, story, due_at, payload)
            values (${district}, ${uuidv5(splitId(registryStoryId(district)).story, `${district}/${calendar}`)}, 'ask', 'registry', ${splitId(registryStoryId(district)).story}, now_here(),
              ${JSON.stringify({ district, command: { type: 'SpreadNotice', calendar } })})
            on conflict do nothing`)
        return calendar
      })
      rules.forgetCalendar()
      for (const district of open) wanted.add(district)
      wake?.()
      return version
    },
    async warnings() {
      const warning = operatorWarning(await calendar(), await now())
      return warning ? [`${warning.code} ${warning.year}`] : []
    },
    async end() {
      ending = true
      wake?.()
      stream.end()
      await living
      await desk.idle()
      await Promise.all(Object.values(db).map((each) => each.end()))
    },
  }
}

const nameOf = (error: unknown): string => {
  const { name = 'Error', code, message } = error as { name?: string; code?: string; message?: string }
  // A database's message may repeat what it was given; only our own invariants are safe to print.
  return code === undefined ? `${name} ${message ?? ''}`.slice(0, 300) : `${name} ${code}`
}
