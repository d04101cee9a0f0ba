import { holidayNotices, holidaySource } from './holidays.ts'
import { dayOfDate, isWeekend, localDateOf, type Instant, type LocalDate } from './instant.ts'

/** A day named in a holiday notice. */
export type NamedDay = { readonly date: LocalDate; readonly name: string }

/**
 * What is known of one year: the State Council's notice (published), or nothing. A notice also rules the last days
 * of December before its year. A year that is absent here is as one that is not published.
 */
export type CalendarYear = {
  readonly published: boolean
  readonly off: readonly NamedDay[]
  readonly work: readonly NamedDay[]
  readonly source: string
}

/** Holidays (放假) and make-up working days (调休上班) by year of the notice; a value, never changed in place. */
export type Calendar = { readonly version: string; readonly years: Readonly<Record<string, CalendarYear>> }

/** The notices published when this was built. */
export const publishedCalendar: Calendar = {
  version: `cn-${Object.keys(holidayNotices).at(-1)}`,
  years: Object.fromEntries(
    Object.entries(holidayNotices).map(([year, { off, work }]) => [
      year,
      { published: true, off: off.map(named), work: work.map(named), source: holidaySource },
    ]),
  ),
}

/** The calendar with one year's notice put in; deadlines that were provisional for it move by an event. */
export function withNotice(
  calendar: Calendar,
  year: number,
  notice: Omit<CalendarYear, 'published'>,
  version: string,
): Calendar {
  return { version, years: { ...calendar.years, [year]: { ...notice, published: true } } }
}

/** A fault of a notice. */
export type NoticeFault = { code: 'DayOfAnotherYear' | 'DayTwice' | 'MadeUpOnAWeekday'; date: LocalDate }

/** What is wrong with a notice, as codes with the day; empty where it can be loaded. */
export function noticeFaults(year: number, { off, work }: Pick<CalendarYear, 'off' | 'work'>): NoticeFault[] {
  const seen = new Set<LocalDate>()
  return [...off, ...work].flatMap(({ date }, index): NoticeFault[] => {
    const belongs = date.startsWith(`${year}-`) || date >= `${year - 1}-12-28`
    if (!belongs || date > `${year}-12-31`) return [{ code: 'DayOfAnotherYear', date }]
    if (seen.has(date)) return [{ code: 'DayTwice', date }]
    seen.add(date)
    const madeUp = index >= off.length
    return madeUp && !isWeekend(dayOfDate(date)) ? [{ code: 'MadeUpOnAWeekday', date }] : []
  })
}

/** What an operator must be told: the notice of this year, or from 1 November on of the next, is not loaded. */
export function operatorWarning(
  calendar: Calendar,
  now: Instant,
): { code: 'HolidayNoticeMissing'; year: number } | undefined {
  const [year, month] = localDateOf(now).split('-').map(Number) as [number, number] // a date has three parts
  const missing = [year, ...(month >= 11 ? [year + 1] : [])].find(
    (wanted) => !calendar.years[wanted]?.published,
  )
  return missing === undefined ? undefined : { code: 'HolidayNoticeMissing', year: missing }
}

function named([date, name]: readonly [string, string]): NamedDay {
  return { date, name }
}
