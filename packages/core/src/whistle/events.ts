import type {
  CheckIn,
  Conduct,
  Presence,
  ReturnReason,
  ScoreItemName,
  VerificationMethod,
  Verifier,
} from '../profile/vocabulary.ts'
import type { DeadlineInputs, Due } from '../time/deadline.ts'
import type { Instant } from '../time/instant.ts'
import type { Limit } from '../time/limit.ts'
import type { AreaCode, CalleeKind, ContentRef, PersonId, Role, StoryId, UnitId } from '../words.ts'
import type { whistleKinds } from './commands.ts'

/** Why one whistles (群众诉求 重点工作 综合执法 应急处置 会商协调). */
export type WhistleKind = (typeof whistleKinds)[number]

/** Part of a called unit: lead (主办), assisting (协办), or asked for its opinion only (consultee). */
export type CalleePart = 'lead' | 'assisting' | 'consultee'

/** Key of someone called: the unit's id, or the post's id where a person is called. */
export type CalleeKey = string

/** Clocks of a whistle. The first five run on a called unit, the others on the street, the adjudicator or an owner. */
export const whistleClocks = [
  'receive',
  'contact',
  'report',
  'firstAction',
  'finish',
  'verify',
  'score',
  'leaderConfirm',
  'confirmAfterwards',
  'matterRuling',
  'returnRuling',
  'resolution',
  'supervisionAnswer',
  'teamFinish',
] as const
export type WhistleClock = (typeof whistleClocks)[number]

/** A limit an order sets: so much time, or a fixed instant. */
export type OrderLimit = Limit | { readonly until: Instant }

/** One who is called, and for what: the line of the order (派单要素) that concerns them. */
export type CalleeOrder = {
  readonly key: CalleeKey
  readonly unit: UnitId
  /** Set where a person is called and not a unit. */
  readonly person: PersonId | null
  readonly part: CalleePart
  readonly calleeKind: CalleeKind
  /** Consultees and some kinds of callees have no clock (L5). */
  readonly clocked: boolean
  readonly scored: boolean
  readonly mayBeReferred: boolean
  readonly duty: string | null
  readonly task: ContentRef
  readonly site: ContentRef | null
  readonly presence: Presence
  readonly report: OrderLimit | null
  readonly finish: OrderLimit | null
}

/** The caller (吹哨人): the post that applied and the street it belongs to. */
export type Caller = {
  readonly unit: UnitId
  readonly street: UnitId | null
  readonly person: PersonId
  readonly role: Role
  readonly areas: readonly AreaCode[]
}

/** What the rules of the day of application say of this whistle; fixed then, so that reading it needs no profile. */
export type WhistleTerms = {
  readonly issuedBy: 'centre' | 'caller'
  /** Role that must be told before confirmation (汇报); null where nobody is. */
  readonly leaderReport: Role | null
  /** Roles of which one confirms (确认): the principal leader or the deputy named in advance (L20); empty: no confirmation. */
  readonly confirmers: readonly Role[]
  readonly scored: boolean
  readonly mutual: boolean
  readonly blind: boolean
  readonly adjudicator: Role
  readonly verifier: Verifier
  /** Whether the result has a part that the office drafts (街道评分). */
  readonly streetPart: boolean
}

/** Units whose to-do lists this whistle fills beside those of the called units. */
export type Seats = { readonly office: UnitId; readonly centre: UnitId; readonly adjudicator: UnitId }

/** A part of a called unit's result, item by item, with the fact behind each. */
export type ScoredItem = {
  readonly item: ScoreItemName
  readonly weight: number
  readonly points: number
  /** What the points rest on; `notAsked` items do not count. */
  readonly because:
    'inTime' | 'late' | 'missed' | 'open' | 'absent' | 'noRework' | 'rework' | 'notAsked' | 'judged'
}
export type ScoredPart = {
  readonly by: 'system' | 'street'
  readonly weight: number
  readonly points: number
  readonly items: readonly ScoredItem[]
}

type OfUnit = { readonly unit: CalleeKey }

/** What has happened to a whistle. Past tense; never changed, never deleted. */
export type WhistleEvent =
  | {
      type: 'WhistleApplied'
      row: string
      kind: WhistleKind
      /** `<profile>@<inForceFrom>`, chosen by the caller's place on the day of application. */
      profile: string
      caller: Caller
      terms: WhistleTerms
      seats: Seats
      cases: readonly StoryId[]
      matter: ContentRef
      whyNotHere: ContentRef
      actAsked: ContentRef
      problem: string | null
      category: string | null
      called: readonly CalleeOrder[]
      musterPlace: ContentRef | null
      /** The row's usual muster place, where the order names none. */
      usualMuster: string | null
      musterAt: Instant | null
      sites: readonly ContentRef[]
      checkIn: CheckIn
      emergency: boolean
    }
  | { type: 'RulingAsked'; category: string }
  | {
      type: 'MatterRuled'
      lead: UnitId
      assisting: readonly UnitId[]
      called: readonly CalleeOrder[]
      words: ContentRef
      category: string
    }
  | {
      type: 'LimitWarned'
      unit: CalleeKey
      clock: 'report' | 'finish'
      limit: OrderLimit
      band: { readonly min: Limit; readonly max: Limit }
    }
  | { type: 'WhistleReported'; words: ContentRef | null }
  | { type: 'WhistleConfirmed'; words: ContentRef | null; waitingSince: Instant; afterwards: boolean }
  | { type: 'WhistleRefused'; words: ContentRef }
  | { type: 'WhistleIssued'; number: string; letterNumber: number; year: number; issuer: UnitId }
  | { type: 'ClockStarted'; clock: WhistleClock; of: string; on: UnitId; inputs: DeadlineInputs; due: Due }
  | { type: 'ClockMissed'; clock: WhistleClock; of: string; on: UnitId; dueAt: Instant }
  | { type: 'DeadlineMoved'; clock: WhistleClock; of: string; from: Instant; due: Due }
  | { type: 'TeamTasked'; unit: UnitId; task: ContentRef }
  | { type: 'UnitAdded'; called: CalleeOrder }
  | ({ type: 'UnitReleased'; words: ContentRef } & OfUnit)
  | { type: 'WhistleCalledOff'; words: ContentRef }
  | ({ type: 'OrderReceived' } & OfUnit)
  | ({ type: 'OrderAccepted' } & OfUnit)
  | ({ type: 'CallDeclined'; words: ContentRef | null } & OfUnit)
  | ({
      type: 'OrderReturned'
      reason: ReturnReason
      duty: string
      responsible: UnitId
      words: ContentRef
    } & OfUnit)
  | ({
      type: 'OrderReturnRuled'
      decision: 'stays' | 'released' | 'replaced'
      to: UnitId | null
      words: ContentRef
      /** Whether the ruling binds the next identical matter (先例). */
      precedent: boolean
    } & OfUnit)
  | ({
      type: 'TeamNamed'
      people: readonly PersonId[]
      leader: ContentRef
      phone: ContentRef | null
      powers: readonly string[]
    } & OfUnit)
  | ({ type: 'UnitCheckedIn'; people: ContentRef; leader: ContentRef | null } & OfUnit)
  | ({
      type: 'WorkLogged'
      words: ContentRef
      site: ContentRef | null
      power: string | null
      files: readonly string[]
    } & OfUnit)
  | ({ type: 'TaskFinished'; words: ContentRef; files: readonly string[] } & OfUnit)
  | ({ type: 'UnitUrged'; words: ContentRef | null } & OfUnit)
  | ({ type: 'UnitSupervised'; supervision: string; words: ContentRef; supervisor: UnitId } & OfUnit)
  | { type: 'SupervisionAnswered'; supervision: string; words: ContentRef }
  | ({ type: 'OrderExtensionAsked'; limit: Limit; reason: string; words: ContentRef } & OfUnit)
  | ({ type: 'OrderExtensionGranted'; words: ContentRef | null; inputs: DeadlineInputs; due: Due } & OfUnit)
  | ({ type: 'OrderExtensionRefused'; words: ContentRef } & OfUnit)
  | {
      type: 'MeetingConvened'
      at: Instant
      place: ContentRef
      agenda: ContentRef
      invited: readonly UnitId[]
      chair: PersonId | null
    }
  | { type: 'AttendanceSigned'; unit: UnitId; people: ContentRef; late: boolean }
  | { type: 'AttendanceClosed'; absent: readonly UnitId[] }
  | {
      type: 'ResolutionsRecorded'
      minutes: ContentRef
      tasks: readonly {
        readonly id: string
        readonly owner: UnitId
        readonly task: ContentRef
        readonly source: string | null
        readonly lasting: boolean
      }[]
    }
  | { type: 'ResolutionLogged'; resolution: string; words: ContentRef }
  | { type: 'ResolutionFinished'; resolution: string; words: ContentRef; files: readonly string[] }
  | {
      type: 'TaskAccepted'
      units: readonly CalleeKey[]
      method: VerificationMethod
      asked: number | null
      satisfied: number | null
      words: ContentRef
      files: readonly string[]
    }
  | ({ type: 'TaskSentBack'; words: ContentRef } & OfUnit)
  | { type: 'WhistleDone' }
  | ({
      type: 'UnitScored'
      items: readonly { readonly item: ScoreItemName; readonly points: number }[]
      words: ContentRef | null
    } & OfUnit)
  | ({ type: 'ScoreCombined'; parts: readonly ScoredPart[]; result: number } & OfUnit)
  | ({ type: 'WhistleRated'; points: number; words: ContentRef | null } & OfUnit)
  | ({ type: 'ScoreObjected'; words: ContentRef } & OfUnit)
  | ({
      type: 'ScoreRuled'
      decision: 'stands' | 'corrected'
      first: number
      result: number
      words: ContentRef
    } & OfUnit)
  | ({ type: 'UnitReferred'; conduct: Conduct; words: ContentRef } & OfUnit)
  | { type: 'WhistleClosed'; words: ContentRef | null }
  | { type: 'UnitSucceeded'; from: UnitId; to: UnitId }

export type WhistleEventType = WhistleEvent['type']
