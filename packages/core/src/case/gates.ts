import {
  bodyOf,
  categoryPath,
  centreOf,
  communityUnitOf,
  districtCentreOf,
  dutiesFor,
  dutyHolders,
  isInForce,
  postsOf,
  streetUnitOf,
  unitInForce,
  unitLine,
} from '../registry/lookup.ts'
import type { Duty, Registry } from '../registry/registry.ts'
import type { Profile } from '../profile/profile.ts'
import type { Rules } from '../rules.ts'
import { refuse, type Refusal } from '../story.ts'
import type { LocalDate } from '../time/instant.ts'
import type { Actor, PersonId, UnitId, UnitKind } from '../words.ts'
import type { Place } from './events.ts'
import type { CaseFile } from './state.ts'

/** Something that is refused, or nothing. */
export type Gate = { refused: Refusal } | null

/** Units that belong to a place; the case of an accused street is kept by the district (conflict gate). */
export function placeOf(
  { registry }: Rules,
  area: string | null,
  accused: readonly string[],
  on: LocalDate,
): Place {
  const street = area === null ? null : streetUnitOf(registry, area, on)
  const community = area === null ? null : communityUnitOf(registry, area, on)
  const ownCentre =
    street === null || isAccused(registry, street, accused) ? null : centreOf(registry, street, on)
  const centre =
    ownCentre === null || isAccused(registry, ownCentre, accused) ? districtCentreOf(registry, on) : ownCentre
  return { area, community, street, centre }
}

/** The unit itself, or one above it, is complained about. */
export function isAccused(registry: Registry, unit: UnitId, accused: readonly string[]): boolean {
  return accused.length > 0 && unitLine(registry, unit).some((one) => accused.includes(one))
}

/** Area and category are known, where they are said at all. */
export function knownGate(
  { registry }: Rules,
  { area, category }: { area?: string | undefined; category?: string | undefined },
  on: LocalDate,
): Gate {
  if (category !== undefined) {
    const node = registry.categories.get(category)
    if (!node || !isInForce(node, on)) return refuse('UnknownCategory', category)
  }
  if (area !== undefined) {
    const found = registry.areas.get(area)
    if (!found || !isInForce(found, on)) return refuse('UnknownArea', area)
  }
  return null
}

/** A unit to hand the case to exists, is in force and is not complained about. */
export function unitGate(registry: Registry, unit: UnitId, accused: readonly string[], on: LocalDate): Gate {
  if (!registry.units.has(unit)) return refuse('UnknownUnit', unit)
  if (!unitInForce(registry, unit, on)) return refuse('UnitClosed', unit)
  return isAccused(registry, unit, accused) ? refuse('AccusedLine', unit) : null
}

/** An item of a duty list in force that is this unit's, or its body's. */
export function dutyGate(registry: Registry, duty: string, unit: UnitId, on: LocalDate): Gate {
  const item = registry.duties.get(duty)
  if (!item || !isInForce(item, on)) return refuse('UnknownDuty', duty)
  if (item.status === 'removed') return refuse('MatterRemoved', removedText(item))
  return isDutyOf(registry, item, unit) ? null : refuse('DutyNotOfUnit', duty)
}

/** A matter taken away from a unit for good is refused with its date and basis (L22), whatever is cited. */
export function removedGate(
  { registry }: Rules,
  profile: Profile,
  { category, to }: { category: string | null; to: UnitId },
  on: LocalDate,
): Gate {
  if (category === null) return null
  const taken = dutiesFor(registry, category, on).find(
    (duty) => duty.status === 'removed' && isDutyOf(registry, duty, to),
  )
  if (taken) return refuse('MatterRemoved', removedText(taken))
  if (!basic.has(registry.units.get(to)?.kind ?? 'department')) return null
  const codes = categoryPath(registry, category).map(({ code }) => code)
  const listed = profile.lists.removed.find(({ id }) => codes.includes(id))
  return listed ? refuse('MatterRemoved', `${listed.basis} ${profile.inForceFrom}`) : null
}

/** Communities govern themselves: only their street hands them work, and only listed or admitted matters (L21, L22). */
export function communityGate(
  registry: Registry,
  { to, duty, by }: { to: UnitId; duty: string | undefined; by: Actor },
): Gate {
  const kind = registry.units.get(to)?.kind
  if (kind !== 'community' && kind !== 'grid_team') return null
  const street = unitLine(registry, to).find((unit) => registry.units.get(unit)?.kind === 'street')
  if (street === undefined || bodyOf(registry, by.unit) !== street) return refuse('OnlyThroughTheStreet', to)
  return duty === undefined ? refuse('AdmissionMissing', to) : null
}

/** What a department pushes down to a street must not have been taken away, and must be on somebody's list (L22). */
export function pushedDownGate(
  rules: Rules,
  profile: Profile,
  { category, street, by }: { category: string | null; street: UnitId | null; by: Actor },
  on: LocalDate,
): Gate {
  if (street === null || category === null || !departments.has(by.role)) return null
  const taken = removedGate(rules, profile, { category, to: street }, on)
  if (taken) return taken
  return dutyHolders(rules.registry, category, on).length === 0 ? refuse('AdmissionMissing', category) : null
}

/** A person holds a post in a unit, below it, or above it inside the same body. */
export function personGate(registry: Registry, person: PersonId, unit: UnitId, on: LocalDate): Gate {
  const holds = postsOf(registry, person, on).some(
    (post) =>
      post.unit === unit ||
      unitLine(registry, post.unit).includes(unit) ||
      bodyOf(registry, post.unit) === bodyOf(registry, unit),
  )
  return holds ? null : refuse('PersonNotOfUnit', person)
}

/** The first gate that is shut. */
export function firstOf(...gates: readonly (() => Gate)[]): Gate {
  for (const gate of gates) {
    const shut = gate()
    if (shut) return shut
  }
  return null
}

/** Where the case goes when its centre has to look at it again. */
export const centreOfCase = ({ centre }: CaseFile, { registry }: Rules, on: LocalDate): UnitId | null =>
  centre ?? districtCentreOf(registry, on)

const isDutyOf = (registry: Registry, duty: Duty, unit: UnitId): boolean =>
  duty.unit === unit || bodyOf(registry, duty.unit) === bodyOf(registry, unit)

const removedText = ({ basis, from }: Duty): string => `${basis} ${from}`

const basic: ReadonlySet<UnitKind> = new Set(['street', 'centre', 'office', 'community', 'grid_team'])
const departments: ReadonlySet<string> = new Set(['department_clerk', 'department_head'])
