import fc from 'fast-check'
import { expect, test } from 'vitest'
import { publishedCalendar, withNotice, type Calendar } from './calendar.ts'
import {
  dueAt,
  explain,
  explanationOf,
  warnAt,
  type DeadlineInputs,
  type Limit,
  type Suspension,
} from './deadline.ts'
import { dateOfDay, dayMs, dayOfDate, instantOf, localInstant, msOf, never, printLocal } from './instant.ts'
import { readLimit } from './limit.ts'

const hours = [
  ['08:30', '12:00'],
  ['14:30', '17:30'],
] as const

function limit(text: string): Limit {
  const read = readLimit(text)
  if (!read) throw new Error(`no limit: ${text}`)
  return read
}

function inputs(
  start: string,
  allowed: Limit | { until: string },
  more: Partial<DeadlineInputs> = {},
): DeadlineInputs {
  const [date, time] = start.split(' ') as [string, string | undefined]
  const from = localInstant(date, time ?? '10:00')
  return {
    clock: 'finish',
    from,
    limit: allowed,
    source: 'profile',
    suspensions: [],
    extensions: [],
    ...more,
  }
}

function due(
  start: string,
  rule: string,
  more: Partial<DeadlineInputs> = {},
  calendar = publishedCalendar,
): string {
  const { at } = dueAt(inputs(start, limit(rule), more), calendar, hours)
  return at === never ? 'never' : printLocal(at, true)
}

const suspended = (from: string, until?: string): Suspension => {
  const at = (text: string) => localInstant(text.slice(0, 10), text.slice(11))
  return until === undefined ? { from: at(from) } : { from: at(from), until: at(until) }
}

// The table of dates to meet, and the dates of the five cities' stories.
test.each([
  ['2019-11-08', '7 days', '2019-11-15 24:00'],
  ['2019-11-08', '15 workdays', '2019-11-29 24:00'],
  ['2019-09-27', '1 workday', '2019-09-29 24:00'],
  ['2019-09-27', '5 workdays', '2019-10-10 24:00'],
  ['2019-09-27', '15 workdays', '2019-10-23 24:00'],
  ['2019-09-27', '7 days', '2019-10-04 24:00'],
  ['2019-10-09', '3 workdays', '2019-10-12 24:00'],
  ['2019-06-05', '1 workday', '2019-06-06 24:00'],
  ['2019-06-05', '3 workdays', '2019-06-11 24:00'],
  ['2019-03-29', '5 workdays', '2019-04-08 24:00'],
  ['2022-04-22', '10 workdays', '2022-05-09 24:00'],
  ['2022-05-09', '3 workdays', '2022-05-12 24:00'],
  ['2019-11-08 10:20', '7 days', '2019-11-15 24:00'],
  ['2019-03-25 09:00', '1 workday', '2019-03-26 24:00'],
  ['2019-03-29 09:00', '2 hours', '2019-03-29 11:00'],
  ['2019-09-24 09:10', '24 hours', '2019-09-25 09:10'],
  ['2019-09-27 10:00', '1 hour', '2019-09-27 11:00'],
  ['2019-10-10 15:00', '3 workdays', '2019-10-14 24:00'],
])('%s and %s end at %s', (start, rule, end) => {
  expect(due(start, rule)).toBe(end)
})

test('a limit that ends at a fixed time ends there', () => {
  const until = localInstant('2019-06-06', '24:00')
  expect(dueAt(inputs('2019-06-05', { until }), publishedCalendar, hours).at).toBe(until)
})

test('a community whistle of 30 minutes in duty hours runs over the noon break and the night', () => {
  expect(due('2019-06-03 11:30', '1 workhour')).toBe('2019-06-03 15:00')
  expect(due('2019-06-03 21:30', '2 workhours')).toBe('2019-06-04 10:30')
  expect(due('2019-09-30 17:00', '1 workhour')).toBe('2019-10-08 09:00')
  expect(due('2019-06-03 10:00', '2 workhours')).toBe('2019-06-03 12:00')
})

test('a day counted from the last second of a day begins with the next', () => {
  expect(due('2019-11-08 00:00', '1 day')).toBe('2019-11-09 24:00')
  expect(due('2019-11-08 23:59', '1 day')).toBe('2019-11-09 24:00')
})

test('an extension is counted on from the deadline', () => {
  const extensions = [{ limit: limit('3 workdays'), grantedBy: 'centre' }]
  expect(due('2019-09-27', '5 workdays', { extensions })).toBe('2019-10-14 24:00')
  expect(
    due('2019-09-27', '2 hours', { extensions: [{ limit: limit('1 hour'), grantedBy: 'centre' }] }),
  ).toBe('2019-09-27 13:00')
})

test('a day is not counted when the clock stands still at its end', () => {
  expect(
    due('2019-11-08', '7 days', { suspensions: [suspended('2019-11-11 10:00', '2019-11-13 15:00')] }),
  ).toBe('2019-11-17 24:00')
  expect(
    due('2019-11-08', '7 days', { suspensions: [suspended('2019-11-11 10:00', '2019-11-11 15:00')] }),
  ).toBe('2019-11-15 24:00')
  expect(
    due('2019-11-08', '7 days', { suspensions: [suspended('2019-11-11 24:00', '2019-11-12 24:00')] }),
  ).toBe('2019-11-16 24:00')
})

test('hours and working hours do not run while suspended', () => {
  expect(
    due('2019-06-03 09:00', '2 hours', { suspensions: [suspended('2019-06-03 10:00', '2019-06-03 13:00')] }),
  ).toBe('2019-06-03 14:00')
  expect(
    due('2019-06-03 09:00', '2 workhours', {
      suspensions: [suspended('2019-06-03 10:00', '2019-06-03 15:00')],
    }),
  ).toBe('2019-06-03 16:00')
})

test('a clock that stands still for good is never due, unless it ran out before', () => {
  for (const rule of ['7 days', '5 workdays', '200 hours', '40 workhours']) {
    expect(due('2019-06-03', rule, { suspensions: [suspended('2019-06-04 10:00')] })).toBe('never')
  }
  expect(due('2019-06-03', '2 hours', { suspensions: [suspended('2019-06-04 10:00')] })).toBe(
    '2019-06-03 12:00',
  )
})

test('the explanation names each day skipped and each make-up day counted', () => {
  const why = explanationOf(inputs('2019-09-27', limit('5 workdays')), publishedCalendar, hours)
  expect(why.skipped.map(({ date, reason, name }) => [date, reason, name])).toEqual([
    ['2019-09-28', 'weekend', undefined],
    ...['01', '02', '03', '04', '05', '06', '07'].map((day) => [`2019-10-${day}`, 'holiday', '国庆节']),
  ])
  expect(why.madeUp).toEqual([{ date: '2019-09-29', name: '国庆节' }])
  expect(explain(why, 'zh')).toBe(
    '自 2019-09-27 10:00 起 5个工作日(按本地规则),起算当日不计。不计入:2019-09-28(周末)、2019-10-01 至 2019-10-07(国庆节)。调休上班计入:2019-09-29(国庆节)。到期 2019-10-10 24:00。',
  )
  expect(explain(why, 'en')).toBe(
    '5 working days from 2019-09-27 10:00 (by the local rules), start day not counted. Not counted: 2019-09-28 (weekend), 2019-10-01 to 2019-10-07 (National Day). Make-up working days counted: 2019-09-29 (National Day). Due 2019-10-10 24:00.',
  )
})

test('natural days are explained without skipping holidays', () => {
  const why = explanationOf(inputs('2019-09-27', limit('7 days')), publishedCalendar, hours)
  expect(why.skipped).toEqual([])
  expect(explain(why, 'en')).toContain('7 natural days from 2019-09-27 10:00')
})

test('suspended days and extensions stand in the explanation', () => {
  const asked = inputs('2019-11-08', limit('3 workdays'), {
    suspensions: [suspended('2019-11-11 10:00', '2019-11-12 09:00')],
    extensions: [{ limit: limit('1 workday'), grantedBy: 'centre' }],
  })
  const why = explanationOf(asked, publishedCalendar, hours)
  expect(why.skipped).toContainEqual({ date: '2019-11-11', reason: 'suspended' })
  expect(why.extensions.map(({ at }) => printLocal(at, true))).toEqual(['2019-11-15 24:00'])
  expect(explain(why, 'zh')).toContain('2019-11-11 10:00 起挂起,2019-11-12 09:00 恢复。')
  expect(explain(why, 'en')).toContain('Extended by 1 working day, to 2019-11-15 24:00.')
})

test('a year without a notice is counted by the statutory days alone and said to be provisional', () => {
  const over = inputs('2026-12-25', limit('5 workdays'))
  expect(dueAt(over, publishedCalendar, hours)).toMatchObject({
    provisional: true,
    calendar: publishedCalendar.version,
  })
  expect(due('2026-12-25', '5 workdays')).toBe('2027-01-04 24:00')
  expect(explanationOf(over, publishedCalendar, hours).provisionalYears).toEqual([2027])
  expect(explain(explanationOf(over, publishedCalendar, hours), 'zh')).toContain('2027 年放假通知尚未发布')
  expect(dueAt(inputs('2026-12-25', limit('7 days')), publishedCalendar, hours).provisional).toBe(false)
  expect(dueAt(inputs('2026-11-02', limit('5 workdays')), publishedCalendar, hours).provisional).toBe(false)
})

test('the last days of December rest on the notice of the year after, as in 2018', () => {
  expect(due('2018-12-28', '1 workday')).toBe('2018-12-29 24:00')
  expect(due('2018-12-28', '2 workdays')).toBe('2019-01-02 24:00')
  expect(dueAt(inputs('2026-12-29', limit('1 workday')), publishedCalendar, hours).provisional).toBe(true)
})

test('a new notice moves a provisional deadline and makes it firm', () => {
  const notice = {
    off: ['01', '02', '03'].map((day) => ({ date: `2027-01-${day}`, name: '元旦' })),
    work: [{ date: '2026-12-27', name: '元旦' }],
    source: 'a notice made up for this test',
  }
  const loaded = withNotice(publishedCalendar, 2027, notice, 'test-2027')
  expect(due('2026-12-25', '5 workdays', {}, loaded)).toBe('2026-12-31 24:00')
  expect(dueAt(inputs('2026-12-25', limit('5 workdays')), loaded, hours).provisional).toBe(false)
  expect(due('2026-12-25', '5 workdays')).toBe('2027-01-04 24:00')
})

test('a warning comes at 20 % of the time before the end, at least 30 minutes before', () => {
  const from = localInstant('2019-06-03', '09:00')
  expect(printLocal(warnAt(from, localInstant('2019-06-03', '19:00')))).toBe('2019-06-03 17:00')
  expect(printLocal(warnAt(from, localInstant('2019-06-03', '10:00')))).toBe('2019-06-03 09:30')
  expect(warnAt(from, localInstant('2019-06-03', '09:20'))).toBe(from)
  expect(warnAt(from, never)).toBe(never)
})

// An independent way to count: day by day, by date text, from the notices as lists.
function naiveDue(startDate: string, amount: number, unit: 'day' | 'workday', calendar: Calendar): string {
  const notices = Object.values(calendar.years)
  const isOff = (date: string) => notices.some(({ off }) => off.some((day) => day.date === date))
  const isMadeUp = (date: string) => notices.some(({ work }) => work.some((day) => day.date === date))
  const cursor = new Date(`${startDate}T00:00:00Z`)
  for (let left = amount; left > 0;) {
    cursor.setUTCDate(cursor.getUTCDate() + 1)
    const date = cursor.toISOString().slice(0, 10)
    const weekday = cursor.getUTCDay() !== 0 && cursor.getUTCDay() !== 6
    if (unit === 'day' || isMadeUp(date) || (weekday && !isOff(date))) left -= 1
  }
  return `${cursor.toISOString().slice(0, 10)} 24:00`
}

test.each(['2019', '2020', '2024', '2025'])('every start of %s agrees with counting by hand', (year) => {
  const first = dayOfDate(`${year}-01-01`)
  let compared = 0
  for (let day = first; dateOfDay(day).startsWith(year); day++) {
    for (const amount of [1, 2, 3, 5, 10, 15]) {
      for (const unit of ['day', 'workday'] as const) {
        const { at } = dueAt(inputs(dateOfDay(day), { amount, unit }), publishedCalendar, hours)
        expect(printLocal(at, true)).toBe(naiveDue(dateOfDay(day), amount, unit, publishedCalendar))
        compared += 1
      }
    }
  }
  expect(compared).toBeGreaterThanOrEqual(365 * 12)
})

// Working time minute by minute, the slow way.
function naiveWorkhours(fromMs: number, minutes: number, still: readonly Suspension[]): number {
  let left = minutes
  for (let ms = fromMs; ; ms += 60_000) {
    if (left === 0) return ms
    const text = printLocal(instantOf(ms))
    const time = text.slice(11)
    const open = hours.some(([opens, closes]) => time >= opens && time < closes)
    const rests = still.some(
      ({ from, until }) => msOf(from) <= ms && (until === undefined || ms < msOf(until)),
    )
    const works = naiveDue(dateOfDay(dayOfDate(text.slice(0, 10)) - 1), 1, 'workday', publishedCalendar)
    if (open && !rests && works.startsWith(text.slice(0, 10))) left -= 1
  }
}

test('working hours agree with a count minute by minute', () => {
  const base = msOf(localInstant('2024-09-25', '00:00'))
  const minute = fc.integer({ min: 0, max: 12 * 24 * 60 })
  fc.assert(
    fc.property(
      minute,
      fc.integer({ min: 1, max: 9 }),
      minute,
      fc.integer({ min: 1, max: 900 }),
      (start, amount, stop, rest) => {
        const from = base + start * 60_000
        const stops = base + stop * 60_000
        const suspensions = [{ from: instantOf(stops), until: instantOf(stops + rest * 60_000) }]
        const asked = {
          ...inputs('2024-09-25', { amount, unit: 'workhour' }),
          from: instantOf(from),
          suspensions,
        }
        expect(dueAt(asked, publishedCalendar, hours).at).toBe(
          instantOf(naiveWorkhours(from, amount * 60, suspensions)),
        )
      },
    ),
    { numRuns: 20 },
  )
})

const anyLimit: fc.Arbitrary<Limit> = fc.record({
  amount: fc.integer({ min: 1, max: 60 }),
  unit: fc.constantFrom('minute', 'hour', 'workhour', 'day', 'workday'),
})
const anyMs = fc.integer({ min: msOf('2008-01-01T00:00:00.000Z'), max: msOf('2026-06-01T00:00:00.000Z') })
const anySuspensions = (fromMs: number) =>
  fc.array(
    fc
      .tuple(fc.integer({ min: 0, max: 20 * dayMs }), fc.integer({ min: 1, max: 9 * dayMs }))
      .map(([after, length]) => ({
        from: instantOf(fromMs + after),
        until: instantOf(fromMs + after + length),
      })),
    { maxLength: 4 },
  )
const at = (
  ms: number,
  allowed: Limit,
  suspensions: readonly Suspension[] = [],
  calendar = publishedCalendar,
) => dueAt({ ...inputs('2019-01-01', allowed), from: instantOf(ms), suspensions }, calendar, hours).at

test('who starts later is never due earlier', () => {
  fc.assert(
    fc.property(anyMs, fc.integer({ min: 0, max: 30 * dayMs }), anyLimit, (ms, later, allowed) => {
      expect(at(ms + later, allowed) >= at(ms, allowed)).toBe(true)
    }),
  )
})

test('a longer limit is never due earlier, and no limit ends before it starts', () => {
  fc.assert(
    fc.property(anyMs, anyLimit, (ms, allowed) => {
      expect(at(ms, { ...allowed, amount: allowed.amount + 1 }) > at(ms, allowed)).toBe(true)
      expect(at(ms, allowed) > instantOf(ms)).toBe(true)
    }),
  )
})

test('one holiday more never makes a deadline earlier', () => {
  fc.assert(
    fc.property(anyMs, anyLimit, fc.integer({ min: 0, max: 40 }), (ms, allowed, after) => {
      const date = dateOfDay(Math.floor(ms / dayMs) + after)
      const year = publishedCalendar.years[date.slice(0, 4)]
      if (!year) throw new Error(`no year of ${date}`)
      const years = {
        ...publishedCalendar.years,
        [date.slice(0, 4)]: {
          ...year,
          off: [...year.off.filter((day) => day.date !== date), { date, name: 'one more' }],
          work: year.work.filter((day) => day.date !== date),
        },
      }
      expect(at(ms, allowed, [], { version: 'test', years }) >= at(ms, allowed)).toBe(true)
    }),
    { numRuns: 40 },
  )
})

test('a suspension never makes a deadline earlier, and moves wall time by exactly what it took', () => {
  const cases = anyMs.chain((ms) => fc.tuple(fc.constant(ms), anyLimit, anySuspensions(ms)))
  fc.assert(
    fc.property(cases, ([ms, allowed, suspensions]) => {
      const plain = at(ms, allowed)
      const moved = at(ms, allowed, suspensions)
      expect(moved >= plain).toBe(true)
      const stood = joinedMs(suspensions, ms, msOf(moved))
      if (allowed.unit === 'hour') expect(msOf(moved) - msOf(plain)).toBe(stood)
      if (allowed.unit === 'day')
        expect(Math.abs(msOf(moved) - msOf(plain) - stood)).toBeLessThanOrEqual(5 * dayMs)
    }),
  )
})

test('the order in which suspensions are told does not matter, nor does overlap', () => {
  const cases = anyMs.chain((ms) => fc.tuple(fc.constant(ms), anyLimit, anySuspensions(ms)))
  fc.assert(
    fc.property(cases, ([ms, allowed, suspensions]) => {
      expect(at(ms, allowed, [...suspensions].reverse())).toBe(at(ms, allowed, suspensions))
      expect(at(ms, allowed, [...suspensions, ...suspensions])).toBe(at(ms, allowed, suspensions))
    }),
  )
})

test('the explanation ends where the deadline does, and its days add up', () => {
  const cases = anyMs.chain((ms) => fc.tuple(fc.constant(ms), anyLimit, anySuspensions(ms)))
  fc.assert(
    fc.property(cases, ([ms, allowed, suspensions]) => {
      const asked = { ...inputs('2019-01-01', allowed), from: instantOf(ms), suspensions }
      const why = explanationOf(asked, publishedCalendar, hours)
      expect(why.at).toBe(dueAt(asked, publishedCalendar, hours).at)
      if (allowed.unit !== 'day' && allowed.unit !== 'workday') return
      const days = (msOf(why.at) - msOf(localInstant(printLocal(asked.from).slice(0, 10), '24:00'))) / dayMs
      expect(days - why.skipped.length).toBe(allowed.amount)
    }),
  )
})

function joinedMs(suspensions: readonly Suspension[], fromMs: number, toMs: number): number {
  const minutes = suspensions
    .map(({ from, until }) => [Math.max(msOf(from), fromMs), Math.min(msOf(until ?? never), toMs)] as const)
    .filter(([from, to]) => to > from)
    .sort(([a], [b]) => a - b)
  let total = 0
  let reached = -Infinity
  for (const [from, to] of minutes) {
    total += Math.max(0, to - Math.max(from, reached))
    reached = Math.max(reached, to)
  }
  return total
}
