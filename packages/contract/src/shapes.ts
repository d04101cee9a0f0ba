import { Type, type Static } from 'typebox'
import { CaseCommand, RegistryCommand, StoryIdText, WhistleCommand, type RefusalCode } from '@shaoying/core'

const closed = { additionalProperties: false } as const
export const Uuid = Type.String({ pattern: '^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$' })
export const Time = Type.String({ format: 'date-time', description: 'RFC 3339 with a zone' })
const Nullable = <S extends Parameters<typeof Type.Union>[0][number]>(shape: S) => Type.Union([shape, Type.Null()])
const Text = Type.String()

export const Story = Type.Object({ kind: Type.Enum(['case', 'whistle', 'registry']), id: StoryIdText }, closed)

/** One sentence to the desk: do this to that story, once. The client makes `commandId` before it sends; sending again is harmless. */
export const Instruction = Type.Object(
  {
    commandId: Uuid,
    story: Story,
    /** The version the actor saw; another one is refused as `StaleVersion`. */
    expect: Type.Optional(Type.Integer({ minimum: 0 })),
    // The unions are made of tables of shapes; their types are made of the same tables.
    command: Type.Unsafe<CaseCommand | WhistleCommand | RegistryCommand>(Type.Union([CaseCommand, WhistleCommand, RegistryCommand])),
  },
  closed,
)
export type Instruction = Static<typeof Instruction>

export const Refused = Type.Object({
  code: Type.Unsafe<RefusalCode>(Type.String()),
  message: Type.String({ description: 'a sentence a clerk understands, in the language asked for' }),
  about: Type.Optional(Text),
})
export const Answer = Type.Union([
  Type.Object({ commandId: Text, version: Type.Integer() }),
  Type.Object({ commandId: Text, refused: Refused }),
])
export type Answer = Static<typeof Answer>

/** RFC 9457 */
export const Problem = Type.Object({
  type: Text,
  title: Text,
  status: Type.Integer(),
  code: Text,
  detail: Type.Optional(Text),
})

export const DeadlineShown = Type.Object({
  clock: Text,
  unit: Type.Optional(Text),
  from: Time,
  dueAt: Time,
  source: Text,
  provisional: Type.Boolean(),
  metAt: Nullable(Time),
  missedAt: Nullable(Time),
  /** The explanation in the language asked for: which rule, which days were skipped and why. */
  explanation: Text,
})
export type DeadlineShown = Static<typeof DeadlineShown>

export const CaseCard = Type.Object({
  id: StoryIdText,
  version: Type.Integer(),
  number: Text,
  stage: Text,
  step: Type.Integer({ minimum: 1, maximum: 9 }),
  caseType: Text,
  channel: Text,
  category: Nullable(Text),
  urgency: Text,
  secrecy: Text,
  area: Nullable(Text),
  community: Nullable(Text),
  street: Nullable(Text),
  holder: Nullable(Text),
  dueAt: Nullable(Time),
  origins: Type.Integer(),
  whistles: Type.Integer(),
  carried: Type.Boolean(),
  summary: Text,
  openedAt: Time,
  changedAt: Time,
  closedAt: Nullable(Time),
})
export type CaseCard = Static<typeof CaseCard>

export const TimelineEntry = Type.Object({
  version: Type.Integer(),
  type: Text,
  at: Time,
  /** Who: the body and the role, never a name the reader has no right to. */
  unit: Text,
  role: Text,
  name: Type.Optional(Text),
  step: Nullable(Type.Integer()),
  /** The event's fields with words in place of references, as far as the reader may see them. */
  data: Type.Unknown(),
})
export type TimelineEntry = Static<typeof TimelineEntry>

export const FileShown = Type.Object({
  id: Text,
  name: Text,
  type: Text,
  bytes: Type.Integer(),
  sha256: Text,
  at: Time,
  url: Text,
})
export type FileShown = Static<typeof FileShown>

export const CasePage = Type.Object({
  card: CaseCard,
  /** The state, redacted to what the reader may see; references are replaced by their words. */
  state: Type.Unknown(),
  story: Type.Array(TimelineEntry),
  deadlines: Type.Array(DeadlineShown),
  files: Type.Array(FileShown),
  whistles: Type.Array(Type.Object({ id: Text, number: Text, stage: Text })),
  /** Which of the table's fields this reader may see: yes, look (with a purpose), neutral, or no. */
  fields: Type.Record(Text, Text),
  permits: Type.Array(Text),
})
export type CasePage = Static<typeof CasePage>

export const WhistleCard = Type.Object({
  id: StoryIdText,
  version: Type.Integer(),
  number: Text,
  letter: Nullable(Text),
  level: Text,
  purpose: Text,
  stage: Text,
  street: Nullable(Text),
  caller: Text,
  lead: Nullable(Text),
  called: Type.Integer(),
  reported: Type.Integer(),
  finished: Type.Integer(),
  dueAt: Nullable(Time),
  summary: Text,
  openedAt: Time,
  changedAt: Time,
  closedAt: Nullable(Time),
})
export type WhistleCard = Static<typeof WhistleCard>

export const WhistlePage = Type.Object({
  card: WhistleCard,
  state: Type.Unknown(),
  story: Type.Array(TimelineEntry),
  deadlines: Type.Array(DeadlineShown),
  files: Type.Array(FileShown),
  cases: Type.Array(Type.Object({ id: Text, number: Text, summary: Text, stage: Text })),
  letter: Type.Unknown(),
  permits: Type.Array(Text),
  /** What I may do about one called unit, by its key: a row shows its own buttons and no other's. */
  permitsOf: Type.Optional(Type.Record(Text, Type.Array(Text))),
})
export type WhistlePage = Static<typeof WhistlePage>

export const TodoLine = Type.Object({
  story: Story,
  number: Text,
  summary: Text,
  stage: Text,
  urgency: Nullable(Text),
  what: Text,
  unit: Text,
  dueAt: Nullable(Time),
  since: Time,
})
export type TodoLine = Static<typeof TodoLine>

export const Notice = Type.Object({
  id: Text,
  message: Text,
  about: Type.Record(Text, Type.Unknown()),
  story: Story,
  number: Text,
  at: Time,
  seen: Type.Boolean(),
})
export type Notice = Static<typeof Notice>

export const Tally = Type.Object({ key: Text, name: Text, day: Nullable(Text), measures: Type.Record(Text, Type.Integer()) })
export type Tally = Static<typeof Tally>

export const PostShown = Type.Object({ id: Text, role: Text, unit: Text, unitName: Text, word: Text, standsIn: Type.Boolean() })
export const Me = Type.Object({
  account: Text,
  person: Text,
  name: Text,
  post: Nullable(PostShown),
  posts: Type.Array(PostShown),
  district: Type.Integer(),
  districtName: Text,
  mustChangePassword: Type.Boolean(),
  simulated: Type.Boolean(),
  now: Time,
  profile: Text,
  /** Words that this city uses instead of the common ones. */
  words: Type.Record(Text, Type.Record(Text, Text)),
  /** What this post may file: FileCase, FileAndFinish, AnswerAtDesk, DeclineCase, ApplyWhistle … */
  permits: Type.Array(Text),
})
export type Me = Static<typeof Me>

export const UnitShown = Type.Object({ id: Text, parent: Nullable(Text), kind: Text, name: Text, calleeKind: Nullable(Text), areas: Type.Array(Text) })
/** What a grid does not meet of its own city's rules: its size, or a place of its team that nobody holds. */
export const GridFinding = Type.Object({ about: Type.Enum(['households', 'persons', 'team']), place: Type.Optional(Text), count: Type.Optional(Type.Integer()) })
/** An item of the problem list (问题清单); `ruling` is the whistle on which the district ruled whose it is. */
export const ProblemShown = Type.Object({ id: Text, category: Text, matter: Text, lead: Text, assisting: Type.Array(Text), ruling: Nullable(Text), from: Text, until: Nullable(Text) })
export const AreaShown = Type.Object({
  code: Text, parent: Nullable(Text), level: Text, name: Text,
  households: Nullable(Type.Integer()), persons: Nullable(Type.Integer()), findings: Type.Array(GridFinding),
})
export const PowerShown = Type.Object({ id: Text, unit: Text, name: Text, basis: Text })
export const CategoryShown = Type.Object({ code: Text, parent: Nullable(Text), zh: Text, en: Text })
export const DutyShown = Type.Object({ id: Text, unit: Text, category: Text, matter: Text, basis: Text, status: Text })
export const PostRow = Type.Object({ id: Text, /** Pseudonym, as commands name people. */ person: Type.Optional(Text), unit: Text, role: Text, name: Text, area: Nullable(Text), gridRole: Nullable(Text), from: Text, until: Nullable(Text) })

export const Suggestion = Type.Object({
  category: Nullable(Text),
  unit: Nullable(Text),
  duty: Nullable(Text),
  area: Nullable(Text),
  why: Type.Array(Type.Object({ code: Text, words: Type.Array(Text) })),
  similar: Type.Array(CaseCard),
})
