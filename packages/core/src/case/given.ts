import type { Profile } from '../profile/profile.ts'
import { calleeKinds, type Actor, type PersonId, type Role, type UnitId, type UnitKind } from '../words.ts'
import type { Area, Category, Duty, Post, Registry, Unit } from '../registry/registry.ts'
import { unitLine } from '../registry/lookup.ts'
import type { Rules } from '../rules.ts'
import type { Stamp } from '../story.ts'
import { publishedCalendar } from '../time/calendar.ts'
import { instantOf, msOf, type Instant } from '../time/instant.ts'
import type { CaseCommand, CaseCommandType } from './commands.ts'
import type { CaseEvent } from './events.ts'
import { caseLaw } from './index.ts'
import type { CaseDecision } from './rule.ts'
import type { CaseFile, CaseState } from './state.ts'

// Test support: a small town, a profile of no city, and "given, when" over the law itself.

const open = { from: '2018-01-01', until: null }
const word = (zh: string) => ({ zh, en: zh })
const areas: readonly Area[] = [
  { code: '990101000000', parent: null, level: 'district', name: 'district', ...open },
  { code: '990101001000', parent: '990101000000', level: 'street', name: 'street', ...open },
  { code: '990101001001', parent: '990101001000', level: 'community', name: 'community', ...open },
  { code: '990101001001-1', parent: '990101001001', level: 'grid1', name: 'grid', ...open },
  { code: '990101002000', parent: '990101000000', level: 'street', name: 'other street', ...open },
]
const unit = (
  id: UnitId,
  kind: UnitKind,
  parent: UnitId | null,
  of: readonly string[] = [],
  more: Partial<Unit> = {},
): Unit => ({
  id,
  kind,
  parent,
  name: id,
  areas: of,
  calleeKind: null,
  ...open,
  ...more,
})
const units: readonly Unit[] = [
  unit('district', 'district', null, ['990101000000']),
  unit('districtCentre', 'district_centre', 'district'),
  unit('hotline', 'hotline', 'district'),
  unit('callback', 'callback_desk', 'district'),
  unit('supervision', 'supervision_office', 'district'),
  unit('inspection', 'inspection_body', 'district'),
  unit('street', 'street', 'district', ['990101001000']),
  unit('centre', 'centre', 'street'),
  unit('office1', 'office', 'street'),
  unit('office2', 'office', 'street'),
  unit('community', 'community', 'street', ['990101001001']),
  unit('grid', 'grid_team', 'community', ['990101001001-1']),
  unit('street2', 'street', 'district', ['990101002000']),
  unit('centre2', 'centre', 'street2'),
  unit('dept1', 'department', 'district'),
  unit('section1', 'section', 'dept1'),
  unit('dept2', 'department', 'district'),
  unit('gone', 'department', 'district', [], { until: '2019-01-01', successor: 'dept2' }),
]

/** Who plays: name → role and unit. */
export const cast = {
  agent: ['hotline_agent', 'hotline'],
  window: ['window_clerk', 'community'],
  districtClerk: ['centre_clerk', 'districtCentre'],
  adjudicator: ['adjudicator', 'districtCentre'],
  callback: ['callback_agent', 'callback'],
  supervisor: ['supervisor', 'supervision'],
  inspector: ['inspector', 'inspection'],
  auditor: ['auditor', 'district'],
  clerk: ['centre_clerk', 'centre'],
  clerkBesides: ['centre_clerk', 'centre'],
  officer: ['office_clerk', 'office1'],
  officer2: ['office_clerk', 'office2'],
  leader: ['leader_in_charge', 'street'],
  principal: ['principal_leader', 'street'],
  secretary: ['community_secretary', 'community'],
  worker: ['grid_worker', 'grid'],
  clerk2: ['centre_clerk', 'centre2'],
  dept1: ['department_clerk', 'dept1'],
  head1: ['department_head', 'dept1'],
  section1: ['department_clerk', 'section1'],
  dept2: ['department_clerk', 'dept2'],
} as const satisfies Record<string, readonly [Role, UnitId]>
export type Player = keyof typeof cast | 'clock' | 'requester'

// The cast's names are its own keys.
const players = Object.keys(cast) as (keyof typeof cast)[]
const posts: readonly Post[] = players.map((person) => ({
  id: `post-${person}`,
  person,
  role: cast[person][0],
  unit: cast[person][1],
  ...open,
}))
const category = (code: string, more: Partial<Category> = {}): Category => ({
  code,
  parent: null,
  name: word(code),
  ...open,
  ...more,
})
const categories: readonly Category[] = [
  category('noise'),
  category('heating', { limit: { amount: 7, unit: 'day' } }),
  category('boiler', { parent: 'heating' }),
  category('invest'),
  category('surveying'),
]
const duty = (id: string, of: UnitId, about: string, more: Partial<Duty> = {}): Duty => ({
  id,
  unit: of,
  category: about,
  matter: about,
  basis: 'basis',
  status: 'listed',
  ...open,
  ...more,
})
const duties: readonly Duty[] = [
  duty('noise1', 'dept1', 'noise'),
  duty('noise2', 'dept2', 'noise', { limit: { amount: 3, unit: 'workday' } }),
  duty('noiseOffice', 'office1', 'noise'),
  duty('noiseOffice2', 'office2', 'noise'),
  duty('noiseCommunity', 'community', 'noise', { status: 'admitted' }),
  duty('heating2', 'dept2', 'heating'),
  duty('invest', 'street', 'invest', { status: 'removed', basis: 'order 7', from: '2019-03-01' }),
]

const mapOf = <Row>(rows: readonly Row[], key: (row: Row) => string) =>
  new Map(rows.map((row) => [key(row), row]))

/** A district with two streets, one community and two departments. */
export const town: Registry = {
  district: 990101,
  version: 1,
  areas: mapOf(areas, ({ code }) => code),
  units: mapOf(units, ({ id }) => id),
  posts: mapOf(posts, ({ id }) => id),
  duties: mapOf(duties, ({ id }) => id),
  powers: new Map(),
  problems: new Map(),
  categories: mapOf(categories, ({ code }) => code),
  bindings: [],
}

const hours = (amount: number) => ({ amount, unit: 'hour' }) as const
const workdays = (amount: number) => ({ amount, unit: 'workday' }) as const
const roleWords = { zh: {}, en: {} }
const callee = { clock: true, scored: true, mayBeReferred: true }
const handUp = (
  id: string,
  callers: Role[],
  from: 'grid1' | 'community' | 'street',
  to: 'community' | 'street' | 'district',
) => ({
  id,
  word: word(id),
  runsAs: 'hand_up' as const,
  callerLevel: from,
  callers,
  calleeLevel: to,
  calleeKinds: [],
  issuedBy: 'caller' as const,
  confirm: null,
  order: { word: word('order'), fields: [], numberPattern: '{mark}{year}{number}' },
  kinds: ['public_problem' as const],
  presence: 'none' as const,
  presenceByKind: {},
  muster: null,
  checkIn: 'not_needed' as const,
  scored: false,
  limits: {},
  emergency: null,
})

/** Rules of no city: community first, two tracks, verified by another office. */
export const plainProfile: Profile = {
  id: 'plain',
  inForceFrom: '2019-01-01',
  predecessor: null,
  title: word('plain'),
  appliesTo: [{ area: '990101000000' }],
  basis: ['none'],
  levels: [{ level: 'district', word: word('district') }],
  gridRules: {},
  gridTeam: [],
  bodies: [],
  posts: [],
  teams: [],
  channels: ['hotline', 'patrol'],
  steps: [],
  route: {
    firstReceiver: 'community',
    selfHandled: { allowed: true, sampleShare: 10 },
    doubleTrack: true,
    leaderReport: null,
    confirm: null,
    listedProblemRequired: false,
  },
  kinds: [],
  whistles: [
    handUp('level2', ['community_secretary', 'community_clerk'], 'community', 'street'),
    handUp('toDistrict', ['office_clerk', 'centre_clerk'], 'street', 'district'),
  ],
  // Every kind of callee has the same rule here; the key list is the closed vocabulary itself.
  calleeKinds: Object.fromEntries(calleeKinds.map((kind) => [kind, callee])) as Profile['calleeKinds'],
  workingHours: [
    ['08:30', '12:00'],
    ['14:30', '17:30'],
  ],
  limits: {
    receive: hours(1),
    contact: workdays(1),
    report: workdays(3),
    reportHard: workdays(5),
    reportEmergency: { amount: 30, unit: 'minute' },
    firstAction: null,
    finish: workdays(5),
    verify: workdays(3),
    score: workdays(2),
    level1: hours(24),
    level2Visit: { amount: 2, unit: 'workhour' },
    level2Record: workdays(1),
    leaderConfirm: workdays(1),
    returnRuling: workdays(1),
    supervisionAnswer: workdays(2),
    caseFinish: workdays(5),
    resolution: workdays(10),
    warnBefore: { share: 20, atLeast: { amount: 30, unit: 'minute' } },
    tiers: [],
  },
  bands: { report: { min: hours(1), max: workdays(5) }, finish: { min: workdays(1), max: workdays(30) } },
  returns: {
    reasons: [{ id: 'not_our_duty', word: word('not ours') }],
    allowedUntil: workdays(1),
    perCaseMax: 2,
    adjudicator: 'adjudicator',
    advisers: [],
    precedent: true,
    firstTaker: true,
    onlyAfterFirstAction: false,
  },
  carryOver: {
    approver: 'supervisor',
    reviewEvery: { amount: 90, unit: 'day' },
    reasons: ['season'],
    countsAs: 'open',
  },
  escalation: [{ after: workdays(2), to: 'committee', level: 'district' }],
  verification: { byLevel: { case: 'other_office' }, methods: {}, sampleShare: 10 },
  closing: { closesWhen: 'verified', publishedRate: [] },
  callback: { by: 'callback_agent', window: { amount: 7, unit: 'day' }, questions: ['resolved'] },
  score: {
    per: 'calledUnit',
    parts: [],
    mutual: null,
    blind: false,
    reasonsUnder: 60,
    period: 'year',
    feeds: null,
    countsWhistles: [],
  },
  supervision: {
    orderBy: ['supervisor'],
    urgingBy: ['centre_clerk'],
    streetMayOrder: false,
    streetChecks: [],
    discipline: { body: 'inspection', kinds: [], referredBy: ['principal_leader', 'leader_in_charge'] },
  },
  meeting: null,
  demandOrders: null,
  powers: [],
  lists: { kept: [], removed: [] },
  pledges: null,
  jointPlan: { oneVisit: false },
  words: roleWords,
  figures: [],
}

/** Rules of another city: straight to the street, closed when those who asked say so. */
export const voiceProfile: Profile = {
  ...plainProfile,
  id: 'voice',
  route: { ...plainProfile.route, firstReceiver: 'street', doubleTrack: false },
  verification: { ...plainProfile.verification, byLevel: { case: 'requester' } },
  closing: { closesWhen: 'resolved', publishedRate: [] },
}

/** Rules in which one profile judges everything filed. */
export function rulesOf(
  profile: Profile = plainProfile,
  registry: Registry = town,
  calendar = publishedCalendar,
): Rules {
  return {
    id: `${profile.id}@${profile.inForceFrom}+r${registry.version}`,
    simulated: true,
    profile,
    profileAt: () => profile,
    profileNamed: () => profile,
    registry,
    calendar,
  }
}

/** The story the tests act on, and one beside it. */
export const here = { kind: 'case', id: '990101-00000000-0000-7000-8000-000000000001' } as const
export const there = { kind: 'case', id: '990101-00000000-0000-7000-8000-000000000002' } as const

/** A player as the desk would stamp them. */
export function actorOf(player: Player, registry: Registry = town): Actor {
  const none = { post: '', unit: '', line: [], street: null, district: 990101, areas: [] }
  if (player === 'clock') return { as: 'clock', person: 'clock', role: 'clock', ...none }
  if (player === 'requester')
    return { as: 'requester', person: 'p-requester', role: 'requester', ...none, origins: [here.id] }
  const [role, of] = cast[player]
  const line = unitLine(registry, of)
  const street = line.find((id) => registry.units.get(id)?.kind === 'street') ?? null
  const person: PersonId = player
  return {
    as: 'post',
    person,
    post: `post-${player}`,
    role,
    unit: of,
    line,
    street,
    district: 990101,
    areas: [],
  }
}

/** A step of a story: who, what, and when where that matters. */
export type Step = readonly [
  who: Player,
  command: CaseCommand,
  at?: Instant | undefined,
  stamp?: Partial<Stamp>,
]

/** When the stories of the tests begin: Friday 2019-11-08 10:00. */
export const start: Instant = '2019-11-08T02:00:00.000Z'

/** What has happened, and what happens then: every step is judged by the law itself. */
export function given(rules: Rules, ...steps: readonly Step[]) {
  let state: CaseState = caseLaw.absent
  let at = start
  const story: CaseEvent[] = []
  for (const [who, command, when, stamp] of steps) {
    at = when ?? instantOf(msOf(at) + 60_000)
    const decision = caseLaw.decide(state, command, stampOf(rules, who, at, stamp))
    if ('refused' in decision)
      throw new Error(`given ${command.type} by ${who}: ${JSON.stringify(decision.refused)}`)
    for (const event of decision.accepted) {
      state = caseLaw.evolve(state, { event, at, by: actorOf(who) })
      story.push(event)
    }
  }
  return {
    state,
    at,
    story,
    /** The case, where it must exist. */
    get file(): CaseFile {
      if (state.stage === 'absent') throw new Error('nothing was filed')
      return state
    },
    permits: (who: Player): CaseCommandType[] => caseLaw.permits(state, actorOf(who), rules),
    when: (who: Player, command: CaseCommand, when?: Instant, stamp?: Partial<Stamp>) =>
      outcome(
        caseLaw.decide(state, command, stampOf(rules, who, when ?? instantOf(msOf(at) + 60_000), stamp)),
      ),
  }
}

/** What a decision comes to, in the words the tests compare. */
export function outcome(decision: CaseDecision): {
  events: readonly CaseEvent[]
  types: string[]
  refused?: string
  about?: string
} {
  if ('refused' in decision) {
    const { code, about } = decision.refused
    return { events: [], types: [], refused: code, ...(about === undefined ? {} : { about }) }
  }
  return { events: decision.accepted, types: decision.accepted.map(({ type }) => type) }
}

/** What the desk stamps on a command. */
export function stampOf(rules: Rules, who: Player, at: Instant, more: Partial<Stamp> = {}): Stamp {
  return {
    by: actorOf(who, rules.registry),
    at,
    rules,
    commandId: '00000000-0000-7000-8000-00000000000c',
    story: here,
    caseNumber: 'N1',
    letterNumber: 4,
    others: new Map(),
    ...more,
  }
}

/** Commands that the tests say often. */
export const say = {
  file: (more: Partial<Extract<CaseCommand, { type: 'FileCase' }>> = {}): CaseCommand => ({
    type: 'FileCase',
    channel: 'hotline',
    caseType: 'complaint',
    words: 'c-words',
    category: 'noise',
    area: '990101001001-1',
    requester: { ref: 'v-1' },
    ...more,
  }),
  triage: (more: Partial<Extract<CaseCommand, { type: 'TriageCase' }>> = {}): CaseCommand => ({
    type: 'TriageCase',
    category: 'noise',
    ...more,
  }),
  dispatch: (to = 'dept1', duty = 'noise1', more: object = {}): CaseCommand => ({
    type: 'DispatchCase',
    to,
    duty,
    ...more,
  }),
  accept: { type: 'AcceptCase' } as const,
  finish: { type: 'FinishCase', words: 'c-done', contacted: 'c-whom' } as const,
  verify: { type: 'VerifyCase', method: 'site_check', words: 'c-seen' } as const,
  close: { type: 'CloseCase' } as const,
  returns: (more: Partial<Extract<CaseCommand, { type: 'ReturnCase' }>> = {}): CaseCommand => ({
    type: 'ReturnCase',
    reason: 'not_our_duty',
    duty: 'noise2',
    responsible: 'dept2',
    words: 'c-why',
    ...more,
  }),
  answers: (resolved: boolean, origin: string = here.id): CaseCommand => ({
    type: 'AnswerCallBack',
    origin,
    contacted: true,
    resolved,
    satisfied: resolved,
  }),
}

const filed: Step = ['agent', say.file()]
const triaged: readonly Step[] = [filed, ['clerk', say.triage()]]
const dispatched: readonly Step[] = [...triaged, ['clerk', say.dispatch()]]
const handling: readonly Step[] = [...dispatched, ['dept1', say.accept]]
const finished: readonly Step[] = [...handling, ['dept1', say.finish]]
const verified: readonly Step[] = [...finished, ['officer', say.verify]]
const closed: readonly Step[] = [...verified, ['clerk', say.close]]
const toStreet: readonly Step[] = [
  ['worker', say.file({ channel: 'patrol', requester: {} })],
  ['secretary', { type: 'RaiseCase', row: 'level2', why: 'c-why' }],
]

/** The plain story up to each stage, and the few turns that need one of their own. */
export const upTo = {
  absent: [] as readonly Step[],
  collected: [filed] as readonly Step[],
  triaged,
  dispatched,
  handling,
  finished,
  verified,
  closed,
  answered: [
    ['agent', { ...say.file(), type: 'AnswerAtDesk', answer: 'c-answer' } as CaseCommand],
  ] as readonly Step[],
  declined: [
    ['agent', { ...say.file(), type: 'DeclineCase', reason: 'court', whereToGo: 'c-where' } as CaseCommand],
  ] as readonly Step[],
  merged: [
    filed,
    ['clerk', { type: 'JoinInto', into: there.id }, undefined, { partOf: there }],
  ] as readonly Step[],
  /** Found by the grid, on its way to the community under the level-1 clock. */
  community: [['worker', say.file({ channel: 'patrol', requester: {} })]] as readonly Step[],
  /** Handed up by the community: two duties are open. */
  twoTracks: toStreet,
}
