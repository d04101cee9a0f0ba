import { accept, refuse, type Decision, type Stamp } from '../story.ts'
import type { Rules } from '../rules.ts'
import type { Actor, UnitId } from '../words.ts'
import { startClock } from './clocks.ts'
import type { WhistleEvent } from './events.ts'
import {
  isCalled,
  isCallersSide,
  isInLine,
  isReferrer,
  isSupervisor,
  isUrger,
  profileOf,
} from './relations.ts'
import type { At, Existing, Live, Of } from './rule.ts'
import { calleesOf, type Callee, type Supervision, type Whistle } from './state.ts'

/** Urges a unit (催办): no authority, no answer owed, but on record. */
export function urgeUnit(state: At<Live>, { unit, words }: Of<'UrgeUnit'>): Decision<WhistleEvent> {
  return unitsAtWork(state).has(unit)
    ? accept({ type: 'UnitUrged', unit, words: words ?? null })
    : refuse('NotCalled', unit)
}

/** Gives a numbered supervision order (督办单) with an answer due; a community has no such power. */
export function superviseUnit(
  state: At<Live>,
  { unit, words, limit }: Of<'SuperviseUnit'>,
  stamp: Stamp,
): Decision<WhistleEvent> {
  if (!isSupervisor(state, stamp.by, stamp.rules)) return refuse('OrderedByNobodyEntitled')
  const on = unitsAtWork(state).get(unit)
  if (on === undefined) return refuse('NotCalled', unit)
  const profile = profileOf(state, stamp.rules)
  const supervision = `s${state.supervisions.length + 1}`
  return accept<WhistleEvent>(
    { type: 'UnitSupervised', unit, supervision, words, supervisor: stamp.by.unit },
    startClock(
      {
        clock: 'supervisionAnswer',
        of: supervision,
        on,
        limit: limit ?? profile.limits.supervisionAnswer,
        source: limit ? 'order' : 'profile',
      },
      profile,
      stamp,
    ),
  )
}

/** Entitled, or of the caller's side, so that they hear that they are not. */
export const isSupervisorOrCaller = (state: Whistle, actor: Actor, rules: Rules): boolean =>
  isSupervisor(state, actor, rules) ||
  isUrger(state, actor, rules) ||
  isCallersSide(state, actor) ||
  isInLine(actor, state.caller.street ?? state.caller.unit)

/** Answers a supervision order; it is owed once. */
export function answerSupervision(
  state: At<Existing>,
  { supervision: id, words }: Of<'AnswerSupervision'>,
  { by }: Stamp,
): Decision<WhistleEvent> {
  const order = state.supervisions.find((one) => one.id === id)
  if (!order) return refuse('NoSuchSupervision', id)
  if (!isSupervised(state, order, by)) return refuse('NotYours', id)
  return order.answeredAt === null
    ? accept({ type: 'SupervisionAnswered', supervision: id, words })
    : refuse('AlreadyDone', id)
}

/** Under a supervision order of this whistle. */
export const isUnderSupervision = (state: Whistle, actor: Actor): boolean =>
  state.supervisions.some((one) => isSupervised(state, one, actor))

/** Owes an answer to a supervision order. */
export const owesAnswer = (state: Whistle, actor: Actor): boolean =>
  state.supervisions.some((one) => one.answeredAt === null && isSupervised(state, one, actor))

/** Whether units of this callee's kind may be referred to the discipline body (L5). */
export const isReferable = (_: Whistle, callee: Callee) => (callee.mayBeReferred ? null : 'NotReferable')

/** Whether this actor may refer this unit: a person entitled, and not one of its own. */
export const mayRefer = (state: Whistle, callee: Callee, actor: Actor, rules: Rules): boolean =>
  isReferrer(state, actor, rules) && !isCalled(state, callee, actor)

/** Refers a unit's conduct (不作为 慢作为 乱作为 虚作为); only the discipline body reads it, and nothing is referred by itself. */
export function referUnit(
  state: At<Live | 'done' | 'closed'>,
  callee: Callee,
  { conduct, words }: Of<'ReferUnit'>,
  { rules }: Stamp,
): Decision<WhistleEvent> {
  const kinds = profileOf(state, rules).supervision.discipline?.kinds ?? []
  if (!kinds.some(({ id }) => id === conduct)) return refuse('NotReferable', conduct)
  return accept({ type: 'UnitReferred', unit: callee.key, conduct, words })
}

function isSupervised(state: Whistle, { unit }: Supervision, actor: Actor): boolean {
  const callee = state.called[unit]
  return callee ? isCalled(state, callee, actor) : isInLine(actor, unit)
}

/** Whoever has a task here, by key, with the unit whose fact a silence is. */
const unitsAtWork = (state: Whistle): ReadonlyMap<string, UnitId> =>
  new Map([
    ...state.resolutions.map(({ owner }) => [owner, owner] as const),
    ...Object.keys(state.teams).map((unit) => [unit, unit] as const),
    ...calleesOf(state)
      .filter(({ part }) => part !== 'consultee')
      .map(({ key, unit }) => [key, unit] as const),
  ])
