import type { LocalDate } from '../time/instant.ts'
import type { AreaCode, PersonId, Role, UnitId, UnitKind } from '../words.ts'
import type { Area, Category, Dated, Duty, Post, Registry, Unit } from './registry.ts'

/** In force on a day: from its first day to the day before its end. */
export function isInForce({ from, until }: Dated, on: LocalDate): boolean {
  return from <= on && (until === null || on < until)
}

/** A unit in force on a day, or nothing. */
export function unitInForce({ units }: Registry, id: UnitId, on: LocalDate): Unit | undefined {
  const unit = units.get(id)
  return unit && isInForce(unit, on) ? unit : undefined
}

/** An area and every area above it, nearest first. */
export function areaPath({ areas }: Registry, code: AreaCode): readonly Area[] {
  const path: Area[] = []
  for (let area = areas.get(code); area && path.length < depth; area = above(areas, area.parent))
    path.push(area)
  return path
}

/** A unit and every unit above it, nearest first. */
export function unitLine(registry: Registry, id: UnitId): readonly UnitId[] {
  const { lines } = indexOf(registry)
  const known = lines.get(id)
  if (known) return known
  const line: UnitId[] = []
  for (
    let unit = registry.units.get(id);
    unit && line.length < depth;
    unit = above(registry.units, unit.parent)
  )
    line.push(unit.id)
  lines.set(id, line)
  return line
}

/**
 * The body (机关) a unit is part of: offices, centres and teams belong to their street, sections to their department,
 * a grid team to its community. "The line" of a holder is everybody of its body.
 */
export function bodyOf(registry: Registry, id: UnitId): UnitId {
  const line = unitLine(registry, id)
  return line.find((unit) => !inner.has(registry.units.get(unit)?.kind ?? 'district')) ?? id
}

/** The community's unit (社区) in charge of a place. */
export function communityUnitOf(registry: Registry, area: AreaCode, on: LocalDate): UnitId | null {
  return inChargeOf(registry, area, 'community', on)
}

/** The street's unit (街道、镇) in charge of a place. */
export function streetUnitOf(registry: Registry, area: AreaCode, on: LocalDate): UnitId | null {
  return inChargeOf(registry, area, 'street', on)
}

/** The centre (网格化服务管理中心) of a street; a street without one is its own. */
export function centreOf(registry: Registry, street: UnitId, on: LocalDate): UnitId {
  return childrenOf(registry, street, 'centre', on)[0]?.id ?? street
}

/** Units of one kind right below another. */
export function childrenOf(
  registry: Registry,
  parent: UnitId,
  kind: UnitKind,
  on: LocalDate,
): readonly Unit[] {
  return (indexOf(registry).children.get(parent) ?? []).filter(
    (unit) => unit.kind === kind && isInForce(unit, on),
  )
}

/** The district's own centre; where there is none, its hotline's desk. */
export function districtCentreOf(registry: Registry, on: LocalDate): UnitId | null {
  const { byKind } = indexOf(registry)
  for (const kind of ['district_centre', 'hotline', 'district'] as const) {
    const unit = byKind.get(kind)?.find((candidate) => isInForce(candidate, on))
    if (unit) return unit.id
  }
  return null
}

/** Posts of a person in force on a day. */
export function postsOf(registry: Registry, person: PersonId, on: LocalDate): readonly Post[] {
  return (indexOf(registry).posts.get(person) ?? []).filter((post) => isInForce(post, on))
}

/** The unit where posts of a role are, the first by id where there are several. */
export function unitOfRole(registry: Registry, role: Role, on: LocalDate): UnitId | null {
  return (indexOf(registry).byRole.get(role) ?? []).find((post) => isInForce(post, on))?.unit ?? null
}

/** Items of the duty lists for a category or one above it, in force or removed, whoever's they are. */
export function dutiesFor(registry: Registry, category: string, on: LocalDate): readonly Duty[] {
  const { duties } = indexOf(registry)
  return categoryPath(registry, category).flatMap(({ code }) =>
    (duties.get(code) ?? []).filter((duty) => isInForce(duty, on)),
  )
}

/** Units whose listed duty a category is: whom one would dispatch to. */
export function dutyHolders(registry: Registry, category: string, on: LocalDate): readonly Duty[] {
  return dutiesFor(registry, category, on).filter(({ status }) => status !== 'removed')
}

/** A category and every category above it, nearest first. */
export function categoryPath({ categories }: Registry, code: string): readonly Category[] {
  const path: Category[] = []
  for (let node = categories.get(code); node && path.length < depth; node = above(categories, node.parent))
    path.push(node)
  return path
}

/** Where a unit's work went by a day: the unit itself while it is in force, else its successor, and on. */
export function successorOf(registry: Registry, id: UnitId, on: LocalDate): UnitId | null {
  let unit = registry.units.get(id)
  for (let steps = 0; unit && steps < depth; steps += 1) {
    if (isInForce(unit, on)) return unit.id
    unit = unit.successor === undefined ? undefined : registry.units.get(unit.successor)
  }
  return null
}

/** No tree of a district is deeper; a loop in bad rows ends here. */
const depth = 12

const inner: ReadonlySet<UnitKind> = new Set(['centre', 'office', 'stationed_team', 'section', 'grid_team'])

const above = <Row>(rows: ReadonlyMap<string, Row>, parent: string | null): Row | undefined =>
  parent === null ? undefined : rows.get(parent)

function inChargeOf(registry: Registry, area: AreaCode, kind: UnitKind, on: LocalDate): UnitId | null {
  const { inCharge } = indexOf(registry)
  for (const { code } of areaPath(registry, area)) {
    const unit = inCharge.get(code)?.find((candidate) => candidate.kind === kind && isInForce(candidate, on))
    if (unit) return unit.id
  }
  return null
}

type Index = {
  inCharge: ReadonlyMap<AreaCode, readonly Unit[]>
  children: ReadonlyMap<UnitId, readonly Unit[]>
  byKind: ReadonlyMap<UnitKind, readonly Unit[]>
  posts: ReadonlyMap<PersonId, readonly Post[]>
  byRole: ReadonlyMap<Role, readonly Post[]>
  duties: ReadonlyMap<string, readonly Duty[]>
  lines: Map<UnitId, readonly UnitId[]>
}

// A registry is an immutable snapshot, so that what is derived from it can be kept beside it.
const indices = new WeakMap<Registry, Index>()

function indexOf(registry: Registry): Index {
  const known = indices.get(registry)
  if (known) return known
  const units = [...registry.units.values()].sort((a, b) => (a.id < b.id ? -1 : 1))
  const posts = [...registry.posts.values()].sort((a, b) => (a.id < b.id ? -1 : 1))
  const index: Index = {
    inCharge: grouped(units, ({ areas }) => areas),
    children: grouped(units, ({ parent }) => (parent === null ? [] : [parent])),
    byKind: grouped(units, ({ kind }) => [kind]),
    posts: grouped(posts, ({ person }) => [person]),
    byRole: grouped(posts, ({ role }) => [role]),
    duties: grouped([...registry.duties.values()], ({ category }) => [category]),
    lines: new Map(),
  }
  indices.set(registry, index)
  return index
}

function grouped<Row, Key>(
  rows: readonly Row[],
  keysOf: (row: Row) => readonly Key[],
): ReadonlyMap<Key, readonly Row[]> {
  const groups = new Map<Key, Row[]>()
  for (const row of rows) {
    for (const key of keysOf(row)) {
      const group = groups.get(key)
      if (group) group.push(row)
      else groups.set(key, [row])
    }
  }
  return groups
}
