import { accept, refuse, type Decision, type Stamp } from '../story.ts'
import type { Rules } from '../rules.ts'
import type { RefusalCode } from '../refusals.ts'
import type { Actor } from '../words.ts'
import type { WhistleEvent } from './events.ts'
import { isCalled, isHost } from './relations.ts'
import type { At, Live, Of } from './rule.ts'
import type { Callee, Whistle } from './state.ts'

/** Whether the register waits for this callee. */
export function awaitsCheckIn(state: Whistle, callee: Callee): RefusalCode | null {
  if (
    callee.presence === 'meeting' ||
    (callee.presence === 'required' && state.checkIn === 'meeting_attendance')
  )
    return 'CheckInByMeeting'
  if (callee.presence === 'none' || state.checkIn === 'not_needed') return 'NoCheckInAsked'
  return callee.checkedIn !== null || callee.releasedAt !== null || callee.declinedAt !== null
    ? 'AlreadyDone'
    : null
}

/** The host, and those called too, so that they hear why it is not for them. */
export const isHostOrCalled = (state: Whistle, callee: Callee, actor: Actor, _: Rules): boolean =>
  isHost(state, callee, actor) || isCalled(state, callee, actor)

/** Whether this actor keeps the register for somebody who has not come yet. */
export const hasSomeoneToRegister = (state: Whistle, actor: Actor): boolean =>
  Object.values(state.called).some(
    (callee) => isHost(state, callee, actor) && awaitsCheckIn(state, callee) === null,
  )

/** The entry in the register (签到) that makes 报到 a fact: by the host, never by those who come; late is still recorded (L7). */
export function checkIn(
  state: At<Live>,
  callee: Callee,
  { people, leader }: Of<'CheckIn'>,
  { by }: Stamp,
): Decision<WhistleEvent> {
  if (!isHost(state, callee, by)) return refuse('CheckInByHost', callee.key)
  return accept({ type: 'UnitCheckedIn', unit: callee.key, people, leader: leader ?? null })
}
