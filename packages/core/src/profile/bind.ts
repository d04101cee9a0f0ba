import type { LocalDate } from '../time/instant.ts'
import type { AreaCode } from '../words.ts'
import { profileRef, type Profile } from './profile.ts'

/** A dated row that puts an area under a profile, by its id; without `until` (exclusive) it stays so. */
export type Binding = {
  readonly area: AreaCode
  readonly profile: string
  readonly from: LocalDate
  readonly until?: LocalDate | null
}

/** The rows that the profiles themselves name in `appliesTo`. */
export function bindingsOf(profiles: readonly Profile[]): readonly Binding[] {
  const rows = profiles.flatMap(({ id, inForceFrom, appliesTo }) =>
    appliesTo.map(({ area, from, until }): Binding => ({
      area,
      profile: id,
      from: from !== undefined && from > inForceFrom ? from : inForceFrom,
      ...(until === undefined ? {} : { until }),
    })),
  )
  return rows
}

/**
 * Id of the profile that judges a case (L24): the binding of the nearest area of its path, nearest first, that is in
 * force on the filing date; of several of one area the latest.
 */
export function profileFor(
  bindings: readonly Binding[],
  path: readonly AreaCode[],
  on: LocalDate,
): string | undefined {
  for (const area of path) {
    let best: Binding | undefined
    for (const binding of bindings) {
      if (binding.area !== area || binding.from > on) continue
      if (typeof binding.until === 'string' && binding.until <= on) continue
      if (!best || binding.from >= best.from) best = binding
    }
    if (best) return best.profile
  }
  return undefined
}

/**
 * The version of a profile in force on a day: the latest that had begun. A binding may also name one version, `<id>@<inForceFrom>`:
 * an area that keeps its old rules, or a history judged once more by them.
 */
export function versionOn(profiles: readonly Profile[], id: string, on: LocalDate): Profile | undefined {
  if (id.includes('@')) return profiles.find((profile) => profileRef(profile) === id)
  let best: Profile | undefined
  for (const profile of profiles) {
    if (profile.id !== id || profile.inForceFrom > on) continue
    if (!best || profile.inForceFrom > best.inForceFrom) best = profile
  }
  return best
}
