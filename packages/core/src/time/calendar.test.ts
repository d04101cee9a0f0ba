import chineseDays from 'chinese-days'
import { expect, test } from 'vitest'
import { noticeFaults, operatorWarning, publishedCalendar, withNotice } from './calendar.ts'
import {
  dateOfDay,
  dayOfDate,
  localDateOf,
  localInstant,
  printLocal,
  yearOfDay,
  startOfDay,
} from './instant.ts'
import { statutoryDays } from './statutory.ts'

test('the movable statutory days of 2027 to 2030 agree with the lunar almanac', () => {
  for (const year of [2027, 2028, 2029, 2030]) {
    const newYear = dayOfDate(chineseDays.getSolarDateFromLunar(`${year}-01-01`).date)
    const expected = [
      ...[-1, 0, 1, 2].map((shift) => [dateOfDay(newYear + shift), '春节']),
      [chineseDays.getSolarDateFromLunar(`${year}-05-05`).date, '端午'],
      [chineseDays.getSolarDateFromLunar(`${year}-08-15`).date, '中秋'],
      ...chineseDays
        .getSolarTerms(`${year}-04-01`, `${year}-04-10`)
        .filter(({ term }) => term === 'pure_brightness')
        .map(({ date }) => [date, '清明']),
    ]
    const named = statutoryDays(year).map(({ date, name }) => [date, name])
    for (const day of expected) expect(named).toContainEqual(day)
    expect(named).toHaveLength(13)
  }
})

test('an operator is warned from 1 November on, and at once when this year itself is missing', () => {
  const at = (date: string, time = '00:00') => operatorWarning(publishedCalendar, localInstant(date, time))
  expect(at('2026-10-31', '23:59')).toBeUndefined()
  expect(at('2026-11-01')).toEqual({ code: 'HolidayNoticeMissing', year: 2027 })
  expect(at('2027-03-01')).toEqual({ code: 'HolidayNoticeMissing', year: 2027 })
  const notice = { off: [], work: [], source: 'test' }
  expect(
    operatorWarning(withNotice(publishedCalendar, 2027, notice, 'test'), localInstant('2026-12-01', '00:00')),
  ).toBeUndefined()
})

test('a notice with days of another year, twice the same day or a make-up day on a weekday is told so', () => {
  const day = (date: string) => ({ date, name: '元旦' })
  expect(
    noticeFaults(2027, { off: [day('2026-12-31'), day('2027-01-01')], work: [day('2027-01-03')] }),
  ).toEqual([])
  expect(noticeFaults(2027, { off: [day('2028-01-01')], work: [] })).toMatchObject([
    { code: 'DayOfAnotherYear' },
  ])
  expect(noticeFaults(2027, { off: [day('2027-01-01'), day('2027-01-01')], work: [] })).toMatchObject([
    { code: 'DayTwice' },
  ])
  expect(noticeFaults(2027, { off: [], work: [day('2027-01-05')] })).toMatchObject([
    { code: 'MadeUpOnAWeekday' },
  ])
  for (const [year, notice] of Object.entries(publishedCalendar.years)) {
    expect([year, noticeFaults(Number(year), notice)]).toEqual([year, []])
  }
})

test('local dates are eight hours ahead, and midnight at the end of a day prints as 24:00', () => {
  expect(localDateOf('2019-11-08T15:59:59.999Z')).toBe('2019-11-08')
  expect(localDateOf('2019-11-08T16:00:00.000Z')).toBe('2019-11-09')
  expect(printLocal('2019-11-15T16:00:00.000Z', true)).toBe('2019-11-15 24:00')
  expect(printLocal('2019-11-15T16:00:00.000Z')).toBe('2019-11-16 00:00')
  expect(() => dayOfDate('2019-02-30')).toThrow('not a date')
})

test('the year of a day is the year of its date', () => {
  for (let day = 0; day < 66_000; day++) {
    if (yearOfDay(day) !== Number(dateOfDay(day).slice(0, 4))) throw new Error(dateOfDay(day))
  }
  expect(startOfDay(dayOfDate('1970-01-01'))).toBe(-8 * 3_600_000)
})
