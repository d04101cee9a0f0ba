import { accept, refuse, type Decision, type Stamp } from '../story.ts'
import { localDateOf } from '../time/instant.ts'
import type { WhistleRow } from '../profile/profile.ts'
import type { UnitId } from '../words.ts'
import { calleeOrder, isRefused, isTasked, leadProblem } from './calling.ts'
import { calleeClocks, isOver, limitWarnings, rowOf, startClock } from './clocks.ts'
import type { CalleeKey, WhistleEvent } from './events.ts'
import { profileOf } from './relations.ts'
import type { At, Live, Of } from './rule.ts'
import { calleesOf, isObliged, ofCaller, type Callee, type Whistle } from './state.ts'

/** Issues the order (签发哨令): it gets its number, and every called unit's clocks start. */
export function issueWhistle(
  state: At<'applied' | 'reported' | 'confirmed'>,
  _: Of<'IssueWhistle'>,
  stamp: Stamp,
): Decision<WhistleEvent> {
  return isIssuable(state) ? accept(...issueEvents(state, stamp)) : refuse('NotConfirmed')
}

/** Confirmed, or nobody confirms, or an emergency that is confirmed afterwards. */
export const isIssuable = (state: Whistle): boolean =>
  state.confirmedAt !== null || state.terms.confirmers.length === 0 || state.emergency

/** Whose letter the order is, and in whose series it is numbered. */
export const issuerOf = (state: Pick<Whistle, 'terms' | 'caller'>): UnitId =>
  state.terms.issuedBy === 'centre' ? ofCaller(state) : state.caller.unit

/** The facts of an issue. */
export function issueEvents(state: Whistle, stamp: Stamp): readonly WhistleEvent[] {
  const profile = profileOf(state, stamp.rules)
  const row = rowOf(state, profile)
  const issuer = issuerOf(state)
  const year = Number(localDateOf(stamp.at).slice(0, 4))
  const number = printedNumber(
    row,
    stamp.rules.registry.units.get(issuer)?.letterCode ?? '',
    year,
    stamp.letterNumber,
  )
  const street = ofCaller(state)
  const isUnconfirmed =
    state.terms.confirmers.length > 0 && state.confirmedAt === null && row.emergency !== null
  const confirmAfter =
    isUnconfirmed && row.emergency
      ? [
          startClock(
            { clock: 'confirmAfterwards', of: street, on: street, limit: row.emergency.confirmAfter },
            profile,
            stamp,
          ),
        ]
      : []
  return [
    { type: 'WhistleIssued', number, letterNumber: stamp.letterNumber, year, issuer },
    ...calleesOf(state).flatMap((callee) => calleeClocks(state, callee, stamp)),
    ...confirmAfter,
  ]
}

/** The letter's number by the row's pattern, `…〔2019〕1号`: full year, no leading zeros (GB/T 9704). */
export const printedNumber = (row: WhistleRow, mark: string, year: number, number: number): string =>
  row.order.numberPattern
    .replaceAll('{mark}', mark)
    .replaceAll('{year}', String(year))
    .replaceAll('{number}', String(number))

/** Gives a standing or dual-managed team its task (派遣): it is not called, has no score, and is not counted among the called (L9). */
export function taskTeam(
  state: At<Live>,
  { unit: id, task, finish }: Of<'TaskTeam'>,
  stamp: Stamp,
): Decision<WhistleEvent> {
  const unit = stamp.rules.registry.units.get(id)
  if (!unit) return refuse('UnknownUnit', id)
  if (!isTasked(unit)) return refuse('CalleeKindNotAllowed', id)
  if (id in state.teams) return refuse('CalledTwice', id)
  if (isOver(finish, stamp.at)) return refuse('LimitOutOfBand', id)
  const clock = startClock(
    { clock: 'teamFinish', of: id, on: id, limit: finish, source: 'order' },
    profileOf(state, stamp.rules),
    stamp,
  )
  return accept<WhistleEvent>({ type: 'TeamTasked', unit: id, task }, clock)
}

/** Calls one more unit while the whistle runs; its clocks start now. */
export function addUnit(
  state: At<Live>,
  { called: asked }: Of<'AddUnit'>,
  stamp: Stamp,
): Decision<WhistleEvent> {
  const profile = profileOf(state, stamp.rules)
  const order = calleeOrder(
    asked,
    { row: rowOf(state, profile), profile, kind: state.kind, caller: state.caller },
    stamp,
  )
  if (isRefused(order)) return order
  if (order.key in state.called) return refuse('CalledTwice', order.key)
  if (order.presence === 'required' && state.muster.place === null && state.muster.usual === null)
    return refuse('MusterMissing')
  const problem = leadProblem([...calleesOf(state).filter(isObliged), order])
  if (problem?.refused.code === 'TwoLeadUnits') return problem
  return accept<WhistleEvent>(
    { type: 'UnitAdded', called: order },
    ...limitWarnings([order], profile, stamp),
    ...calleeClocks(state, order, stamp),
  )
}

/** Not yet released nor declined, and not yet through. */
export const isReleasable = (_: Whistle, callee: Callee) =>
  callee.releasedAt !== null || callee.declinedAt !== null || callee.verifiedAt !== null
    ? 'AlreadyDone'
    : null

/** Lets a called unit go, with a reason. */
export const releaseUnit = (
  _: At<Live>,
  callee: Callee,
  { words }: Of<'ReleaseUnit'>,
): Decision<WhistleEvent> => accept({ type: 'UnitReleased', unit: callee.key, words })

/** Calls the whole whistle off (撤哨), with a reason; its cases are free again. */
export const callOffWhistle = (_: unknown, { words }: Of<'CallOffWhistle'>): Decision<WhistleEvent> =>
  accept({ type: 'WhistleCalledOff', words })

/** A unit's work went to another when it merged or ended; the whistle follows (E7). */
export function followSuccessor(state: Whistle, { from, to }: Of<'FollowSuccessor'>): Decision<WhistleEvent> {
  if (to in state.called && from in state.called) return refuse('CalledTwice', to)
  return concerns(state, from) ? accept({ type: 'UnitSucceeded', from, to }) : accept()
}

function concerns(state: Whistle, unit: CalleeKey): boolean {
  const { caller, seats, meeting } = state
  const units: (string | null)[] = [caller.unit, caller.street, seats.office, seats.centre, seats.adjudicator]
  return (
    units.includes(unit) ||
    calleesOf(state).some((callee) => callee.unit === unit) ||
    unit in state.teams ||
    (meeting?.invited.includes(unit) ?? false) ||
    state.resolutions.some((task) => task.owner === unit) ||
    state.supervisions.some((one) => one.supervisor === unit)
  )
}
