import type { DeadlineInputs, Due } from '../time/deadline.ts'
import type { Limit } from '../time/limit.ts'
import type { Instant } from '../time/instant.ts'
import type { AreaCode, ContentRef, PersonId, StoryId, UnitId } from '../words.ts'
import type { caseTypes, CaseCommand, channels, secrecyClasses, urgencies } from './commands.ts'

export type ChannelName = (typeof channels)[number]
export type CaseTypeName = (typeof caseTypes)[number]
export type UrgencyName = (typeof urgencies)[number]
export type SecrecyName = (typeof secrecyClasses)[number]

type Of<Name extends CaseCommand['type']> = Extract<CaseCommand, { type: Name }>

/** What a case may be asked for outside the holder's line: 延期 挂起 剔除 挂账. */
export type RequestKind = 'extension' | 'suspension' | 'exclusion' | 'carry_over'

/** One complaint by one requester, as it is joined to a case. */
export type OriginFacts = {
  /** The id of the case it was filed as; it keeps it when cases merge. */
  id: StoryId
  number: string
  channel: ChannelName
  filedAt: Instant
  /** Reference into the vault; null where nobody can be asked. */
  requester: string | null
  anonymous: boolean
  /** The requester agreed that the handling unit may see how to reach them. */
  agrees: boolean
  withdrawnAt?: Instant
}

/** Who belongs to the place of a case, read from the registry when the place was said. */
export type Place = {
  area: AreaCode | null
  community: UnitId | null
  street: UnitId | null
  centre: UnitId | null
}

/** How a case came to its holder: by the profile's route, by a person, or by a ruling on a return. */
export type DispatchedBy = 'route' | 'person' | 'ruling'

/** Why a deadline is another one than before. */
export type MovedBy = 'extension' | 'suspension' | 'resumption' | 'calendar' | 'merge'

/** What has happened to a case. Past tense; never changed, never deleted (全程留痕). Words and files are references into `content`. */
export type CaseEvent =
  // 1 collect
  | ({
      type: 'CaseFiled'
      number: string
      /** `<id>@<inForceFrom>` of the profile that judges this case: by place and filing date (L24). */
      profile: string
      channel: ChannelName
      caseType: CaseTypeName
      title?: ContentRef
      words: ContentRef
      category?: string
      urgency: UrgencyName
      secrecy: SecrecyName
      accused?: readonly string[]
      address?: ContentRef
      point?: NonNullable<Of<'FileCase'>['point']>
      files?: readonly string[]
      claimedAt?: Instant
      external?: { system: string; id: string }
      origin: OriginFacts
      /** The next entry sends it straight on: nobody has to look at it first. */
      direct?: true
    } & Place)
  | { type: 'CaseSettled'; unit: UnitId; done: ContentRef; sampled: boolean }
  | { type: 'CaseAnswered'; answer: ContentRef }
  | { type: 'CaseDeclined'; reason: string; whereToGo: ContentRef }
  // 2 consolidate, 3 classify
  | {
      type: 'CaseCorrected'
      category?: string
      place?: Place
      urgency?: UrgencyName
      caseType?: CaseTypeName
      address?: ContentRef
      reason: ContentRef
    }
  | {
      type: 'CaseTriaged'
      category: string
      place?: Place
      urgency?: UrgencyName
      secrecy?: SecrecyName
      accused?: readonly string[]
      /** The suggestion shown, and whether it was followed. */
      suggested?: NonNullable<Of<'TriageCase'>['suggested']> & { followed: boolean }
    }
  | { type: 'OriginsJoined'; from: StoryId; origins: readonly OriginFacts[] }
  | { type: 'CaseMerged'; into: StoryId }
  // 4 publish
  | {
      type: 'CaseDispatched'
      to: UnitId
      how: DispatchedBy
      duty?: string
      /** Why no duty item was cited. */
      outsideList?: ContentRef
      warnings?: readonly ('outside_list' | 'limit_out_of_band')[]
    }
  | { type: 'CaseRaised'; row: string; from: UnitId; to: UnitId; why: ContentRef; doubleTrack: boolean }
  | { type: 'VisitorNamed'; person: PersonId }
  | { type: 'CaseVisited'; solved: boolean; words: ContentRef; files?: readonly string[] }
  | { type: 'CaseRecorded'; words?: ContentRef }
  // 5 accept
  | { type: 'CaseReceived' }
  | { type: 'CaseAccepted' }
  | {
      type: 'CaseReturned'
      unit: UnitId
      reason: string
      duty: string
      responsible: UnitId
      words: ContentRef
      waitsAt?: UnitId
    }
  | {
      type: 'ReturnRuled'
      decision: 'stays' | 'redirected' | 'back_to_centre'
      unit: UnitId
      to?: UnitId
      words: ContentRef
      /** Where the profile lets rulings bind: the next identical matter goes by itself (先例). */
      precedent?: { category: string; duty: string; unit: UnitId }
    }
  // 7 act
  | { type: 'HandlerAssigned'; person: PersonId }
  | { type: 'CaseHandedOn'; from: UnitId; to: UnitId; person?: PersonId; words?: ContentRef }
  | { type: 'RequesterContacted'; how: 'phone' | 'visit' | 'message'; reached: boolean; words?: ContentRef }
  | { type: 'WorkLogged'; words: ContentRef; files?: readonly string[] }
  | {
      type: 'RequestAsked'
      request: string
      what: RequestKind
      reason: string
      words: ContentRef
      limit?: Limit
      until?: Instant
      reviewAt?: Instant
      owner?: UnitId
      interim?: boolean
      /** The unit outside the holder's line that has to decide. */
      waitsAt?: UnitId
    }
  | { type: 'RequestGranted'; request: string; what: RequestKind; words?: ContentRef }
  | { type: 'RequestRefused'; request: string; what: RequestKind; words: ContentRef }
  | { type: 'SuspensionEnded' }
  | { type: 'CaseExcluded'; reason: string }
  | { type: 'CaseCarriedOver'; reason: string; reviewAt: Instant; owner: UnitId; interim: boolean }
  | { type: 'CaseWoken' }
  | { type: 'CaseEscalated'; to: Of<'Escalate'>['to']; words?: ContentRef }
  | { type: 'CaseRelated'; to: StoryId }
  | { type: 'CaseAttached'; to: StoryId }
  | { type: 'CaseUrged'; words?: ContentRef }
  | { type: 'CaseSupervised'; supervision: string; number: number; unit: UnitId; words: ContentRef }
  | { type: 'SupervisionAnswered'; supervision: string; words: ContentRef }
  | {
      type: 'CaseFinished'
      unit: UnitId
      /** Whose claim it is, where someone else's act completed it (the visitor of a double track). */
      claimant?: PersonId
      contacted?: ContentRef
      words?: ContentRef
      /** The unit that has to verify. */
      waitsAt?: UnitId
      files?: readonly string[]
      claimedAt?: Instant
    }
  // 8 verify, close
  | {
      type: 'CaseVerified'
      method: Of<'VerifyCase'>['method']
      asked?: number
      satisfied?: number
      words?: ContentRef
      files?: readonly string[]
    }
  | { type: 'FinishRejected'; words: ContentRef }
  | { type: 'CaseClosed'; words?: ContentRef; callBack?: UnitId }
  // 9 evaluate
  | {
      type: 'CallBackAnswered'
      origin: StoryId
      contacted: boolean
      resolved?: boolean
      satisfied?: boolean
      words?: ContentRef
    }
  | { type: 'CaseResolved'; voice: 'requesters' | 'verification' }
  | { type: 'CaseReopened'; origin: StoryId }
  | { type: 'OriginWithdrawn'; origin: StoryId }
  | { type: 'InspectionAsked'; conduct: Of<'ReferToInspection'>['conduct']; words: ContentRef }
  // at any time
  | { type: 'NoteTaken'; words: ContentRef }
  | { type: 'ClassChanged'; secrecy: SecrecyName; words?: ContentRef }
  | { type: 'FileAttached'; file: string; shows: Of<'AttachFile'>['shows'] }
  | { type: 'SuccessorFollowed'; from: UnitId; to: UnitId }
  | { type: 'WhistleJoined'; whistle: StoryId; row: string }
  | { type: 'WhistleHeard'; whistle: StoryId; stage: string; open: boolean; units?: readonly UnitId[] }
  // clocks
  | { type: 'ClockStarted'; clock: string; inputs: DeadlineInputs; due: Due }
  | { type: 'ClockMet'; clock: string; late: boolean }
  | { type: 'ClockMissed'; clock: string }
  /** What had stopped a clock no longer holds: the old clock runs on. */
  | { type: 'ClockResumed'; clock: string }
  | { type: 'DeadlineMoved'; clock: string; due: Due; why: MovedBy; inputs?: DeadlineInputs }

export type CaseEventType = CaseEvent['type']
