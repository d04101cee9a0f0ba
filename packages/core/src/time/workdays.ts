import { invariant } from '../invariant.ts'
import type { Calendar } from './calendar.ts'
import { dayOfDate, isWeekend, yearOfDay, type DayNumber } from './instant.ts'
import { statutoryDays } from './statutory.ts'

/** A calendar ready for counting: every day of 1970 to 2149 decided once, so that a deadline costs two array reads. */
export type Workdays = {
  isWorking(day: DayNumber): boolean
  /** The n-th working day after a day; undefined beyond the table. */
  nthAfter(day: DayNumber, n: number): DayNumber | undefined
  /** Name of the holiday that a day off belongs to, or of the one a make-up day is worked for. */
  nameOf(day: DayNumber): string | undefined
  /** Years whose notice is missing among those that rule the days from first to last. */
  unpublished(first: DayNumber, last: DayNumber): number[]
  readonly lastDay: DayNumber
}

/** The working days (工作日) of a calendar, made at its first use and kept as long as the calendar is. */
export function workdaysOf(calendar: Calendar): Workdays {
  const known = made.get(calendar)
  if (known) return known
  const fresh = makeWorkdays(calendar)
  made.set(calendar, fresh)
  return fresh
}

const made = new WeakMap<Calendar, Workdays>()

const firstYear = 1970
const lastYear = 2149
const lastDay = dayOfDate(`${lastYear}-12-31`)
// A year's notice has reached back to 12-29 at most; with 12-28 on, the next year's must be known as well.
const reachBackDays = 4

function makeWorkdays(calendar: Calendar): Workdays {
  const working = new Uint8Array(lastDay + 1)
  for (let day = 0; day <= lastDay; day++) working[day] = isWeekend(day) ? 0 : 1

  const names = new Map<DayNumber, string>()
  const mark = (date: string, name: string, value: 0 | 1): void => {
    const day = dayOfDate(date)
    working[day] = value
    names.set(day, name)
  }
  for (let year = firstYear; year <= lastYear; year++) {
    if (!calendar.years[year]?.published)
      for (const { date, name } of statutoryDays(year)) mark(date, name, 0)
  }
  for (const { published, off, work } of Object.values(calendar.years)) {
    if (!published) continue
    for (const { date, name } of off) mark(date, name, 0)
    for (const { date, name } of work) mark(date, name, 1)
  }

  const ordered = new Int32Array(lastDay + 1)
  const rank = new Int32Array(lastDay + 1)
  let count = 0
  for (let day = 0; day <= lastDay; day++) {
    if (working[day]) ordered[count++] = day
    rank[day] = count
  }

  return {
    isWorking: (day) => working[day] === 1,
    nthAfter: (day, n) => {
      const before = rank[day]
      invariant(before !== undefined, `a day outside the table: ${day}`)
      return before + n > count ? undefined : ordered[before + n - 1]
    },
    nameOf: (day) => names.get(day),
    unpublished: (first, last) => {
      const missing: number[] = []
      for (let year = yearOfDay(first); year <= yearOfDay(last + reachBackDays); year++) {
        if (!calendar.years[year]?.published) missing.push(year)
      }
      return missing
    },
    lastDay,
  }
}
