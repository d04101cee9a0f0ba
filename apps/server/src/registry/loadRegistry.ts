import { buildRegistry, type Registry, type StoredRow } from '@shaoying/core'
import { sql, type Tx } from '../platform/sql.ts'

/** Reads a district's registry as it is on the database's own day in China; a district without rows has an empty one of version 0. */
export async function loadRegistry(tx: Tx, district: number): Promise<Registry> {
  // One statement: the version and the rows are of one moment.
  const rows = await tx.query<Row>(sql`
    select coalesce((select version from registry_card where district = ${district}), 0) as version,
      (now_here() at time zone 'Asia/Shanghai')::date as today,
      list, key, from_on as "from", until_on as "until", body
    from (select ${district}::int as district) as here
    left join registry_row using (district)`)
  const [first] = rows
  return buildRegistry({
    district,
    version: first?.version ?? 0,
    on: first?.today ?? '1970-01-01',
    rows: rows.filter(isRow),
  })
}

/** What tells a cached snapshot from a newer one: the registry's version and the day. Cheap enough for every batch of the desk. */
export async function registryMark(tx: Tx, district: number): Promise<{ version: number; today: string }> {
  const [mark] = await tx.query<{ version: number; today: string }>(sql`
    select coalesce((select version from registry_card where district = ${district}), 0) as version,
      (now_here() at time zone 'Asia/Shanghai')::date as today`)
  return mark ?? { version: 0, today: '1970-01-01' }
}

/** A registry without rows gives one line with the version and the day alone. */
type Row = { version: number; today: string } & (StoredRow | { list: null })

function isRow(row: Row): row is Extract<Row, StoredRow> {
  return row.list !== null
}
