import type { CheckIn, ScoreItemName } from '../profile/vocabulary.ts'
import type { DeadlineInputs, Due } from '../time/deadline.ts'
import type { Instant } from '../time/instant.ts'
import type { Limit } from '../time/limit.ts'
import type { By, ContentRef, PersonId, StoryId, UnitId } from '../words.ts'
import type {
  CalleeKey,
  CalleeOrder,
  Caller,
  ScoredPart,
  Seats,
  WhistleClock,
  WhistleKind,
  WhistleTerms,
} from './events.ts'

/** Stages of a whistle (哨) as a whole; each called unit has its own course beneath. */
export const whistleStages = [
  'absent',
  'ruling',
  'applied',
  'reported',
  'confirmed',
  'issued',
  'running',
  'done',
  'closed',
  'refused',
  'calledOff',
] as const
export type WhistleStage = (typeof whistleStages)[number]

/** A running or stopped clock; `on` is the unit whose fact a miss is. */
export type Clock = {
  readonly clock: WhistleClock
  /** Whom or what it measures: a callee, a resolution, a supervision, or the unit itself. */
  readonly of: string
  readonly on: UnitId
  readonly inputs: DeadlineInputs
  readonly due: Due
  readonly metAt: Instant | null
  readonly missedAt: Instant | null
}

/** What was scored of one called unit: drafts, result, and what came of an objection; the first value is never overwritten. */
export type CalleeScore = {
  readonly drafted: {
    readonly items: readonly { readonly item: ScoreItemName; readonly points: number }[]
    readonly words: ContentRef | null
    readonly at: Instant
  } | null
  readonly combined: {
    readonly parts: readonly ScoredPart[]
    readonly result: number
    readonly at: Instant
  } | null
  /** The called unit's mark for the caller (双向考核). */
  readonly rated: { readonly points: number; readonly words: ContentRef | null; readonly at: Instant } | null
  readonly objection: { readonly words: ContentRef; readonly at: Instant } | null
  readonly ruled: {
    readonly decision: 'stands' | 'corrected'
    readonly result: number
    readonly words: ContentRef
    readonly at: Instant
  } | null
}

/** One who was called, and how far they are. */
export type Callee = CalleeOrder & {
  /** Its line in the letter, from 1: a stored state does not keep the order of its keys. */
  readonly line: number
  readonly calledAt: Instant | null
  readonly receivedAt: Instant | null
  readonly acceptedAt: Instant | null
  readonly declinedAt: Instant | null
  readonly team: {
    readonly people: readonly PersonId[]
    readonly leader: ContentRef
    readonly phone: ContentRef | null
    readonly powers: readonly string[]
  } | null
  /** 已报到, made a fact by the register (签到) or by the meeting's attendance. */
  readonly checkedIn: { readonly at: Instant; readonly by: By; readonly people: ContentRef } | null
  readonly absentAt: Instant | null
  readonly firstActionAt: Instant | null
  readonly finishedAt: Instant | null
  /** The verifier's word, not the unit's. */
  readonly verifiedAt: Instant | null
  readonly sentBack: number
  readonly returns: number
  readonly openReturn: {
    readonly reason: string
    readonly duty: string
    readonly responsible: UnitId
    readonly at: Instant
  } | null
  readonly openExtension: { readonly limit: Limit; readonly at: Instant } | null
  readonly releasedAt: Instant | null
  readonly urged: number
  /** Persons who did the unit's part; none of them may verify. */
  readonly hands: readonly PersonId[]
  readonly score: CalleeScore
}

/** A standing or dual-managed team (L9): tasked, not called, never scored. */
export type TaskedTeam = {
  readonly unit: UnitId
  readonly task: ContentRef
  readonly taskedAt: Instant
  readonly finishedAt: Instant | null
}

export type Meeting = {
  readonly at: Instant
  readonly place: ContentRef
  readonly agenda: ContentRef
  readonly invited: readonly UnitId[]
  readonly chair: PersonId | null
  readonly attended: Readonly<Record<UnitId, Instant>>
  readonly absent: readonly UnitId[]
  readonly closedAt: Instant | null
}

/** A task that came out of a meeting (会议议定事项), with owner and its own clock. */
export type Resolution = {
  readonly id: string
  readonly owner: UnitId
  readonly task: ContentRef
  readonly source: string | null
  /** A root remedy that outlasts the whistle (L11). */
  readonly lasting: boolean
  readonly logged: number
  readonly finishedAt: Instant | null
}

/** A numbered supervision order (督办单) and whether it was answered. */
export type Supervision = {
  readonly id: string
  readonly unit: CalleeKey
  readonly supervisor: UnitId
  readonly at: Instant
  readonly answeredAt: Instant | null
}

/** A whistle that exists. Holds what decisions and to-do lists need; the rest is in the ledger. */
export type Whistle = {
  readonly stage: Exclude<WhistleStage, 'absent'>
  readonly row: string
  readonly kind: WhistleKind
  readonly profile: string
  readonly caller: Caller
  readonly terms: WhistleTerms
  readonly seats: Seats
  readonly cases: readonly StoryId[]
  readonly matter: ContentRef
  readonly whyNotHere: ContentRef
  readonly actAsked: ContentRef
  readonly problem: string | null
  readonly category: string | null
  readonly muster: {
    readonly place: ContentRef | null
    readonly usual: string | null
    readonly at: Instant | null
  }
  readonly sites: readonly ContentRef[]
  readonly checkIn: CheckIn
  readonly emergency: boolean
  readonly appliedAt: Instant
  readonly reportedAt: Instant | null
  readonly confirmedAt: Instant | null
  readonly confirmedBy: PersonId | null
  readonly issuedAt: Instant | null
  readonly issuer: UnitId | null
  /** Printed number of the letter, `…〔2019〕1号`. */
  readonly number: string | null
  readonly letterNumber: number | null
  readonly doneAt: Instant | null
  readonly closedAt: Instant | null
  readonly called: Readonly<Record<CalleeKey, Callee>>
  readonly teams: Readonly<Record<UnitId, TaskedTeam>>
  readonly meeting: Meeting | null
  readonly resolutions: readonly Resolution[]
  readonly supervisions: readonly Supervision[]
  /** By `clockKey`. */
  readonly clocks: Readonly<Record<string, Clock>>
}

export type WhistleState = { readonly stage: 'absent' } | Whistle

/** The whistle nobody has applied for. */
export const absentWhistle: WhistleState = { stage: 'absent' }

/** Where a clock lies among the whistle's clocks. */
export const clockKey = (clock: WhistleClock, of: string): string => `${of}/${clock}`

/** A callee's or owner's clock, where it has one. */
export const clockOf = (state: Whistle, clock: WhistleClock, of: string): Clock | undefined =>
  state.clocks[clockKey(clock, of)]

/** Every clock that measures this callee, resolution, supervision or unit. */
export const clocksOf = (state: Whistle, of: string): readonly Clock[] =>
  Object.values(state.clocks).filter((clock) => clock.of === of)

/** Every callee, in the order of the letter. */
export const calleesOf = (state: Whistle): readonly Callee[] =>
  Object.values(state.called).toSorted((one, other) => one.line - other.line)

/** Still bound to answer: neither consulted only, nor released, nor declined. */
export const isObliged = (callee: Callee): boolean =>
  callee.part !== 'consultee' && callee.releasedAt === null && callee.declinedAt === null

/** Whether the unit's part is done in its own word: finished, or, in a meeting, all resolutions it owns are. */
export function isWorkDone(state: Whistle, callee: Callee): boolean {
  if (callee.finishedAt !== null) return true
  if (callee.presence !== 'meeting' || state.resolutions.length === 0) return false
  return state.resolutions.every((task) => task.owner !== callee.unit || !isAwaited(task))
}

/** Whether the whistle waits for this resolution. */
export const isAwaited = (task: Resolution): boolean => task.finishedAt === null && !task.lasting

/** Whether nothing more is asked of this callee: verified, or, in a meeting, its resolutions finished. */
export function isSettled(state: Whistle, callee: Callee): boolean {
  if (!isObliged(callee) || callee.verifiedAt !== null) return true
  return callee.presence === 'meeting' && isWorkDone(state, callee)
}

/** Whether everyone called is settled and every resolution finished. */
export function isEveryoneSettled(state: Whistle): boolean {
  return calleesOf(state).every((callee) => isSettled(state, callee)) && !state.resolutions.some(isAwaited)
}

/** The unit on whom the street's own clocks run: the street, or the caller where there is none. */
export const ofCaller = ({ caller }: Pick<Whistle, 'caller'>): UnitId => caller.street ?? caller.unit
