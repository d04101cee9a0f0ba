import { invariant } from '../invariant.ts'
import { localDateOf, type Instant } from '../time/instant.ts'
import type { PersonId, Recorded, UnitId } from '../words.ts'
import type { CaseEvent, OriginFacts } from './events.ts'
import type { CaseFile, CaseRequest, CaseState, Clock, Origin } from './state.ts'

/** Applies one fact. Decides nothing: a fact cannot be refused, only believed. */
export function evolve(state: CaseState, { event, at, by }: Recorded<CaseEvent>): CaseState {
  if (event.type === 'CaseFiled') return filed(event, at, by)
  invariant(state.stage !== 'absent', `${event.type} before CaseFiled`)

  switch (event.type) {
    case 'CaseSettled':
      return {
        ...state,
        stage: 'closed',
        holder: event.unit,
        takers: [by.person],
        finished: { at, unit: event.unit, by: by.person },
        closedAt: at,
        selfHandled: { sampled: event.sampled },
      }
    case 'CaseAnswered':
      return { ...state, stage: 'answered', closedAt: at }
    case 'CaseDeclined':
      return { ...state, stage: 'declined', closedAt: at }

    case 'CaseCorrected':
      return {
        ...state,
        ...event.place,
        category: event.category ?? state.category,
        urgency: event.urgency ?? state.urgency,
        caseType: event.caseType ?? state.caseType,
      }
    case 'CaseTriaged':
      return {
        ...state,
        ...event.place,
        stage: 'triaged',
        category: event.category,
        urgency: event.urgency ?? state.urgency,
        secrecy: event.secrecy ?? state.secrecy,
        accused: event.accused ?? state.accused,
      }
    case 'OriginsJoined':
      return { ...state, origins: weighed([...state.origins, ...event.origins]) }
    case 'CaseMerged':
      return { ...state, stage: 'merged', mergedInto: event.into }

    case 'CaseDispatched': {
      const { openReturn: _ruled, duty: _earlier, handler: _before, ...rest } = state
      const { receivedAt: _received, acceptedAt: _accepted, ...fresh } = rest
      return {
        ...fresh,
        stage: 'dispatched',
        holder: event.to,
        turn: state.turn + 1,
        dispatchedAt: at,
        ...(event.duty === undefined ? {} : { duty: event.duty }),
      }
    }
    case 'CaseRaised': {
      const { handler: _before, openReturn: _moot, ...rest } = state
      return {
        ...rest,
        stage: 'triaged',
        holder: event.to,
        turn: state.turn + 1,
        row: event.row,
        takers: withPerson(state.takers, by.person),
        ...(event.doubleTrack ? { doubleTrack: {} } : {}),
      }
    }
    case 'VisitorNamed':
      return { ...state, doubleTrack: { ...state.doubleTrack, visitor: event.person } }
    case 'CaseVisited':
      return {
        ...state,
        doubleTrack: { ...state.doubleTrack, visitor: by.person, visitedAt: at, solved: event.solved },
        takers: withPerson(state.takers, by.person),
      }
    case 'CaseRecorded':
      return { ...state, doubleTrack: { ...state.doubleTrack, recordedAt: at } }

    case 'CaseReceived':
      return { ...state, receivedAt: at }
    case 'CaseAccepted':
      return {
        ...state,
        stage: 'handling',
        acceptedAt: at,
        takers: withPerson(state.takers, by.person),
        ...(state.holder === null ? {} : { responsible: state.holder }),
      }
    case 'CaseReturned': {
      const { type: _type, words: _words, ...returned } = event
      return { ...state, returns: state.returns + 1, openReturn: { ...returned, at } }
    }
    case 'ReturnRuled': {
      const { openReturn: _ruled, ...rest } = state
      return event.decision === 'back_to_centre' ? { ...rest, stage: 'triaged', holder: null } : rest
    }

    case 'HandlerAssigned':
      return { ...state, handler: event.person, takers: withPerson(state.takers, event.person) }
    case 'CaseHandedOn': {
      const { handler: _before, ...rest } = state
      const to = { ...rest, holder: event.to }
      return event.person === undefined
        ? to
        : { ...to, handler: event.person, takers: withPerson(state.takers, event.person) }
    }
    case 'RequesterContacted':
      return {
        ...state,
        takers: withPerson(state.takers, by.person),
        ...(event.reached ? { contactedAt: at } : {}),
      }
    case 'WorkLogged':
      return { ...state, workedAt: at, takers: withPerson(state.takers, by.person) }
    case 'RequestAsked': {
      const { type: _type, request, words: _words, ...asked } = event
      const unit = state.holder ?? by.unit
      const fresh: CaseRequest = { id: request, open: true, unit, by: by.person, ...asked }
      return { ...state, requests: [...(state.requests ?? []), fresh] }
    }
    case 'RequestGranted':
      return {
        ...ruled(state, event.request, true),
        ...(event.what === 'suspension' ? { suspended: true } : {}),
      }
    case 'RequestRefused':
      return ruled(state, event.request, false)
    case 'SuspensionEnded':
      return { ...state, suspended: false }
    case 'CaseExcluded':
      return { ...state, excluded: true }
    case 'CaseCarriedOver': {
      const { reason, reviewAt, owner, interim } = event
      return { ...state, carriedOver: { reason, reviewAt, owner, interim } }
    }
    case 'CaseWoken':
      return state.carriedOver ? { ...state, carriedOver: { ...state.carriedOver, wokenAt: at } } : state
    case 'CaseEscalated':
      return { ...state, escalations: [...(state.escalations ?? []), { to: event.to, at }] }
    case 'CaseRelated':
      return { ...state, related: [...(state.related ?? []), event.to] }
    case 'CaseAttached':
      return { ...state, attachedTo: event.to }
    case 'CaseUrged':
      return { ...state, urged: (state.urged ?? 0) + 1 }
    case 'CaseSupervised': {
      const { supervision: id, number, unit } = event
      return { ...state, supervisions: [...(state.supervisions ?? []), { id, number, unit, open: true }] }
    }
    case 'SupervisionAnswered':
      return {
        ...state,
        supervisions: (state.supervisions ?? []).map((order) =>
          order.id === event.supervision ? { ...order, open: false } : order,
        ),
      }
    case 'CaseFinished': {
      const { doubleTrack: _done, ...rest } = state
      return {
        ...rest,
        stage: 'finished',
        holder: event.unit,
        finished: {
          at,
          unit: event.unit,
          by: event.claimant ?? by.person,
          ...(event.waitsAt === undefined ? {} : { waitsAt: event.waitsAt }),
        },
        takers: withPerson(state.takers, event.claimant ?? by.person),
      }
    }

    case 'CaseVerified':
      return {
        ...state,
        stage: state.stage === 'closed' ? 'closed' : 'verified',
        verified: { at, unit: by.unit, by: by.person, method: event.method },
      }
    case 'FinishRejected':
      return backToWork(state)
    case 'CaseClosed':
      return {
        ...state,
        stage: 'closed',
        closedAt: at,
        ...(event.callBack === undefined ? {} : { callBack: event.callBack }),
      }

    case 'CallBackAnswered':
      return event.contacted
        ? withOrigin(state, event.origin, (origin) => ({
            ...origin,
            answer: { at, resolved: event.resolved ?? null, satisfied: event.satisfied ?? null },
          }))
        : state
    case 'CaseResolved':
      return { ...state, resolvedAt: at }
    case 'CaseReopened': {
      const back = backToWork(state)
      return {
        ...back,
        stage: back.holder === null ? 'collected' : 'handling',
        reopened: (state.reopened ?? 0) + 1,
        origins: back.origins.map(({ answer: _answer, ...origin }) => origin),
      }
    }
    case 'OriginWithdrawn': {
      const withdrawn = withOrigin(state, event.origin, (origin) => ({ ...origin, withdrawnAt: at }))
      return { ...withdrawn, origins: weighed(withdrawn.origins) }
    }
    case 'InspectionAsked':
      return { ...state, referred: (state.referred ?? 0) + 1 }

    case 'NoteTaken':
    case 'FileAttached':
      return state // remembered by the ledger; changes no decision
    case 'ClassChanged':
      return { ...state, secrecy: event.secrecy }
    case 'SuccessorFollowed':
      return followed(state, event.from, event.to)
    case 'WhistleJoined': {
      const joined = { id: event.whistle, row: event.row, open: true, units: [] }
      return { ...state, whistles: [...(state.whistles ?? []), joined] }
    }
    case 'WhistleHeard':
      return {
        ...state,
        whistles: (state.whistles ?? []).map((whistle) =>
          whistle.id === event.whistle
            ? { ...whistle, open: event.open, units: event.units ?? whistle.units }
            : whistle,
        ),
      }

    case 'ClockStarted':
      return {
        ...state,
        clocks: { ...state.clocks, [event.clock]: { inputs: event.inputs, due: event.due } },
      }
    case 'ClockMet':
      return withClock(state, event.clock, (clock) => ({ ...clock, metAt: at }))
    case 'ClockMissed':
      return withClock(state, event.clock, (clock) => ({ ...clock, missedAt: at }))
    case 'ClockResumed':
      return withClock(state, event.clock, ({ metAt: _no, ...clock }) => clock)
    case 'DeadlineMoved':
      return withClock(state, event.clock, (clock) => ({
        ...clock,
        due: event.due,
        inputs: event.inputs ?? clock.inputs,
      }))
  }
}

function filed(
  event: Extract<CaseEvent, { type: 'CaseFiled' }>,
  at: Instant,
  by: { person: PersonId; unit: UnitId },
): CaseFile {
  return {
    stage: 'collected',
    number: event.number,
    filedAt: at,
    filedOn: localDateOf(at),
    filedBy: by.person,
    filedUnit: by.unit,
    profile: event.profile,
    channel: event.channel,
    caseType: event.caseType,
    title: event.title ?? null,
    words: event.words,
    category: event.category ?? null,
    urgency: event.urgency,
    secrecy: event.secrecy,
    accused: event.accused ?? [],
    ...(event.point ? { point: event.point } : {}),
    area: event.area,
    community: event.community,
    street: event.street,
    centre: event.centre,
    origins: [{ ...event.origin, weight: 1 }],
    clocks: {},
    holder: null,
    turn: 0,
    row: null,
    takers: [],
    returns: 0,
  }
}

/** Shares of origins: those not withdrawn divide the case between them. */
function weighed(origins: readonly (OriginFacts & Partial<Origin>)[]): Origin[] {
  const live = origins.filter(({ withdrawnAt }) => withdrawnAt === undefined).length
  return origins.map((origin) => ({ ...origin, weight: origin.withdrawnAt === undefined ? 1 / live : 0 }))
}

const withPerson = (people: readonly PersonId[], person: PersonId): readonly PersonId[] =>
  people.includes(person) ? people : [...people, person]

function withOrigin(state: CaseFile, id: string, change: (origin: Origin) => Origin): CaseFile {
  return { ...state, origins: state.origins.map((origin) => (origin.id === id ? change(origin) : origin)) }
}

function withClock(state: CaseFile, name: string, change: (clock: Clock) => Clock): CaseFile {
  const clock = state.clocks[name]
  return clock ? { ...state, clocks: { ...state.clocks, [name]: change(clock) } } : state
}

function ruled(state: CaseFile, id: string, granted: boolean): CaseFile {
  const requests = (state.requests ?? []).map((request) =>
    request.id === id ? { ...request, open: false, granted } : request,
  )
  return { ...state, requests }
}

/** The claim fell: it is handled again, and the facts that rested on the claim no longer stand. */
function backToWork(state: CaseFile): CaseFile {
  const {
    finished: _finished,
    verified: _verified,
    closedAt: _closed,
    resolvedAt: _resolved,
    ...rest
  } = state
  return { ...rest, stage: 'handling' }
}

function followed(state: CaseFile, from: UnitId, to: UnitId): CaseFile {
  const next = <Id extends UnitId | null>(unit: Id): Id | UnitId => (unit === from ? to : unit)
  return {
    ...state,
    holder: next(state.holder),
    centre: next(state.centre),
    street: next(state.street),
    community: next(state.community),
    ...(state.responsible === undefined ? {} : { responsible: next(state.responsible) }),
  }
}
