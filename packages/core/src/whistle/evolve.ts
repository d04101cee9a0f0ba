import { invariant } from '../invariant.ts'
import type { Instant } from '../time/instant.ts'
import type { By, PersonId, Recorded, UnitId } from '../words.ts'
import type { CalleeKey, CalleeOrder, WhistleClock, WhistleEvent } from './events.ts'
import {
  calleesOf,
  clockKey,
  clockOf,
  ofCaller,
  type Callee,
  type CalleeScore,
  type Clock,
  type Meeting,
  type Resolution,
  type Whistle,
  type WhistleState,
} from './state.ts'

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
        called: {
          ...state.called,
          [event.called.key]: { ...freshCallee(event.called, Object.keys(state.called).length + 1), calledAt: at },
        },
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

const noScore: CalleeScore = { drafted: null, combined: null, rated: null, objection: null, ruled: null }

const freshCallee = (order: CalleeOrder, line: number): Callee => ({
  ...order,
  line,
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
  Object.fromEntries(orders.map((order, n) => [order.key, freshCallee(order, n + 1)]))

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
