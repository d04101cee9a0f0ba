import { sql, type Database } from '../platform/sql.ts'

const many = 2_000

/**
 * Gives every entry its place: 0, 1, 2 … in its district, without gaps, in an order that readers can follow without missing a
 * late commit. One sequencer a district at a time, whichever process it is in; answers how many places it gave.
 */
export async function sequence(db: Database, district: number): Promise<number> {
  return db.transaction(async (tx) => {
    const [lock] = await tx.query<{ mine: boolean }>(sql`select pg_try_advisory_xact_lock(726001, ${district}) as mine`)
    if (!lock?.mine) return 0
    const [given] = await tx.query<{ n: number }>(sql`
      with taken as (
        delete from ledger_queue where district = ${district}
          and turn in (select turn from ledger_queue where district = ${district} order by turn limit ${many})
        returning turn, story, version),
      given as (
        insert into place (district, place, story, version)
        select ${district}, (select coalesce(max(place) + 1, 0) from place where district = ${district}) + row_number() over (order by turn) - 1, story, version
        from taken returning place)
      select count(*) as n from given`)
    return given?.n ?? 0
  })
}
