import type { RefusalCode } from '../refusals.ts'
import { postsOf, unitLine } from '../registry/lookup.ts'
import type { Post } from '../registry/registry.ts'
import type { Rules } from '../rules.ts'
import { accept, refuse, type Decision, type Stamp } from '../story.ts'
import { isRefused, ruledOrder } from './calling.ts'
import { localDateOf } from '../time/instant.ts'
import { calleeClocks, ends, rowOf, startClock } from './clocks.ts'
import type { WhistleEvent } from './events.ts'
import { profileOf } from './relations.ts'
import type { At, Live, Of } from './rule.ts'
import type { Callee, Whistle } from './state.ts'

/** Consultees, the released and the declined owe no answer. */
export function awaitsAnswer(_: Whistle, callee: Callee): RefusalCode | null {
  if (callee.part === 'consultee') return 'ConsulteeOnly'
  return callee.releasedAt !== null || callee.declinedAt !== null ? 'AlreadyDone' : null
}

/** The order has not been signed for. */
export const awaitsReceipt = (_: Whistle, callee: Callee): RefusalCode | null =>
  callee.receivedAt !== null || callee.releasedAt !== null || callee.declinedAt !== null
    ? 'AlreadyDone'
    : null

/** Signed for, and not yet taken on. */
export function awaitsAcceptance(state: Whistle, callee: Callee): RefusalCode | null {
  const code = awaitsAnswer(state, callee)
  if (code) return code
  if (callee.receivedAt === null) return 'NotReceived'
  if (callee.acceptedAt !== null) return 'AlreadyDone'
  return callee.openReturn === null ? null : 'ReturnOpen'
}

/** A member is asked and may say no; a unit may not. */
export function mayDecline(state: Whistle, callee: Callee): RefusalCode | null {
  const code = awaitsAnswer(state, callee)
  if (code) return code
  if (callee.calleeKind !== 'member') return 'CalleeKindNotAllowed'
  return callee.finishedAt === null ? null : 'AlreadyDone'
}

/** Whether a return is possible at all; in some cities one acts first and disputes afterwards. */
export function mayReturn(state: Whistle, callee: Callee, rules: Rules): RefusalCode | null {
  const code = awaitsAnswer(state, callee)
  if (code) return code
  const { onlyAfterFirstAction, firstTaker, perCaseMax } = profileOf(state, rules).returns
  if (callee.openReturn !== null) return 'ReturnOpen'
  if (callee.receivedAt === null) return 'NotReceived'
  if (callee.finishedAt !== null || callee.verifiedAt !== null) return 'AlreadyDone'
  if (onlyAfterFirstAction && callee.firstActionAt === null) return 'ReturnOnlyAfterFirstAction'
  if (firstTaker && callee.acceptedAt !== null) return 'FirstTakerKeeps'
  return callee.returns >= perCaseMax ? 'ReturnedTooOften' : null
}

/** Signs for the order (签收): the first of three moments (L15). */
export const receiveOrder = (_: At<Live>, callee: Callee, __: Of<'ReceiveOrder'>): Decision<WhistleEvent> =>
  accept({ type: 'OrderReceived', unit: callee.key })

/** Takes it on (承办受理). */
export const acceptOrder = (_: At<Live>, callee: Callee, __: Of<'AcceptOrder'>): Decision<WhistleEvent> =>
  accept({ type: 'OrderAccepted', unit: callee.key })

/** A party member declines; nothing follows from it. */
export const declineCall = (
  _: At<Live>,
  callee: Callee,
  { words }: Of<'DeclineCall'>,
): Decision<WhistleEvent> => accept({ type: 'CallDeclined', unit: callee.key, words: words ?? null })

/** Hands the order back (退单), citing a duty and naming who is responsible; the clocks run on. */
export function returnOrder(
  state: At<Live>,
  callee: Callee,
  command: Of<'ReturnOrder'>,
  stamp: Stamp,
): Decision<WhistleEvent> {
  const profile = profileOf(state, stamp.rules)
  const { registry } = stamp.rules
  const reason = profile.returns.reasons.find(({ id }) => id === command.reason)
  if (!reason) return refuse('ReturnReasonUnknown', command.reason)
  if (!registry.duties.has(command.duty)) return refuse('ReturnCitesNoDuty', command.duty)
  const { duty, responsible, words } = command
  if (responsible === callee.unit || !registry.units.has(responsible))
    return refuse('ReturnNamesNobody', responsible)
  const until = ends(profile.returns.allowedUntil, profile, {
    at: callee.receivedAt ?? stamp.at,
    rules: stamp.rules,
  })
  if (stamp.at > until) return refuse('ReturnTooLate', until)
  return accept<WhistleEvent>(
    { type: 'OrderReturned', unit: callee.key, reason: reason.id, duty, responsible, words },
    startClock(
      {
        clock: 'returnRuling',
        of: callee.key,
        on: state.seats.adjudicator,
        limit: profile.limits.returnRuling,
      },
      profile,
      stamp,
    ),
  )
}

/** A return lies with the adjudicator. */
export const isReturned = (_: Whistle, callee: Callee): RefusalCode | null =>
  callee.openReturn === null ? 'NoSuchRequest' : null

/** Rules on a return (裁定): it stays, the unit is released, or another takes its place and its part. */
export function ruleOnOrderReturn(
  state: At<Live>,
  callee: Callee,
  command: Of<'RuleOnOrderReturn'>,
  stamp: Stamp,
): Decision<WhistleEvent> {
  const { decision, words } = command
  const profile = profileOf(state, stamp.rules)
  const ruled = {
    type: 'OrderReturnRuled',
    unit: callee.key,
    decision,
    words,
    precedent: profile.returns.precedent,
  } as const
  if (decision !== 'replaced') return accept({ ...ruled, to: null })
  if (command.to === undefined) return refuse('ReturnNamesNobody')
  if (command.to in state.called) return refuse('CalledTwice', command.to)
  const calling = { row: rowOf(state, profile), profile, kind: state.kind, caller: state.caller }
  // The ruling stands in the place of a duty item: whose it is was just decided.
  const order = ruledOrder(command.to, callee.part, callee.task, calling, stamp)
  if (isRefused(order)) return order
  const { site, presence, report, finish } = callee
  const called = { ...order, site, presence, report, finish }
  return accept<WhistleEvent>(
    { ...ruled, to: command.to },
    { type: 'UnitAdded', called },
    ...calleeClocks(state, called, stamp),
  )
}

/** Names who comes (带队领导), with what powers and how to reach them. */
export function nameTeam(
  _: At<Live>,
  callee: Callee,
  command: Of<'NameTeam'>,
  { rules, at }: Stamp,
): Decision<WhistleEvent> {
  const { people, leader, phone, powers } = command
  const today = localDateOf(at)
  const isOwn = (post: Post): boolean => unitLine(rules.registry, post.unit).includes(callee.unit)
  const stranger = people.find((person) => !postsOf(rules.registry, person, today).some(isOwn))
  if (stranger !== undefined) return refuse('PersonNotOfUnit', stranger)
  const unknown = powers.find((power) => !rules.registry.powers.has(power))
  if (unknown !== undefined) return refuse('PowerMissing', unknown)
  return accept({ type: 'TeamNamed', unit: callee.key, people, leader, phone: phone ?? null, powers })
}
