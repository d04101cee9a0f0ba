import { invariant } from '../invariant.ts'
import type { CheckIn, ScoreItemName } from '../profile/vocabulary.ts'
import type { DeadlineInputs, Due } from '../time/deadline.ts'
import type { Instant } from '../time/instant.ts'
import type { Limit } from '../time/limit.ts'
import type { By, ContentRef, PersonId, Recorded, StoryId, UnitId } from '../words.ts'
import type {
  CalleeKey,
  CalleeOrder,
  Caller,
  ScoredPart,
  Seats,
  WhistleClock,
  WhistleEvent,
  WhistleKind,
  WhistleTerms,
} from './events.ts'

/** Stages of a whistle (哨) as a whole; each called unit has its own course beneath. */
export const whistleStages = [
  'absent',
  'ruling',
  'applied',
  'reported',
  'confirmed',
  'issued',
  'running',
  'done',
  'closed',
  'refused',
  'calledOff',
] as const
export type WhistleStage = (typeof whistleStages)[number]

/** A running or stopped clock; `on` is the unit whose fact a miss is. */
export type Clock = {
  readonly clock: WhistleClock
  /** Whom or what it measures: a callee, a resolution, a supervision, or the unit itself. */
  readonly of: string
  readonly on: UnitId
  readonly inputs: DeadlineInputs
  readonly due: Due
  readonly metAt: Instant | null
  readonly missedAt: Instant | null
}

/** What was scored of one called unit: drafts, result, and what came of an objection; the first value is never overwritten. */
export type CalleeScore = {
  readonly drafted: {
    readonly items: readonly { readonly item: ScoreItemName; readonly points: number }[]
    readonly words: ContentRef | null
    readonly at: Instant
  } | null
  readonly combined: {
    readonly parts: readonly ScoredPart[]
    readonly result: number
    readonly at: Instant
  } | null
  /** The called unit's mark for the caller (双向考核). */
  readonly rated: { readonly points: number; readonly words: ContentRef | null; readonly at: Instant } | null
  readonly objection: { readonly words: ContentRef; readonly at: Instant } | null
  readonly ruled: {
    readonly decision: 'stands' | 'corrected'
    readonly result: number
    readonly words: ContentRef
    readonly at: Instant
  } | null
}

/** One who was called, and how far they are. */
export type Callee = CalleeOrder & {
  readonly calledAt: Instant | null
  readonly receivedAt: Instant | null
  readonly acceptedAt: Instant | null
  readonly declinedAt: Instant | null
  readonly team: {
    readonly people: readonly PersonId[]
    readonly leader: ContentRef
    readonly phone: ContentRef | null
    readonly powers: readonly string[]
  } | null
  /** 已报到, made a fact by the register (签到) or by the meeting's attendance. */
  readonly checkedIn: { readonly at: Instant; readonly by: By; readonly people: ContentRef } | null
  readonly absentAt: Instant | null
  readonly firstActionAt: Instant | null
  readonly finishedAt: Instant | null
  /** The verifier's word, not the unit's. */
  readonly verifiedAt: Instant | null
  readonly sentBack: number
  readonly returns: number
  readonly openReturn: {
    readonly reason: string
    readonly duty: string
    readonly responsible: UnitId
    readonly at: Instant
  } | null
  readonly openExtension: { readonly limit: Limit; readonly at: Instant } | null
  readonly releasedAt: Instant | null
  readonly urged: number
  /** Persons who did the unit's part; none of them may verify. */
  readonly hands: readonly PersonId[]
  readonly score: CalleeScore
}

/** A standing or dual-managed team (L9): tasked, not called, never scored. */
export type TaskedTeam = {
  readonly unit: UnitId
  readonly task: ContentRef
  readonly taskedAt: Instant
  readonly finishedAt: Instant | null
}

export type Meeting = {
  readonly at: Instant
  readonly place: ContentRef
  readonly agenda: ContentRef
  readonly invited: readonly UnitId[]
  readonly chair: PersonId | null
  readonly attended: Readonly<Record<UnitId, Instant>>
  readonly absent: readonly UnitId[]
  readonly closedAt: Instant | null
}

/** A task that came out of a meeting (会议议定事项), with owner and its own clock. */
export type Resolution = {
  readonly id: string
  readonly owner: UnitId
  readonly task: ContentRef
  readonly source: string | null
  readonly logged: number
  readonly finishedAt: Instant | null
}

/** A numbered supervision order (督办单) and whether it was answered. */
export type Supervision = {
  readonly id: string
  readonly unit: CalleeKey
  readonly supervisor: UnitId
  readonly at: Instant
  readonly answeredAt: Instant | null
}

/** A whistle that exists. Holds what decisions and to-do lists need; the rest is in the ledger. */
export type Whistle = {
  readonly stage: Exclude<WhistleStage, 'absent'>
  readonly row: string
  readonly kind: WhistleKind
  readonly profile: string
  readonly caller: Caller
  readonly terms: WhistleTerms
  readonly seats: Seats
  readonly cases: readonly StoryId[]
  readonly matter: ContentRef
  readonly whyNotHere: ContentRef
  readonly actAsked: ContentRef
  readonly problem: string | null
  readonly category: string | null
  readonly muster: {
    readonly place: ContentRef | null
    readonly usual: string | null
    readonly at: Instant | null
  }
  readonly sites: readonly ContentRef[]
  readonly checkIn: CheckIn
  readonly emergency: boolean
  readonly appliedAt: Instant
  readonly reportedAt: Instant | null
  readonly confirmedAt: Instant | null
  readonly confirmedBy: PersonId | null
  readonly issuedAt: Instant | null
  readonly issuer: UnitId | null
  /** Printed number of the letter, `…〔2019〕1号`. */
  readonly number: string | null
  readonly letterNumber: number | null
  readonly doneAt: Instant | null
  readonly closedAt: Instant | null
  readonly called: Readonly<Record<CalleeKey, Callee>>
  readonly teams: Readonly<Record<UnitId, TaskedTeam>>
  readonly meeting: Meeting | null
  readonly resolutions: readonly Resolution[]
  readonly supervisions: readonly Supervision[]
  /** By `clockKey`. */
  readonly clocks: Readonly<Record<string, Clock>>
}

export type WhistleState = { readonly stage: 'absent' } | Whistle

/** The whistle nobody has applied for. */
export const absentWhistle: WhistleState = { stage: 'absent' }

/** Where a clock lies among the whistle's clocks. */
export const clockKey = (clock: WhistleClock, of: string): string => `${of}/${clock}`

/** A callee's or owner's clock, where it has one. */
export const clockOf = (state: Whistle, clock: WhistleClock, of: string): Clock | undefined =>
  state.clocks[clockKey(clock, of)]

/** Every clock that measures this callee, resolution, supervision or unit. */
export const clocksOf = (state: Whistle, of: string): readonly Clock[] =>
  Object.values(state.clocks).filter((clock) => clock.of === of)

/** Every callee, in the order of the letter. */
export const calleesOf = (state: Whistle): readonly Callee[] => Object.values(state.called)

/** Still bound to answer: neither consulted only, nor released, nor declined. */
export const isObliged = (callee: Callee): boolean =>
  callee.part !== 'consultee' && callee.releasedAt === null && callee.declinedAt === null

/** Whether the unit's part is done in its own word: finished, or, in a meeting, all resolutions it owns are. */
export function isWorkDone(state: Whistle, callee: Callee): boolean {
  if (callee.finishedAt !== null) return true
  if (callee.presence !== 'meeting' || state.resolutions.length === 0) return false
  return state.resolutions.every((task) => task.owner !== callee.unit || task.finishedAt !== null)
}

/** Whether nothing more is asked of this callee: verified, or, in a meeting, its resolutions finished. */
export function isSettled(state: Whistle, callee: Callee): boolean {
  if (!isObliged(callee) || callee.verifiedAt !== null) return true
  return callee.presence === 'meeting' && isWorkDone(state, callee)
}

/** Whether everyone called is settled and every resolution finished. */
export function isEveryoneSettled(state: Whistle): boolean {
  return (
    calleesOf(state).every((callee) => isSettled(state, callee)) &&
    state.resolutions.every((task) => task.finishedAt !== null)
  )
}

/** Applies one fact. Decides nothing: a fact cannot be refused, only believed. */
export function evolve(state: WhistleState, entry: Recorded<WhistleEvent>): WhistleState {
  const { event, at, by } = entry
  if (event.type === 'WhistleApplied') return applied(event, at)
  invariant(state.stage !== 'absent', `${event.type} before WhistleApplied`)

  switch (event.type) {
    case 'RulingAsked':
      return { ...state, stage: 'ruling' }
    case 'MatterRuled':
      return {
        ...stopped(state, 'matterRuling', state.seats.adjudicator, at),
        stage: 'applied',
        called: calledFrom(event.called),
      }
    case 'WhistleReported':
      return { ...state, stage: 'reported', reportedAt: at }
    case 'WhistleConfirmed': {
      const told = stopped(
        stopped(state, 'leaderConfirm', ofCaller(state), at),
        'confirmAfterwards',
        ofCaller(state),
        at,
      )
      return {
        ...told,
        stage: event.afterwards ? state.stage : 'confirmed',
        confirmedAt: at,
        confirmedBy: by.person,
      }
    }
    case 'WhistleRefused':
      return { ...state, stage: 'refused', closedAt: at }
    case 'WhistleIssued':
      return {
        ...stopped(state, 'leaderConfirm', ofCaller(state), at),
        stage: 'issued',
        issuedAt: at,
        issuer: event.issuer,
        number: event.number,
        letterNumber: event.letterNumber,
        called: mapped(state.called, (callee) => ({ ...callee, calledAt: at })),
      }
    case 'ClockStarted': {
      const { clock, of, on, inputs, due } = event
      return withClock(state, { clock, of, on, inputs, due, metAt: null, missedAt: null })
    }
    case 'ClockMissed':
      return changedClock(state, event.clock, event.of, { missedAt: at })
    case 'DeadlineMoved':
      return changedClock(state, event.clock, event.of, { due: event.due })
    case 'TeamTasked': {
      const team = { unit: event.unit, task: event.task, taskedAt: at, finishedAt: null }
      return { ...state, teams: { ...state.teams, [event.unit]: team } }
    }
    case 'UnitAdded':
      return {
        ...state,
        called: { ...state.called, [event.called.key]: { ...freshCallee(event.called), calledAt: at } },
      }
    case 'UnitReleased':
      return changed(state, event.unit, { releasedAt: at, openReturn: null, openExtension: null })
    case 'WhistleCalledOff':
      return { ...state, stage: 'calledOff', closedAt: at }
    case 'OrderReceived':
      return running(stopped(changed(state, event.unit, { receivedAt: at }), 'receive', event.unit, at))
    case 'OrderAccepted':
      return running(
        contacted(withHand(changed(state, event.unit, { acceptedAt: at }), event.unit, by), event.unit, at),
      )
    case 'CallDeclined':
      return changed(state, event.unit, { declinedAt: at })
    case 'OrderReturned': {
      const { reason, duty, responsible } = event
      const returns = calleeOf(state, event.unit).returns + 1
      return running(changed(state, event.unit, { returns, openReturn: { reason, duty, responsible, at } }))
    }
    case 'OrderReturnRuled': {
      const ruled = stopped(changed(state, event.unit, { openReturn: null }), 'returnRuling', event.unit, at)
      return event.decision === 'stays'
        ? ruled
        : changed(ruled, event.unit, { releasedAt: at, openExtension: null })
    }
    case 'TeamNamed': {
      const { people, leader, phone, powers } = event
      const named = changed(state, event.unit, { team: { people, leader, phone, powers } })
      return contacted(withHands(named, event.unit, people), event.unit, at)
    }
    case 'UnitCheckedIn':
      return running(reported(state, event.unit, { at, by, people: event.people }))
    case 'WorkLogged':
      return running(acted(state, event.unit, at, by))
    case 'TaskFinished':
      return running(finished(acted(state, event.unit, at, by), event.unit, at))
    case 'UnitUrged':
      return event.unit in state.called
        ? changed(state, event.unit, { urged: calleeOf(state, event.unit).urged + 1 })
        : state
    case 'UnitSupervised': {
      const { supervision, unit, supervisor } = event
      return {
        ...state,
        supervisions: [...state.supervisions, { id: supervision, unit, supervisor, at, answeredAt: null }],
      }
    }
    case 'SupervisionAnswered': {
      const supervisions = state.supervisions.map((one) =>
        one.id === event.supervision ? { ...one, answeredAt: at } : one,
      )
      return { ...stopped(state, 'supervisionAnswer', event.supervision, at), supervisions }
    }
    case 'OrderExtensionAsked':
      return changed(state, event.unit, { openExtension: { limit: event.limit, at } })
    case 'OrderExtensionGranted': {
      const granted = changed(state, event.unit, { openExtension: null })
      return changedClock(granted, 'finish', event.unit, { inputs: event.inputs, due: event.due })
    }
    case 'OrderExtensionRefused':
      return changed(state, event.unit, { openExtension: null })
    case 'MeetingConvened': {
      const { place, agenda, invited, chair } = event
      const meeting = {
        at: event.at,
        place,
        agenda,
        invited,
        chair,
        attended: {},
        absent: [],
        closedAt: null,
      }
      return running({ ...state, meeting })
    }
    case 'AttendanceSigned': {
      const { meeting } = state
      invariant(meeting, 'AttendanceSigned before MeetingConvened')
      const signed = {
        ...state,
        meeting: { ...meeting, attended: { ...meeting.attended, [event.unit]: at } },
      }
      return event.unit in state.called
        ? reported(signed, event.unit, { at, by, people: event.people })
        : signed
    }
    case 'AttendanceClosed': {
      const { meeting } = state
      invariant(meeting, 'AttendanceClosed before MeetingConvened')
      const absent = new Set(event.absent)
      const called = mapped(state.called, (callee) =>
        absent.has(callee.key) ? { ...callee, absentAt: at } : callee,
      )
      return { ...state, called, meeting: { ...meeting, absent: event.absent, closedAt: at } }
    }
    case 'ResolutionsRecorded': {
      const tasks = event.tasks.map((task) => ({ ...task, logged: 0, finishedAt: null }))
      return running({ ...state, resolutions: [...state.resolutions, ...tasks] })
    }
    case 'ResolutionLogged':
      return changedResolution(state, event.resolution, (task) => ({ ...task, logged: task.logged + 1 }))
    case 'ResolutionFinished': {
      const done = changedResolution(state, event.resolution, (task) => ({ ...task, finishedAt: at }))
      return stopped(done, 'resolution', event.resolution, at)
    }
    case 'TaskAccepted':
      return event.units.reduce<Whistle>(
        (so, unit) => stopped(changed(so, unit, { verifiedAt: at, openExtension: null }), 'verify', unit, at),
        state,
      )
    case 'TaskSentBack': {
      const sentBack = calleeOf(state, event.unit).sentBack + 1
      const again = stopped(
        changed(state, event.unit, { finishedAt: null, sentBack }),
        'verify',
        event.unit,
        at,
      )
      return changedClock(again, 'finish', event.unit, { metAt: null })
    }
    case 'WhistleDone':
      return { ...state, stage: 'done', doneAt: at }
    case 'UnitScored': {
      const { items, words } = event
      return stopped(scored(state, event.unit, { drafted: { items, words, at } }), 'score', event.unit, at)
    }
    case 'ScoreCombined': {
      const { parts, result } = event
      return stopped(scored(state, event.unit, { combined: { parts, result, at } }), 'score', event.unit, at)
    }
    case 'WhistleRated':
      return scored(state, event.unit, { rated: { points: event.points, words: event.words, at } })
    case 'ScoreObjected':
      return scored(state, event.unit, { objection: { words: event.words, at } })
    case 'ScoreRuled': {
      const { decision, result, words } = event
      return scored(state, event.unit, { ruled: { decision, result, words, at } })
    }
    case 'WhistleClosed':
      return { ...state, stage: 'closed', closedAt: at }
    case 'UnitSucceeded':
      return succeeded(state, event.from, event.to)
    case 'LimitWarned':
    case 'UnitReferred':
      return state // remembered by the ledger; changes no decision
  }
}

/** The unit on whom the street's own clocks run: the street, or the caller where there is none. */
export const ofCaller = ({ caller }: Pick<Whistle, 'caller'>): UnitId => caller.street ?? caller.unit

const noScore: CalleeScore = { drafted: null, combined: null, rated: null, objection: null, ruled: null }

const freshCallee = (order: CalleeOrder): Callee => ({
  ...order,
  calledAt: null,
  receivedAt: null,
  acceptedAt: null,
  declinedAt: null,
  team: null,
  checkedIn: null,
  absentAt: null,
  firstActionAt: null,
  finishedAt: null,
  verifiedAt: null,
  sentBack: 0,
  returns: 0,
  openReturn: null,
  openExtension: null,
  releasedAt: null,
  urged: 0,
  hands: [],
  score: noScore,
})

const calledFrom = (orders: readonly CalleeOrder[]): Whistle['called'] =>
  Object.fromEntries(orders.map((order) => [order.key, freshCallee(order)]))

function applied(event: Extract<WhistleEvent, { type: 'WhistleApplied' }>, at: Instant): Whistle {
  const { type: _, called, musterPlace, usualMuster, musterAt, ...matter } = event
  return {
    ...matter,
    stage: 'applied',
    called: calledFrom(called),
    muster: { place: musterPlace, usual: usualMuster, at: musterAt },
    appliedAt: at,
    reportedAt: null,
    confirmedAt: null,
    confirmedBy: null,
    issuedAt: null,
    issuer: null,
    number: null,
    letterNumber: null,
    doneAt: null,
    closedAt: null,
    teams: {},
    meeting: null,
    resolutions: [],
    supervisions: [],
    clocks: {},
  }
}

function calleeOf(state: Whistle, key: CalleeKey): Callee {
  const callee = state.called[key]
  invariant(callee, `a fact about ${key}, who is not called`)
  return callee
}

const mapped = (called: Whistle['called'], change: (callee: Callee) => Callee): Whistle['called'] =>
  Object.fromEntries(Object.entries(called).map(([key, callee]) => [key, change(callee)]))

const changed = (state: Whistle, key: CalleeKey, change: Partial<Callee>): Whistle => ({
  ...state,
  called: { ...state.called, [key]: { ...calleeOf(state, key), ...change } },
})

const scored = (state: Whistle, key: CalleeKey, change: Partial<CalleeScore>): Whistle =>
  changed(state, key, { score: { ...calleeOf(state, key).score, ...change } })

const running = (state: Whistle): Whistle =>
  state.stage === 'issued' ? { ...state, stage: 'running' } : state

const withClock = (state: Whistle, clock: Clock): Whistle => ({
  ...state,
  clocks: { ...state.clocks, [clockKey(clock.clock, clock.of)]: clock },
})

function changedClock(state: Whistle, name: WhistleClock, of: string, change: Partial<Clock>): Whistle {
  const clock = clockOf(state, name, of)
  return clock ? withClock(state, { ...clock, ...change }) : state
}

/** The first fact that answers a clock stops it; later ones change nothing. */
function stopped(state: Whistle, name: WhistleClock, of: string, at: Instant): Whistle {
  const clock = clockOf(state, name, of)
  return clock && clock.metAt === null ? withClock(state, { ...clock, metAt: at }) : state
}

const contacted = (state: Whistle, key: CalleeKey, at: Instant): Whistle => stopped(state, 'contact', key, at)

function reported(state: Whistle, key: CalleeKey, checkedIn: NonNullable<Callee['checkedIn']>): Whistle {
  const here = changed(state, key, { checkedIn: calleeOf(state, key).checkedIn ?? checkedIn })
  return contacted(stopped(here, 'report', key, checkedIn.at), key, checkedIn.at)
}

/** Work by a called unit; a tasked team's is remembered by the ledger alone. */
function acted(state: Whistle, key: CalleeKey, at: Instant, by: By): Whistle {
  if (!(key in state.called)) return state
  const first = changed(state, key, { firstActionAt: calleeOf(state, key).firstActionAt ?? at })
  return contacted(stopped(withHand(first, key, by), 'firstAction', key, at), key, at)
}

function finished(state: Whistle, key: CalleeKey, at: Instant): Whistle {
  const team = state.teams[key]
  if (team && !(key in state.called)) {
    return stopped(
      { ...state, teams: { ...state.teams, [key]: { ...team, finishedAt: at } } },
      'teamFinish',
      key,
      at,
    )
  }
  return stopped(changed(state, key, { finishedAt: at }), 'finish', key, at)
}

const withHand = (state: Whistle, key: CalleeKey, by: By): Whistle => withHands(state, key, [by.person])

function withHands(state: Whistle, key: CalleeKey, people: readonly PersonId[]): Whistle {
  const hands = calleeOf(state, key).hands
  const fresh = people.filter((person) => !hands.includes(person))
  return fresh.length === 0 ? state : changed(state, key, { hands: [...hands, ...fresh] })
}

const changedResolution = (
  state: Whistle,
  id: string,
  change: (task: Resolution) => Resolution,
): Whistle => ({
  ...state,
  resolutions: state.resolutions.map((task) => (task.id === id ? change(task) : task)),
})

/** A unit merged into another: everything the whistle asks of it is asked of the successor, clocks and all (E7). */
function succeeded(state: Whistle, from: UnitId, to: UnitId): Whistle {
  const renamed = (id: string): string => (id === from ? to : id)
  const callees = calleesOf(state).map((callee) => ({
    ...callee,
    key: renamed(callee.key),
    unit: renamed(callee.unit),
  }))
  const clocks = Object.values(state.clocks).map((clock) => ({
    ...clock,
    of: renamed(clock.of),
    on: renamed(clock.on),
  }))
  const teams = Object.values(state.teams).map((team) => ({ ...team, unit: renamed(team.unit) }))
  return {
    ...state,
    caller: {
      ...state.caller,
      unit: renamed(state.caller.unit),
      street: state.caller.street === null ? null : renamed(state.caller.street),
    },
    seats: {
      office: renamed(state.seats.office),
      centre: renamed(state.seats.centre),
      adjudicator: renamed(state.seats.adjudicator),
    },
    called: Object.fromEntries(callees.map((callee) => [callee.key, callee])),
    teams: Object.fromEntries(teams.map((team) => [team.unit, team])),
    resolutions: state.resolutions.map((task) => ({ ...task, owner: renamed(task.owner) })),
    supervisions: state.supervisions.map((one) => ({
      ...one,
      unit: renamed(one.unit),
      supervisor: renamed(one.supervisor),
    })),
    meeting: state.meeting && succeededMeeting(state.meeting, renamed),
    clocks: Object.fromEntries(clocks.map((clock) => [clockKey(clock.clock, clock.of), clock])),
  }
}

const succeededMeeting = (meeting: Meeting, renamed: (id: UnitId) => UnitId): Meeting => ({
  ...meeting,
  invited: meeting.invited.map(renamed),
  absent: meeting.absent.map(renamed),
  attended: Object.fromEntries(Object.entries(meeting.attended).map(([unit, at]) => [renamed(unit), at])),
})
