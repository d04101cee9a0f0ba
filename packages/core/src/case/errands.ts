import type { Rules } from '../rules.ts'
import type { Errand } from '../story.ts'
import { dueAt, warnAt } from '../time/deadline.ts'
import { never, type Instant } from '../time/instant.ts'
import type { Recorded, StoryRef, UnitId } from '../words.ts'
import { kindOfClock } from './clocks.ts'
import type { CaseEvent } from './events.ts'
import type { CaseFile, CaseState } from './state.ts'

/** What a fact sets in motion: notices now, and the clock's questions later. Nothing is cancelled: what comes too late finds nothing to do. */
export function errandsFor(
  { event, at }: Recorded<CaseEvent>,
  before: CaseState,
  after: CaseState,
  story: StoryRef,
  rules: Rules,
): readonly Errand[] {
  if (after.stage === 'absent') return []
  const tell = (unit: UnitId | null | undefined, when: Instant = at): Errand[] =>
    unit === null || unit === undefined ? [] : [notice(event.type, unit, when, after)]
  const ask = (when: Instant, command: { type: string } & Record<string, unknown>): Errand => ({
    do: 'ask',
    at: when,
    story,
    command,
  })

  switch (event.type) {
    case 'CaseFiled':
      return event.direct ? [] : tell(event.centre)
    case 'CaseSettled':
      return event.sampled ? tell(after.centre) : []
    case 'CaseDispatched':
      return tell(event.to)
    case 'CaseRaised':
      return tell(event.to)
    case 'VisitorNamed':
      return [{ do: 'tell', at, whom: { person: event.person }, message: event.type, about: about(after) }]
    case 'CaseReturned':
      return tell(event.waitsAt ?? after.centre)
    case 'ReturnRuled':
      return [...tell(event.unit), ...(event.decision === 'back_to_centre' ? tell(after.centre) : [])]
    case 'HandlerAssigned':
      return [{ do: 'tell', at, whom: { person: event.person }, message: event.type, about: about(after) }]
    case 'CaseHandedOn':
      return tell(event.to)
    case 'RequestAsked':
      return tell(event.waitsAt)
    case 'RequestGranted':
    case 'RequestRefused':
      return tell(after.holder)
    case 'CaseCarriedOver':
      return [...tell(event.owner), ask(event.reviewAt, { type: 'Wake' })]
    case 'CaseWoken':
      return [...tell(after.carriedOver?.owner), ...tell(after.centre)]
    case 'CaseEscalated':
      return tell(after.centre)
    case 'CaseUrged':
    case 'CaseSupervised':
    case 'CaseReopened':
    case 'FinishRejected':
      return tell(after.holder ?? after.centre)
    case 'SupervisionAnswered':
      return tell(after.supervisions?.find(({ id }) => id === event.supervision)?.unit)
    case 'CaseFinished':
      return tell(event.waitsAt ?? after.centre)
    case 'CaseVerified':
      return after.stage === 'verified' ? tell(after.centre) : []
    case 'CaseClosed':
      return [
        ...tell(event.callBack),
        ...after.origins
          .filter(({ requester }) => requester !== null)
          .map(({ id, number }): Errand => ({
            do: 'tell',
            at,
            whom: { requesterOf: id },
            message: event.type,
            about: { number },
          })),
      ]
    case 'SuccessorFollowed':
      return tell(event.to)
    case 'WhistleHeard':
      return wasOpen(before, event.whistle) && !event.open ? tell(after.holder) : []

    case 'ClockStarted':
    case 'DeadlineMoved': {
      const clock = after.clocks[event.clock]
      if (!clock || event.due.at === never) return []
      const missed = ask(event.due.at, { type: 'MissClock', clock: event.clock })
      return [missed, ...warning(after, event.clock, clock, rules)]
    }
    case 'ClockMissed':
      return [...tell(ownerOf(after, event.clock)), ...escalations(after, event.clock, at, rules, ask)]

    case 'CaseAnswered':
    case 'CaseDeclined':
    case 'CaseCorrected':
    case 'CaseTriaged':
    case 'OriginsJoined':
    case 'CaseMerged':
    case 'CaseVisited':
    case 'CaseRecorded':
    case 'CaseReceived':
    case 'CaseAccepted':
    case 'RequesterContacted':
    case 'WorkLogged':
    case 'SuspensionEnded':
    case 'CaseExcluded':
    case 'CaseRelated':
    case 'CaseAttached':
    case 'CallBackAnswered':
    case 'CaseResolved':
    case 'OriginWithdrawn':
    case 'InspectionAsked':
    case 'NoteTaken':
    case 'ClassChanged':
    case 'FileAttached':
    case 'WhistleJoined':
    case 'ClockMet':
    case 'ClockResumed':
      return []
  }
}

/** Whose clock it is: the unit that is warned before and told after. */
export function ownerOf(state: CaseFile, clock: string): UnitId | null {
  switch (kindOfClock(clock)) {
    case 'level1':
      return state.community ?? state.holder
    case 'level2Visit':
    case 'level2Record':
      return state.centre
    case 'verify':
      return state.finished?.waitsAt ?? state.centre
    case 'returnRuling':
      return state.openReturn?.waitsAt ?? state.centre
    case 'callback':
      return state.callBack ?? state.centre
    default:
      return state.holder ?? state.centre
  }
}

/** Only the long clocks warn: a warning half an hour before an hour is over says nothing new. */
const warns: ReadonlySet<string> = new Set(['caseFinish', 'level1', 'verify', 'supervisionAnswer'])

function warning(
  state: CaseFile,
  name: string,
  { inputs, due }: CaseFile['clocks'][string],
  rules: Rules,
): Errand[] {
  const owner = ownerOf(state, name)
  if (owner === null || !warns.has(kindOfClock(name))) return []
  const { warnBefore } = rules.profileNamed(state.profile).limits
  const at = warnAt(inputs.from, due.at, warnBefore)
  return [{ ...notice('ClockWarns', owner, at, state), about: { ...about(state), clock: name, due: due.at } }]
}

/** A missed finish goes on by itself to where the profile says, after its waiting time (L12). */
function escalations(
  state: CaseFile,
  clock: string,
  at: Instant,
  rules: Rules,
  ask: (at: Instant, command: { type: string; to: string }) => Errand,
): Errand[] {
  if (kindOfClock(clock) !== 'caseFinish') return []
  const { escalation, workingHours } = rules.profileNamed(state.profile)
  return escalation.map(({ after: limit, to }) => {
    const inputs = {
      clock: 'escalation',
      from: at,
      limit,
      source: 'profile',
      suspensions: [],
      extensions: [],
    } as const
    return ask(dueAt(inputs, rules.calendar, workingHours).at, { type: 'Escalate', to })
  })
}

const wasOpen = (state: CaseState, whistle: string): boolean =>
  state.stage !== 'absent' && (state.whistles ?? []).some(({ id, open }) => id === whistle && open)

const about = ({ number }: CaseFile): Record<string, string> => ({ number })

const notice = (
  message: string,
  unit: UnitId,
  at: Instant,
  state: CaseFile,
): Extract<Errand, { do: 'tell' }> => ({
  do: 'tell',
  at,
  whom: { unit },
  message,
  about: about(state),
})
