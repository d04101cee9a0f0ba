import { bodyOf, isInForce, unitInForce, unitOfRole } from '../registry/lookup.ts'
import { accept, refuse, type Stamp } from '../story.ts'
import { dueAt } from '../time/deadline.ts'
import { localDateOf } from '../time/instant.ts'
import { meetClocks, nextClock, startClock } from './clocks.ts'
import { receivedAlready, sendingOfCase, sendTo } from './dispatching.ts'
import type { CaseEvent } from './events.ts'
import { communityGate, unitGate } from './gates.ts'
import { outsideLine } from './relations.ts'
import { profileOf, type CaseDecision, type Of, type Who } from './rule.ts'
import type { At, CaseFile } from './state.ts'

/** `ReceiveCase` (签收): it has arrived; its clock began at dispatch. */
export function receiveCase(
  state: At<'dispatched'>,
  _command: Of<'ReceiveCase'>,
  { at }: Stamp,
): CaseDecision {
  return accept(...receivedAlready(state, at))
}

/** Not received yet. */
export const notReceived = ({ receivedAt }: CaseFile) => (receivedAt === undefined ? null : 'AlreadyDone')

/** `AcceptCase` (承办受理): the unit takes it on, and by the first-taker rule keeps it until another accepts. */
export function acceptCase(state: At<'dispatched'>, _command: Of<'AcceptCase'>, { at }: Stamp): CaseDecision {
  return accept(...receivedAlready(state, at), { type: 'CaseAccepted' })
}

/** No return waits for its ruling. */
export const noReturnOpen = ({ openReturn }: CaseFile) => (openReturn === undefined ? null : 'ReturnOpen')

/** A return waits for its ruling. */
export const returnOpen = ({ openReturn }: CaseFile) => (openReturn === undefined ? 'NotAtThisStage' : null)

/** `ReturnCase` (退单): with a reason of the list, a duty item and the name of who is responsible; every clock runs on. */
export function returnCase(
  state: At<'dispatched' | 'handling'>,
  { reason, duty, responsible, words }: Of<'ReturnCase'>,
  stamp: Stamp,
): CaseDecision {
  const { at, rules } = stamp
  const { registry, calendar } = rules
  const on = localDateOf(at)
  const profile = profileOf(state, stamp)
  const { returns, limits } = profile
  if (!returns.reasons.some(({ id }) => id === reason)) return refuse('ReturnReasonUnknown', reason)
  const item = registry.duties.get(duty)
  if (!item || !isInForce(item, on) || item.status === 'removed') return refuse('ReturnCitesNoDuty', duty)
  if (
    !unitInForce(registry, responsible, on) ||
    bodyOf(registry, responsible) === bodyOf(registry, state.holder)
  )
    return refuse('ReturnNamesNobody', responsible)
  if (state.returns >= returns.perCaseMax) return refuse('ReturnedTooOften', String(returns.perCaseMax))
  if (returns.onlyAfterFirstAction && state.workedAt === undefined && state.contactedAt === undefined)
    return refuse('ReturnOnlyAfterFirstAction')
  const from = state.receivedAt ?? at
  const inputs = {
    clock: 'return',
    from,
    limit: returns.allowedUntil,
    source: 'profile',
    suspensions: [],
    extensions: [],
  } as const
  const until = dueAt(inputs, calendar, profile.workingHours)
  if (at >= until.at) return refuse('ReturnTooLate', until.at)
  const waitsAt = unitOfRole(registry, returns.adjudicator, on)
  return accept(
    ...receivedAlready(state, at),
    {
      type: 'CaseReturned',
      unit: state.holder,
      reason,
      duty,
      responsible,
      words,
      ...(waitsAt === null ? {} : { waitsAt }),
    },
    startClock(
      nextClock(state, 'returnRuling'),
      { limit: limits.returnRuling, source: 'profile' },
      at,
      rules,
      profile,
    ),
  )
}

/** Who rules stands outside the line of the unit that returned it and of the one it named. */
export const theAdjudicator: Who<CaseFile> = (state, actor, rules) => {
  if (actor.role !== rules.profileNamed(state.profile).returns.adjudicator) return 'NotYours'
  const { openReturn } = state
  const outside = [openReturn?.unit ?? state.holder, openReturn?.responsible].every((unit) =>
    outsideLine(unit, actor.unit, rules.registry),
  )
  return outside ? null : 'ApproverInTheLine'
}

/** `RuleOnReturn` (裁定): it stays, goes to another, or back to the centre; where the profile says so, the ruling is a precedent. */
export function ruleOnReturn(
  state: At<'dispatched' | 'handling'>,
  { decision, to, words }: Of<'RuleOnReturn'>,
  stamp: Stamp,
): CaseDecision {
  const { at, rules } = stamp
  const { returns } = profileOf(state, stamp)
  const { openReturn } = state
  if (!openReturn) return refuse('NotAtThisStage', state.stage)
  if (decision === 'redirected') {
    if (to === undefined || to === openReturn.unit) return refuse('ReturnNamesNobody', to)
    const shut =
      unitGate(rules.registry, to, state.accused, localDateOf(at)) ??
      communityGate(rules.registry, { to, duty: openReturn.duty, by: stamp.by })
    if (shut) return shut
  }
  if (decision === 'back_to_centre' && returns.firstTaker && state.responsible !== undefined)
    return refuse('FirstTakerKeeps', state.responsible)
  const unit = decision === 'redirected' && to !== undefined ? to : openReturn.unit
  const category = returns.precedent && decision !== 'back_to_centre' ? state.category : null
  const ruled: CaseEvent = {
    type: 'ReturnRuled',
    decision,
    unit: openReturn.unit,
    ...(decision === 'redirected' && to !== undefined ? { to } : {}),
    words,
    ...(category === null ? {} : { precedent: { category, duty: openReturn.duty, unit } }),
  }
  const met = meetClocks(state, ['returnRuling'], at)
  if (decision !== 'redirected' || to === undefined) return accept(ruled, ...met)
  return accept(ruled, ...met, ...sendTo(to, sendingOfCase(state, 'ruling', stamp)))
}
