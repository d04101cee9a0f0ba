import type { Instant } from '@shaoying/core'
import { sql, type Database, type Tx } from '../platform/sql.ts'

/** An errand that failed too often and lies still: what it wanted by its type alone, and the kind of its last failure, never values. */
export type DeadLetter = {
  district: number
  id: string
  kind: string
  story: string
  act: 'ask' | 'tell'
  command: string | null
  attempts: number
  reason: string
  since: Instant
}

/** Dead letters (死信) of one district or of all, the oldest first. */
export async function deadLetters(tx: Tx, district?: number): Promise<DeadLetter[]> {
  return tx.query<DeadLetter>(sql`
    select district, id, kind, story, act, payload->'command'->>'type' as command, attempts, coalesce(last_error, '') as reason, dead_at as since
    from errand where dead_at is not null and district = coalesce(${district ?? null}::int, district)
    order by dead_at, district, id`)
}

/** Puts dead letters back among what is due, as if never tried. Answers how many. */
export async function sendAgain(db: Database, district?: number): Promise<number> {
  const again = await db.query(sql`
    update errand set dead_at = null, claimed_until = null, attempts = 0
    where dead_at is not null and district = coalesce(${district ?? null}::int, district) returning id`)
  return again.length
}
