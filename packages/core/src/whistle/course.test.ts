import { describe, expect, test } from 'vitest'
import {
  actor,
  adjudicator,
  apply,
  at,
  called,
  caseId,
  centre,
  cityAdmin,
  clock,
  course,
  deputy,
  environment,
  issued,
  items,
  leader,
  market,
  office,
  profile,
  rulesWith,
  secretary,
  story,
  supervisor,
  worked,
} from './testing.ts'
import type { Of } from './rule.ts'
import { whistleLaw } from './index.ts'
import { calleesOf } from './state.ts'

const miss = (name: string, unit: string) => ({ type: 'MissClock', clock: name, unit }) as const

describe('confirmation (L2, L19, L20)', () => {
  const applied = course().when(office, '26 09:00', apply())
  const reported = applied.when(office, '26 10:00', { type: 'ReportToLeader' })

  test('no letter without confirmation, no confirmation without report', () => {
    applied.refuses(centre, '26 10:00', { type: 'IssueWhistle' }, 'NotConfirmed')
    applied.refuses(leader, '26 10:00', { type: 'ConfirmWhistle' }, 'NotReportedToLeader')
    applied.refuses(leader, '26 10:00', { type: 'RefuseWhistle', words: 'w' }, 'NotReportedToLeader')
    reported.refuses(centre, '26 10:00', { type: 'IssueWhistle' }, 'NotConfirmed')
    reported.refuses(office, '26 11:00', { type: 'ConfirmWhistle' }, 'NotYours')
    reported.refuses(office, '26 11:00', { type: 'ReportToLeader' }, 'NotAtThisStage')
  })

  test('the deputy named in advance confirms, and the wait is a fact on the street', () => {
    expect(reported.when(deputy, '26 11:00', { type: 'ConfirmWhistle' }).state.stage).toBe('confirmed')
    const late = reported
      .when(clock, '27 00:00', miss('leaderConfirm', 'street'))
      .when(clock, '28 00:00', miss('leaderConfirm', 'street'))
    expect(late.facts('ClockMissed')).toMatchObject([{ clock: 'leaderConfirm', on: 'street' }])
    expect(late.when(leader, '29 10:00', { type: 'ConfirmWhistle' }).facts('WhistleConfirmed')).toMatchObject(
      [{ waitingSince: at('26 10:00'), afterwards: false }],
    )
  })

  test('the leader refuses, and the cases are told', () => {
    const refused = reported.when(leader, '26 11:00', { type: 'RefuseWhistle', words: 'w' })
    expect(refused.state.stage).toBe('refused')
    const last = refused.entries.at(-1)
    const errands = last
      ? whistleLaw.errandsFor(last, reported.state, refused.state, story, refused.rules)
      : []
    expect(errands).toContainEqual(
      expect.objectContaining({
        story: { kind: 'case', id: caseId },
        command: expect.objectContaining({ type: 'WhistleTold', stage: 'refused' }),
      }),
    )
    refused.refuses(centre, '26 12:00', { type: 'IssueWhistle' }, 'NotAtThisStage')
  })

  test('an emergency is issued first and confirmed afterwards; a missing confirmation is on the street', () => {
    const so = course()
      .when(office, '26 09:00', apply({ kind: 'emergency' }))
      .when(centre, '26 09:05', { type: 'IssueWhistle' })
    expect(so.whistle().clocks['street/confirmAfterwards']?.due.at).toBe(at('27 09:05'))
    expect(so.whistle().clocks['market/report']?.inputs.source).toBe('order')
    expect(
      so.when(clock, '27 09:05', miss('confirmAfterwards', 'street')).facts('ClockMissed'),
    ).toMatchObject([{ on: 'street' }])
    const confirmed = so.when(leader, '26 12:00', { type: 'ConfirmWhistle' })
    expect(confirmed.whistle()).toMatchObject({ stage: 'issued', confirmedAt: at('26 12:00') })
    confirmed.refuses(leader, '26 12:10', { type: 'ConfirmWhistle' }, 'AlreadyDone')
    confirmed.refuses(leader, '26 12:10', { type: 'RefuseWhistle', words: 'w' }, 'AlreadyDone')
    expect(so.when(leader, '26 12:00', { type: 'RefuseWhistle', words: 'w' }).state.stage).toBe('refused')
  })

  test('a row without confirmation goes to the centre at once', () => {
    const so = course().when(office, '26 09:00', apply({ row: 'unconfirmed' }))
    so.refuses(office, '26 10:00', { type: 'ReportToLeader' }, 'AlreadyDone')
    expect(so.when(centre, '26 10:00', { type: 'IssueWhistle' }).state.stage).toBe('issued')
  })
})

describe('issue (L13, L14)', () => {
  test('gives the number, and starts every clock, not at receipt', () => {
    const so = issued()
    expect(so.whistle().number).toBe('街函〔2019〕1号')
    const due = (key: string) => so.whistle().clocks[key]?.due.at
    expect(due('market/receive')).toBe(at('27 11:00'))
    expect(due('market/report')).toBe(at('30 00:00')) // the end of a Sunday that was worked
    expect(due('market/finish')).toBe(at('10-11 00:00')) // over the National Day holiday
    expect(
      so.entries.flatMap((entry) => whistleLaw.errandsFor(entry, so.state, so.state, story, so.rules)),
    ).toContainEqual({
      do: 'ask',
      at: at('27 11:00'),
      story,
      command: { type: 'MissClock', clock: 'receive', unit: 'market' },
    })
  })

  test('names those called in the order of the application, however a database keeps the keys of its state', () => {
    const state = issued().whistle()
    const shuffled = { ...state, called: Object.fromEntries(Object.entries(state.called).reverse()) }
    expect(Object.keys(shuffled.called)[0]).toBe('market')
    expect(calleesOf(shuffled).map(({ key }) => key)).toEqual(['city_admin', 'environment', 'market'])
  })
  test('a limit comes from the order before the category before the profile', () => {
    const source = (category: string | undefined, finish: boolean) => {
      const line = called('market', 'lead', finish ? { finish: { amount: 2, unit: 'workday' } } : {})
      const so = issued(rulesWith(), { called: [line], ...(category === undefined ? {} : { category }) })
      return so.whistle().clocks['market/finish']?.inputs
    }
    expect(source('noise', true)).toMatchObject({ source: 'order', limit: { amount: 2 } })
    expect(source('noise', false)).toMatchObject({ source: 'category', limit: { amount: 3 } })
    expect(source(undefined, false)).toMatchObject({ source: 'profile', limit: { amount: 5 } })
  })

  test('the muster time is the report limit, unless the leader let it pass', () => {
    const line = [called('market', 'lead')]
    expect(
      issued(rulesWith(), { called: line, musterAt: at('27 14:30') }).whistle().clocks['market/report']?.due
        .at,
    ).toBe(at('27 14:30'))
    expect(
      issued(rulesWith(), { called: line, musterAt: at('27 09:00') }).whistle().clocks['market/report']
        ?.inputs.source,
    ).toBe('profile')
  })

  test('the whistle is called off with a reason, and no clock runs on', () => {
    const so = issued()
    so.refuses(cityAdmin, '27 11:00', { type: 'CallOffWhistle', words: 'w' }, 'NotYours')
    const off = so.when(centre, '27 11:00', { type: 'CallOffWhistle', words: 'w' })
    expect(off.state.stage).toBe('calledOff')
    off.refuses(clock, '27 11:00', miss('receive', 'market'), 'NotAtThisStage')
  })
})

describe('receipt, acceptance, team (L15)', () => {
  const so = issued()
  test('are three moments, in order', () => {
    so.refuses(market, '27 10:30', { type: 'AcceptOrder', unit: 'market' }, 'NotReceived')
    const received = so.when(market, '27 10:30', { type: 'ReceiveOrder', unit: 'market' })
    expect(received.state.stage).toBe('running')
    received.refuses(market, '27 10:31', { type: 'ReceiveOrder', unit: 'market' }, 'AlreadyDone')
    const accepted = received.when(market, '27 10:40', { type: 'AcceptOrder', unit: 'market' })
    accepted.refuses(market, '27 10:41', { type: 'AcceptOrder', unit: 'market' }, 'AlreadyDone')
    const team: Omit<Of<'NameTeam'>, 'people'> = {
      type: 'NameTeam',
      unit: 'market',
      leader: 'words:name',
      powers: ['w1'],
    }
    expect(
      accepted.when(market, '27 11:00', { ...team, people: ['person-inspector1'] }).whistle().called['market']
        ?.team?.powers,
    ).toEqual(['w1'])
    accepted.refuses(market, '27 11:00', { ...team, people: ['person-judge'] }, 'PersonNotOfUnit')
    accepted.refuses(market, '27 11:00', { ...team, people: [], powers: ['w9'] }, 'PowerMissing')
  })
  test('belong to the unit called, and to nobody else', () => {
    so.refuses(environment, '27 10:30', { type: 'ReceiveOrder', unit: 'market' }, 'NotYours')
    so.refuses(secretary, '27 10:30', { type: 'ReceiveOrder', unit: 'market' }, 'NotYours')
    so.refuses(market, '27 10:30', { type: 'ReceiveOrder', unit: 'nobody' }, 'NotCalled')
  })
  test('are not asked of a consultee', () => {
    const army = actor('army', 'department_clerk')
    const consulted = issued(rulesWith(), { called: [called('market', 'lead'), called('army', 'consultee')] })
    consulted.when(army, '27 11:00', { type: 'LogWork', unit: 'army', words: 'opinion' })
    consulted.refuses(army, '27 11:00', { type: 'AcceptOrder', unit: 'army' }, 'ConsulteeOnly')
    consulted.refuses(army, '27 11:00', { type: 'FinishTask', unit: 'army', words: 'w' }, 'ConsulteeOnly')
  })
})

describe('returns', () => {
  const back = {
    type: 'ReturnOrder',
    unit: 'market',
    reason: 'not_our_duty',
    duty: 'd-env',
    responsible: 'environment',
    words: 'w',
  } as const
  const received = issued().when(market, '27 10:30', { type: 'ReceiveOrder', unit: 'market' })

  test('cite a duty, name who is responsible, and leave the clocks running', () => {
    issued().refuses(market, '27 10:30', back, 'NotReceived')
    received.refuses(market, '27 11:00', { ...back, reason: 'too_hot' }, 'ReturnReasonUnknown')
    received.refuses(market, '27 11:00', { ...back, duty: 'd-none' }, 'ReturnCitesNoDuty')
    received.refuses(market, '27 11:00', { ...back, responsible: 'market' }, 'ReturnNamesNobody')
    received.refuses(market, '27 11:00', { ...back, responsible: 'nobody' }, 'ReturnNamesNobody')
    received.refuses(market, '30 11:00', back, 'ReturnTooLate')
    const returned = received.when(market, '27 11:00', back)
    returned.refuses(market, '27 11:10', back, 'ReturnOpen')
    returned.refuses(market, '27 11:10', { type: 'AcceptOrder', unit: 'market' }, 'ReturnOpen')
    expect(returned.when(clock, '30 00:00', miss('report', 'market')).facts('ClockMissed')).toHaveLength(1)
  })

  test('are ruled on by the adjudicator alone: stays, released, replaced', () => {
    const returned = received.when(market, '27 11:00', back)
    const rule = { type: 'RuleOnOrderReturn', unit: 'market', words: 'w' } as const
    received.refuses(adjudicator, '27 11:00', { ...rule, decision: 'stays' }, 'NoSuchRequest')
    returned.refuses(market, '27 12:00', { ...rule, decision: 'released' }, 'NotYours')
    const stays = returned.when(adjudicator, '27 12:00', { ...rule, decision: 'stays' })
    expect(stays.facts('OrderReturnRuled')).toMatchObject([{ precedent: true }])
    stays.when(market, '27 13:00', { type: 'AcceptOrder', unit: 'market' })
    expect(
      returned.when(adjudicator, '27 12:00', { ...rule, decision: 'released' }).whistle().called['market']
        ?.releasedAt,
    ).toBe(at('27 12:00'))
    returned.refuses(adjudicator, '27 12:00', { ...rule, decision: 'replaced' }, 'ReturnNamesNobody')
    returned.refuses(
      adjudicator,
      '27 12:00',
      { ...rule, decision: 'replaced', to: 'environment' },
      'CalledTwice',
    )
    const replaced = returned.when(adjudicator, '27 12:00', { ...rule, decision: 'replaced', to: 'company' })
    expect(replaced.whistle().called['company']).toMatchObject({ part: 'assisting', task: 'task:market' })
    expect(replaced.whistle().clocks['company/receive']?.due.at).toBe(at('27 13:00'))
    const twice = stays
      .when(market, '27 14:00', back)
      .when(adjudicator, '27 15:00', { ...rule, decision: 'stays' })
    twice.refuses(market, '27 16:00', back, 'ReturnedTooOften')
  })

  test('come only after the first action where the city says so, and not from whom accepted first', () => {
    const rules = rulesWith({ returns: { ...profile.returns, onlyAfterFirstAction: true } })
    const so = issued(rules).when(market, '27 10:30', { type: 'ReceiveOrder', unit: 'market' })
    so.refuses(market, '27 11:00', back, 'ReturnOnlyAfterFirstAction')
    so.when(market, '27 11:00', { type: 'LogWork', unit: 'market', words: 'w' }).when(
      market,
      '27 11:10',
      back,
    )
    received
      .when(market, '27 10:40', { type: 'AcceptOrder', unit: 'market' })
      .refuses(market, '27 11:00', back, 'FirstTakerKeeps')
  })
})

describe('reporting for duty (L7, L8)', () => {
  const checkIn = { type: 'CheckIn', unit: 'market', people: 'words:people' } as const
  test('is registered by the host, never by those who come', () => {
    const so = issued()
    so.refuses(market, '29 14:30', checkIn, 'CheckInByHost')
    so.refuses(secretary, '29 14:30', checkIn, 'NotYours')
    const here = so.when(office, '29 14:30', checkIn)
    expect(here.whistle().called['market']?.checkedIn).toMatchObject({
      at: at('29 14:30'),
      by: { unit: 'office' },
    })
    here.refuses(office, '29 14:31', checkIn, 'AlreadyDone')
  })
  test('is missed once, by the clock, and a late arrival is still recorded', () => {
    const so = issued().when(clock, '29 23:59', miss('report', 'market'))
    expect(so.facts('ClockMissed')).toEqual([])
    const missed = so.when(clock, '30 00:00', miss('report', 'market'))
    missed.refuses(clock, '30 00:01', miss('report', 'market'), 'AlreadyDone')
    missed.refuses(market, '30 00:01', miss('finish', 'market'), 'NotYours')
    expect(missed.when(office, '10-08 10:00', checkIn).whistle().clocks['market/report']).toMatchObject({
      missedAt: at('30 00:00'),
      metAt: at('10-08 10:00'),
    })
  })
  test('is not asked where nobody has to come, and not at the desk where one signs in a meeting', () => {
    issued(rulesWith(), { called: [called('market', 'lead', { presence: 'none' })] }).refuses(
      office,
      '29 14:30',
      checkIn,
      'NoCheckInAsked',
    )
    issued(rulesWith(), { checkIn: 'not_needed' }).refuses(office, '29 14:30', checkIn, 'NoCheckInAsked')
    issued(rulesWith(), { kind: 'coordination' }).refuses(office, '29 14:30', checkIn, 'CheckInByMeeting')
  })
})

describe('the task', () => {
  const done = { type: 'FinishTask', unit: 'market', words: 'w' } as const
  const accepted = issued()
    .when(market, '27 10:30', { type: 'ReceiveOrder', unit: 'market' })
    .when(market, '27 10:40', { type: 'AcceptOrder', unit: 'market' })

  test('is finished by whom accepted it and reported', () => {
    issued().refuses(market, '27 11:00', done, 'NotAccepted')
    accepted.refuses(market, '27 11:00', done, 'NotReported')
    const so = worked(issued(), market, 'market', {
      receive: '27 10:30',
      report: '29 14:30',
      finish: '30 10:00',
    })
    so.refuses(market, '30 11:00', done, 'AlreadyDone')
    so.refuses(environment, '30 11:00', done, 'NotYours')
    so.refuses(market, '30 11:00', { ...done, unit: 'nobody' }, 'NotCalled')
  })

  test('cites a power on a site of joint enforcement', () => {
    const so = issued(rulesWith(), { kind: 'joint_enforcement' })
    const visit = { type: 'LogWork', unit: 'market', words: 'w', site: 'words:bar' } as const
    so.refuses(market, '27 11:00', visit, 'PowerMissing')
    so.refuses(market, '27 11:00', { ...visit, power: 'w9' }, 'PowerMissing')
    so.when(market, '27 11:00', { ...visit, power: 'w1' })
  })

  test('gets more time from outside the line, and the deadline is computed anew', () => {
    const ask = {
      type: 'AskOrderExtension',
      unit: 'market',
      limit: { amount: 2, unit: 'workday' },
      reason: 'weather',
      words: 'w',
    } as const
    accepted.refuses(centre, '28 10:00', { type: 'GrantOrderExtension', unit: 'market' }, 'NoSuchRequest')
    const asked = accepted.when(market, '28 10:00', ask)
    asked.refuses(market, '28 10:10', ask, 'RequestOpen')
    asked.refuses(market, '28 10:10', { type: 'GrantOrderExtension', unit: 'market' }, 'NotYours')
    expect(
      asked.when(centre, '28 11:00', { type: 'RefuseOrderExtension', unit: 'market', words: 'w' }).whistle()
        .called['market']?.openExtension,
    ).toBeNull()
    const granted = asked.when(centre, '28 11:00', { type: 'GrantOrderExtension', unit: 'market' })
    expect(granted.whistle().clocks['market/finish']).toMatchObject({
      due: { at: at('10-13 00:00') },
      inputs: { extensions: [{ grantedBy: 'centre' }] },
    })
    expect(granted.when(clock, '10-11 00:00', miss('finish', 'market')).facts('ClockMissed')).toEqual([])
    accepted
      .when(clock, '10-11 00:00', miss('finish', 'market'))
      .refuses(market, '10-11 09:00', ask, 'AlreadyDone')
    issued(rulesWith(), { kind: 'coordination' }).refuses(market, '28 10:00', ask, 'NoSuchRequest')
  })

  test('a grantor of the unit itself is refused', () => {
    const rules = rulesWith()
    const so = issued(rules).when(market, '28 10:00', {
      type: 'AskOrderExtension',
      unit: 'market',
      limit: { amount: 1, unit: 'day' },
      reason: 'r',
      words: 'w',
    })
    const both = { ...centre, line: ['market', ...centre.line] }
    so.refuses(both, '28 11:00', { type: 'GrantOrderExtension', unit: 'market' }, 'ApproverInTheLine')
  })

  test('moves its deadlines when a new notice comes', () => {
    const so = issued()
    const { calendar } = so.rules
    const year = calendar.years['2019']
    if (!year) throw new Error('no notice of 2019')
    const later = {
      ...calendar,
      version: 'later',
      years: {
        ...calendar.years,
        '2019': { ...year, off: [...year.off, { date: '2019-10-10', name: '新假' }] },
      },
    }
    const moved = course({ ...so.rules, calendar: later }, so.entries).when(clock, '28 10:00', {
      type: 'MoveDeadlines',
      calendar: 'later',
    })
    expect(
      moved.facts('DeadlineMoved').filter(({ clock: name, of }) => name === 'finish' && of === 'market'),
    ).toMatchObject([{ from: at('10-11 00:00'), due: { at: at('10-12 00:00') } }])
    expect(
      so.when(clock, '28 10:00', { type: 'MoveDeadlines', calendar: 'same' }).facts('DeadlineMoved'),
    ).toEqual([])
  })

  test('follows a unit to its successor', () => {
    const so = accepted.when(clock, '28 10:00', { type: 'FollowSuccessor', from: 'market', to: 'company' })
    expect(so.whistle().called['company']).toMatchObject({ acceptedAt: at('27 10:40') })
    expect(so.whistle().clocks['company/finish']).toMatchObject({ on: 'company' })
    accepted.refuses(
      clock,
      '28 10:00',
      { type: 'FollowSuccessor', from: 'market', to: 'environment' },
      'CalledTwice',
    )
    expect(
      accepted.when(clock, '28 10:00', { type: 'FollowSuccessor', from: 'local', to: 'company' }).entries,
    ).toHaveLength(accepted.entries.length)
  })
})

describe('urging and supervision', () => {
  const so = issued()
  const order = { type: 'SuperviseUnit', unit: 'market', words: 'w' } as const
  test('urging binds nobody', () => {
    expect(
      so.when(centre, '27 12:00', { type: 'UrgeUnit', unit: 'market' }).whistle().called['market']?.urged,
    ).toBe(1)
    so.refuses(market, '27 12:00', { type: 'UrgeUnit', unit: 'environment' }, 'NotYours')
    so.refuses(centre, '27 12:00', { type: 'UrgeUnit', unit: 'nobody' }, 'NotCalled')
  })
  test('a supervision order is numbered, its answer is due, and a community has no such power', () => {
    const ordered = so.when(supervisor, '27 12:00', order)
    expect(ordered.whistle().supervisions).toMatchObject([{ id: 's1', unit: 'market', answeredAt: null }])
    so.refuses(secretary, '27 12:00', order, 'OrderedByNobodyEntitled')
    so.refuses(centre, '27 12:00', order, 'OrderedByNobodyEntitled')
    const empowered = rulesWith({ supervision: { ...profile.supervision, streetMayOrder: true } })
    issued(empowered)
      .when(centre, '27 12:00', order)
      .refuses(secretary, '27 12:00', order, 'OrderedByNobodyEntitled')
    so.refuses(market, '27 12:00', order, 'NotYours')
    so.refuses(supervisor, '27 12:00', { ...order, unit: 'nobody' }, 'NotCalled')
    ordered.refuses(
      environment,
      '27 12:00',
      { type: 'AnswerSupervision', supervision: 's1', words: 'w' },
      'NotYours',
    )
    ordered.refuses(
      market,
      '27 12:00',
      { type: 'AnswerSupervision', supervision: 's9', words: 'w' },
      'NoSuchSupervision',
    )
    const answered = ordered.when(market, '27 13:00', {
      type: 'AnswerSupervision',
      supervision: 's1',
      words: 'w',
    })
    answered.refuses(
      market,
      '27 13:00',
      { type: 'AnswerSupervision', supervision: 's1', words: 'w' },
      'AlreadyDone',
    )
    expect(
      ordered
        .when(clock, '30 00:00', miss('supervisionAnswer', 's1'))
        .when(clock, '10-01 00:00', miss('supervisionAnswer', 's1'))
        .facts('ClockMissed'),
    ).toMatchObject([{ on: 'market' }])
  })
  test('a person refers, for conduct on the list, and only kinds that may be', () => {
    const refer = { type: 'ReferUnit', unit: 'market', conduct: 'slow', words: 'w' } as const
    expect(so.when(office, '27 12:00', refer).facts('UnitReferred')).toHaveLength(1)
    so.refuses(office, '27 12:00', { ...refer, conduct: 'wrong' }, 'NotReferable')
    so.refuses(clock, '27 12:00', refer, 'NotYours')
    const company = issued(rulesWith(), { called: [called('company', 'lead')] })
    company.refuses(office, '27 12:00', { ...refer, unit: 'company' }, 'NotReferable')
  })
})

describe('the meeting (L10)', () => {
  const convene: Of<'ConveneMeeting'> = {
    type: 'ConveneMeeting',
    at: at('27 15:00'),
    place: 'words:hall',
    agenda: 'words:agenda',
    invited: ['local'],
  }
  const called3 = issued(rulesWith(), { kind: 'coordination' })
  const convened = called3.when(office, '27 11:00', convene)
  const local = actor('local', 'department_clerk')
  const tasks = (...owners: string[]) =>
    owners.map((owner) => ({ owner, task: 't', limit: { amount: 10, unit: 'workday' as const } }))

  test('attendance is signed by those invited or by the host, and absence is a fact', () => {
    called3.refuses(market, '27 15:00', { type: 'SignAttendance', unit: 'market', people: 'p' }, 'NotYours')
    called3.refuses(
      office,
      '27 15:00',
      { type: 'SignAttendance', unit: 'market', people: 'p' },
      'NotAMeeting',
    )
    called3.refuses(office, '27 15:00', { type: 'CloseAttendance' }, 'NotAMeeting')
    called3.refuses(
      office,
      '27 15:00',
      { type: 'RecordResolution', minutes: 'm', tasks: tasks('market') },
      'NotAMeeting',
    )
    called3.refuses(office, '27 15:00', { ...convene, at: at('26 15:00') }, 'LimitOutOfBand')
    called3.refuses(office, '27 11:00', { ...convene, invited: ['nobody'] }, 'UnknownUnit')
    convened.refuses(office, '27 15:00', convene, 'AlreadyDone')
    expect(convened.whistle().meeting?.invited).toEqual(['city_admin', 'environment', 'market', 'local'])
    const signed = convened
      .when(market, '27 15:00', { type: 'SignAttendance', unit: 'market', people: 'p' })
      .when(office, '27 15:01', { type: 'SignAttendance', unit: 'local', people: 'p' })
    expect(signed.whistle().called['market']?.checkedIn?.at).toBe(at('27 15:00'))
    signed.refuses(market, '27 15:01', { type: 'SignAttendance', unit: 'market', people: 'p' }, 'AlreadyDone')
    signed.refuses(
      market,
      '27 15:01',
      { type: 'SignAttendance', unit: 'environment', people: 'p' },
      'NotYours',
    )
    signed.refuses(office, '27 15:01', { type: 'SignAttendance', unit: 'company', people: 'p' }, 'NotInvited')
    const over = signed.when(office, '27 17:00', { type: 'CloseAttendance' })
    expect(over.facts('AttendanceClosed')).toMatchObject([{ absent: ['city_admin', 'environment'] }])
    over.refuses(office, '27 17:00', { type: 'CloseAttendance' }, 'AlreadyDone')
    expect(
      over
        .when(cityAdmin, '27 17:10', { type: 'SignAttendance', unit: 'city_admin', people: 'p' })
        .facts('AttendanceSigned')
        .at(-1),
    ).toMatchObject({ late: true })
  })

  test('a root remedy that lasts keeps its clock and does not hold the whistle (L11)', () => {
    const so = convened
      .when(office, '27 17:00', {
        type: 'RecordResolution',
        minutes: 'm',
        tasks: [
          ...tasks('market'),
          { owner: 'local', task: 't', limit: { amount: 120, unit: 'day' }, lasting: true },
        ],
      })
      .when(market, '28 12:00', { type: 'FinishResolution', resolution: 'r1', words: 'w' })
    expect(so.state.stage).toBe('done')
    so.when(office, '28 13:00', { type: 'AcceptTask', units: ['market'], method: 'photos', words: 'w' })
    expect(
      so.when(local, '28 14:00', { type: 'FinishResolution', resolution: 'r2', words: 'w' }).state.stage,
    ).toBe('done')
  })

  test('resolutions are tasks with owner and clock, and finishing them is the handling', () => {
    convened.refuses(
      office,
      '27 17:00',
      { type: 'RecordResolution', minutes: 'm', tasks: tasks('nobody') },
      'UnknownUnit',
    )
    convened.refuses(
      office,
      '27 17:00',
      {
        type: 'RecordResolution',
        minutes: 'm',
        tasks: [{ owner: 'local', task: 't', limit: { until: at('26 10:00') } }],
      },
      'LimitOutOfBand',
    )
    const recorded = convened.when(office, '27 17:00', {
      type: 'RecordResolution',
      minutes: 'm',
      tasks: tasks('local', 'market'),
    })
    expect(recorded.whistle().clocks['r1/resolution']).toMatchObject({
      on: 'local',
      due: { at: at('10-17 00:00') },
    })
    recorded.refuses(
      market,
      '28 10:00',
      { type: 'FinishResolution', resolution: 'r1', words: 'w' },
      'NotYours',
    )
    recorded.refuses(
      market,
      '28 10:00',
      { type: 'FinishResolution', resolution: 'r9', words: 'w' },
      'NotCalled',
    )
    recorded.refuses(centre, '28 10:00', { type: 'CloseWhistle' }, 'ResolutionsOpen')
    recorded.when(supervisor, '28 10:00', { type: 'SuperviseUnit', unit: 'local', words: 'w' })
    const one = recorded
      .when(local, '28 10:00', { type: 'LogResolution', resolution: 'r1', words: 'w' })
      .when(local, '28 11:00', { type: 'FinishResolution', resolution: 'r1', words: 'w' })
    one.refuses(local, '28 11:00', { type: 'FinishResolution', resolution: 'r1', words: 'w' }, 'AlreadyDone')
    expect(one.state.stage).toBe('running')
    expect(
      one.when(market, '28 12:00', { type: 'FinishResolution', resolution: 'r2', words: 'w' }).state.stage,
    ).toBe('done')
  })
})

describe('verification (L17)', () => {
  const so = worked(issued(), market, 'market', {
    receive: '27 10:30',
    report: '29 14:30',
    finish: '30 10:00',
  })
  const verify: Of<'AcceptTask'> = { type: 'AcceptTask', units: ['market'], method: 'site_check', words: 'w' }

  test('is by the office that asked, never by a hand that did it', () => {
    so.refuses(market, '30 11:00', verify, 'HandlerMayNotVerify')
    so.refuses(environment, '30 11:00', verify, 'NotTheVerifier')
    so.refuses(centre, '30 11:00', verify, 'NotTheVerifier')
    so.refuses(secretary, '30 11:00', verify, 'NotYours')
    so.refuses({ ...office, person: market.person }, '30 11:00', verify, 'HandlerMayNotVerify')
    const verified = so.when(office, '30 11:00', verify)
    verified.refuses(office, '30 11:00', verify, 'AlreadyDone')
    verified.refuses(office, '30 11:00', { ...verify, units: ['environment'] }, 'UnitsOpen')
    verified.refuses(office, '30 11:00', { ...verify, units: ['nobody'] }, 'NotCalled')
    so.refuses(office, '30 11:00', { ...verify, units: ['market', 'market'] }, 'CalledTwice')
    so.refuses(office, '30 11:00', { ...verify, method: 'survey' }, 'SurveyImpossible')
    so.when(office, '30 11:00', { ...verify, method: 'survey', asked: 10, satisfied: 9 })
  })

  test('sends back the same task on the old clock, and the rework is a fact', () => {
    so.refuses(
      market,
      '30 11:00',
      { type: 'SendBackTask', unit: 'market', words: 'w' },
      'HandlerMayNotVerify',
    )
    const back = so.when(office, '30 11:00', { type: 'SendBackTask', unit: 'market', words: 'w' })
    expect(back.whistle().called['market']).toMatchObject({ finishedAt: null, sentBack: 1 })
    expect(back.whistle().clocks['market/finish']).toMatchObject({
      due: { at: at('10-11 00:00') },
      metAt: null,
    })
    back.refuses(office, '30 12:00', { type: 'SendBackTask', unit: 'market', words: 'w' }, 'UnitsOpen')
    expect(back.when(clock, '10-11 00:00', miss('finish', 'market')).facts('ClockMissed')).toHaveLength(1)
    back.when(market, '30 15:00', { type: 'FinishTask', unit: 'market', words: 'w' })
  })

  test.each([
    ['centre', centre, office],
    ['other_office', actor('office2', 'office_clerk'), office],
    ['random_draw', actor('office2', 'office_clerk'), office],
    ['third_party', actor('districtCentre', 'callback_agent'), office],
    ['requester', actor('districtCentre', 'callback_agent'), office],
  ] as const)('by %s where the profile says so', (verifier, may, mayNot) => {
    const rules = rulesWith({ verification: { ...profile.verification, byLevel: { level3: verifier } } })
    const done = worked(issued(rules), market, 'market', {
      receive: '27 10:30',
      report: '29 14:30',
      finish: '30 10:00',
    })
    done.when(may, '30 11:00', verify).refuses(mayNot, '30 11:00', verify, 'NotTheVerifier')
  })
})

test('one late unit does not stop the others, and the whistle does not close while one is open', () => {
  const two = worked(
    worked(issued(), cityAdmin, 'city_admin', {
      receive: '27 10:40',
      report: '29 14:30',
      finish: '30 10:00',
    }),
    environment,
    'environment',
    { receive: '27 10:40', report: '29 14:30', finish: '30 10:00' },
  ).when(office, '30 12:00', {
    type: 'AcceptTask',
    units: ['city_admin', 'environment'],
    method: 'photos',
    words: 'w',
  })
  expect(two.state.stage).toBe('running')
  two.refuses(centre, '30 13:00', { type: 'CloseWhistle' }, 'UnitsOpen')
  const done = two.when(centre, '30 13:00', { type: 'ReleaseUnit', unit: 'market', words: 'w' })
  expect(done.state.stage).toBe('done')
  done.refuses(centre, '30 13:00', { type: 'CloseWhistle' }, 'ScoreMissing')
  done.when(office, '30 14:00', { type: 'ScoreUnit', unit: 'city_admin', items: items(20, 30, 50) })
  done.refuses(
    office,
    '30 14:00',
    { type: 'ScoreUnit', unit: 'market', items: items(20, 30, 50) },
    'NotScored',
  )
})
