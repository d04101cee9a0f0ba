import type { RefusalCode } from '../refusals.ts'
import { accept, refuse, type Decision, type Stamp } from '../story.ts'
import { dueAt } from '../time/deadline.ts'
import type { Actor } from '../words.ts'
import { invariant } from '../invariant.ts'
import type { WhistleClock, WhistleEvent } from './events.ts'
import { isCalled, isInLine, profileOf } from './relations.ts'
import { startClock } from './clocks.ts'
import type { At, Existing, Live, Of } from './rule.ts'
import { awaitsAnswer } from './responding.ts'
import { calleesOf, clockOf, ofCaller, type Callee, type Clock, type Whistle } from './state.ts'

/** Called by the whistle, or a tasked team. */
export const isAtWork = (state: Whistle, actor: Actor): boolean =>
  calleesOf(state).some((callee) => isCalled(state, callee, actor)) ||
  Object.values(state.teams).some((team) => isInLine(actor, team.unit))

/** Has something of its own to log. */
export const hasToLog = (state: Whistle, actor: Actor): boolean =>
  calleesOf(state).some((callee) => isCalled(state, callee, actor) && toLog(callee) === null) ||
  hasTeamTask(state, actor)

/** Has a task that is ready to be called finished. */
export const hasToFinish = (state: Whistle, actor: Actor): boolean =>
  calleesOf(state).some((callee) => isCalled(state, callee, actor) && toFinish(state, callee) === null) ||
  hasTeamTask(state, actor)

/** Logs work: the first entry is the first action and the contact; on a site of joint enforcement each finding cites a power (L9). */
export function logWork(
  state: At<Live>,
  command: Of<'LogWork'>,
  { by, rules }: Stamp,
): Decision<WhistleEvent> {
  const { unit, words, site, power, files } = command
  const problem = workProblem(state, unit, by, toLog)
  if (problem) return problem
  if (power !== undefined && !rules.registry.powers.has(power)) return refuse('PowerMissing', power)
  if (state.kind === 'joint_enforcement' && site !== undefined && power === undefined)
    return refuse('PowerMissing', unit)
  return accept({
    type: 'WorkLogged',
    unit,
    words,
    site: site ?? null,
    power: power ?? null,
    files: files ?? [],
  })
}

/** The unit's claim that its task is done (报结): not verified, not closed, not resolved. */
export function finishTask(
  state: At<Live>,
  { unit, words, files }: Of<'FinishTask'>,
  stamp: Stamp,
): Decision<WhistleEvent> {
  const problem = workProblem(state, unit, stamp.by, (callee) => toFinish(state, callee))
  if (problem) return problem
  const fact = { type: 'TaskFinished', unit, words, files: files ?? [] } as const
  if (!(unit in state.called)) return accept(fact)
  const profile = profileOf(state, stamp.rules)
  const limit = profile.limits.verify
  return accept<WhistleEvent>(
    fact,
    startClock({ clock: 'verify', of: unit, on: ofCaller(state), limit }, profile, stamp),
  )
}

/** Time can still be asked for: the finish clock runs and was not missed. */
export function mayAskExtension(state: Whistle, callee: Callee): RefusalCode | null {
  const code = awaitsAnswer(state, callee)
  if (code) return code
  if (callee.openExtension !== null) return 'RequestOpen'
  const clock = clockOf(state, 'finish', callee.key)
  if (!clock) return 'NoSuchRequest'
  return clock.missedAt !== null || callee.finishedAt !== null ? 'AlreadyDone' : null
}

/** A request for time lies open. */
export const hasAskedExtension = (_: Whistle, callee: Callee): RefusalCode | null =>
  callee.openExtension === null ? 'NoSuchRequest' : null

/** Asks for more time (延期). */
export const askOrderExtension = (
  _: At<Live>,
  callee: Callee,
  { limit, reason, words }: Of<'AskOrderExtension'>,
): Decision<WhistleEvent> => accept({ type: 'OrderExtensionAsked', unit: callee.key, limit, reason, words })

/** Grants it, from outside the unit's line: the deadline is computed anew from its inputs. */
export function grantOrderExtension(
  state: At<Live>,
  callee: Callee,
  { words }: Of<'GrantOrderExtension'>,
  { by, rules }: Stamp,
): Decision<WhistleEvent> {
  if (isCalled(state, callee, by)) return refuse('ApproverInTheLine', callee.key)
  const clock = clockOf(state, 'finish', callee.key)
  invariant(clock && callee.openExtension, 'an extension granted that nobody asked for')
  const extension = { limit: callee.openExtension.limit, grantedBy: by.unit }
  const inputs = { ...clock.inputs, extensions: [...clock.inputs.extensions, extension] }
  const due = dueAt(inputs, rules.calendar, profileOf(state, rules).workingHours)
  return accept({ type: 'OrderExtensionGranted', unit: callee.key, words: words ?? null, inputs, due })
}

/** Refuses it, with a reason. */
export const refuseOrderExtension = (
  _: At<Live>,
  callee: Callee,
  { words }: Of<'RefuseOrderExtension'>,
): Decision<WhistleEvent> => accept({ type: 'OrderExtensionRefused', unit: callee.key, words })

/** The clock's fact: nobody reported it, it ran out. Once. */
export function missClock(
  state: At<Existing>,
  { clock: name, unit: of }: Of<'MissClock'>,
  { at }: Stamp,
): Decision<WhistleEvent> {
  // A name that is no clock finds none.
  const clock = clockOf(state, name as WhistleClock, of)
  if (!clock || !isRunning(state, clock)) return refuse('AlreadyDone', of)
  if (at < clock.due.at) return accept()
  return accept({ type: 'ClockMissed', clock: clock.clock, of, on: clock.on, dueAt: clock.due.at })
}

/** A new holiday notice: every running deadline is computed anew, and says so where it moved. */
export function moveDeadlines(
  state: At<Existing>,
  _: Of<'MoveDeadlines'>,
  { rules }: Stamp,
): Decision<WhistleEvent> {
  const { workingHours } = profileOf(state, rules)
  const moved = Object.values(state.clocks).flatMap((clock): WhistleEvent[] => {
    if (!isRunning(state, clock)) return []
    const due = dueAt(clock.inputs, rules.calendar, workingHours)
    if (due.at === clock.due.at && due.provisional === clock.due.provisional) return []
    return [{ type: 'DeadlineMoved', clock: clock.clock, of: clock.of, from: clock.due.at, due }]
  })
  return accept(...moved)
}

/** A clock that was neither answered nor missed, of someone who still owes an answer. */
export function isRunning(state: Whistle, clock: Clock): boolean {
  if (clock.metAt !== null || clock.missedAt !== null) return false
  const callee = state.called[clock.of]
  return !callee || (callee.releasedAt === null && callee.declinedAt === null)
}

const toLog = (callee: Callee): RefusalCode | null =>
  callee.releasedAt !== null || callee.declinedAt !== null || callee.verifiedAt !== null
    ? 'AlreadyDone'
    : null

function toFinish(state: Whistle, callee: Callee): RefusalCode | null {
  const code = awaitsAnswer(state, callee)
  if (code) return code
  if (callee.finishedAt !== null || callee.verifiedAt !== null) return 'AlreadyDone'
  if (callee.openReturn !== null) return 'ReturnOpen'
  if (callee.acceptedAt === null) return 'NotAccepted'
  const mustReport =
    callee.presence === 'required' && (state.checkIn === 'host_register' || state.checkIn === 'rotating_code')
  return mustReport && callee.checkedIn === null ? 'NotReported' : null
}

const hasTeamTask = (state: Whistle, actor: Actor): boolean =>
  Object.values(state.teams).some((team) => team.finishedAt === null && isInLine(actor, team.unit))

function workProblem(
  state: Whistle,
  unit: string,
  by: Actor,
  readiness: (callee: Callee) => RefusalCode | null,
) {
  const callee = state.called[unit]
  const team = state.teams[unit]
  if (!callee) {
    if (!team) return refuse('NotCalled', unit)
    if (!isInLine(by, unit)) return refuse('NotYours', unit)
    return team.finishedAt === null ? null : refuse('AlreadyDone', unit)
  }
  if (!isCalled(state, callee, by)) return refuse('NotYours', unit)
  const code = readiness(callee)
  return code === null ? null : refuse(code, unit)
}
