import { gridFindings, isInForce, type Registry, type Rules } from '@shaoying/core'
import type { QueryOf, Reply } from '@shaoying/contract'
import { namesOf } from '../door/accounts.ts'
import type { House } from '../house/house.ts'

/** The district's lists as they are in force; small enough to be sent whole. */
export const units = (registry: Registry): Reply<'units'> => ({
  version: registry.version,
  items: [...registry.units.values()].map(({ id, parent, kind, name, calleeKind, areas }) => ({ id, parent, kind, name, calleeKind, areas: [...areas] })),
})

export function areas(rules: Rules): Reply<'areas'> {
  const { registry } = rules
  const findings = findingsOf(rules)
  return {
    version: registry.version,
    items: [...registry.areas.values()].map(({ code, parent, level, name, households, persons }) => ({
      code, parent, level, name, households: households ?? null, persons: persons ?? null, findings: findings.get(code) ?? [],
    })),
  }
}

type Finding = Reply<'areas'>['items'][number]['findings'][number]

/** Each grid looked over by the rules of its own place: a street may be a pilot inside its district (L24). */
function findingsOf({ registry, profile, profileAt }: Rules): ReadonlyMap<string, Finding[]> {
  const on = registry.on ?? ''
  const found = new Map<string, Finding[]>()
  const here = new Set([profile, ...[...registry.areas.values()].filter(({ level }) => level === 'street').map(({ code }) => profileAt(code, on))])
  for (const each of here)
    for (const finding of gridFindings(registry, each, on)) {
      if (profileAt(finding.grid, on) !== each) continue
      const { about } = finding
      const shown: Finding = about === 'team' ? { about, place: finding.place } : { about, count: finding.count }
      found.set(finding.grid, [...(found.get(finding.grid) ?? []), shown])
    }
  return found
}

/** What was delegated to streets and towns (赋权), as far as it is in force. */
export const powers = (registry: Registry, { unit }: QueryOf<'powers'>): Reply<'powers'> => ({
  version: registry.version,
  items: [...registry.powers.values()]
    .filter((power) => (unit === undefined || power.unit === unit) && isInForce(power, registry.on ?? power.from))
    .map(({ id, unit: holder, name, basis }) => ({ id, unit: holder, name, basis })),
})

export const categories = (registry: Registry): Reply<'categories'> => ({
  version: registry.version,
  items: [...registry.categories.values()].map(({ code, parent, name }) => ({ code, parent, zh: name.zh, en: name.en })),
})

export const duties = (registry: Registry, { category, unit }: QueryOf<'duties'>): Reply<'duties'> => ({
  version: registry.version,
  items: [...registry.duties.values()]
    .filter((duty) => (category === undefined || duty.category === category) && (unit === undefined || duty.unit === unit))
    .map(({ id, unit: holder, category: of, matter, basis, status }) => ({ id, unit: holder, category: of, matter, basis, status })),
})

/** The problem list with its dates: a ruling adds to it. */
export const problems = (registry: Registry): Reply<'problems'> => ({
  version: registry.version,
  items: [...registry.problems.values()].map(({ id, category, matter, lead, assisting, ruling, from, until }) => ({
    id, category, matter, lead, assisting: [...assisting], ruling: ruling ?? null, from, until,
  })),
})

/** Posts of a unit and of the units directly below it, with the names of those who hold them. */
export async function posts(house: House, registry: Registry, unit: string): Promise<Reply<'posts'>> {
  const within = [...registry.posts.values()].filter((post) => post.unit === unit || registry.units.get(post.unit)?.parent === unit)
  const names = await namesOf(house.db.door, within.map(({ person }) => person))
  return {
    items: within.map(({ id, unit: of, role, person, area, gridRole, from, until }) => ({
      id, person, unit: of, role, name: names.get(person) ?? '', area: area ?? null, gridRole: gridRole ?? null, from, until,
    })),
  }
}
