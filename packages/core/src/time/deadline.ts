import type { Calendar } from './calendar.ts'
import type { Instant, LocalDate } from './instant.ts'
import type { Limit } from './limit.ts'

export { Limit } from './limit.ts'

/** Who set a limit; the order's own comes before the category's, the category's before the profile's. */
export type LimitSource = 'order' | 'category' | 'profile'

/** A time in which a clock stood still (挂起); without `until` it still does. */
export type Suspension = { readonly from: Instant; readonly until?: Instant }

/** Time added (延期), granted outside the holder's line. */
export type Extension = { readonly limit: Limit; readonly grantedBy: string }

/** All a deadline is computed from; state keeps these, so that a deadline is computed and never patched. */
export type DeadlineInputs = {
  readonly clock: string
  readonly from: Instant
  readonly limit: Limit | { readonly until: Instant }
  readonly source: LimitSource
  readonly suspensions: readonly Suspension[]
  readonly extensions: readonly Extension[]
}

/** Office hours as pairs of local times, `['08:30', '12:00']`, in order. */
export type WorkingHours = readonly (readonly [string, string])[]

/** When a clock runs out; provisional when a year it crosses has no published notice. `calendar` is the calendar's version. */
export type Due = { readonly at: Instant; readonly provisional: boolean; readonly calendar: string }

/** Why a day was not counted. */
export type SkippedDay = {
  readonly date: LocalDate
  readonly reason: 'weekend' | 'holiday' | 'suspended'
  readonly name?: string
}

/** How a deadline came about, as data. */
export type Explanation = {
  readonly clock: string
  readonly source: LimitSource
  readonly limit: DeadlineInputs['limit']
  readonly from: Instant
  readonly skipped: readonly SkippedDay[]
  readonly madeUp: readonly { readonly date: LocalDate; readonly name: string }[]
  readonly suspensions: readonly Suspension[]
  readonly extensions: readonly (Extension & { readonly at: Instant })[]
  readonly at: Instant
  readonly provisionalYears: readonly number[]
  readonly calendar: string
}

/** When a clock runs out: cheap, no explanation. */
export function dueAt(_inputs: DeadlineInputs, _calendar: Calendar, _workingHours: WorkingHours): Due {
  throw new Error('not yet written')
}

/** How that deadline came about: the rule, each day skipped and why, each make-up day counted. */
export function explanationOf(
  _inputs: DeadlineInputs,
  _calendar: Calendar,
  _workingHours: WorkingHours,
): Explanation {
  throw new Error('not yet written')
}

/** When to warn before a deadline: 20 % of the time before it, at least 30 minutes. */
export function warnAt(_from: Instant, _due: Instant): Instant {
  throw new Error('not yet written')
}
