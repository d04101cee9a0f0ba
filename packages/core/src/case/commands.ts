import { Type, type Static } from 'typebox'
import {
  Code,
  command,
  Files,
  FileRef,
  InstantText,
  LimitShape,
  literals,
  StoryIdText,
  Words,
} from '../schema.ts'

/** How a case reached us (渠道). */
export const channels = [
  'hotline',
  'window',
  'patrol',
  'portal',
  'wechat',
  'meeting',
  'visit',
  'device',
  'supervisor',
  'open311',
  'file',
] as const
export const Channel = literals(channels)
/** 咨询 求助 投诉 举报 建议 表扬 */
export const caseTypes = ['inquiry', 'help', 'complaint', 'report', 'suggestion', 'praise'] as const
export const CaseType = literals(caseTypes)
export const urgencies = ['ordinary', 'urgent', 'emergency'] as const
export const Urgency = literals(urgencies)
/** S0 open · S1 sealed (default) · S2 whistle-blowing · S3 about officials */
export const secrecyClasses = ['S0', 'S1', 'S2', 'S3'] as const
export const SecrecyClass = literals(secrecyClasses)

/** Who asks (诉求人). Name, phone and address go to the vault before the law sees the command; only `ref` is left. */
export const Requester = Type.Object(
  {
    name: Type.Optional(Type.String({ maxLength: 80 })),
    phone: Type.Optional(Type.String({ maxLength: 40 })),
    address: Type.Optional(Type.String({ maxLength: 200 })),
    anonymous: Type.Optional(Type.Boolean()),
    /** The requester agreed that the handling unit may see how to reach them. */
    agrees: Type.Optional(Type.Boolean()),
    ref: Type.Optional(Type.String({ maxLength: 80 })),
  },
  { additionalProperties: false, 'x-person': true },
)

const filing = {
  channel: Channel,
  caseType: CaseType,
  title: Type.Optional(Words(200)),
  words: Words(20000),
  category: Type.Optional(Code),
  urgency: Type.Optional(Urgency),
  secrecy: Type.Optional(SecrecyClass),
  accused: Type.Optional(Type.Array(Code, { maxItems: 8 })),
  area: Type.Optional(Code),
  address: Type.Optional(Words(300)),
  point: Type.Optional(
    Type.Object(
      {
        lng: Type.Number({ minimum: -180, maximum: 180 }),
        lat: Type.Number({ minimum: -90, maximum: 90 }),
        datum: literals(['WGS84', 'GCJ02', 'BD09']),
      },
      { additionalProperties: false },
    ),
  ),
  requester: Type.Optional(Requester),
  files: Type.Optional(Files),
  /** When it was noticed, as the source claims; nothing that is scored rests on it. */
  claimedAt: Type.Optional(InstantText),
  /** Id in the system it came from, for telling doubles. */
  external: Type.Optional(
    Type.Object(
      { system: Code, id: Type.String({ minLength: 1, maxLength: 120 }) },
      { additionalProperties: false },
    ),
  ),
}

const cited = { reason: Code, duty: Code, responsible: Code, words: Words(2000) }

/** What people may ask of a case (事项). Imperative mood, one shape per intention. */
export const caseCommands = {
  FileCase: command('FileCase', filing),
  FileAndFinish: command('FileAndFinish', { ...filing, done: Words() }),
  AnswerAtDesk: command('AnswerAtDesk', { ...filing, answer: Words(8000) }),
  DeclineCase: command('DeclineCase', { ...filing, reason: Code, whereToGo: Words(1000) }),

  CorrectCase: command('CorrectCase', {
    category: Type.Optional(Code),
    area: Type.Optional(Code),
    urgency: Type.Optional(Urgency),
    caseType: Type.Optional(CaseType),
    address: Type.Optional(Words(300)),
    reason: Words(500),
  }),
  MergeCase: command('MergeCase', { from: StoryIdText }),
  JoinInto: command('JoinInto', { into: StoryIdText }),
  TriageCase: command('TriageCase', {
    category: Code,
    area: Type.Optional(Code),
    urgency: Type.Optional(Urgency),
    secrecy: Type.Optional(SecrecyClass),
    accused: Type.Optional(Type.Array(Code, { maxItems: 8 })),
    /** The suggestion shown and whether it was followed (both are recorded, B1). */
    suggested: Type.Optional(
      Type.Object(
        { category: Type.Optional(Code), unit: Type.Optional(Code), why: Type.Array(Code, { maxItems: 10 }) },
        { additionalProperties: false },
      ),
    ),
  }),
  DispatchCase: command('DispatchCase', {
    to: Code,
    duty: Type.Optional(Code),
    limit: Type.Optional(LimitShape),
    /** Why, when no duty item is cited: dispatching outside the list warns and is recorded. */
    outsideList: Type.Optional(Words(500)),
  }),
  RaiseCase: command('RaiseCase', { row: Code, why: Words(2000) }),
  NameVisitor: command('NameVisitor', { person: Code }),
  Visit: command('Visit', { solved: Type.Boolean(), words: Words(), files: Type.Optional(Files) }),
  Record: command('Record', { words: Type.Optional(Words(1000)) }),

  ReceiveCase: command('ReceiveCase', {}),
  AcceptCase: command('AcceptCase', {}),
  ReturnCase: command('ReturnCase', cited),
  RuleOnReturn: command('RuleOnReturn', {
    decision: literals(['stays', 'redirected', 'back_to_centre']),
    to: Type.Optional(Code),
    words: Words(2000),
  }),

  AssignHandler: command('AssignHandler', { person: Code }),
  HandOn: command('HandOn', { to: Code, person: Type.Optional(Code), words: Type.Optional(Words(1000)) }),
  ContactRequester: command('ContactRequester', {
    how: literals(['phone', 'visit', 'message']),
    reached: Type.Boolean(),
    words: Type.Optional(Words(1000)),
  }),
  LogWork: command('LogWork', { words: Words(), files: Type.Optional(Files) }),
  AskExtension: command('AskExtension', { limit: LimitShape, reason: Code, words: Words(1000) }),
  AskSuspension: command('AskSuspension', {
    until: Type.Optional(InstantText),
    reason: Code,
    words: Words(1000),
  }),
  AskExclusion: command('AskExclusion', { reason: Code, words: Words(1000) }),
  AskCarryOver: command('AskCarryOver', {
    reason: Code,
    reviewAt: InstantText,
    owner: Code,
    /** True where an interim remedy solved the requester's problem for now. */
    interim: Type.Boolean(),
    words: Words(2000),
  }),
  GrantRequest: command('GrantRequest', { request: Code, words: Type.Optional(Words(1000)) }),
  RefuseRequest: command('RefuseRequest', { request: Code, words: Words(1000) }),
  EndSuspension: command('EndSuspension', {}),
  Wake: command('Wake', {}),
  Escalate: command('Escalate', {
    to: literals(['committee', 'meeting', 'adjudicator', 'supervision', 'higher']),
    words: Type.Optional(Words(2000)),
  }),
  RelateCase: command('RelateCase', { to: StoryIdText }),
  AttachTo: command('AttachTo', { case: StoryIdText }),
  UrgeCase: command('UrgeCase', { words: Type.Optional(Words(500)) }),
  SuperviseCase: command('SuperviseCase', { words: Words(1000), limit: Type.Optional(LimitShape) }),
  AnswerSupervision: command('AnswerSupervision', { supervision: Code, words: Words(4000) }),

  FinishCase: command('FinishCase', {
    /** The four facts of a reply: when accepted, whom contacted, what was done, by when. */
    contacted: Type.Optional(Words(200)),
    words: Words(20000),
    files: Type.Optional(Files),
    claimedAt: Type.Optional(InstantText),
  }),
  VerifyCase: command('VerifyCase', {
    method: literals(['site_check', 'professional_assessment', 'survey', 'photos', 'requester', 'sample']),
    asked: Type.Optional(Type.Integer({ minimum: 0, maximum: 100000 })),
    satisfied: Type.Optional(Type.Integer({ minimum: 0, maximum: 100000 })),
    words: Words(),
    files: Type.Optional(Files),
  }),
  RejectFinish: command('RejectFinish', { words: Words(2000) }),
  CloseCase: command('CloseCase', { words: Type.Optional(Words(1000)) }),
  AnswerCallBack: command('AnswerCallBack', {
    origin: Code,
    contacted: Type.Boolean(),
    resolved: Type.Optional(Type.Boolean()),
    satisfied: Type.Optional(Type.Boolean()),
    words: Type.Optional(Words(2000)),
  }),
  WithdrawOrigin: command('WithdrawOrigin', { origin: Code }),
  ReferToInspection: command('ReferToInspection', {
    conduct: literals(['inaction', 'slow', 'wrong', 'false']),
    words: Words(4000),
  }),

  NotePrivately: command('NotePrivately', { words: Words() }),
  ChangeClass: command('ChangeClass', { secrecy: SecrecyClass, words: Type.Optional(Words(500)) }),
  AttachFile: command('AttachFile', {
    file: FileRef,
    shows: literals(['before', 'after', 'evidence', 'minutes', 'other']),
  }),

  // By the clock, by errands or by another story's command; never offered on a screen.
  MissClock: command('MissClock', { clock: Code }),
  MoveDeadlines: command('MoveDeadlines', { calendar: Code }),
  FollowSuccessor: command('FollowSuccessor', { from: Code, to: Code }),
  JoinWhistle: command('JoinWhistle', { whistle: StoryIdText, row: Code }),
  WhistleTold: command('WhistleTold', {
    whistle: StoryIdText,
    stage: Code,
    /** The units called, so that they may read their part of the case. */
    units: Type.Optional(Type.Array(Code, { maxItems: 60 })),
  }),
} as const

/** A command to a case, as it comes over the wire. */
export const CaseCommand = Type.Union(Object.values(caseCommands))
export type CaseCommand = {
  [Name in keyof typeof caseCommands]: Static<(typeof caseCommands)[Name]>
}[keyof typeof caseCommands]
export type CaseCommandType = CaseCommand['type']
