import type { Instant } from '@shaoying/core'
import { isOutage } from '../platform/outage.ts'
import { sql, type Database, type Tx } from '../platform/sql.ts'

/** An entry at its place, as a reader gets it. */
export type PlacedEntry = {
  place: number
  story: string
  version: number
  kind: string
  type: string
  at: Instant
  unit: string
  body: { data: Record<string, unknown> } & Record<string, unknown>
}

/** A reader follows the places with its own bookmark; it only writes tables of its own and can be rebuilt from zero. */
export type Reader = {
  name: string
  read(tx: Tx, district: number, entries: readonly PlacedEntry[]): Promise<void>
}

const page = 1_000

/**
 * Lets a reader read on in one district; what it wrote and its bookmark commit together. An entry it cannot digest parks it:
 * the entries before it count, the bookmark stays at the poison, and /health shows it. Answers how many entries it read.
 */
export async function follow(db: Database, reader: Reader, district: number, onParked: (reason: string) => void): Promise<number> {
  try {
    return await db.transaction((tx) => readOn(tx, reader, district, page))
  } catch {
    // Find the poison: read one by one until it fails, then park there.
    let read = 0
    for (;;) {
      try {
        const one = await db.transaction((tx) => readOn(tx, reader, district, 1))
        if (one === 0) return read
        read += one
        if (read >= page) return read
      } catch (error) {
        const { name = 'Error', code } = error as { name?: string; code?: string }
        if (isOutage(error)) throw error // The wire, not the entry.
        const reason = code === undefined ? name : `${name} ${code}`
        await db.query(sql`
          insert into bookmark (district, reader, parked_at, reason) values (${district}, ${reader.name}, now_here(), ${reason})
          on conflict (district, reader) do update set parked_at = now_here(), reason = excluded.reason`)
        onParked(reason)
        return read
      }
    }
  }
}

async function readOn(tx: Tx, reader: Reader, district: number, limit: number): Promise<number> {
  await tx.query(sql`insert into bookmark (district, reader) values (${district}, ${reader.name}) on conflict do nothing`)
  const [mark] = await tx.query<{ place: number; parkedAt: Instant | null }>(sql`
    select place, parked_at as "parkedAt" from bookmark where district = ${district} and reader = ${reader.name} for update`)
  if (!mark || mark.parkedAt !== null) return 0
  const entries = await entriesFrom(tx, district, mark.place, limit)
  if (entries.length === 0) return 0
  await reader.read(tx, district, entries)
  await tx.query(sql`
    update bookmark set place = ${mark.place + entries.length} where district = ${district} and reader = ${reader.name}`)
  return entries.length
}

/** Entries from a place on, in order. */
export async function entriesFrom(tx: Pick<Tx, 'query'>, district: number, place: number, limit: number): Promise<PlacedEntry[]> {
  const rows = await tx.query<Omit<PlacedEntry, 'body'> & { body: Buffer }>(sql`
    select p.place, p.story, p.version, e.kind, e.type, e.at, e.unit, e.body
    from (select place, story, version from place where district = ${district} and place >= ${place} order by place limit ${limit}) as p
    -- By key, one by one: a planner without fresh statistics would read the whole ledger for it.
    cross join lateral (
      select kind, type, at, unit, body from entry where district = ${district} and story = p.story and version = p.version limit 1) as e
    order by p.place`)
  // The bytes were written by `canonical` from such an object.
  return rows.map((row) => ({ ...row, body: JSON.parse(row.body.toString('utf8')) as PlacedEntry['body'] }))
}

/** A reader that stands still: at which place, why (a kind of failure, never a value) and since when. */
export type ParkedReader = { district: number; reader: string; place: number; reason: string; since: Instant }

/** Readers that stand at an entry they cannot digest, of one district or of all. */
export async function parkedReaders(tx: Pick<Tx, 'query'>, district?: number): Promise<ParkedReader[]> {
  return tx.query<ParkedReader>(sql`
    select district, reader, place, coalesce(reason, '') as reason, parked_at as since from bookmark
    where parked_at is not null and district = coalesce(${district ?? null}::int, district) order by district, reader`)
}

/** Lets a parked reader go on, at the same place or past the poison. False: it is not parked. */
export async function unpark(db: Database, district: number, reader: string, skip: boolean): Promise<boolean> {
  const freed = await db.query(sql`
    update bookmark set parked_at = null, reason = null, place = place + ${skip ? 1 : 0}
    where district = ${district} and reader = ${reader} and parked_at is not null returning reader`)
  return freed.length > 0
}
