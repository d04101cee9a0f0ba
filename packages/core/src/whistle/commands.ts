import { Type, type Static } from 'typebox'
import {
  Code,
  command,
  Files,
  InstantText,
  LimitOrUntil,
  LimitShape,
  literals,
  StoryIdText,
  Words,
} from '../schema.ts'

/** Why one whistles (群众诉求 重点工作 综合执法 应急处置 会商协调). */
export const whistleKinds = [
  'public_problem',
  'key_work',
  'joint_enforcement',
  'emergency',
  'coordination',
] as const

const Callee = Type.Object(
  {
    unit: Type.Optional(Code),
    /** A post holder or member is called as a person: the post id. */
    post: Type.Optional(Code),
    part: literals(['lead', 'assisting', 'consultee']),
    duty: Type.Optional(Code),
    task: Words(2000),
    report: Type.Optional(LimitOrUntil),
    finish: Type.Optional(LimitOrUntil),
    presence: Type.Optional(literals(['required', 'meeting', 'none'])),
    site: Type.Optional(Words(200)),
  },
  { additionalProperties: false },
)
const cited = { reason: Code, duty: Code, responsible: Code, words: Words(2000) }
const Unit = { unit: Code }

/** What people may ask of a whistle (哨). */
export const whistleCommands = {
  ApplyWhistle: command('ApplyWhistle', {
    row: Code,
    kind: literals(whistleKinds),
    cases: Type.Array(StoryIdText, { maxItems: 50 }),
    matter: Words(2000),
    whyNotHere: Words(2000),
    actAsked: Words(2000),
    problem: Type.Optional(Code),
    category: Type.Optional(Code),
    called: Type.Array(Callee, { minItems: 1, maxItems: 40 }),
    musterPlace: Type.Optional(Words(200)),
    musterAt: Type.Optional(InstantText),
    sites: Type.Optional(Type.Array(Words(200), { maxItems: 40 })),
    checkIn: Type.Optional(literals(['host_register', 'rotating_code', 'meeting_attendance', 'not_needed'])),
    emergency: Type.Optional(Type.Boolean()),
  }),
  ReportToLeader: command('ReportToLeader', { words: Type.Optional(Words(1000)) }),
  ConfirmWhistle: command('ConfirmWhistle', { words: Type.Optional(Words(1000)) }),
  RefuseWhistle: command('RefuseWhistle', { words: Words(1000) }),
  RuleOnMatter: command('RuleOnMatter', {
    lead: Code,
    assisting: Type.Array(Code, { maxItems: 20 }),
    words: Words(2000),
  }),
  IssueWhistle: command('IssueWhistle', {}),
  TaskTeam: command('TaskTeam', { ...Unit, task: Words(2000), finish: LimitOrUntil }),
  AddUnit: command('AddUnit', { called: Callee }),
  ReleaseUnit: command('ReleaseUnit', { ...Unit, words: Words(1000) }),
  CallOffWhistle: command('CallOffWhistle', { words: Words(1000) }),

  ReceiveOrder: command('ReceiveOrder', Unit),
  AcceptOrder: command('AcceptOrder', Unit),
  DeclineCall: command('DeclineCall', { ...Unit, words: Type.Optional(Words(500)) }),
  ReturnOrder: command('ReturnOrder', { ...Unit, ...cited }),
  RuleOnOrderReturn: command('RuleOnOrderReturn', {
    ...Unit,
    decision: literals(['stays', 'released', 'replaced']),
    to: Type.Optional(Code),
    words: Words(2000),
  }),
  NameTeam: command('NameTeam', {
    ...Unit,
    people: Type.Array(Code, { maxItems: 40 }),
    leader: Words(80),
    phone: Type.Optional(Words(40)),
    powers: Type.Array(Code, { maxItems: 40 }),
  }),
  CheckIn: command('CheckIn', { ...Unit, people: Words(500), leader: Type.Optional(Words(80)) }),
  LogWork: command('LogWork', {
    ...Unit,
    words: Words(),
    site: Type.Optional(Words(200)),
    power: Type.Optional(Code),
    files: Type.Optional(Files),
  }),
  FinishTask: command('FinishTask', { ...Unit, words: Words(), files: Type.Optional(Files) }),
  UrgeUnit: command('UrgeUnit', { ...Unit, words: Type.Optional(Words(500)) }),
  SuperviseUnit: command('SuperviseUnit', { ...Unit, words: Words(1000), limit: Type.Optional(LimitShape) }),
  AnswerSupervision: command('AnswerSupervision', { supervision: Code, words: Words(4000) }),
  AskOrderExtension: command('AskOrderExtension', {
    ...Unit,
    limit: LimitShape,
    reason: Code,
    words: Words(1000),
  }),
  GrantOrderExtension: command('GrantOrderExtension', { ...Unit, words: Type.Optional(Words(1000)) }),
  RefuseOrderExtension: command('RefuseOrderExtension', { ...Unit, words: Words(1000) }),

  ConveneMeeting: command('ConveneMeeting', {
    at: InstantText,
    place: Words(200),
    agenda: Words(4000),
    invited: Type.Array(Code, { maxItems: 60 }),
    chair: Type.Optional(Code),
  }),
  SignAttendance: command('SignAttendance', { ...Unit, people: Words(500) }),
  CloseAttendance: command('CloseAttendance', {}),
  RecordResolution: command('RecordResolution', {
    minutes: Words(20000),
    tasks: Type.Array(
      Type.Object(
        {
          owner: Code,
          task: Words(2000),
          limit: LimitOrUntil,
          source: Type.Optional(Code),
          /** A root remedy that outlasts the whistle (挂账): its clock runs, the whistle does not wait for it. */
          lasting: Type.Optional(Type.Boolean()),
        },
        { additionalProperties: false },
      ),
      { minItems: 1, maxItems: 40 },
    ),
  }),
  LogResolution: command('LogResolution', { resolution: Code, words: Words() }),
  FinishResolution: command('FinishResolution', {
    resolution: Code,
    words: Words(),
    files: Type.Optional(Files),
  }),

  AcceptTask: command('AcceptTask', {
    units: Type.Array(Code, { minItems: 1, maxItems: 40 }),
    method: literals(['site_check', 'professional_assessment', 'survey', 'photos', 'requester', 'sample']),
    asked: Type.Optional(Type.Integer({ minimum: 0, maximum: 100000 })),
    satisfied: Type.Optional(Type.Integer({ minimum: 0, maximum: 100000 })),
    words: Words(),
    files: Type.Optional(Files),
  }),
  SendBackTask: command('SendBackTask', { ...Unit, words: Words(2000) }),

  ScoreUnit: command('ScoreUnit', {
    ...Unit,
    items: Type.Array(
      Type.Object(
        { item: Code, points: Type.Number({ minimum: 0, maximum: 100 }) },
        { additionalProperties: false },
      ),
      { maxItems: 20 },
    ),
    words: Type.Optional(Words(2000)),
  }),
  CombineScore: command('CombineScore', Unit),
  RateWhistle: command('RateWhistle', {
    ...Unit,
    points: Type.Number({ minimum: 0, maximum: 100 }),
    words: Type.Optional(Words(2000)),
  }),
  ObjectToScore: command('ObjectToScore', { ...Unit, words: Words(4000) }),
  RuleOnScore: command('RuleOnScore', {
    ...Unit,
    decision: literals(['stands', 'corrected']),
    points: Type.Optional(Type.Number({ minimum: 0, maximum: 100 })),
    words: Words(4000),
  }),
  ReferUnit: command('ReferUnit', {
    ...Unit,
    conduct: literals(['inaction', 'slow', 'wrong', 'false']),
    words: Words(4000),
  }),
  CloseWhistle: command('CloseWhistle', { words: Type.Optional(Words(1000)) }),

  // By the clock or by errands; never offered on a screen.
  MissClock: command('MissClock', { clock: Code, unit: Code }),
  MoveDeadlines: command('MoveDeadlines', { calendar: Code }),
  FollowSuccessor: command('FollowSuccessor', { from: Code, to: Code }),
} as const

/** A command to a whistle, as it comes over the wire. */
export const WhistleCommand = Type.Union(Object.values(whistleCommands))
export type WhistleCommand = {
  [Name in keyof typeof whistleCommands]: Static<(typeof whistleCommands)[Name]>
}[keyof typeof whistleCommands]
export type WhistleCommandType = WhistleCommand['type']
