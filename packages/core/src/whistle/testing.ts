import type { Profile, WhistleRow } from '../profile/profile.ts'
import { buildRegistry } from '../registry/snapshot.ts'
import type { Rules } from '../rules.ts'
import type { RefusalCode } from '../refusals.ts'
import type { Decision, Stamp } from '../story.ts'
import { publishedCalendar } from '../time/calendar.ts'
import { localInstant, type Instant } from '../time/instant.ts'
import type { Limit } from '../time/limit.ts'
import { byOf, clockActor, type Actor, type Recorded, type Role } from '../words.ts'
import { whistleLaw } from './index.ts'
import type { WhistleCommand } from './commands.ts'
import type { WhistleEvent, WhistleEventType } from './events.ts'
import { absentWhistle, type Whistle, type WhistleState } from './state.ts'

/** A district of no particular city for the tests of the whistle, and the words of given, when and then. */
export const district = 100000
export const story = { kind: 'whistle', id: `${district}-00000000-0000-4000-8000-00000000000a` } as const
export const caseId = `${district}-00000000-0000-4000-8000-00000000000b`

const word = { zh: '词', en: 'word' }
const limit = (text: string): Limit => {
  const [amount, unit] = text.split(' ')
  // Only written in this file, with the five units.
  return { amount: Number(amount), unit: unit as Limit['unit'] }
}
const row = (id: string, changes: Partial<WhistleRow>): WhistleRow => ({
  id,
  word,
  runsAs: 'whistle',
  callerLevel: 'street',
  callers: ['office_head', 'office_clerk'],
  calleeLevel: 'district',
  calleeKinds: ['department', 'stationed_team', 'public_service_company', 'consultee'],
  issuedBy: 'centre',
  confirm: { post: 'principal_leader' },
  order: { word, fields: ['why_not_here', 'act_asked'], numberPattern: '{mark}〔{year}〕{number}号' },
  kinds: ['public_problem', 'key_work', 'joint_enforcement', 'emergency', 'coordination'],
  presence: 'required',
  presenceByKind: { coordination: 'meeting' },
  muster: null,
  checkIn: 'host_register',
  scored: true,
  limits: {},
  emergency: { letterWithin: limit('24 hour'), confirmAfter: limit('24 hour') },
  ...changes,
})
const asked = { clock: true, scored: false, mayBeReferred: false }
const item = <Id extends string>(id: Id, weight: number) => ({ id, word, weight })

export const profile: Profile = {
  id: 'plain',
  inForceFrom: '2019-01-01',
  predecessor: null,
  title: word,
  appliesTo: [{ area: '100000000000' }],
  basis: ['basis'],
  levels: [{ level: 'district', word }],
  gridRules: {},
  gridTeam: [],
  bodies: [],
  posts: [],
  teams: [],
  channels: ['hotline'],
  steps: [],
  route: {
    firstReceiver: 'community',
    selfHandled: { allowed: true, sampleShare: 10 },
    doubleTrack: false,
    leaderReport: 'leader_in_charge',
    confirm: {
      post: 'principal_leader',
      deputy: 'deputy_leader',
      waits: limit('1 workday'),
      emergencyAfterwards: limit('24 hour'),
    },
    listedProblemRequired: false,
  },
  kinds: [{ id: 'public_problem', word }],
  whistles: [
    row('level3', {}),
    row('unconfirmed', { confirm: null, emergency: null, muster: '街道' }),
    row('hand_up', { runsAs: 'hand_up' }),
    row('community', {
      callerLevel: 'community',
      callers: ['community_secretary', 'community_clerk'],
      calleeLevel: 'grid1',
      calleeKinds: ['post_holder', 'member'],
      issuedBy: 'caller',
      confirm: null,
      presenceByKind: {},
      muster: '社区',
      scored: false,
      emergency: null,
      limits: { report: limit('30 minute') },
    }),
  ],
  calleeKinds: {
    department: { clock: true, scored: true, mayBeReferred: true },
    stationed_team: { clock: true, scored: true, mayBeReferred: true },
    public_service_company: asked,
    local_unit: asked,
    alliance_unit: asked,
    party_org: asked,
    post_holder: asked,
    member: { ...asked, clock: false },
    city_unit: asked,
    consultee: { ...asked, clock: false },
  },
  workingHours: [
    ['08:30', '12:00'],
    ['14:30', '17:30'],
  ],
  limits: {
    receive: limit('1 hour'),
    contact: limit('1 workday'),
    report: limit('3 workday'),
    reportHard: limit('5 workday'),
    reportEmergency: limit('30 minute'),
    firstAction: null,
    finish: limit('5 workday'),
    verify: limit('3 workday'),
    score: limit('2 workday'),
    level1: limit('24 hour'),
    level2Visit: limit('2 workhour'),
    level2Record: limit('1 workday'),
    leaderConfirm: limit('1 workday'),
    returnRuling: limit('1 workday'),
    supervisionAnswer: limit('2 workday'),
    caseFinish: limit('15 workday'),
    resolution: limit('10 workday'),
    warnBefore: { share: 20, atLeast: limit('30 minute') },
    tiers: [],
  },
  bands: {
    report: { min: limit('30 minute'), max: limit('5 workday') },
    finish: { min: limit('1 hour'), max: limit('30 workday') },
  },
  returns: {
    reasons: [{ id: 'not_our_duty', word }],
    allowedUntil: limit('1 workday'),
    perCaseMax: 2,
    adjudicator: 'adjudicator',
    advisers: [],
    precedent: true,
    firstTaker: true,
    onlyAfterFirstAction: false,
  },
  carryOver: { approver: 'supervisor', reviewEvery: limit('90 day'), reasons: ['season'], countsAs: 'open' },
  escalation: [],
  verification: { byLevel: { level3: 'calling_office', community: 'centre' }, methods: {}, sampleShare: 10 },
  closing: { closesWhen: 'verified', publishedRate: [] },
  callback: { by: 'callback_agent', window: limit('7 day'), questions: ['resolved'] },
  score: {
    per: 'calledUnit',
    parts: [
      {
        by: 'system',
        weight: 50,
        items: [
          item('received_in_time', 10),
          item('contacted_in_time', 10),
          item('reported_in_time', 30),
          item('finished_in_time', 40),
          item('no_rework', 10),
        ],
      },
      {
        by: 'street',
        weight: 50,
        items: [item('came_prepared', 20), item('cooperated', 30), item('result_on_site', 50)],
      },
    ],
    mutual: null,
    blind: true,
    reasonsUnder: 60,
    period: 'year',
    feeds: null,
    countsWhistles: ['level3'],
  },
  supervision: {
    orderBy: ['supervisor', 'centre_clerk', 'community_secretary'],
    urgingBy: ['centre_clerk', 'office_head'],
    streetMayOrder: false,
    streetChecks: [],
    discipline: { body: '纪委', kinds: [{ id: 'slow', word }], referredBy: ['office_head'] },
  },
  meeting: null,
  demandOrders: null,
  powers: [],
  lists: { kept: ['duty'], removed: [] },
  pledges: null,
  jointPlan: { oneVisit: true },
  words: { zh: {}, en: {} },
  figures: [],
}

const from = '2018-01-01'
const stored = (
  list: 'area' | 'unit' | 'post' | 'duty' | 'power' | 'problem' | 'category',
  key: string,
  body: Record<string, unknown>,
) => ({
  list,
  key,
  from,
  until: typeof body['until'] === 'string' ? body['until'] : null,
  body,
})
const unit = (id: string, parent: string | null, kind: string, more: Record<string, unknown> = {}) =>
  stored('unit', id, { id, parent, kind, name: `单位${id}`, areas: [], calleeKind: null, ...more })
const department = { calleeKind: 'department' }
const duty = (id: string, of: string, status = 'listed', category = 'smoke') =>
  stored('duty', id, { id, unit: of, category, matter: '事项', basis: '依据', status })
const post = (id: string, of: string, role: Role, more: Record<string, unknown> = {}) =>
  stored('post', id, { id, person: `person-${id}`, unit: of, role, ...more })

export const registry = buildRegistry({
  district,
  version: 1,
  on: '2019-09-01',
  rows: [
    stored('area', '100000000000', { code: '100000000000', parent: null, level: 'district', name: '区' }),
    stored('area', '100000001000', {
      code: '100000001000',
      parent: '100000000000',
      level: 'street',
      name: '街道',
    }),
    unit('district', null, 'district'),
    unit('districtCentre', 'district', 'district_centre'),
    unit('inspection', 'district', 'inspection_body'),
    unit('street', 'district', 'street', { areas: ['100000001000'], letterCode: '街函' }),
    unit('centre', 'street', 'centre'),
    unit('office', 'street', 'office'),
    unit('office2', 'street', 'office'),
    unit('community', 'street', 'community'),
    unit('grid', 'community', 'grid_team'),
    unit('market', 'district', 'department', department),
    unit('city_admin', 'district', 'department', department),
    unit('environment', 'district', 'department', department),
    unit('ended', 'district', 'department', { ...department, until: '2019-01-01' }),
    unit('company', 'district', 'public_service_company', { calleeKind: 'public_service_company' }),
    unit('local', 'district', 'local_unit', { calleeKind: 'local_unit' }),
    unit('army', 'district', 'consultee', { calleeKind: 'consultee' }),
    unit('brigade', 'street', 'stationed_team', { calleeKind: 'stationed_team', controlMode: 'standing' }),
    unit('stationed', 'street', 'stationed_team', {
      calleeKind: 'stationed_team',
      controlMode: 'unified_command',
    }),
    duty('d-city', 'city_admin'),
    duty('d-env', 'environment'),
    duty('d-market', 'market'),
    duty('d-removed', 'market', 'removed'),
    stored('power', 'w1', { id: 'w1', unit: 'street', name: '处罚', basis: '依据' }),
    stored('category', 'smoke', { code: 'smoke', parent: null, name: { zh: '油烟', en: 'smoke' } }),
    stored('category', 'noise', {
      code: 'noise',
      parent: null,
      name: { zh: '噪声', en: 'noise' },
      limit: limit('3 workday'),
    }),
    stored('problem', 'p-smoke', {
      id: 'p-smoke',
      category: 'smoke',
      matter: '油烟',
      lead: 'city_admin',
      assisting: [],
    }),
    post('police', 'grid', 'community_clerk', { gridRole: 'police' }),
    post('party', 'grid', 'member'),
    post('stranger', 'office2', 'member'),
    post('inspector1', 'market', 'department_clerk'),
    post('judge', 'districtCentre', 'adjudicator'),
  ],
})

const parents: Record<string, readonly string[]> = {
  street: ['street', 'district'],
  centre: ['centre', 'street', 'district'],
  office: ['office', 'street', 'district'],
  office2: ['office2', 'street', 'district'],
  community: ['community', 'street', 'district'],
  grid: ['grid', 'community', 'street', 'district'],
  brigade: ['brigade', 'street', 'district'],
}
/** Someone in a post of a unit. */
export const actor = (of: string, role: Role, name: string = `${role}@${of}`): Actor => ({
  as: 'post',
  person: `person-${name}`,
  post: name,
  role,
  unit: of,
  line: parents[of] ?? [of, 'district'],
  street: parents[of]?.includes('street') ? 'street' : null,
  district,
  areas: [],
})
export const office = actor('office', 'office_head')
export const centre = actor('centre', 'centre_clerk')
export const leader = actor('street', 'principal_leader')
export const deputy = actor('street', 'deputy_leader')
export const cityAdmin = actor('city_admin', 'department_clerk')
export const environment = actor('environment', 'department_clerk')
export const market = actor('market', 'department_clerk')
export const adjudicator = actor('districtCentre', 'adjudicator')
export const supervisor = actor('districtCentre', 'supervisor')
export const secretary = actor('community', 'community_secretary')
export const clock = clockActor(district)

/** Rules with a profile of one's own making. */
export const rulesWith = (changes: Partial<Profile> = {}): Rules => {
  const changed = { ...profile, ...changes }
  return {
    id: 'plain@2019-01-01+r1',
    simulated: false,
    profile: changed,
    profileAt: () => changed,
    profileNamed: () => changed,
    registry,
    calendar: publishedCalendar,
  }
}

/** Local time of September and October 2019: `27 09:30`, `10-08 10:00`. */
export function at(text: string): Instant {
  const [day = '', time = '00:00'] = text.split(' ')
  return localInstant(day.includes('-') ? `2019-${day}` : `2019-09-${day}`, time)
}

export const called = (
  unit: string,
  part: 'lead' | 'assisting' | 'consultee',
  more: Partial<Callee> = {},
): Callee => {
  const duties: Record<string, string> = { city_admin: 'd-city', environment: 'd-env', market: 'd-market' }
  const cited = duties[unit]
  return { unit, part, task: `task:${unit}`, ...(cited ? { duty: cited } : {}), ...more }
}
type Apply = Extract<WhistleCommand, { type: 'ApplyWhistle' }>
type Callee = Apply['called'][number]

export const apply = (changes: Partial<Apply> = {}): Apply => ({
  type: 'ApplyWhistle',
  row: 'level3',
  kind: 'public_problem',
  cases: [caseId],
  matter: 'words:matter',
  whyNotHere: 'words:why',
  actAsked: 'words:act',
  musterPlace: 'words:muster',
  called: [
    called('city_admin', 'lead', { report: limit('1 workday') }),
    called('environment', 'assisting', { report: limit('1 workday') }),
    called('market', 'assisting', { report: limit('1 workday') }),
  ],
  ...changes,
})

export const stampOf = (by: Actor, when: Instant, rules: Rules): Stamp => ({
  by,
  at: when,
  rules,
  commandId: '00000000-0000-4000-8000-000000000001',
  story,
  caseNumber: 'n',
  letterNumber: 1,
  others: new Map(),
})

/** What has happened so far, and what may be asked next. */
export type Course = {
  readonly state: WhistleState
  readonly entries: readonly Recorded<WhistleEvent>[]
  readonly rules: Rules
  /** A command that must be accepted. */
  when(by: Actor, time: string, command: WhistleCommand): Course
  /** A command that must be refused with this code. */
  refuses(by: Actor, time: string, command: WhistleCommand, code: RefusalCode): Course
  decide(by: Actor, time: string, command: WhistleCommand): Decision<WhistleEvent>
  /** Facts of one name. */
  facts<Name extends WhistleEventType>(name: Name): readonly Extract<WhistleEvent, { type: Name }>[]
  whistle(): Whistle
}

export function course(rules: Rules = rulesWith(), entries: readonly Recorded<WhistleEvent>[] = []): Course {
  const state = entries.reduce(whistleLaw.evolve, absentWhistle)
  const decide = (by: Actor, time: string, command: WhistleCommand) =>
    whistleLaw.decide(state, command, stampOf(by, at(time), rules))
  return {
    state,
    entries,
    rules,
    decide,
    when(by, time, command) {
      const decision = decide(by, time, command)
      if ('refused' in decision)
        throw new Error(`${command.type} refused: ${decision.refused.code} ${decision.refused.about ?? ''}`)
      if (!whistleLaw.permits(state, by, rules).includes(command.type))
        throw new Error(`${command.type} is accepted and not offered`)
      const fresh = decision.accepted.map((event) => ({ event, at: at(time), by: byOf(by) }))
      return course(rules, [...entries, ...fresh])
    },
    refuses(by, time, command, code) {
      const decision = decide(by, time, command)
      const found = 'refused' in decision ? decision.refused.code : 'accepted'
      if (found !== code) throw new Error(`${command.type}: ${found} instead of ${code}`)
      return this
    },
    facts: <Name extends WhistleEventType>(name: Name) =>
      // Filtered by the very name.
      entries.map(({ event }) => event).filter((event) => event.type === name) as Extract<
        WhistleEvent,
        { type: Name }
      >[],
    whistle() {
      if (state.stage === 'absent') throw new Error('no whistle')
      return state
    },
  }
}

/** Applied, reported, confirmed and issued on Friday 2019-09-27 at 10:00, as in the usual course. */
export const issued = (rules: Rules = rulesWith(), changes: Partial<Apply> = {}): Course =>
  course(rules)
    .when(office, '26 09:00', apply(changes))
    .when(office, '26 10:00', { type: 'ReportToLeader' })
    .when(leader, '27 09:30', { type: 'ConfirmWhistle' })
    .when(centre, '27 10:00', { type: 'IssueWhistle' })

/** One unit goes all the way to its own word that it is done. */
export const worked = (
  so: Course,
  by: Actor,
  unit: string,
  times: { receive: string; report: string; finish: string },
): Course =>
  so
    .when(by, times.receive, { type: 'ReceiveOrder', unit })
    .when(by, times.receive, { type: 'AcceptOrder', unit })
    .when(office, times.report, { type: 'CheckIn', unit, people: 'words:people' })
    .when(by, times.finish, { type: 'FinishTask', unit, words: 'words:done' })

export const items = (came: number, cooperated: number, result: number) => [
  { item: 'came_prepared', points: came },
  { item: 'cooperated', points: cooperated },
  { item: 'result_on_site', points: result },
]
