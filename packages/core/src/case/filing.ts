import { accept, refuse } from '../story.ts'
import { localDateOf } from '../time/instant.ts'
import type { Profile } from '../profile/profile.ts'
import type { Rules } from '../rules.ts'
import type { Stamp } from '../story.ts'
import type { Actor } from '../words.ts'
import { sendTo, type Sending } from './dispatching.ts'
import type { CaseEvent, Place } from './events.ts'
import { knownGate, placeOf, pushedDownGate } from './gates.ts'
import type { At } from './state.ts'
import type { CaseDecision, Of, Who } from './rule.ts'

type Filing = Of<'FileCase'> | Of<'FileAndFinish'> | Of<'AnswerAtDesk'> | Of<'DeclineCase'>

/** Whoever a channel admits. */
export const anyone: Who<unknown> = (_state, { as }) => (as === 'clock' ? 'NotYours' : null)

/** Hotline, one window and the community's window speak with the requester. */
export const atTheDesk: Who<unknown> = (_state, { role }) => (deskRoles.has(role) ? null : 'NotYours')

/** Those who are on the spot: grid team and community. */
export const onTheSpot: Who<unknown> = (_state, { role }) => (gridRoles.has(role) ? null : 'NotYours')

/** `FileCase`: collected, and where the profile's route is plain, on its way at once with its clocks. */
export function fileCase(_state: At<'absent'>, command: Of<'FileCase'>, stamp: Stamp): CaseDecision {
  const filing = readFiling(command, stamp)
  if ('refused' in filing) return filing
  const { filed, place, profile } = filing
  const to = directTo(place, profile, stamp.by, filed.accused ?? [], stamp.rules)
  if (to === null) return accept(filed)
  return accept<CaseEvent>(
    { ...filed, direct: true },
    ...sendTo(to.unit, sendingOf(filed, to.level1, stamp, profile)),
  )
}

/** `FileAndFinish` (自行处置): settled on the spot in one act, a share of these is checked afterwards (L4). */
export function fileAndFinish(
  _state: At<'absent'>,
  command: Of<'FileAndFinish'>,
  stamp: Stamp,
): CaseDecision {
  const filing = readFiling(command, stamp)
  if ('refused' in filing) return filing
  const { allowed, sampleShare } = filing.profile.route.selfHandled
  if (!allowed) return refuse('SelfHandledNotUsed', filing.filed.profile)
  const { done } = command
  const sampled = drawn(stamp.story.id, sampleShare)
  return accept<CaseEvent>(filing.filed, { type: 'CaseSettled', unit: stamp.by.unit, done, sampled })
}

/** `AnswerAtDesk`: answered while speaking, as most calls are. */
export function answerAtDesk(_state: At<'absent'>, command: Of<'AnswerAtDesk'>, stamp: Stamp): CaseDecision {
  const filing = readFiling(command, stamp)
  if ('refused' in filing) return filing
  return accept<CaseEvent>(filing.filed, { type: 'CaseAnswered', answer: command.answer })
}

/** `DeclineCase`: not ours, with the reason and where to go. */
export function declineCase(_state: At<'absent'>, command: Of<'DeclineCase'>, stamp: Stamp): CaseDecision {
  const filing = readFiling(command, stamp)
  if ('refused' in filing) return filing
  const { reason, whereToGo } = command
  return accept<CaseEvent>(filing.filed, { type: 'CaseDeclined', reason, whereToGo })
}

type Filed = Extract<CaseEvent, { type: 'CaseFiled' }>

function readFiling(
  command: Filing,
  stamp: Stamp,
): { filed: Filed; place: Place; profile: Profile } | Extract<CaseDecision, { refused: unknown }> {
  const { at, rules, by, story, caseNumber } = stamp
  const on = localDateOf(at)
  const shut = knownGate(rules, command, on)
  if (shut) return shut
  const place = placeOf(rules, command.area ?? null, command.accused ?? [], on)
  const profile = rules.profileAt(place.area, on)
  const pushed = pushedDownGate(
    rules,
    profile,
    { category: command.category ?? null, street: place.street, by },
    on,
  )
  if (pushed) return pushed
  const filed: Filed = {
    type: 'CaseFiled',
    number: caseNumber,
    profile: `${profile.id}@${profile.inForceFrom}`,
    channel: command.channel,
    caseType: command.caseType,
    words: command.words,
    urgency: command.urgency ?? 'ordinary',
    secrecy: command.secrecy ?? 'S1',
    origin: {
      id: story.id,
      number: caseNumber,
      channel: command.channel,
      filedAt: at,
      requester: command.requester?.ref ?? null,
      anonymous: command.requester?.anonymous ?? false,
      agrees: command.requester?.agrees ?? false,
    },
    ...place,
  }
  if (command.title !== undefined) filed.title = command.title
  if (command.category !== undefined) filed.category = command.category
  if (command.accused !== undefined) filed.accused = command.accused
  if (command.address !== undefined) filed.address = command.address
  if (command.point !== undefined) filed.point = command.point
  if (command.files !== undefined) filed.files = command.files
  if (command.claimedAt !== undefined) filed.claimedAt = command.claimedAt
  if (command.external !== undefined) filed.external = command.external
  return { filed, place, profile }
}

/** Where the profile's route sends a case without anyone looking at it first; nothing complained about is sent by itself. */
function directTo(
  { community, street, centre }: Place,
  { route }: Profile,
  { role }: Actor,
  accused: readonly string[],
  { registry }: Rules,
): { unit: string; level1: boolean } | null {
  if (accused.length > 0 || street === null) return null
  if (route.firstReceiver === 'community') {
    return community !== null && gridRoles.has(role) ? { unit: community, level1: true } : null
  }
  return centre !== null && registry.units.has(centre) ? { unit: centre, level1: false } : null
}

function sendingOf(filed: Filed, level1: boolean, { at, rules }: Stamp, profile: Profile): Sending {
  return {
    how: 'route',
    turn: 1,
    category: filed.category ?? null,
    asksContact: filed.origin.requester !== null,
    level1,
    running: {},
    at,
    rules,
    profile,
  }
}

/** The same story is always drawn or never, so that a draw can be checked by anyone. */
function drawn(story: string, share: number): boolean {
  let hash = 2_166_136_261
  for (let n = 0; n < story.length; n += 1) hash = Math.imul(hash ^ story.charCodeAt(n), 16_777_619)
  return (hash >>> 0) % 10_000 < share * 100
}

const deskRoles: ReadonlySet<string> = new Set(['hotline_agent', 'window_clerk'])
const gridRoles: ReadonlySet<string> = new Set([
  'grid_worker',
  'building_head',
  'stairwell_head',
  'community_clerk',
  'community_secretary',
  'community_commissioner',
])
