import type { LocalDate } from '../time/instant.ts'
import type { RegistryEvent } from './events.ts'
import type { Area, Category, Dated, Duty, ListedProblem, Post, Power, Unit } from './registry.ts'

/** The registry's lists; the bindings of profiles are kept beside them. */
export const registryLists = ['area', 'unit', 'post', 'duty', 'power', 'problem', 'category'] as const
export type RegistryList = (typeof registryLists)[number]

/** The shape of a row by its list. */
export type RowOf = {
  area: Area
  unit: Unit
  post: Post
  duty: Duty
  power: Power
  problem: ListedProblem
  category: Category
}
export type RegistryRow = RowOf[RegistryList]

/** A row as it is stored: its dates apart from its body. */
export type StoredRow = {
  list: RegistryList | 'binding'
  key: string
  from: LocalDate
  until: LocalDate | null
  body: Readonly<Record<string, unknown>>
}

/** The end of whichever row of a key is in force on that day; a unit's says who goes on. */
export type RowEnd = { list: RegistryList; key: string; on: LocalDate; successor?: string }

/** What names a row within its list. */
export function keyOf(row: RegistryRow): string {
  return 'code' in row ? row.code : row.id
}

/** What an event changes in the lists: rows put, rows ended, in this order. */
export function changesOf(event: RegistryEvent): { put: readonly StoredRow[]; end: readonly RowEnd[] } {
  switch (event.type) {
    case 'DistrictOpened':
      return { put: [], end: [] }
    case 'RowsPut':
      return { put: event.rows.map((row) => storedRow(event.list, row)), end: [] }
    case 'ProfileBound': {
      const { area, profile, from } = event
      return { put: [{ list: 'binding', key: area, from, until: null, body: { area, profile } }], end: [] }
    }
    case 'RowEnded':
      return { put: [], end: [{ list: event.list, key: event.key, on: event.on }] }
    case 'UnitSucceeded':
      return {
        put: event.takes ? [storedRow('unit', event.takes)] : [],
        end: [{ list: 'unit', key: event.unit, on: event.on, successor: event.successor }],
      }
    case 'MatterAdmitted':
      return { put: [storedRow('duty', event.row)], end: [] }
    case 'ProblemListed':
      return { put: [storedRow('problem', event.row)], end: [] }
  }
}

/** The rows that an event puts, as they are stored. */
export function rowsOf(event: RegistryEvent): readonly StoredRow[] {
  return changesOf(event).put
}

/** Takes a row's dates out of its body. */
export function storedRow(list: RegistryList, row: RegistryRow): StoredRow {
  const { from, until, ...body } = row
  return { list, key: keyOf(row), from, until, body }
}

/**
 * Puts a row among those of its key (oldest first): the one before it ends where it begins, one of the same first day is
 * corrected. Null: it would run into a later one.
 */
export function placeRow<Row extends Dated>(rows: readonly Row[], row: Row): readonly Row[] | null {
  const later = rows.find((other) => other.from > row.from)
  if (later && (row.until === null || row.until > later.from)) return null
  const before = rows
    .filter((other) => other.from < row.from)
    .map((other) => (other.until === null || other.until > row.from ? { ...other, until: row.from } : other))
  return [...before, row, ...rows.filter((other) => other.from > row.from)]
}

/** Whether putting the row would change nothing: the same body from the same day, and the same end or one set by a later row. */
export function isThere(rows: readonly Dated[], row: Dated): boolean {
  const same = rows.find((other) => other.from === row.from)
  if (!same || bodyText(same) !== bodyText(row)) return false
  return same.until === row.until || (row.until === null && rows.some((other) => other.from > row.from))
}

function bodyText(row: Dated): string {
  const { from: _from, until: _until, ...body } = row
  return text(body)
}

/** JSON with sorted names: what comes back from the database has its fields in another order. */
function text(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(text).join()}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null'
  const fields = Object.entries(value).filter(([, field]) => field !== undefined)
  return `{${fields
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, field]) => `${JSON.stringify(name)}:${text(field)}`)
    .join()}}`
}
