import { Type, type Static } from 'typebox'
import { channels } from '../case/commands.ts'
import { literals } from '../schema.ts'
import { Limit } from '../time/limit.ts'
import { whistleKinds } from '../whistle/commands.ts'
import { calleeKinds, roles } from '../words.ts'
import {
  carryOverReasons,
  checkIns,
  conducts,
  controlModes,
  escalationTargets,
  levelNames,
  limitNodes,
  listNames,
  orderFields,
  presences,
  rateNames,
  returnReasons,
  scoreItems,
  scorers,
  stepNames,
  verificationMethods,
  verifiers,
  type LimitNode,
} from './vocabulary.ts'

const closed = { additionalProperties: false }
const Text = Type.String({ minLength: 1, maxLength: 400 })
const Id = Type.String({ pattern: '^[a-z][a-z0-9_]{0,39}$' })
const AreaCode = Type.String({ pattern: '^[0-9]{12}$' })
const LocalDate = Type.String({ pattern: '^[0-9]{4}-[0-9]{2}-[0-9]{2}$' })
const Share = Type.Number({ minimum: 0, maximum: 100 })
const Words = Type.Object({ zh: Text, en: Text }, closed)
const Role = literals(roles)
const LevelName = literals(levelNames)
const WorkingPeriod = Type.Tuple([
  Type.String({ pattern: '^[0-2][0-9]:[0-5][0-9]$' }),
  Type.String({ pattern: '^[0-2][0-9]:[0-5][0-9]$' }),
])

const Level = Type.Object(
  { level: LevelName, word: Words, count: Type.Optional(Type.Integer({ minimum: 0 })) },
  closed,
)

const Range = Type.Object({ min: Type.Integer({ minimum: 0 }), max: Type.Integer({ minimum: 0 }) }, closed)
const GridRule = Type.Object(
  {
    households: Type.Optional(Range),
    personsMax: Type.Optional(Type.Integer({ minimum: 1 })),
    persons: Type.Optional(Type.Integer({ minimum: 1 })),
  },
  closed,
)

const Body = Type.Object(
  {
    kind: literals(['centre', 'office', 'committee', 'team', 'hall', 'meeting']),
    level: LevelName,
    word: Words,
    chairedFrom: Type.Optional(LevelName),
  },
  closed,
)

const PostWord = Type.Object(
  { role: Role, level: LevelName, word: Words, heldBy: Type.Optional(Text) },
  closed,
)

/** A place in a grid team (网格团队); an empty required place flags the grid. */
const GridPlace = Type.Object({ id: Id, word: Words, required: Type.Boolean() }, closed)

const Step = Type.Object(
  { step: literals(stepNames), word: Words, used: Type.Boolean(), by: Type.Array(Role) },
  closed,
)

const Confirm = Type.Object({ post: Role, deputy: Role, waits: Limit, emergencyAfterwards: Limit }, closed)

const Route = Type.Object(
  {
    firstReceiver: literals(['street', 'community']),
    /** Settled on the spot in one act (自行处置); a share of these is checked. */
    selfHandled: Type.Object({ allowed: Type.Boolean(), sampleShare: Share }, closed),
    /** Level 2 opens two duties, a visit and a record (双轨, L3). */
    doubleTrack: Type.Boolean(),
    /** Who is told before a whistle is confirmed (汇报); null where nobody is. */
    leaderReport: Type.Union([Role, Type.Null()]),
    confirm: Type.Union([Confirm, Type.Null()]),
    /** Only a matter on the problem list may be called for; any other goes to a ruling first. */
    listedProblemRequired: Type.Boolean(),
  },
  closed,
)

/** A kind of callee: has it a clock, is it scored, may it be referred to the discipline body (L5)? */
const CalleeRule = Type.Object(
  { clock: Type.Boolean(), scored: Type.Boolean(), mayBeReferred: Type.Boolean() },
  closed,
)

const RowLimits = Type.Object(
  {
    receive: Type.Optional(Limit),
    contact: Type.Optional(Limit),
    report: Type.Optional(Limit),
    firstAction: Type.Optional(Limit),
    finish: Type.Optional(Limit),
  },
  closed,
)

/** A whistle level (几级哨): who calls whom by what word, and what the call brings with it (L6). */
const WhistleRow = Type.Object(
  {
    id: Id,
    word: Words,
    /** A row can be the filing itself, the handing up of a case, or a whistle with called units. */
    runsAs: literals(['filing', 'hand_up', 'whistle']),
    callerLevel: LevelName,
    callers: Type.Array(Role, { minItems: 1 }),
    calleeLevel: LevelName,
    calleeKinds: Type.Array(literals(calleeKinds)),
    issuedBy: literals(['centre', 'caller']),
    confirm: Type.Union([Type.Object({ post: Role }, closed), Type.Null()]),
    order: Type.Object(
      {
        word: Words,
        /** Fields the order cannot be issued without. */
        fields: Type.Array(literals(orderFields)),
        /** `{mark}` the issuer's letters, `{year}`, `{number}` counted per issuer and year. */
        numberPattern: Type.String({ pattern: '^([^{}]|\\{mark\\}|\\{year\\})*\\{number\\}[^{}]*$' }),
      },
      closed,
    ),
    kinds: Type.Array(literals(whistleKinds), { minItems: 1 }),
    presence: literals(presences),
    /** Kinds whose presence differs from the row's own. */
    presenceByKind: Type.Record(Type.String(), literals(presences)),
    /** Usual muster place (集合地点); null: the order names it. */
    muster: Type.Union([Text, Type.Null()]),
    /** How coming is registered; whoever is called to a meeting reports by its attendance, whatever stands here. */
    checkIn: literals(checkIns),
    scored: Type.Boolean(),
    limits: RowLimits,
    /** Call first, paper later (L19). */
    emergency: Type.Union([Type.Object({ letterWithin: Limit, confirmAfter: Limit }, closed), Type.Null()]),
  },
  closed,
)

// The record's keys are the closed list of clocks; every node but firstAction must have a limit.
type NodeLimits = { [Node in Exclude<LimitNode, 'firstAction'>]: typeof Limit }
const nodeLimits = Object.fromEntries(
  limitNodes.filter((node) => node !== 'firstAction').map((node) => [node, Limit]),
) as unknown as NodeLimits

const Limits = Type.Object(
  {
    ...nodeLimits,
    /** Null: the city knows no first action apart from the report. */
    firstAction: Type.Union([Limit, Type.Null()]),
    /** How long before the end one is warned: a share of the whole in per cent, and never less than a limit. */
    warnBefore: Type.Object({ share: Share, atLeast: Limit }, closed),
    /** Grades of a case's own limit where the city has them (分级办理); the category chooses. */
    tiers: Type.Array(Type.Object({ id: Id, word: Words, limit: Limit }, closed)),
  },
  closed,
)

const Band = Type.Object({ min: Limit, max: Limit }, closed)

const Returns = Type.Object(
  {
    reasons: Type.Array(Type.Object({ id: literals(returnReasons), word: Words }, closed), { minItems: 1 }),
    /** Counted from receipt. */
    allowedUntil: Limit,
    perCaseMax: Type.Integer({ minimum: 0 }),
    adjudicator: Role,
    advisers: Type.Array(Text),
    /** A ruling binds the next identical matter (先例). */
    precedent: Type.Boolean(),
    /** The first unit that accepted stays responsible (首接负责). */
    firstTaker: Type.Boolean(),
    /** Act first, dispute afterwards. */
    onlyAfterFirstAction: Type.Boolean(),
  },
  closed,
)

const CarryOver = Type.Object(
  {
    approver: Role,
    reviewEvery: Limit,
    reasons: Type.Array(literals(carryOverReasons), { minItems: 1 }),
    countsAs: Type.Literal('open'),
  },
  closed,
)

const Escalation = Type.Object({ after: Limit, to: literals(escalationTargets), level: LevelName }, closed)

const Verification = Type.Object(
  {
    /** For the case and for each whistle row by its id. */
    byLevel: Type.Record(Type.String(), literals(verifiers)),
    /** Per channel: without a complainant there is nobody to survey (L18). */
    methods: Type.Record(Type.String(), Type.Array(literals(verificationMethods), { minItems: 1 })),
    sampleShare: Share,
  },
  closed,
)

const ScoreItem = Type.Object({ id: literals(scoreItems), word: Words, weight: Share }, closed)
const ScorePart = Type.Object(
  { by: literals(scorers), weight: Share, items: Type.Array(ScoreItem, { minItems: 1 }) },
  closed,
)

const Score = Type.Object(
  {
    per: Type.Literal('calledUnit'),
    /** Weights of the parts add up to 100, and so do the items' of each part. */
    parts: Type.Array(ScorePart, { minItems: 1 }),
    /** Those called rate the caller in return (双向考核). */
    mutual: Type.Union([Type.Object({ items: Type.Array(ScoreItem, { minItems: 1 }) }, closed), Type.Null()]),
    /** Neither side sees the other's before both are in. */
    blind: Type.Boolean(),
    /** A mark of a person below this share of an item's weight needs its reasons. */
    reasonsUnder: Share,
    period: literals(['month', 'quarter', 'year']),
    feeds: Type.Union([Text, Type.Null()]),
    countsWhistles: Type.Array(Id),
  },
  closed,
)

const Supervision = Type.Object(
  {
    orderBy: Type.Array(Role, { minItems: 1 }),
    urgingBy: Type.Array(Role, { minItems: 1 }),
    /** Posts of these roles at a street may issue a numbered supervision order (督办单) too, not at the district alone. */
    streetMayOrder: Type.Boolean(),
    streetChecks: Type.Array(Words),
    discipline: Type.Union([
      Type.Object(
        {
          body: Text,
          kinds: Type.Array(Type.Object({ id: literals(conducts), word: Words }, closed), { minItems: 1 }),
          referredBy: Type.Array(Role, { minItems: 1 }),
        },
        closed,
      ),
      Type.Null(),
    ]),
  },
  closed,
)

const Meeting = Type.Object(
  { word: Words, levels: Type.Array(LevelName, { minItems: 1 }), steps: Type.Array(Words, { minItems: 1 }) },
  closed,
)

const Lists = Type.Object(
  {
    kept: Type.Array(literals(listNames)),
    /** Taken away for good: a matter under one of these words is refused (L22). */
    removed: Type.Array(Type.Object({ id: Id, word: Words, basis: Text }, closed)),
  },
  closed,
)

const PowerWord = Type.Object(
  { id: Id, word: Words, holder: LevelName, needsAnswerFrom: Type.Optional(Text) },
  closed,
)

const Team = Type.Object({ id: Id, word: Words, controlMode: literals(controlModes) }, closed)

/** A published figure the city's stories must give again from cases. */
const Figure = Type.Object({ id: Id, value: Type.Union([Type.Number(), Text]), of: Text }, closed)

/**
 * A city's rules, dated (一地一策): closed vocabulary, no expressions. What the law reads; marks and sources
 * of the single values travel beside it, see `ReadProfile`.
 */
export const Profile = Type.Object(
  {
    id: Id,
    inForceFrom: LocalDate,
    /** `<id>@<inForceFrom>` of the rules before these; null: none known. */
    predecessor: Type.Union([
      Type.String({ pattern: '^[a-z][a-z0-9_]*@[0-9]{4}-[0-9]{2}-[0-9]{2}$' }),
      Type.Null(),
    ]),
    title: Words,
    appliesTo: Type.Array(
      Type.Object(
        { area: AreaCode, from: Type.Optional(LocalDate), until: Type.Optional(LocalDate) },
        closed,
      ),
      { minItems: 1 },
    ),
    basis: Type.Array(Text, { minItems: 1 }),
    levels: Type.Array(Level, { minItems: 1 }),
    gridRules: Type.Object({ town: Type.Optional(GridRule), village: Type.Optional(GridRule) }, closed),
    gridTeam: Type.Array(GridPlace),
    bodies: Type.Array(Body),
    posts: Type.Array(PostWord),
    teams: Type.Array(Team),
    channels: Type.Array(literals(channels), { minItems: 1 }),
    steps: Type.Array(Step, { minItems: 9, maxItems: 9 }),
    route: Route,
    kinds: Type.Array(Type.Object({ id: literals(whistleKinds), word: Words }, closed), { minItems: 1 }),
    whistles: Type.Array(WhistleRow, { minItems: 1 }),
    calleeKinds: Type.Object(
      // The record's keys are the closed list of callee kinds.
      Object.fromEntries(calleeKinds.map((kind) => [kind, CalleeRule])) as unknown as {
        [Kind in (typeof calleeKinds)[number]]: typeof CalleeRule
      },
      closed,
    ),
    workingHours: Type.Array(WorkingPeriod, { minItems: 1 }),
    limits: Limits,
    /** Outside these an order's own limit warns. */
    bands: Type.Object({ report: Band, finish: Band }, closed),
    returns: Returns,
    carryOver: CarryOver,
    escalation: Type.Array(Escalation),
    verification: Verification,
    closing: Type.Object(
      {
        closesWhen: literals(['finished', 'verified', 'resolved']),
        publishedRate: Type.Array(literals(rateNames)),
      },
      closed,
    ),
    callback: Type.Object(
      {
        by: Role,
        window: Limit,
        questions: Type.Array(literals(['contacted', 'resolved', 'satisfied']), { minItems: 1 }),
      },
      closed,
    ),
    score: Score,
    supervision: Supervision,
    meeting: Type.Union([Meeting, Type.Null()]),
    /** Residents' orders to units (点单、发单、接单); null where the city has none. */
    demandOrders: Type.Union([Type.Object({ publish: Limit, take: Limit }, closed), Type.Null()]),
    powers: Type.Array(PowerWord),
    lists: Lists,
    /** What an alliance unit owes a year; only orders reported for and completed count. */
    pledges: Type.Union([
      Type.Object(
        { perYear: Type.Integer({ minimum: 1 }), counts: Type.Literal('completed_orders') },
        closed,
      ),
      Type.Null(),
    ]),
    /** All findings of a joint plan in one visit (进一次门). */
    jointPlan: Type.Object({ oneVisit: Type.Boolean() }, closed),
    /** Words that a city says instead of ours, by the name in code. */
    words: Type.Object(
      { zh: Type.Record(Type.String(), Text), en: Type.Record(Type.String(), Text) },
      closed,
    ),
    figures: Type.Array(Figure),
  },
  closed,
)
export type Profile = Static<typeof Profile>

/** A row of the profile's whistles. */
export type WhistleRow = Static<typeof WhistleRow>

/** What is true of a kind of callee. */
export type CalleeRule = Static<typeof CalleeRule>

/** A part of a called unit's result. */
export type ScorePart = Static<typeof ScorePart>

/** `<id>@<inForceFrom>`: the name under which a story remembers its rules. */
export function profileRef({ id, inForceFrom }: Pick<Profile, 'id' | 'inForceFrom'>): string {
  return `${id}@${inForceFrom}`
}
