import { invariant } from '../invariant.ts'
import {
  dayMs,
  dayOfMs,
  instantOf,
  msOf,
  never,
  startOfDay,
  type DayNumber,
  type Instant,
} from './instant.ts'
import type { Limit } from './limit.ts'
import type { Workdays } from './workdays.ts'

/** Who set a limit; the order's own comes before the category's, the category's before the profile's (L13). */
export type LimitSource = 'order' | 'category' | 'profile'

/** A time in which a clock stood still (挂起); without `until` it still does. */
export type Suspension = { readonly from: Instant; readonly until?: Instant }

/** Time added (延期), granted outside the holder's line; it runs on from where the deadline stood. */
export type Extension = { readonly limit: Limit; readonly grantedBy: string }

/** All a deadline is computed from; state keeps these, so that a deadline is computed and never patched. */
export type DeadlineInputs = {
  /** Name of the clock: receive, report, finish … */
  readonly clock: string
  readonly from: Instant
  readonly limit: Limit | { readonly until: Instant }
  readonly source: LimitSource
  readonly suspensions: readonly Suspension[]
  readonly extensions: readonly Extension[]
}

/** Office hours as pairs of local times in order, `[['08:30', '12:00'], ['14:30', '17:30']]`. */
export type WorkingHours = readonly (readonly [string, string])[]

/** A stretch of a deadline: the limit itself, or one extension. `countsFrom` is the first day looked at. */
export type Leg = {
  readonly unit: Limit['unit'] | 'until'
  readonly countsFrom: DayNumber
  readonly endMs: number
}

/** The limit and each extension as stretches, in order; the last one's end is the deadline. */
export function legsOf(
  inputs: DeadlineInputs,
  workdays: Workdays,
  workingHours: WorkingHours,
): readonly Leg[] {
  const still = stillSpans(inputs.suspensions)
  let last = firstLeg(inputs, workdays, workingHours, still)
  const legs = [last]
  for (const { limit } of inputs.extensions) {
    last = nextLeg(last, limit, workdays, workingHours, still)
    legs.push(last)
  }
  return legs
}

/** Times in which the clock stands still, in order and apart; an open end is infinite. */
export type StillSpans = readonly (readonly [number, number])[]

/** The suspensions as spans of milliseconds, overlaps joined. */
export function stillSpans(suspensions: readonly Suspension[]): StillSpans {
  if (suspensions.length === 0) return none
  const spans = suspensions
    .map(({ from, until }): [number, number] => [msOf(from), until === undefined ? Infinity : msOf(until)])
    .filter(([from, to]) => to > from)
    .sort(([a], [b]) => a - b)
  const joined: [number, number][] = []
  for (const span of spans) {
    const last = joined.at(-1)
    if (last && span[0] <= last[1]) last[1] = Math.max(last[1], span[1])
    else joined.push(span)
  }
  return joined
}

/** Whether the clock stands still at the end of a day, which is then not counted. */
export function isStillAtEnd(day: DayNumber, still: StillSpans): boolean {
  if (still.length === 0) return false
  const end = startOfDay(day + 1)
  return still.some(([from, to]) => from < end && end <= to)
}

/** The instant of an end in milliseconds; no end is `never`. */
export function printed(endMs: number): Instant {
  return endMs === Infinity ? never : instantOf(endMs)
}

const none: StillSpans = []

/** Length of each unit in wall time. */
export const wallMs: Readonly<Record<Limit['unit'], number>> = {
  minute: 60_000,
  hour: 3_600_000,
  workhour: 3_600_000,
  day: dayMs,
  workday: dayMs,
}

function firstLeg(
  { from, limit }: DeadlineInputs,
  workdays: Workdays,
  hours: WorkingHours,
  still: StillSpans,
): Leg {
  const fromMs = msOf(from)
  const startDay = dayOfMs(fromMs)
  if (!('until' in limit)) return run(fromMs, startDay, limit, workdays, hours, still)
  const untilMs = msOf(limit.until)
  const endMs = untilMs <= fromMs ? untilMs : runWall(fromMs, untilMs - fromMs, still)
  return { unit: 'until', countsFrom: startDay, endMs }
}

function nextLeg(
  { endMs }: Leg,
  limit: Limit,
  workdays: Workdays,
  hours: WorkingHours,
  still: StillSpans,
): Leg {
  if (endMs === Infinity) return { unit: limit.unit, countsFrom: workdays.lastDay, endMs }
  // A deadline of 24:00 is the first moment of the next day; the day it closes is the one not counted again.
  return run(endMs, dayOfMs(endMs - 1), limit, workdays, hours, still)
}

function run(
  startMs: number,
  startDay: DayNumber,
  { amount, unit }: Limit,
  workdays: Workdays,
  hours: WorkingHours,
  still: StillSpans,
): Leg {
  switch (unit) {
    case 'minute':
    case 'hour':
      return { unit, countsFrom: startDay, endMs: runWall(startMs, amount * wallMs[unit], still) }
    case 'workhour': {
      const endMs = runWorkingHours(startMs, amount * wallMs[unit], workdays, hours, still)
      return { unit, countsFrom: dayOfMs(startMs), endMs }
    }
    case 'day':
    case 'workday':
      return { unit, countsFrom: startDay + 1, endMs: runDays(startDay, amount, unit, workdays, still) }
  }
}

function runDays(
  startDay: DayNumber,
  amount: number,
  unit: 'day' | 'workday',
  workdays: Workdays,
  still: StillSpans,
): number {
  if (still.length === 0) {
    const last = unit === 'day' ? startDay + amount : workdays.nthAfter(startDay, amount)
    return last === undefined ? Infinity : startOfDay(last + 1)
  }
  let left = amount
  for (let day = startDay + 1; day <= workdays.lastDay; day++) {
    if (unit === 'workday' && !workdays.isWorking(day)) continue
    if (isStillAtEnd(day, still)) continue
    if (--left === 0) return startOfDay(day + 1)
  }
  return Infinity
}

function runWall(startMs: number, ms: number, still: StillSpans): number {
  let at = startMs
  let left = ms
  for (const [from, to] of still) {
    if (to <= at) continue
    if (from >= at + left) break
    left -= Math.max(0, from - at)
    at = to
  }
  return at + left
}

function runWorkingHours(
  startMs: number,
  ms: number,
  workdays: Workdays,
  hours: WorkingHours,
  still: StillSpans,
): number {
  const periods = periodsOf(hours)
  const stillForGood = still.at(-1)?.[1] === Infinity ? (still.at(-1)?.[0] ?? Infinity) : Infinity
  let left = ms
  for (let day = dayOfMs(startMs); day <= workdays.lastDay; day++) {
    if (!workdays.isWorking(day)) continue
    const midnight = startOfDay(day)
    if (midnight >= stillForGood) return Infinity
    for (const [opens, closes] of periods) {
      for (const [from, to] of awake(Math.max(midnight + opens, startMs), midnight + closes, still)) {
        if (left <= to - from) return from + left
        left -= to - from
      }
    }
  }
  return Infinity
}

/** The parts of a stretch in which the clock runs. */
function awake(from: number, to: number, still: StillSpans): readonly (readonly [number, number])[] {
  if (from >= to) return none
  if (still.length === 0) return [[from, to]]
  const parts: [number, number][] = []
  let at = from
  for (const [stops, goesOn] of still) {
    if (goesOn <= at) continue
    if (stops >= to) break
    if (stops > at) parts.push([at, stops])
    at = goesOn
  }
  if (at < to) parts.push([at, to])
  return parts
}

const periodsMade = new WeakMap<WorkingHours, readonly (readonly [number, number])[]>()

function periodsOf(hours: WorkingHours): readonly (readonly [number, number])[] {
  const known = periodsMade.get(hours)
  if (known) return known
  const periods = hours.map(([from, to]) => [msOfTime(from), msOfTime(to)] as const)
  periodsMade.set(hours, periods)
  return periods
}

function msOfTime(time: string): number {
  const [hour, minute] = time.split(':').map(Number)
  invariant(hour !== undefined && minute !== undefined, `not a time of day: ${time}`)
  return (hour * 60 + minute) * 60_000
}

/** The years without a notice on which a stretch in working time rests. */
export function unpublishedYears({ unit, countsFrom, endMs }: Leg, workdays: Workdays): readonly number[] {
  if ((unit !== 'workday' && unit !== 'workhour') || endMs === Infinity) return noYears
  return workdays.unpublished(countsFrom, dayOfMs(endMs - 1))
}

const noYears: readonly number[] = []
