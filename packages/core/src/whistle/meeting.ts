import { accept, refuse, type Decision, type Stamp } from '../story.ts'
import type { Actor, UnitId } from '../words.ts'
import { isOver, startClock } from './clocks.ts'
import type { WhistleEvent } from './events.ts'
import { isCallersSide, isInLine, profileOf } from './relations.ts'
import type { At, Live, Of } from './rule.ts'
import { calleesOf, isObliged, type Resolution, type Whistle } from './state.ts'

/** Convenes a joint meeting (联席会议、会商); those called to a meeting are invited by that alone. */
export function conveneMeeting(
  state: At<Live>,
  command: Of<'ConveneMeeting'>,
  { at, rules }: Stamp,
): Decision<WhistleEvent> {
  if (!isConvenable(state)) return refuse('AlreadyDone')
  if (isOver({ until: command.at }, at)) return refuse('LimitOutOfBand', 'at')
  const unknown = command.invited.find((unit) => !rules.registry.units.has(unit))
  if (unknown !== undefined) return refuse('UnknownUnit', unknown)
  const called = calleesOf(state).filter((callee) => isObliged(callee) && callee.presence === 'meeting')
  const invited = [...new Set([...called.map(({ unit }) => unit), ...command.invited])]
  const { place, agenda, chair } = command
  return accept({ type: 'MeetingConvened', at: command.at, place, agenda, invited, chair: chair ?? null })
}

/** One meeting at a time. */
export const isConvenable = (state: Whistle): boolean =>
  state.meeting === null || state.meeting.closedAt !== null

/** Signs the attendance list: by those invited, or by the host for them; whoever comes late is still recorded. */
export function signAttendance(
  state: At<Live>,
  { unit, people }: Of<'SignAttendance'>,
  { by }: Stamp,
): Decision<WhistleEvent> {
  const { meeting } = state
  if (meeting === null) return refuse('NotAMeeting')
  if (!meeting.invited.includes(unit)) return refuse('NotInvited', unit)
  if (!isCallersSide(state, by) && !isInLine(by, unit)) return refuse('NotYours', unit)
  if (unit in meeting.attended) return refuse('AlreadyDone', unit)
  return accept({ type: 'AttendanceSigned', unit, people, late: meeting.closedAt !== null })
}

/** Invited, or the host of the meeting. */
export const isAttending = (state: Whistle, actor: Actor): boolean =>
  isCallersSide(state, actor) || (state.meeting?.invited ?? []).some((unit) => isInLine(actor, unit))

/** Somebody this actor may sign for has not signed. */
export const hasSomeoneToSign = (state: Whistle, actor: Actor): boolean =>
  state.meeting !== null &&
  unsigned(state).some((unit) => isCallersSide(state, actor) || isInLine(actor, unit))

/** Closes the list: whoever has not signed is absent, and that is a fact. */
export function closeAttendance(state: At<Live>): Decision<WhistleEvent> {
  if (state.meeting === null) return refuse('NotAMeeting')
  if (state.meeting.closedAt !== null) return refuse('AlreadyDone')
  return accept({ type: 'AttendanceClosed', absent: unsigned(state) })
}

/** The attendance list of a meeting is open. */
export const isAttendanceOpen = (state: Whistle): boolean =>
  state.meeting !== null && state.meeting.closedAt === null

/** Records the minutes: every resolution is a task with an owner and its own clock (L10). */
export function recordResolution(
  state: At<Live>,
  { minutes, tasks }: Of<'RecordResolution'>,
  stamp: Stamp,
): Decision<WhistleEvent> {
  if (state.meeting === null) return refuse('NotAMeeting')
  const unknown = tasks.find(({ owner }) => !stamp.rules.registry.units.has(owner))
  if (unknown) return refuse('UnknownUnit', unknown.owner)
  const over = tasks.find(({ limit }) => isOver(limit, stamp.at))
  if (over) return refuse('LimitOutOfBand', over.owner)
  const numbered = tasks.map((task, n) => ({ ...task, id: `r${state.resolutions.length + n + 1}` }))
  const profile = profileOf(state, stamp.rules)
  return accept<WhistleEvent>(
    {
      type: 'ResolutionsRecorded',
      minutes,
      tasks: numbered.map(({ id, owner, task, source, lasting }) => ({
        id,
        owner,
        task,
        source: source ?? null,
        lasting: lasting ?? false,
      })),
    },
    ...numbered.map(({ id, owner, limit }) =>
      startClock({ clock: 'resolution', of: id, on: owner, limit, source: 'order' }, profile, stamp),
    ),
  )
}

/** Logs work on a resolution. */
export const logResolution = (
  state: At<Live | 'done' | 'closed'>,
  { resolution, words }: Of<'LogResolution'>,
  { by }: Stamp,
): Decision<WhistleEvent> =>
  resolutionProblem(state, resolution, by) ?? accept({ type: 'ResolutionLogged', resolution, words })

/** The owner's word that a resolution is done. */
export const finishResolution = (
  state: At<Live | 'done' | 'closed'>,
  { resolution, words, files }: Of<'FinishResolution'>,
  { by }: Stamp,
): Decision<WhistleEvent> =>
  resolutionProblem(state, resolution, by) ??
  accept({ type: 'ResolutionFinished', resolution, words, files: files ?? [] })

/** Owns a resolution. */
export const isOwner = (state: Whistle, actor: Actor): boolean =>
  state.resolutions.some((task) => isInLine(actor, task.owner))

/** Owns a resolution that is not finished. */
export const hasOpenResolution = (state: Whistle, actor: Actor): boolean =>
  state.resolutions.some((task) => isOpen(task) && isInLine(actor, task.owner))

const isOpen = (task: Resolution): boolean => task.finishedAt === null

function resolutionProblem(state: Whistle, id: string, by: Actor) {
  const task = state.resolutions.find((one) => one.id === id)
  if (!task) return refuse('NotCalled', id)
  if (!isInLine(by, task.owner)) return refuse('NotYours', id)
  return isOpen(task) ? null : refuse('AlreadyDone', id)
}

const unsigned = ({ meeting }: Whistle): readonly UnitId[] =>
  meeting === null ? [] : meeting.invited.filter((unit) => !(unit in meeting.attended))
