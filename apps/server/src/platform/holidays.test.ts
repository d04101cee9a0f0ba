import { dateOfDay, dayOfDate, dueAt, isWeekend, localInstant, publishedCalendar } from '@shaoying/core'
import { existsSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'

const second = new URL('../../../../../shared/data/holidays/', import.meta.url)
type Day = { date: string; isOffDay: boolean }

test.skipIf(!existsSync(second))('working days agree day for day with a second table, 2007 to 2026', () => {
  const told = new Map<string, boolean>()
  for (let year = 2007; year <= 2026; year++) {
    // The shape is that of the table's own schema.json.
    const { days } = JSON.parse(readFileSync(new URL(`${year}.json`, second), 'utf8')) as { days: Day[] }
    for (const { date, isOffDay } of days) told.set(date, isOffDay)
  }
  const differing: string[] = []
  for (let day = dayOfDate('2006-12-30'); day <= dayOfDate('2026-12-31'); day++) {
    const working = !(told.get(dateOfDay(day)) ?? isWeekend(day))
    const from = localInstant(dateOfDay(day - 1), '10:00')
    const limit = { amount: 1, unit: 'workday' } as const
    const inputs = {
      clock: 'finish',
      from,
      limit,
      source: 'profile',
      suspensions: [],
      extensions: [],
    } as const
    const ends = dueAt(inputs, publishedCalendar, []).at === localInstant(dateOfDay(day), '24:00')
    if (ends !== working) differing.push(dateOfDay(day))
  }
  expect(differing).toEqual([])
  expect(told.size).toBeGreaterThan(600)
})
