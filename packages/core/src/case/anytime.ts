import { accept, nothingToDo, type Stamp } from '../story.ts'
import { moveClocks } from './clocks.ts'
import { is } from './relations.ts'
import { profileOf, type CaseDecision, type Of, type Who } from './rule.ts'
import type { CaseFile } from './state.ts'

/** `NotePrivately`: never shown to the requester. */
export function notePrivately(_state: CaseFile, { words }: Of<'NotePrivately'>): CaseDecision {
  return accept({ type: 'NoteTaken', words })
}

/** `ChangeClass`: who may read it from now on. */
export function changeClass(_state: CaseFile, { secrecy, words }: Of<'ChangeClass'>): CaseDecision {
  return accept({ type: 'ClassChanged', secrecy, ...(words === undefined ? {} : { words }) })
}

/** `AttachFile`. */
export function attachFile(_state: CaseFile, { file, shows }: Of<'AttachFile'>): CaseDecision {
  return accept({ type: 'FileAttached', file, shows })
}

/** The clock, an errand, or a machine of the house; never a person. */
export const theClock: Who<unknown> = (_state, { as }) =>
  as === 'clock' || as === 'system' ? null : 'NotYours'

/** `MissClock`: what nobody did in time becomes a fact once; too early or already met, there is nothing to do. */
export function missClock(
  { clocks }: CaseFile,
  { clock: name }: Of<'MissClock'>,
  { at }: Stamp,
): CaseDecision {
  const clock = clocks[name]
  if (!clock || clock.metAt !== undefined || clock.missedAt !== undefined || at < clock.due.at)
    return nothingToDo
  return accept({ type: 'ClockMissed', clock: name })
}

/** `MoveDeadlines`: a new calendar gives one move for each running clock it touches. */
export function moveDeadlines(state: CaseFile, _command: Of<'MoveDeadlines'>, stamp: Stamp): CaseDecision {
  const moved = moveClocks(state, {
    kinds: 'all',
    why: 'calendar',
    rules: stamp.rules,
    profile: profileOf(state, stamp),
  })
  return accept(...moved)
}

/** `FollowSuccessor`: an open case follows the work of a unit that merged or moved. */
export function followSuccessor(
  state: CaseFile,
  { from, to }: Of<'FollowSuccessor'>,
  { rules }: Stamp,
): CaseDecision {
  const named = [state.holder, state.centre, state.street, state.community, state.responsible].includes(from)
  return named && rules.registry.units.has(to) ? accept({ type: 'SuccessorFollowed', from, to }) : nothingToDo
}

/** A whistle is blown for a case that its caller has in hand. */
export const hasInHand: Who<CaseFile> = (state, actor, rules) =>
  inHand.some((relation) => is[relation](state, actor, rules)) ? null : 'CaseNotInHand'

const inHand = ['holder', 'centre', 'office', 'streetLeader', 'community'] as const

/** `JoinWhistle`: while that whistle is open the case cannot be finished. */
export function joinWhistle({ whistles = [] }: CaseFile, { whistle, row }: Of<'JoinWhistle'>): CaseDecision {
  const joined = whistles.some(({ id, open }) => id === whistle && open)
  return joined ? nothingToDo : accept({ type: 'WhistleJoined', whistle, row })
}

/** `WhistleTold`: the whistle says where it stands; once it is over the holder can finish. */
export function whistleTold(
  { whistles = [] }: CaseFile,
  { whistle, stage, units }: Of<'WhistleTold'>,
): CaseDecision {
  if (!whistles.some(({ id }) => id === whistle)) return nothingToDo
  const open = !over.has(stage)
  return accept({ type: 'WhistleHeard', whistle, stage, open, ...(units ? { units } : {}) })
}

const over: ReadonlySet<string> = new Set(['done', 'closed', 'calledOff', 'refused'])
