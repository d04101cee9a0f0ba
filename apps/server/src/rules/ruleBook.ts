import {
  bindingsOf,
  localDateOf,
  profileFor,
  versionOn,
  type AreaCode,
  type Binding,
  type Calendar,
  type LocalDate,
  type Profile,
  type ReadProfile,
  type Registry,
  type Rules,
} from '@shaoying/core'
import { failure } from '../platform/failure.ts'
import type { Tx } from '../platform/sql.ts'
import { loadCalendar } from '../registry/loadCalendar.ts'
import { loadRegistry, registryMark } from '../registry/loadRegistry.ts'

/** Rules by district, kept until the registry's version or the day moves. */
export type RuleBook = {
  /** The rules now, for a transaction that already knows the registry's version (the desk). */
  rulesAt(tx: Tx, district: number, registryVersion: number, now: string): Promise<Rules>
  /** The rules now, asking for the version first (reads). */
  rulesFor(tx: Tx, district: number): Promise<Rules>
  marksOf(profileId: string): ReadProfile['marks']
  /** After a notice was loaded. */
  forgetCalendar(): void
}

/** Keeps the snapshots of rules; `profiles` were read once at start. */
export function openRuleBook(profiles: readonly ReadProfile[], simulated: boolean): RuleBook {
  if (profiles.length === 0) throw failure('No profile was found: the folder profiles/ holds none.')
  const plain = profiles.map(({ profile }) => profile)
  const own = bindingsOf(plain)
  const named = new Map(plain.map((profile) => [nameOf(profile), profile]))
  const kept = new Map<number, { version: number; today: LocalDate; rules: Rules }>()
  let calendar: { value: Calendar; at: number } | undefined

  async function calendarNow(tx: Tx): Promise<Calendar> {
    if (!calendar || Date.now() - calendar.at > 5_000) calendar = { value: await loadCalendar(tx), at: Date.now() }
    return calendar.value
  }

  async function at(tx: Tx, district: number, version: number, today: LocalDate): Promise<Rules> {
    const known = kept.get(district)
    const days = await calendarNow(tx)
    if (known && known.version === version && known.today === today && known.rules.calendar.version === days.version) return known.rules
    const registry = await loadRegistry(tx, district)
    const rules = rulesOf(registry, days, today)
    kept.set(district, { version: registry.version, today, rules })
    return rules
  }

  function rulesOf(registry: Registry, days: Calendar, today: LocalDate): Rules {
    const bindings: readonly Binding[] = [...own, ...registry.bindings]
    const byArea = new Map<string, Profile>()
    const profileAt = (area: AreaCode | null, on: LocalDate): Profile => {
      const place = area ?? `${registry.district}000000`
      const key = `${place} ${on}`
      let found = byArea.get(key)
      if (!found) {
        found = judge(bindings, pathOf(registry, place), on)
        if (byArea.size > 5_000) byArea.clear()
        byArea.set(key, found)
      }
      return found
    }
    const profile = profileAt(null, today)
    return {
      id: `${nameOf(profile)}+r${registry.version}`,
      profile,
      profileAt,
      profileNamed(id) {
        const found = named.get(id)
        if (!found) throw failure(`The profile ${id}, which a case was filed under, is not in the folder profiles/.`)
        return found
      },
      registry,
      calendar: days,
      simulated,
    }
  }

  /** The profile of the nearest bound area; before its first version, that first version judges. */
  function judge(bindings: readonly Binding[], path: readonly AreaCode[], on: LocalDate): Profile {
    const id = profileFor(bindings, path, on)
    const found = id && versionOn(plain, id, on)
    if (found) return found
    const first = path
      .map((area) => bindings.filter((binding) => binding.area === area).sort((a, b) => (a.from < b.from ? -1 : 1))[0])
      .find((binding) => binding !== undefined)
    const versions = plain.filter(({ id: candidate }) => candidate === first?.profile).sort((a, b) => (a.inForceFrom < b.inForceFrom ? -1 : 1))
    return versions[0] ?? defaultProfile()
  }

  /** Where no area is bound at all, the first profile by name: the registry page shows that it is nobody's choice. */
  function defaultProfile(): Profile {
    const [first] = [...plain].sort((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1))
    if (!first) throw failure('No profile was found.')
    return first
  }

  return {
    rulesAt: (tx, district, version, now) => at(tx, district, version, localDateOf(now)),
    async rulesFor(tx, district) {
      const { version, today } = await registryMark(tx, district)
      return at(tx, district, version, today)
    },
    marksOf: (id) => profiles.find(({ profile }) => nameOf(profile) === id)?.marks ?? {},
    forgetCalendar() {
      calendar = undefined
    },
  }
}

const nameOf = ({ id, inForceFrom }: Profile): string => `${id}@${inForceFrom}`

/** The area and all above it, nearest first: by the registry, then by the official code (street 9, district 6, city 4, province 2 digits). */
function pathOf(registry: Registry, area: AreaCode): readonly AreaCode[] {
  const path: AreaCode[] = []
  for (let code: AreaCode | null = area; code !== null && !path.includes(code); code = registry.areas.get(code)?.parent ?? null) path.push(code)
  const district = String(registry.district)
  for (const digits of [district, district.slice(0, 4), district.slice(0, 2)]) {
    const code = digits.padEnd(12, '0')
    if (!path.includes(code)) path.push(code)
  }
  return path
}
