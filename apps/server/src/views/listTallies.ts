import type { QueryOf, Reply, Tally } from '@shaoying/contract'
import { sql } from '../platform/sql.ts'
import { seesDistrict } from './scope.ts'
import type { ReadContext } from './story.ts'

type Row = { key: string; day: string | null; measure: string; n: number }

/** Counts by one dimension, as of a place of the ledger; a street sees its own row of streets and units, the district all. */
export async function listTallies({ tx, actor, rules, language }: ReadContext, query: QueryOf<'tallies'>): Promise<Reply<'tallies'>> {
  const { by = 'street', from = '1970-01-01', to = '9999-12-31', daily = false } = query
  const { district } = actor
  const table = {
    street: sql`select day, key, measure, n from tally_street where district = ${district} and day between ${from}::date and ${to}::date`,
    category: sql`select day, key, measure, n from tally_category where district = ${district} and day between ${from}::date and ${to}::date`,
    channel: sql`select day, key, measure, n from tally_channel where district = ${district} and day between ${from}::date and ${to}::date`,
    unit: sql`select day, key, measure, n from tally_unit where district = ${district} and day between ${from}::date and ${to}::date`,
  }[by]
  const rows = daily
    ? await tx.query<Row>(sql`select day, key, measure, sum(n)::bigint as n from (${table}) as t group by 1, 2, 3 order by 1, 2`)
    : await tx.query<Row>(sql`select null::date as day, key, measure, sum(n)::bigint as n from (${table}) as t group by 2, 3 order by 2`)
  const [mark] = await tx.query<{ at: string; place: number }>(sql`
    select now_here() as at, coalesce((select place from bookmark where district = ${district} and reader = 'tallies'), 0) as place`)
  const items = new Map<string, Tally>()
  for (const { key, day, measure, n } of rows) {
    if (!mayCount(key)) continue
    const id = `${day ?? ''}\n${key}`
    const tally = items.get(id) ?? { key, name: nameOf(key), day, measures: {} }
    tally.measures[measure] = n
    items.set(id, tally)
  }
  return { asOf: mark?.at ?? '', place: mark?.place ?? 0, items: [...items.values()] }

  function mayCount(key: string): boolean {
    if (seesDistrict(actor) || by === 'category' || by === 'channel') return true
    if (by === 'street') return key === actor.street
    return actor.line.includes(key) || rules.registry.units.get(key)?.parent === actor.unit || (actor.street !== null && isBelow(key, actor.street))
  }
  function isBelow(unit: string, above: string): boolean {
    for (let one: string | null = unit; one !== null; one = rules.registry.units.get(one)?.parent ?? null) if (one === above) return true
    return false
  }
  function nameOf(key: string): string {
    if (key === '') return ''
    if (by === 'category') return rules.registry.categories.get(key)?.name[language] ?? key
    if (by === 'channel') return key
    return rules.registry.units.get(key)?.name ?? key
  }
}
