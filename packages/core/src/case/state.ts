import type { DeadlineInputs, Due } from '../time/deadline.ts'
import type { Instant, LocalDate } from '../time/instant.ts'
import type { Limit } from '../time/limit.ts'
import type { ContentRef, PersonId, StoryId, UnitId } from '../words.ts'
import type {
  CaseTypeName,
  ChannelName,
  OriginFacts,
  Place,
  RequestKind,
  SecrecyName,
  UrgencyName,
} from './events.ts'

/** Where a case can be; `declined`, `answered` and `merged` end it without a holder. */
export const caseStages = [
  'absent',
  'collected',
  'triaged',
  'dispatched',
  'handling',
  'finished',
  'verified',
  'closed',
  'declined',
  'answered',
  'merged',
] as const
export type CaseStage = (typeof caseStages)[number]

/** One complaint by one requester (件): own number, call-back and share of the case; a case holds one or more. */
export type Origin = OriginFacts & {
  /** Its share of the case: the shares of all origins not withdrawn sum to 1. */
  weight: number
  answer?: { at: Instant; resolved: boolean | null; satisfied: boolean | null }
}

/** A clock of a case: its inputs are kept, so that its deadline is computed and never patched. */
export type Clock = {
  inputs: DeadlineInputs
  due: Due
  metAt?: Instant
  missedAt?: Instant
}

/** Something asked for that someone outside the holder's line grants or refuses. */
export type CaseRequest = {
  id: string
  what: RequestKind
  open: boolean
  granted?: boolean
  reason: string
  /** The unit that asked. */
  unit: UnitId
  by: PersonId
  limit?: Limit
  until?: Instant
  reviewAt?: Instant
  owner?: UnitId
  interim?: boolean
  waitsAt?: UnitId
}

/** A return (退单) that waits for its ruling. */
export type OpenReturn = {
  unit: UnitId
  reason: string
  duty: string
  responsible: UnitId
  at: Instant
  waitsAt?: UnitId
}

/** 挂账: the root remedy waits; the case counts as open. */
export type CarriedOver = {
  reason: string
  reviewAt: Instant
  owner: UnitId
  interim: boolean
  wokenAt?: Instant
}

/** A case that exists. Holds what decisions, buttons, waits and cards need, and nothing else; plain JSON. */
export type CaseFile = Place & {
  stage: Exclude<CaseStage, 'absent'>
  number: string
  filedAt: Instant
  filedOn: LocalDate
  filedBy: PersonId
  filedUnit: UnitId
  /** `<id>@<inForceFrom>`, fixed at filing. */
  profile: string
  channel: ChannelName
  caseType: CaseTypeName
  title: ContentRef | null
  words: ContentRef
  category: string | null
  urgency: UrgencyName
  secrecy: SecrecyName
  accused: readonly string[]
  point?: { lng: number; lat: number; datum: 'WGS84' | 'GCJ02' | 'BD09' }
  origins: readonly Origin[]
  clocks: Readonly<Record<string, Clock>>
  /** The unit that has the case now (承办单位). */
  holder: UnitId | null
  /** How many units have had it: the number of the current holder's turn, part of its clocks' names. */
  turn: number
  /** The profile's row under which it was last handed up; decides who verifies. */
  row: string | null
  handler?: PersonId
  /** Everyone who acted for a holder: none of them verifies. */
  takers: readonly PersonId[]
  /** First-taker rule (首接负责): the unit that accepted stays responsible until another accepts. */
  responsible?: UnitId
  duty?: string
  dispatchedAt?: Instant
  receivedAt?: Instant
  acceptedAt?: Instant
  contactedAt?: Instant
  workedAt?: Instant
  /** 双轨 of level 2: two duties at once, neither ends the other (L3). */
  doubleTrack?: { visitor?: PersonId; visitedAt?: Instant; solved?: boolean; recordedAt?: Instant }
  /** How often it was returned. */
  returns: number
  openReturn?: OpenReturn
  requests?: readonly CaseRequest[]
  suspended?: boolean
  excluded?: boolean
  whistles?: readonly { id: StoryId; row: string; open: boolean; units: readonly UnitId[] }[]
  carriedOver?: CarriedOver
  /** Four facts, never one (L1): 办结 the unit's claim, 核实, 结项, 解决. */
  finished?: { at: Instant; unit: UnitId; by: PersonId; waitsAt?: UnitId }
  verified?: { at: Instant; unit: UnitId; by: PersonId; method: string }
  closedAt?: Instant
  /** The desk that asks the requesters (回访). */
  callBack?: UnitId
  resolvedAt?: Instant
  /** Settled on the spot in one act (自行处置, L4). */
  selfHandled?: { sampled: boolean }
  supervisions?: readonly { id: string; number: number; unit: UnitId; open: boolean }[]
  escalations?: readonly { to: string; at: Instant }[]
  related?: readonly StoryId[]
  attachedTo?: StoryId
  mergedInto?: StoryId
  urged?: number
  reopened?: number
  referred?: number
}

/** Before the first entry. */
export type Absent = { stage: 'absent' }
export type CaseState = Absent | CaseFile

/** Stages in which some unit has the case. */
export type HeldStage = 'dispatched' | 'handling' | 'finished' | 'verified' | 'closed'

/** The case at one stage, with what is certain there. */
export type At<Stage extends CaseStage> = Stage extends 'absent'
  ? Absent
  : Stage extends HeldStage
    ? CaseFile & { stage: Stage; holder: UnitId }
    : CaseFile & { stage: Stage }

/** The case as every story of this kind begins. */
export const absentCase: CaseState = { stage: 'absent' }

const endedStages: ReadonlySet<CaseStage> = new Set(['absent', 'closed', 'declined', 'answered', 'merged'])

/** Counted as open: not yet closed, or carried over and not yet woken, which is never a way out of the count (L11). */
export function isOpen(state: CaseState): boolean {
  return !endedStages.has(state.stage) || (state.stage !== 'absent' && isCarriedOver(state))
}

/** The root remedy still waits for its review date. */
export function isCarriedOver({ carriedOver }: CaseFile): boolean {
  return carriedOver !== undefined && carriedOver.wokenAt === undefined
}

/** Origins that were not withdrawn. */
export function liveOrigins({ origins }: CaseFile): readonly Origin[] {
  return origins.filter(({ withdrawnAt }) => withdrawnAt === undefined)
}

/** Origins behind which someone can be asked; a patrol or a device has no voice (L18). */
export function voices(state: CaseFile): readonly Origin[] {
  return liveOrigins(state).filter(({ requester }) => requester !== null)
}

/** The whistles that still keep the case from being finished. */
export function openWhistles({ whistles = [] }: CaseFile): readonly StoryId[] {
  return whistles.filter(({ open }) => open).map(({ id }) => id)
}
