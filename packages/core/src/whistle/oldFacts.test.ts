import { expect, test } from 'vitest'
import type { Recorded } from '../words.ts'
import type { WhistleEvent, WhistleEventType } from './events.ts'
import { whistleLaw } from './index.ts'
import oldFacts from './oldFacts.json' with { type: 'json' }
import type { WhistleState } from './state.ts'

type OldCourse = { name: string; entries: readonly Recorded<WhistleEvent>[]; state: WhistleState }

test('facts written long ago are still believed, every shape of them', () => {
  // The file is never edited: it is what an older version wrote, and read as such.
  const courses = oldFacts as unknown as OldCourse[]
  const seen = new Set(courses.flatMap(({ entries }) => entries.map(({ event }) => event.type)))
  expect(Object.keys(everyFact).filter((name) => !seen.has(name as WhistleEventType))).toEqual([])
  for (const { entries, state } of courses)
    expect(entries.reduce(whistleLaw.evolve, whistleLaw.absent)).toEqual(state)
})

/** The compiler keeps this list whole. */
const everyFact: Record<WhistleEventType, true> = {
  WhistleApplied: true,
  RulingAsked: true,
  MatterRuled: true,
  LimitWarned: true,
  WhistleReported: true,
  WhistleConfirmed: true,
  WhistleRefused: true,
  WhistleIssued: true,
  ClockStarted: true,
  ClockMissed: true,
  DeadlineMoved: true,
  TeamTasked: true,
  UnitAdded: true,
  UnitReleased: true,
  WhistleCalledOff: true,
  OrderReceived: true,
  OrderAccepted: true,
  CallDeclined: true,
  OrderReturned: true,
  OrderReturnRuled: true,
  TeamNamed: true,
  UnitCheckedIn: true,
  WorkLogged: true,
  TaskFinished: true,
  UnitUrged: true,
  UnitSupervised: true,
  SupervisionAnswered: true,
  OrderExtensionAsked: true,
  OrderExtensionGranted: true,
  OrderExtensionRefused: true,
  MeetingConvened: true,
  AttendanceSigned: true,
  AttendanceClosed: true,
  ResolutionsRecorded: true,
  ResolutionLogged: true,
  ResolutionFinished: true,
  TaskAccepted: true,
  TaskSentBack: true,
  WhistleDone: true,
  UnitScored: true,
  ScoreCombined: true,
  WhistleRated: true,
  ScoreObjected: true,
  ScoreRuled: true,
  UnitReferred: true,
  WhistleClosed: true,
  UnitSucceeded: true,
}
