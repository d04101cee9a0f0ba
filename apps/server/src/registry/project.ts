import { changesOf, type RegistryEvent } from '@shaoying/core'
import { sql, type Tx } from '../platform/sql.ts'

/**
 * Writes what registry events change into `registry_row`; called by the desk in the transaction of the entries. `version` is that of
 * the first event's entry, the others follow it.
 */
export async function projectRegistry(
  tx: Tx,
  district: number,
  version: number,
  events: readonly RegistryEvent[],
): Promise<void> {
  for (const [n, event] of events.entries()) {
    const { put, end } = changesOf(event)
    if (put.length > 0) {
      const lists = put.map(({ list }) => list)
      const keys = put.map(({ key }) => key)
      const froms = put.map(({ from }) => from)
      // The earlier rows end where the new ones of their keys begin; several new ones of a key end each other in order.
      await tx.query(sql`
        update registry_row as old
        set until_on = cut.on_day
        from (
          select here.list, here.key, here.from_on, min(given.from_on) as on_day
          from unnest(${lists}::text[], ${keys}::text[], ${froms}::date[]) as given (list, key, from_on)
          join registry_row as here
            on here.district = ${district} and here.list = given.list and here.key = given.key and here.from_on < given.from_on
          group by here.list, here.key, here.from_on
        ) as cut
        where old.district = ${district} and old.list = cut.list and old.key = cut.key and old.from_on = cut.from_on
          and (old.until_on is null or old.until_on > cut.on_day)`)
      await tx.query(sql`
        insert into registry_row (district, list, key, from_on, until_on, version, body)
        select ${district}, list, key, from_on, least(until_on, next_from), ${version + n}, body
        from (
          select *, lead(from_on) over (partition by list, key order by from_on) as next_from
          from unnest(${lists}::text[], ${keys}::text[], ${froms}::date[], ${put.map(({ until }) => until)}::date[],
            ${put.map(({ body }) => JSON.stringify(body))}::jsonb[]) as given (list, key, from_on, until_on, body)
        ) as put
        on conflict (district, list, key, from_on)
        do update set until_on = excluded.until_on, version = excluded.version, body = excluded.body`)
    }
    for (const { list, key, on, successor } of end) {
      await tx.query(sql`
        update registry_row
        set until_on = ${on}::date, version = ${version + n},
          body = body || case when ${successor ?? null}::text is null then '{}'::jsonb else jsonb_build_object('successor', ${successor ?? null}::text) end
        where district = ${district} and list = ${list} and key = ${key}
          and from_on < ${on}::date and (until_on is null or until_on > ${on}::date)`)
    }
  }
}
