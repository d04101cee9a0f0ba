import type { PlacedEntry, Reader } from '../ledger/follow.ts'
import { sql, type Tx } from '../platform/sql.ts'

/** What is counted when: by event of a case. What was settled on the spot is a closed case too (办结率 = closed ÷ collected). */
const caseMeasures: Readonly<Record<string, readonly string[]>> = {
  CaseFiled: ['collected'],
  CaseAnswered: ['answered'],
  CaseDeclined: ['declined'],
  CaseSettled: ['self_handled', 'closed'],
  CaseMerged: ['merged'],
  CaseDispatched: ['dispatched'],
  CaseReturned: ['returned'],
  CaseFinished: ['finished'],
  CaseVerified: ['verified'],
  CaseClosed: ['closed'],
  CaseResolved: ['resolved'],
  CaseReopened: ['reopened'],
  CaseCarriedOver: ['carried_over'],
  ClockMissed: ['missed'],
}

/** … and of a whistle, for the unit it concerns. */
const whistleMeasures: Readonly<Record<string, string>> = {
  WhistleApplied: 'applied',
  WhistleIssued: 'whistles',
  OrderReceived: 'received',
  UnitCheckedIn: 'reported',
  TaskFinished: 'task_finished',
  TaskAccepted: 'task_verified',
  ClockMissed: 'missed',
}

type Dimensions = { street: string; category: string; channel: string }
type Delta = { key: string; day: string; measure: string; n: number }

/** Counts by street, category, channel and unit: a table each, deltas appended. A rebuild from zero gives the same rows. */
export const tallies: Reader = {
  name: 'tallies',
  async read(tx, district, entries) {
    const known = await dimensionsOf(tx, district, entries)
    const by: Record<'street' | 'category' | 'channel' | 'unit', Map<string, Delta>> = { street: new Map(), category: new Map(), channel: new Map(), unit: new Map() }
    const add = (dimension: keyof typeof by, key: string, day: string, measure: string, n: number) => {
      const id = `${key}\n${day}\n${measure}`
      const delta = by[dimension].get(id)
      if (delta) delta.n += n
      else by[dimension].set(id, { key, day, measure, n })
    }
    const remembered = new Set<string>()
    for (const entry of entries) {
      const day = dayOf(entry.at)
      const { data } = entry.body
      if (entry.kind === 'case') {
        const before = known.get(entry.story)
        const now = dimensionsAfter(before, entry.type, data)
        known.set(entry.story, now)
        if (before !== now) remembered.add(entry.story)
        if (before && before !== now)
          for (const dimension of ['street', 'category'] as const)
            if (before[dimension] !== now[dimension]) {
              add(dimension, before[dimension], day, 'collected', -1)
              add(dimension, now[dimension], day, 'collected', 1)
            }
        for (const measure of caseMeasures[entry.type] ?? []) {
          for (const dimension of ['street', 'category', 'channel'] as const) add(dimension, now[dimension], day, measure, 1)
          const unit = text(data['to']) ?? text(data['unit']) ?? (entry.unit === '' ? undefined : entry.unit)
          if (unit && measure !== 'collected') add('unit', unit, day, measure, 1)
        }
      } else if (entry.kind === 'whistle') {
        const measure = whistleMeasures[entry.type]
        if (measure) {
          const unit = text(data['on']) ?? text(data['unit']) ?? text(data['issuer']) ?? entry.unit
          const units = Array.isArray(data['units']) ? data['units'].filter((one) => typeof one === 'string') : [unit]
          for (const one of units) if (one !== '') add('unit', one, day, `whistle_${measure}`, 1)
        }
      }
    }
    await Promise.all([
      ...(['street', 'category', 'channel', 'unit'] as const).map((dimension) => append(tx, district, dimension, [...by[dimension].values()])),
      remember(tx, district, [...remembered].map((story) => ({ story, ...(known.get(story) ?? unknown) }))),
    ])
  },
}

const unknown: Dimensions = { street: '', category: '', channel: '' }

function dimensionsAfter(before: Dimensions | undefined, type: string, data: Record<string, unknown>): Dimensions {
  if (type === 'CaseFiled') return { street: text(data['street']) ?? '', category: text(data['category']) ?? '', channel: text(data['channel']) ?? '' }
  if (!before) return unknown
  const category = text(data['category'])
  const place = data['place'] as { street?: string | null } | undefined
  if ((type === 'CaseTriaged' || type === 'CaseCorrected') && (category !== undefined || place))
    return { ...before, ...(category === undefined ? {} : { category }), ...(place ? { street: place.street ?? '' } : {}) }
  return before
}

const text = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined)
const dayOf = (at: string): string => new Date(Date.parse(at) + 8 * 3_600_000).toISOString().slice(0, 10)

async function dimensionsOf(tx: Tx, district: number, entries: readonly PlacedEntry[]): Promise<Map<string, Dimensions>> {
  const stories = [...new Set(entries.filter(({ kind, type }) => kind === 'case' && type !== 'CaseFiled').map(({ story }) => story))]
  if (stories.length === 0) return new Map()
  const rows = await tx.query<Dimensions & { story: string }>(sql`
    select story, street, category, channel from tally_case where district = ${district} and story = any(${stories}::uuid[])`)
  return new Map(rows.map(({ story, street, category, channel }) => [story, { street, category, channel }]))
}

async function remember(tx: Tx, district: number, cases: readonly (Dimensions & { story: string })[]): Promise<void> {
  if (cases.length === 0) return
  await tx.query(sql`
    insert into tally_case (district, story, street, category, channel)
    select ${district}, story, street, category, channel
    from unnest(${cases.map((c) => c.story)}::uuid[], ${cases.map((c) => c.street)}::text[], ${cases.map((c) => c.category)}::text[], ${cases.map((c) => c.channel)}::text[])
      as c (story, street, category, channel)
    on conflict (district, story) do update set street = excluded.street, category = excluded.category`)
}

/** The table of a dimension. */
const tableOf = { street: sql`tally_street`, category: sql`tally_category`, channel: sql`tally_channel`, unit: sql`tally_unit` }
type Dimension = keyof typeof tableOf

async function append(tx: Tx, district: number, dimension: Dimension, deltas: readonly Delta[]): Promise<void> {
  if (deltas.length === 0) return
  await tx.query(sql`
    insert into ${tableOf[dimension]} (district, day, key, measure, n)
    select ${district}::int, day, key, measure, n from unnest(${deltas.map((d) => d.day)}::date[], ${deltas.map((d) => d.key)}::text[],
      ${deltas.map((d) => d.measure)}::text[], ${deltas.map((d) => d.n)}::bigint[]) as d (day, key, measure, n)`)
}

/** Folds many deltas of a day into one row each, so that reading stays short. */
export async function foldTallies(tx: Tx, district: number): Promise<void> {
  for (const table of Object.values(tableOf))
    await tx.query(sql`
      with many as (select day, key, measure from ${table} where district = ${district} group by 1, 2, 3 having count(*) > 8),
      gone as (delete from ${table} t using many m where t.district = ${district} and t.day = m.day and t.key = m.key and t.measure = m.measure
        returning t.day, t.key, t.measure, t.n)
      insert into ${table} (district, day, key, measure, n) select ${district}::int, day, key, measure, sum(n) from gone group by day, key, measure`)
}
