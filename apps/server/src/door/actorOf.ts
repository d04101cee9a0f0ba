import { postsOf, unitInForce, unitLine, type Actor, type Post, type Registry } from '@shaoying/core'

/** Posts that a person may act in on the registry's day: in force, in a unit that is in force; the first is the usual one. */
export function postsInForce(registry: Registry, person: string): readonly Post[] {
  const on = registry.on ?? ''
  const held = postsOf(registry, person, on).filter(
    ({ unit }) => unitInForce(registry, unit, on) !== undefined,
  )
  return held.toSorted((a, b) => (a.id < b.id ? -1 : 1))
}

/** The actor (行为人) a post makes of its person: the unit's line upward, the street it belongs to, the areas in its charge. */
export function actorOf(registry: Registry, post: Post): Actor {
  const line = unitLine(registry, post.unit)
  const street = line.find((unit) => registry.units.get(unit)?.kind === 'street') ?? null
  return {
    as: 'post',
    person: post.person,
    post: post.id,
    role: post.role,
    unit: post.unit,
    line,
    street,
    district: registry.district,
    areas: post.area === undefined ? (registry.units.get(post.unit)?.areas ?? []) : [post.area],
    ...(post.standsInFor === undefined ? {} : { standsInFor: post.standsInFor }),
  }
}

/**
 * The post of those who administer a district by their account, not by a row of its registry: the first administrator has to be able
 * to put the first row. Its id is `admin.<district>`.
 */
export function administratorPost(district: number, person: string): Post {
  return { id: `admin.${district}`, person, unit: '', role: 'system_admin', from: '0001-01-01', until: null }
}

/** The district of an administrator's post, or null for any other post. */
export function administeredDistrict(post: string): number | null {
  const [, district] = /^admin\.([1-9]\d{5})$/.exec(post) ?? []
  return district === undefined ? null : Number(district)
}
