import type { LocalDate } from '../time/instant.ts'
import type { RegistryEvent } from './events.ts'
import { isInForce } from './lookup.ts'
import type { Dated, ProfileBinding, Registry } from './registry.ts'
import {
  changesOf,
  keyOf,
  placeRow,
  registryLists,
  storedRow,
  type RegistryList,
  type RegistryRow,
  type StoredRow,
} from './rows.ts'

/** Where each list's current rows are in the snapshot. */
const mapName = {
  area: 'areas',
  unit: 'units',
  post: 'posts',
  duty: 'duties',
  power: 'powers',
  problem: 'problems',
  category: 'categories',
} as const satisfies Record<RegistryList, keyof Registry>

/** All rows of a key, oldest first; empty where there is none. */
export function rowsFor(registry: Registry, list: RegistryList, key: string): readonly RegistryRow[] {
  // The history holds rows of the list that its key begins with.
  const several = registry.history?.get(`${list}:${key}`) as readonly RegistryRow[] | undefined
  if (several) return several
  const one = registry[mapName[list]].get(key)
  return one ? [one] : []
}

/** Every key of a list. */
export function keysOf(registry: Registry, list: RegistryList): Iterable<string> {
  return registry[mapName[list]].keys()
}

/** Makes the snapshot of a district's rows for a day. Rows may come in any order. */
export function buildRegistry({
  district,
  version,
  on,
  rows,
}: {
  district: number
  version: number
  on: LocalDate
  rows: readonly StoredRow[]
}): Registry {
  const byKey = new Map<string, RegistryRow[]>()
  const bindings: ProfileBinding[] = []
  for (const { list, key, from, until, body } of rows) {
    if (list === 'binding') {
      bindings.push({ area: key, profile: String(body['profile']), from })
      continue
    }
    // Only rows that the schema of their list admitted were stored.
    const row = Object.freeze({ ...body, from, until }) as unknown as RegistryRow
    const name = `${list}:${key}`
    const others = byKey.get(name)
    if (others) others.push(row)
    else byKey.set(name, [row])
  }
  const maps: Record<RegistryList, Map<string, RegistryRow>> = {
    area: new Map(),
    unit: new Map(),
    post: new Map(),
    duty: new Map(),
    power: new Map(),
    problem: new Map(),
    category: new Map(),
  }
  const history = new Map<string, readonly Dated[]>()
  for (const [name, found] of byKey) {
    const sorted = found.length > 1 ? found.toSorted((a, b) => (a.from < b.from ? -1 : 1)) : found
    const current = currentOn(sorted, on)
    // The name was made of a list's name and a key a few lines above.
    maps[name.slice(0, name.indexOf(':')) as RegistryList].set(keyOf(current), current)
    if (sorted.length > 1) history.set(name, sorted)
  }
  return freeze({ district, version, on, history, bindings: sortBindings(bindings) }, maps)
}

/** The same rows on another day: what was upcoming may be in force by then. */
export function registryOn(registry: Registry, on: LocalDate): Registry {
  if (registry.on === on) return registry
  return buildRegistry({
    district: registry.district,
    version: registry.version,
    on,
    rows: storedRows(registry),
  })
}

/** The snapshot after these events: what the desk decides the next command of the district by, without a look at the database. */
export function advanceRegistry(registry: Registry, events: readonly RegistryEvent[]): Registry {
  const on = registry.on ?? '0000-01-01'
  const maps: Record<RegistryList, Map<string, RegistryRow>> = {
    area: new Map(registry.areas),
    unit: new Map(registry.units),
    post: new Map(registry.posts),
    duty: new Map(registry.duties),
    power: new Map(registry.powers),
    problem: new Map(registry.problems),
    category: new Map(registry.categories),
  }
  const history = new Map(registry.history)
  let bindings = [...registry.bindings]
  const all = (list: RegistryList, key: string): readonly RegistryRow[] => {
    // The history holds rows of the list that its key begins with.
    const several = history.get(`${list}:${key}`) as readonly RegistryRow[] | undefined
    const one = maps[list].get(key)
    return several ?? (one ? [one] : [])
  }
  const put = (list: RegistryList, key: string, rows: readonly RegistryRow[]) => {
    maps[list].set(key, currentOn(rows, on))
    if (rows.length > 1) history.set(`${list}:${key}`, rows)
    else history.delete(`${list}:${key}`)
  }
  for (const event of events) {
    const { put: rows, end } = changesOf(event)
    for (const { list, key, from, until, body } of rows) {
      if (list === 'binding') {
        bindings = [
          ...bindings.filter((other) => other.area !== key || other.from !== from),
          { area: key, profile: String(body['profile']), from },
        ]
        continue
      }
      // The body was taken out of a row of this list by `changesOf`.
      const row = Object.freeze({ ...body, from, until }) as unknown as RegistryRow
      const placed = placeRow(all(list, key), row)
      if (placed) put(list, key, placed)
    }
    for (const { list, key, on: day, successor } of end) {
      const ended = all(list, key).map((row) =>
        runsUpTo(row, day) ? Object.freeze({ ...row, until: day, ...(successor ? { successor } : {}) }) : row,
      )
      if (ended.length > 0) put(list, key, ended)
    }
  }
  return freeze(
    {
      district: registry.district,
      version: registry.version + events.length,
      on,
      history,
      bindings: sortBindings(bindings),
    },
    maps,
  )
}

/** Whether the row runs on the day before the one it is to end on, and beyond. */
export function runsUpTo(row: Dated, day: LocalDate): boolean {
  return row.from < day && (row.until === null || row.until > day)
}

/** All rows of a snapshot, as they are stored. */
export function storedRows(registry: Registry): StoredRow[] {
  const rows: StoredRow[] = registryLists.flatMap((list) =>
    [...keysOf(registry, list)].flatMap((key) =>
      rowsFor(registry, list, key).map((row) => storedRow(list, row)),
    ),
  )
  const bindings = registry.bindings.map(({ area, profile, from }) => ({
    list: 'binding' as const,
    key: area,
    from,
    until: null,
    body: { area, profile },
  }))
  return [...rows, ...bindings]
}

function currentOn(rows: readonly RegistryRow[], on: LocalDate): RegistryRow {
  // Every key has at least one row; the first is the upcoming one where none has begun.
  return rows.findLast((row) => row.from <= on) ?? (rows[0] as RegistryRow)
}

function sortBindings(bindings: readonly ProfileBinding[]): readonly ProfileBinding[] {
  return bindings.toSorted((a, b) =>
    a.from === b.from ? (a.area < b.area ? -1 : 1) : a.from < b.from ? -1 : 1,
  )
}

type Rest = {
  district: number
  version: number
  on: LocalDate
  history: ReadonlyMap<string, readonly Dated[]>
  bindings: readonly ProfileBinding[]
}

function freeze(rest: Rest, maps: Record<RegistryList, Map<string, RegistryRow>>): Registry {
  // Each map was filled with the rows of its own list alone.
  return Object.freeze({
    ...rest,
    areas: maps.area,
    units: maps.unit,
    posts: maps.post,
    duties: maps.duty,
    powers: maps.power,
    problems: maps.problem,
    categories: maps.category,
  } as unknown as Registry)
}

/** The row of a key in force on a day, or none. */
export function rowOn(rows: readonly RegistryRow[], day: LocalDate): RegistryRow | undefined {
  return rows.find((row) => isInForce(row, day))
}
