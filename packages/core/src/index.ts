export * from './words.ts'
export * from './refusals.ts'
export * from './refusalWords.ts'
export * from './schema.ts'
export * from './story.ts'
export * from './rules.ts'
export * from './invariant.ts'
export * from './case/commands.ts'
export * from './whistle/commands.ts'
export * from './registry/index.ts'
export * from './profile/profile.ts'
export * from './profile/bind.ts'
export * from './profile/readProfile.ts'
export * from './profile/vocabulary.ts'
export * from './time/instant.ts'
export * from './time/calendar.ts'
export * from './time/deadline.ts'
export * from './time/limit.ts'
export * from './registry/lookup.ts'
export {
  absentCase,
  caseFields,
  caseLaw,
  caseStages,
  dueOf as caseDueOf,
  fieldsFor as caseFieldsFor,
  isCarriedOver,
  isOpen,
  kindOfClock,
  liveOrigins,
  mayKnowOf as mayKnowOfCase,
  openWhistles,
  ownerOf as clockOwnerOf,
  readersOf as caseReaders,
  relationsOf as caseRelationsOf,
  stepOf,
  stepsOf,
  type CaseEvent,
  type CaseEventType,
  type CaseField,
  type CaseFile,
  type CaseStage,
  type CaseState,
  type Origin,
  type Relation as CaseRelation,
  type RequestKind,
  type Sight,
  type StepView,
} from './case/index.ts'
export {
  isRevealed,
  letterOf,
  readersOf as whistleReaders,
  relationsOf as whistleRelationsOf,
  scoreOf,
  standingResult,
  visibleScore,
  whistleLaw,
  type Letter,
  type ScoreViewer,
  type WhistleReader,
  type WhistleRelation,
} from './whistle/index.ts'
export type { CalleePart, WhistleClock, WhistleEvent, WhistleEventType } from './whistle/events.ts'
export {
  absentWhistle,
  calleesOf,
  isObliged,
  isSettled,
  isWorkDone,
  type Callee,
  type Whistle,
  type WhistleStage,
  type WhistleState,
} from './whistle/state.ts'
export type {
  CarryOverReason,
  LimitNode,
  ReturnReason,
  ScoreItemName,
  StepName,
  VerificationMethod,
} from './profile/vocabulary.ts'
