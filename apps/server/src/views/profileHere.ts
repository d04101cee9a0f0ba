import type { Actor, Profile, Rules } from '@shaoying/core'

/** The profile in force where an actor's post is: a street may be a pilot inside its district (L24), and its people read its own rules and words. */
export function profileHere({ registry, profile, profileAt }: Rules, { street, areas }: Actor): Profile {
  const area = (street === null ? undefined : registry.units.get(street)?.areas[0]) ?? areas[0]
  return area === undefined || registry.on === undefined ? profile : profileAt(area, registry.on)
}
