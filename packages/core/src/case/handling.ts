import { bodyOf } from '../registry/lookup.ts'
import { accept, nothingToDo, refuse, type Stamp } from '../story.ts'
import { localDateOf } from '../time/instant.ts'
import { meetClocks, startClock } from './clocks.ts'
import type { CaseEvent } from './events.ts'
import { personGate, unitGate } from './gates.ts'
import { hasRoleHere, is } from './relations.ts'
import { profileOf, type CaseDecision, type Of, type Who } from './rule.ts'
import type { At, CaseFile } from './state.ts'

/** `AssignHandler`: a person with a post in the holder's line. */
export function assignHandler(
  state: At<'dispatched' | 'handling'>,
  { person }: Of<'AssignHandler'>,
  { rules, at }: Stamp,
): CaseDecision {
  return (
    personGate(rules.registry, person, state.holder, localDateOf(at)) ??
    accept({ type: 'HandlerAssigned', person })
  )
}

/** `HandOn` (二次派件): inside the holder's own body, with its date; no clock moves. */
export function handOn(
  state: At<'dispatched' | 'handling'>,
  { to, person, words }: Of<'HandOn'>,
  { rules, at }: Stamp,
): CaseDecision {
  const on = localDateOf(at)
  const shut = unitGate(rules.registry, to, state.accused, on)
  if (shut) return shut
  if (bodyOf(rules.registry, to) !== bodyOf(rules.registry, state.holder)) return refuse('OutsideTheLine', to)
  const holds = person === undefined ? null : personGate(rules.registry, person, to, on)
  return (
    holds ??
    accept({
      type: 'CaseHandedOn',
      from: state.holder,
      to,
      ...(person === undefined ? {} : { person }),
      ...(words === undefined ? {} : { words }),
    })
  )
}

/** `ContactRequester`: the fact that the response rate counts; only reaching someone meets the clock. */
export function contactRequester(
  state: CaseFile,
  { how, reached, words }: Of<'ContactRequester'>,
  { at }: Stamp,
): CaseDecision {
  const contacted: CaseEvent = {
    type: 'RequesterContacted',
    how,
    reached,
    ...(words === undefined ? {} : { words }),
  }
  return accept(contacted, ...(reached ? meetClocks(state, ['contact'], at) : []))
}

/** `LogWork`: what was done. */
export function logWork(_state: CaseFile, { words, files }: Of<'LogWork'>): CaseDecision {
  return accept({ type: 'WorkLogged', words, ...(files ? { files } : {}) })
}

/** The holder upward, and the clock when the profile's waiting time is over (L12). */
export const holderOrClock: Who<CaseFile> = (state, actor, rules) =>
  actor.as === 'clock' || is.holder(state, actor, rules) ? null : 'NotYours'

/** `Escalate`: sideways to a committee or a meeting, or up; the clock says it once for each target. */
export function escalate(
  state: At<'dispatched' | 'handling'>,
  { to, words }: Of<'Escalate'>,
  { by }: Stamp,
): CaseDecision {
  const before = (state.escalations ?? []).some((escalation) => escalation.to === to)
  if (by.as === 'clock' && before) return nothingToDo
  return accept({ type: 'CaseEscalated', to, ...(words === undefined ? {} : { words }) })
}

/** Urging has no authority and asks no answer (催办). */
export const mayUrge: Who<CaseFile> = (state, actor, rules) =>
  is.centre(state, actor, rules) ||
  hasRoleHere(rules.profileNamed(state.profile).supervision.urgingBy, state, actor)
    ? null
    : 'NotYours'

/** `UrgeCase`. */
export function urgeCase(_state: CaseFile, { words }: Of<'UrgeCase'>): CaseDecision {
  return accept({ type: 'CaseUrged', ...(words === undefined ? {} : { words }) })
}

/** Only the posts the profile names may order. */
export const mayOrder: Who<CaseFile> = (state, actor, rules) =>
  is.supervisor(state, actor, rules) ? null : actor.as === 'post' ? 'OrderedByNobodyEntitled' : 'NotYours'

/** `SuperviseCase` (督办): a numbered order with an answer due. */
export function superviseCase(
  state: At<'dispatched' | 'handling'>,
  { words, limit }: Of<'SuperviseCase'>,
  stamp: Stamp,
): CaseDecision {
  const { at, rules, by, letterNumber } = stamp
  const profile = profileOf(state, stamp)
  const id = `s${(state.supervisions ?? []).length + 1}`
  const set = limit
    ? ({ limit, source: 'order' } as const)
    : ({ limit: profile.limits.supervisionAnswer, source: 'profile' } as const)
  return accept(
    { type: 'CaseSupervised', supervision: id, number: letterNumber, unit: by.unit, words },
    startClock(`supervisionAnswer.${id}`, set, at, rules, profile),
  )
}

/** A supervision order waits for its answer. */
export const supervisionOpen = ({ supervisions = [] }: CaseFile) =>
  supervisions.some(({ open }) => open) ? null : 'NoSuchSupervision'

/** `AnswerSupervision`. */
export function answerSupervision(
  state: CaseFile,
  { supervision, words }: Of<'AnswerSupervision'>,
  { at }: Stamp,
): CaseDecision {
  const order = (state.supervisions ?? []).find(({ id, open }) => id === supervision && open)
  if (!order) return refuse('NoSuchSupervision', supervision)
  const name = `supervisionAnswer.${supervision}`
  const clock = state.clocks[name]
  const met = clock ? meetClocks({ ...state, clocks: { [name]: clock } }, ['supervisionAnswer'], at) : []
  return accept({ type: 'SupervisionAnswered', supervision, words }, ...met)
}
