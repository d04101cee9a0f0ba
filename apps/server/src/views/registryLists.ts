import type { Registry } from '@shaoying/core'
import type { QueryOf, Reply } from '@shaoying/contract'
import { namesOf } from '../door/accounts.ts'
import type { House } from '../house/house.ts'

/** The district's lists as they are in force; small enough to be sent whole. */
export const units = (registry: Registry): Reply<'units'> => ({
  version: registry.version,
  items: [...registry.units.values()].map(({ id, parent, kind, name, calleeKind, areas }) => ({ id, parent, kind, name, calleeKind, areas: [...areas] })),
})

export const areas = (registry: Registry): Reply<'areas'> => ({
  version: registry.version,
  items: [...registry.areas.values()].map(({ code, parent, level, name }) => ({ code, parent, level, name })),
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

/** Posts of a unit and of the units directly below it, with the names of those who hold them. */
export async function posts(house: House, registry: Registry, unit: string): Promise<Reply<'posts'>> {
  const within = [...registry.posts.values()].filter((post) => post.unit === unit || registry.units.get(post.unit)?.parent === unit)
  const names = await namesOf(house.db.door, within.map(({ person }) => person))
  return {
    items: within.map(({ id, unit: of, role, person, area, gridRole, from, until }) => ({
      id, unit: of, role, name: names.get(person) ?? '', area: area ?? null, gridRole: gridRole ?? null, from, until,
    })),
  }
}
