import { invariant } from '../invariant.ts'

/** A moment: RFC 3339 in UTC with milliseconds, `2019-11-15T16:00:00.000Z`; texts of this form sort by time. */
export type Instant = string

/** A day of the Chinese calendar wall, `YYYY-MM-DD` in Asia/Shanghai (UTC+8 all year). */
export type LocalDate = string

/** Days since 1970-01-01 in Asia/Shanghai: the form in which deadlines are counted. */
export type DayNumber = number

/** Length of a day in milliseconds; China has no daylight saving time. */
export const dayMs = 86_400_000

/** Asia/Shanghai is ahead of UTC by this many milliseconds. */
export const aheadMs = 8 * 3_600_000

/** An instant no deadline reaches: what a clock that stands still is due at. */
export const never: Instant = '9999-12-31T23:59:59.999Z'

/** Milliseconds since 1970 of an instant; a text that is no instant is a bug of the caller. */
export function msOf(at: Instant): number {
  const ms = Date.parse(at)
  invariant(!Number.isNaN(ms), `not an instant: ${at}`)
  return ms
}

/** The instant of a number of milliseconds since 1970. */
export function instantOf(ms: number): Instant {
  return new Date(ms).toISOString()
}

/** The local day on which a moment (milliseconds since 1970) falls. */
export function dayOfMs(ms: number): DayNumber {
  return Math.floor((ms + aheadMs) / dayMs)
}

/** 00:00 local of a day, in milliseconds since 1970. */
export function startOfDay(day: DayNumber): number {
  return day * dayMs - aheadMs
}

/** The local date on which an instant falls. */
export function localDateOf(at: Instant): LocalDate {
  return dateOfDay(dayOfMs(msOf(at)))
}

/** The date of a day number. */
export function dateOfDay(day: DayNumber): LocalDate {
  return new Date(day * dayMs).toISOString().slice(0, 10)
}

/** Whether a text is a day of the calendar, `2019-02-28` and not `2019-02-30`. */
export function isDate(text: string): text is LocalDate {
  const ms = Date.parse(`${text}T00:00:00.000Z`)
  return !Number.isNaN(ms) && dateOfDay(ms / dayMs) === text
}

/** The day number of a date; a text that is no date of the calendar is a bug of the caller. */
export function dayOfDate(date: LocalDate): DayNumber {
  invariant(isDate(date), `not a date: ${date}`)
  return Date.parse(`${date}T00:00:00.000Z`) / dayMs
}

/** The instant of a local time, `2019-11-08` and `10:00`; `24:00` is the midnight that ends the day. */
export function localInstant(date: LocalDate, time: string): Instant {
  const [hours, minutes] = time.split(':')
  return instantOf(startOfDay(dayOfDate(date)) + (Number(hours) * 60 + Number(minutes)) * 60_000)
}

/** Year of a day number, without making a Date: civil-from-days, H. Hinnant. */
export function yearOfDay(day: DayNumber): number {
  const z = day + 719_468
  const era = Math.floor(z / 146_097)
  const doe = z - era * 146_097
  const yoe = Math.floor(
    (doe - Math.floor(doe / 1460) + Math.floor(doe / 36_524) - Math.floor(doe / 146_096)) / 365,
  )
  const doy = doe - (365 * yoe + Math.floor(yoe / 4) - Math.floor(yoe / 100))
  return yoe + era * 400 + (doy >= 306 ? 1 : 0)
}

/** Saturday or Sunday; day 0 was a Thursday. */
export function isWeekend(day: DayNumber): boolean {
  const weekday = (((day + 4) % 7) + 7) % 7
  return weekday === 0 || weekday === 6
}

/** Local date and time as people read it, `2019-11-08 10:00`; midnight at the end of a day prints as `24:00` of that day when `asEnd`. */
export function printLocal(at: Instant, asEnd = false): string {
  const ms = msOf(at)
  if (asEnd && (ms + aheadMs) % dayMs === 0) return `${dateOfDay(dayOfMs(ms) - 1)} 24:00`
  return new Date(ms + aheadMs).toISOString().slice(0, 16).replace('T', ' ')
}
