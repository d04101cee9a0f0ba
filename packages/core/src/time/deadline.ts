import type { Calendar } from './calendar.ts'
import { instantOf, msOf, never, type Instant } from './instant.ts'
import { legsOf, printed, unpublishedYears, wallMs, type DeadlineInputs, type WorkingHours } from './legs.ts'
import type { Limit } from './limit.ts'
import { workdaysOf } from './workdays.ts'

export { explain, explanationOf, type Explanation, type SkippedDay } from './explanation.ts'
export type { DeadlineInputs, Extension, LimitSource, Suspension, WorkingHours } from './legs.ts'
export { Limit } from './limit.ts'

/**
 * When a clock runs out; `never` while it stands still for good. Provisional: it counts working days of a year whose
 * holiday notice is not published. `calendar` is the calendar's version.
 */
export type Due = { readonly at: Instant; readonly provisional: boolean; readonly calendar: string }

/**
 * When a clock runs out: cheap, for the way of intake; `explanationOf` says how it came about.
 *
 * Days and working days (D1; 民法典 art. 201): the start day is not counted, the end is 24:00 of the last day, natural
 * days are not moved by holidays. Hours and minutes are wall time; working hours run within office hours of working
 * days. While suspended, wall time and working hours stand still; a day is not counted when the clock stands still at
 * its end, so that a short suspension within one day gains nothing. An extension is counted from the deadline so far.
 */
export function dueAt(inputs: DeadlineInputs, calendar: Calendar, workingHours: WorkingHours): Due {
  const workdays = workdaysOf(calendar)
  const legs = legsOf(inputs, workdays, workingHours)
  return {
    at: printed(legs.at(-1)?.endMs ?? Infinity),
    provisional: legs.some((leg) => unpublishedYears(leg, workdays).length > 0),
    calendar: calendar.version,
  }
}

/** A rule for warnings: a share of the time in per cent, and never less than a limit in wall time. */
export type WarnRule = { readonly share: number; readonly atLeast: Limit }

/** When to warn before a deadline: by default 20 % of the time before it, at least 30 minutes, never before the start. */
export function warnAt(from: Instant, due: Instant, { share, atLeast }: WarnRule = usualWarning): Instant {
  if (due === never) return never
  const [fromMs, dueMs] = [msOf(from), msOf(due)]
  const ahead = Math.max(((dueMs - fromMs) * share) / 100, atLeast.amount * wallMs[atLeast.unit])
  return instantOf(Math.max(Math.min(fromMs, dueMs), Math.ceil(dueMs - ahead)))
}

const usualWarning: WarnRule = { share: 20, atLeast: { amount: 30, unit: 'minute' } }
