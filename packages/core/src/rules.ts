import type { Profile } from './profile/profile.ts'
import type { Registry } from './registry/registry.ts'
import type { Calendar } from './time/calendar.ts'
import type { AreaCode } from './words.ts'
import type { LocalDate } from './time/instant.ts'

/** An immutable snapshot of the rules: profile@date + registry@version + calendar. Recorded by its `id` in every entry. */
export type Rules = {
  /** `<profile>@<inForceFrom>+r<registry version>` */
  id: string
  /** The district's own profile, for stories not bound to a place. */
  profile: Profile
  /** Which profile judges a case at this place and filing date: the nearest ancestor's binding wins (L24). */
  profileAt(area: AreaCode | null, filedOn: LocalDate): Profile
  /** A profile by its `<id>@<inForceFrom>`, as kept in a story's state. */
  profileNamed(id: string): Profile
  registry: Registry
  calendar: Calendar
  /** Whether the database's clock can be moved (demo, stories, benchmarks); said for ever in the district's first entry. */
  simulated: boolean
}
