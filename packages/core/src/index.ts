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
export type { CaseEvent, CaseEventType, RequestKind } from './case/events.ts'
export type { CaseFile, CaseStage } from './case/state.ts'
export type { CalleePart, WhistleClock, WhistleEventType } from './whistle/events.ts'
export type { Callee, Whistle, WhistleStage } from './whistle/state.ts'
export type {
  CarryOverReason,
  LimitNode,
  ReturnReason,
  ScoreItemName,
  StepName,
  VerificationMethod,
} from './profile/vocabulary.ts'
