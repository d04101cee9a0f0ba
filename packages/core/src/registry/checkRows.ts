import type { RefusalCode } from '../refusals.ts'
import type { LocalDate } from '../time/instant.ts'
import { isInForce } from './lookup.ts'
import type { Registry } from './registry.ts'
import { keyOf, placeRow, type RegistryList, type RegistryRow, type RowOf } from './rows.ts'
import { rowsFor } from './snapshot.ts'

/** What is wrong with a row that is to be put: which one (from 0), which field, and the code of the sentence. */
export type RowFinding = { index: number; key: string; field: string; code: RefusalCode }

const levelOrder = ['city', 'district', 'street', 'community', 'grid1', 'grid2', 'building'] as const

/**
 * Looks over rows that are to be put into one list, against the registry and each other: parents and what is referred to must be in
 * force when the row begins, trees have no circles, periods of a key do not run into each other. Empty: all may be put.
 */
export function checkRows<List extends RegistryList>(
  registry: Registry,
  list: List,
  rows: readonly RowOf[List][],
): RowFinding[] {
  const findings: RowFinding[] = []
  const pending = new Map<string, readonly RegistryRow[]>()
  const given = new Set<string>()
  const all = (other: RegistryList, key: string): readonly RegistryRow[] =>
    (other === list ? pending.get(key) : undefined) ?? rowsFor(registry, other, key)

  for (const [index, row] of rows.entries()) {
    const key = keyOf(row)
    const note = (field: string, code: RefusalCode) => findings.push({ index, key, field, code })
    if (row.until !== null && row.until <= row.from) note('until', 'RowInvalid')
    else if (given.has(`${key} ${row.from}`)) note('key', 'PeriodOverlaps')
    else {
      const placed = placeRow(all(list, key), row)
      if (placed) pending.set(key, placed)
      else note('from', 'PeriodOverlaps')
    }
    given.add(`${key} ${row.from}`)
  }

  const on = (other: RegistryList, key: string, day: LocalDate) =>
    all(other, key).find((row) => isInForce(row, day))
  const people = list === 'post' ? personsOf(registry, rows) : new Set<string>()
  for (const [index, row] of rows.entries()) {
    const key = keyOf(row)
    const note = (field: string, code: RefusalCode) => findings.push({ index, key, field, code })
    const mustBe = (other: RegistryList, name: string, field: string, code: RefusalCode) => {
      if (!on(other, name, row.from)) note(field, code)
    }
    if ('parent' in row && row.parent !== null) {
      const parent = on(list, row.parent, row.from)
      if (!parent) note('parent', 'ParentUnknown')
      else if (circles(key, row.parent, (name) => on(list, name, row.from))) note('parent', 'RowInvalid')
      else if (
        'level' in row &&
        'level' in parent &&
        levelOrder.indexOf(parent.level) >= levelOrder.indexOf(row.level)
      )
        note('level', 'RowInvalid')
    }
    if ('areas' in row) for (const area of row.areas) mustBe('area', area, 'areas', 'UnknownArea')
    if ('unit' in row) mustBe('unit', row.unit, 'unit', 'UnknownUnit')
    if ('area' in row && row.area !== undefined) mustBe('area', row.area, 'area', 'UnknownArea')
    if ('category' in row) mustBe('category', row.category, 'category', 'UnknownCategory')
    if ('lead' in row)
      for (const unit of [row.lead, ...row.assisting])
        mustBe('unit', unit, unit === row.lead ? 'lead' : 'assisting', 'UnknownUnit')
    if ('standsInFor' in row && row.standsInFor !== undefined) {
      if (row.standsInFor === row.person || !people.has(row.standsInFor)) note('standsInFor', 'RowInvalid')
    }
  }
  return findings.toSorted((a, b) => a.index - b.index)
}

function circles(key: string, parent: string, find: (key: string) => RegistryRow | undefined): boolean {
  const passed = new Set([key])
  for (let next: string | null = parent; next !== null;) {
    if (passed.has(next)) return true
    passed.add(next)
    const row = find(next)
    next = row && 'parent' in row ? row.parent : null
  }
  return false
}

function personsOf(registry: Registry, rows: readonly RegistryRow[]): Set<string> {
  const persons = new Set<string>()
  for (const post of registry.posts.values()) persons.add(post.person)
  for (const row of rows) if ('person' in row) persons.add(row.person)
  return persons
}
