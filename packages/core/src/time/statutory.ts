import type { NamedDay } from './calendar.ts'

/**
 * The days that the law itself makes holidays (全国年节及纪念日放假办法, as amended with effect from 2025-01-01: 13 days):
 * all that is known of a year before its notice is out. Weekend swaps come only with the notice and are never guessed.
 */
export function statutoryDays(year: number): readonly NamedDay[] {
  const day = (monthDay: string, name: string): NamedDay => ({ date: `${year}-${monthDay}`, name })
  const amended = year >= 2025
  return [
    day('01-01', '元旦'),
    ...(movable[year] ?? []).map(([monthDay, name]) => day(monthDay, name)),
    day('05-01', '劳动节'),
    ...(amended ? [day('05-02', '劳动节')] : []),
    ...['10-01', '10-02', '10-03'].map((monthDay) => day(monthDay, '国庆节')),
  ]
}

// 除夕 to 初三 (春节), 清明, 端午 (5th of the 5th lunar month), 中秋 (15th of the 8th), after the almanac of Beijing time
// (GB/T 33661-2017): the new moon of 2027-02-06 falls at 23:56, that of 2030-02-03 at 00:07. In 2028 中秋 is 10-03 itself.
const movable: Readonly<Record<number, readonly (readonly [string, string])[]>> = {
  2027: [
    ...spring('02-05', '02-06', '02-07', '02-08'),
    ['04-05', '清明'],
    ['06-09', '端午'],
    ['09-15', '中秋'],
  ],
  2028: [
    ...spring('01-25', '01-26', '01-27', '01-28'),
    ['04-04', '清明'],
    ['05-28', '端午'],
    ['10-03', '中秋'],
  ],
  2029: [
    ...spring('02-12', '02-13', '02-14', '02-15'),
    ['04-04', '清明'],
    ['06-16', '端午'],
    ['09-22', '中秋'],
  ],
  2030: [
    ...spring('02-02', '02-03', '02-04', '02-05'),
    ['04-05', '清明'],
    ['06-05', '端午'],
    ['09-12', '中秋'],
  ],
}

function spring(...days: readonly string[]): readonly (readonly [string, string])[] {
  return days.map((day) => [day, '春节'])
}
