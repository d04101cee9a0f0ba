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
  course,
  issued,
  leader,
  office,
  profile,
  rulesWith,
  secretary,
  story,
} from './testing.ts'
import { whistleLaw } from './index.ts'

const listedOnly = rulesWith({
  route: { ...profile.route, listedProblemRequired: true, confirm: null, leaderReport: null },
  whistles: profile.whistles.map((row) => ({ ...row, confirm: null, emergency: null })),
})

describe('applying', () => {
  test('an office applies for a whistle and the rules of its place are fixed', () => {
    const whistle = course().when(office, '26 09:00', apply()).whistle()
    expect(whistle.stage).toBe('applied')
    expect(whistle.profile).toBe('plain@2019-01-01')
    expect(Object.keys(whistle.called)).toEqual(['city_admin', 'environment', 'market'])
    expect(whistle.seats).toEqual({ office: 'office', centre: 'centre', adjudicator: 'districtCentre' })
  })

  test.each([
    ['an unknown row', apply({ row: 'level9' }), 'LevelUnknown'],
    ['a row that is no whistle', apply({ row: 'hand_up' }), 'LevelUnknown'],
    ['an emergency where the row has none', apply({ row: 'unconfirmed', emergency: true }), 'LevelUnknown'],
    ['the same case twice', apply({ cases: [caseId, caseId] }), 'SameStoryTwice'],
    ['no reason why not here', apply({ whyNotHere: ' ' }), 'WhyNotHereMissing'],
    ['an unknown unit', apply({ called: [called('nobody', 'lead')] }), 'UnknownUnit'],
    [
      'an unknown post',
      apply({ row: 'level3', called: [{ post: 'nobody', part: 'lead', task: 't' }] }),
      'UnknownUnit',
    ],
    ['a unit that has ended', apply({ called: [called('ended', 'lead')] }), 'UnitClosed'],
    [
      'a kind of callee that the row does not name',
      apply({ called: [called('local', 'lead')] }),
      'CalleeKindNotAllowed',
    ],
    ['a body that is never called', apply({ called: [called('street', 'lead')] }), 'CalleeKindNotAllowed'],
    ['a consultee as lead (L5)', apply({ called: [called('army', 'lead')] }), 'ConsulteeOnly'],
    ['a standing team, which is tasked (L9)', apply({ called: [called('brigade', 'lead')] }), 'TeamIsTasked'],
    [
      'no lead among several',
      apply({ called: [called('city_admin', 'assisting'), called('market', 'assisting')] }),
      'NoLeadUnit',
    ],
    ['nobody but consultees', apply({ called: [called('army', 'consultee')] }), 'NoLeadUnit'],
    [
      'two leads',
      apply({ called: [called('city_admin', 'lead'), called('market', 'lead')] }),
      'TwoLeadUnits',
    ],
    [
      'one unit twice',
      apply({ called: [called('market', 'lead'), called('market', 'assisting')] }),
      'CalledTwice',
    ],
    [
      'a department without a duty item',
      apply({ called: [{ unit: 'market', part: 'lead', task: 't' }] }),
      'UnknownDuty',
    ],
    ['a duty of another', apply({ called: [called('market', 'lead', { duty: 'd-env' })] }), 'DutyNotOfUnit'],
    [
      'a duty that was taken away (L22)',
      apply({ called: [called('market', 'lead', { duty: 'd-removed' })] }),
      'MatterRemoved',
    ],
    [
      'a limit that is over',
      apply({ called: [called('market', 'lead', { finish: { until: at('25 10:00') } })] }),
      'LimitOutOfBand',
    ],
    ['an unknown item of the problem list', apply({ problem: 'p-none' }), 'NotOnProblemList'],
  ] as const)('%s is refused', (_, command, code) => {
    course().refuses(office, '26 09:00', command, code)
  })

  test('no muster place where one must come is refused', () => {
    const { musterPlace: _, ...placeless } = apply()
    course().refuses(office, '26 09:00', placeless, 'MusterMissing')
    course().when(office, '26 09:00', {
      ...placeless,
      called: [called('market', 'lead', { presence: 'none' })],
    })
  })

  test('a role that the row does not name may not whistle', () => {
    course().refuses(secretary, '26 09:00', apply(), 'CallerNotEntitled')
    course().refuses({ ...office, as: 'requester', role: 'requester' }, '26 09:00', apply(), 'NotYours')
  })

  test('a consultee has no clock and no score', () => {
    const whistle = issued(rulesWith(), {
      called: [called('market', 'lead'), called('army', 'consultee')],
    }).whistle()
    expect(Object.values(whistle.clocks).filter(({ of }) => of === 'army')).toEqual([])
    expect(whistle.called['army']).toMatchObject({ clocked: false, scored: false, mayBeReferred: false })
  })

  test('a limit outside the band is allowed and remembered', () => {
    const long = called('market', 'lead', { finish: { amount: 60, unit: 'workday' } })
    const so = course().when(office, '26 09:00', apply({ called: [long] }))
    expect(so.facts('LimitWarned')).toMatchObject([{ unit: 'market', clock: 'finish' }])
    expect(course().when(office, '26 09:00', apply()).facts('LimitWarned')).toEqual([])
  })

  test('the cases named join in the same instruction', () => {
    expect(whistleLaw.partsFor(apply(), story)).toEqual([
      {
        story: { kind: 'case', id: caseId },
        command: { type: 'JoinWhistle', whistle: story.id, row: 'level3' },
      },
    ])
  })
})

describe('a matter on no list (L12)', () => {
  test('goes to the adjudicator, whose ruling becomes an item of the list', () => {
    const asked = course(listedOnly).when(office, '26 09:00', apply({ category: 'noise' }))
    expect(asked.state.stage).toBe('ruling')
    expect(asked.facts('ClockStarted')).toMatchObject([{ clock: 'matterRuling', on: 'districtCentre' }])
    asked.refuses(centre, '26 10:00', { type: 'IssueWhistle' }, 'NotAtThisStage')
    asked.refuses(
      office,
      '26 10:00',
      { type: 'RuleOnMatter', lead: 'market', assisting: [], words: 'w' },
      'NotYours',
    )
    asked.refuses(
      adjudicator,
      '26 10:00',
      { type: 'RuleOnMatter', lead: 'army', assisting: [], words: 'w' },
      'ConsulteeOnly',
    )
    asked.refuses(
      adjudicator,
      '26 10:00',
      { type: 'RuleOnMatter', lead: 'market', assisting: ['market'], words: 'w' },
      'CalledTwice',
    )

    const ruled = asked.when(adjudicator, '26 10:00', {
      type: 'RuleOnMatter',
      lead: 'environment',
      assisting: ['company'],
      words: 'w',
    })
    expect(ruled.state.stage).toBe('applied')
    expect(ruled.whistle().called).toMatchObject({
      environment: { part: 'lead', task: 'task:environment', duty: 'd-env' },
      company: { part: 'assisting', task: 'words:act', duty: null },
    })
    const entry = ruled.entries.find(({ event }) => event.type === 'MatterRuled')
    const errands = entry ? whistleLaw.errandsFor(entry, asked.state, ruled.state, story, listedOnly) : []
    expect(errands[0]).toMatchObject({
      do: 'ask',
      story: { kind: 'registry', id: '100000-00000000-0000-4000-8000-000000000000' },
      command: {
        type: 'ListProblem',
        row: { category: 'noise', matter: '噪声', lead: 'environment', assisting: ['company'], until: null },
      },
    })
  })

  test('routes by itself once it is listed, and cannot be ruled on without a category', () => {
    expect(
      course(listedOnly)
        .when(office, '26 09:00', apply({ category: 'smoke' }))
        .whistle(),
    ).toMatchObject({ stage: 'applied', problem: 'p-smoke' })
    course(listedOnly).refuses(office, '26 09:00', apply(), 'CategoryMissing')
  })
})

describe('persons (L6)', () => {
  const call = (...posts: string[]) =>
    apply({
      row: 'community',
      called: posts.map((id) => ({ post: id, part: 'assisting' as const, task: 't' })),
    })

  test('a community calls grid members by post, at once and under its own number', () => {
    const so = course().when(secretary, '26 21:30', call('police', 'party'))
    expect(so.whistle()).toMatchObject({ stage: 'issued', issuer: 'community' })
    expect(so.whistle().called['police']).toMatchObject({
      person: 'person-police',
      calleeKind: 'post_holder',
      scored: false,
    })
  })

  test('only members who belong here are called, each may decline, none of the others may', () => {
    course().refuses(secretary, '26 21:30', call('stranger'), 'PersonNotOfUnit')
    const so = course().when(secretary, '26 21:30', call('police', 'party'))
    const party = actor('grid', 'member', 'party')
    const police = actor('grid', 'community_clerk', 'police')
    expect(
      so.when(party, '26 21:40', { type: 'DeclineCall', unit: 'party' }).whistle().called['party']
        ?.declinedAt,
    ).not.toBeNull()
    so.refuses(police, '26 21:40', { type: 'DeclineCall', unit: 'police' }, 'CalleeKindNotAllowed')
    so.refuses(party, '26 21:40', { type: 'DeclineCall', unit: 'police' }, 'NotYours')
  })

  test('a department is not called on a community row', () => {
    course().refuses(secretary, '26 21:30', apply({ row: 'community' }), 'CalleeKindNotAllowed')
  })
})

describe('more units while it runs', () => {
  test('a standing team gets a task, is not counted among the called, and has no score', () => {
    const so = issued()
    const tasked = so.when(centre, '27 11:00', {
      type: 'TaskTeam',
      unit: 'brigade',
      task: 't',
      finish: { amount: 2, unit: 'day' },
    })
    expect(Object.keys(tasked.whistle().called)).not.toContain('brigade')
    const done = tasked.when(actor('brigade', 'department_clerk'), '27 12:00', {
      type: 'FinishTask',
      unit: 'brigade',
      words: 'w',
    })
    expect(done.whistle().teams['brigade']?.finishedAt).toBe(at('27 12:00'))
    so.refuses(
      centre,
      '27 11:00',
      { type: 'TaskTeam', unit: 'market', task: 't', finish: { amount: 2, unit: 'day' } },
      'CalleeKindNotAllowed',
    )
    so.refuses(
      centre,
      '27 11:00',
      { type: 'TaskTeam', unit: 'nobody', task: 't', finish: { amount: 2, unit: 'day' } },
      'UnknownUnit',
    )
    tasked.refuses(
      centre,
      '27 11:00',
      { type: 'TaskTeam', unit: 'brigade', task: 't', finish: { amount: 2, unit: 'day' } },
      'CalledTwice',
    )
    so.refuses(
      centre,
      '27 11:00',
      { type: 'TaskTeam', unit: 'brigade', task: 't', finish: { until: at('26 11:00') } },
      'LimitOutOfBand',
    )
  })

  test('an added unit has its own clocks from then on', () => {
    const so = issued().when(centre, '27 15:00', { type: 'AddUnit', called: called('company', 'assisting') })
    expect(so.whistle().clocks['company/receive']?.due.at).toBe(at('27 16:00'))
    so.refuses(centre, '27 15:00', { type: 'AddUnit', called: called('company', 'assisting') }, 'CalledTwice')
    so.refuses(centre, '27 15:00', { type: 'AddUnit', called: called('army', 'assisting') }, 'ConsulteeOnly')
    so.refuses(centre, '27 15:00', { type: 'AddUnit', called: called('stationed', 'lead') }, 'TwoLeadUnits')
    so.refuses(
      cityAdmin,
      '27 15:00',
      { type: 'AddUnit', called: called('stationed', 'assisting') },
      'NotYours',
    )
  })

  test('a released unit has no running clock, and its part can be given to another', () => {
    const so = issued().when(centre, '27 11:00', { type: 'ReleaseUnit', unit: 'city_admin', words: 'w' })
    so.refuses(
      { ...leader, as: 'clock' },
      '10-20 10:00',
      { type: 'MissClock', clock: 'finish', unit: 'city_admin' },
      'AlreadyDone',
    )
    so.refuses(centre, '27 12:00', { type: 'ReleaseUnit', unit: 'city_admin', words: 'w' }, 'AlreadyDone')
    so.refuses(centre, '27 12:00', { type: 'ReleaseUnit', unit: 'nobody', words: 'w' }, 'NotCalled')
    so.when(centre, '27 12:00', { type: 'AddUnit', called: called('stationed', 'lead') })
  })
})
