import type { House } from '../house/house.ts'
import { sql } from '../platform/sql.ts'

export type Health = {
  status: 'ok' | 'degraded' | 'down'
  simulated: boolean
  now: string | null
  warnings: string[]
  districts: { district: number; places: number; queued: number; errandsDue: number; deadLetters: number; readers: { reader: string; behind: number; parked: string | null }[] }[]
}

/** Whether the house does its work, and what an operator should look at. Shows counts, never matters. */
export async function health(house: House): Promise<Health> {
  try {
    const now = await house.clock.now()
    const rows = await house.db.reader.query<Health['districts'][number]>(sql`
      select r.district,
        (select coalesce(max(place) + 1, 0) from place p where p.district = r.district) as places,
        (select count(*) from ledger_queue q where q.district = r.district) as queued,
        (select count(*) from errand e where e.district = r.district and e.dead_at is null and e.due_at <= now_here()) as "errandsDue",
        (select count(*) from errand e where e.district = r.district and e.dead_at is not null) as "deadLetters",
        coalesce((select jsonb_agg(jsonb_build_object('reader', b.reader, 'behind', (select coalesce(max(place) + 1, 0) from place p where p.district = r.district) - b.place, 'parked', b.reason) order by b.reader)
          from bookmark b where b.district = r.district), '[]') as readers
      from registry_card r order by r.district`)
    const parked = rows.some(({ readers, deadLetters }) => deadLetters > 0 || readers.some((reader) => reader.parked !== null))
    return { status: parked ? 'degraded' : 'ok', simulated: house.simulated, now, warnings: await house.warnings(), districts: rows }
  } catch {
    return { status: 'down', simulated: house.simulated, now: null, warnings: ['DatabaseUnreachable'], districts: [] }
  }
}
