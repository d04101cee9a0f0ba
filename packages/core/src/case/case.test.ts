import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { caseCommands, type CaseCommand, type CaseCommandType } from './commands.ts'
import {
  actorOf,
  cast,
  given,
  here,
  outcome,
  plainProfile,
  rulesOf,
  say,
  stampOf,
  there,
  town,
  upTo,
  voiceProfile,
  type Player,
  type Step,
} from './given.ts'
import { caseLaw, fieldsFor, isOpen, mayKnowOf, readersOf, relationsOf, stepsOf } from './index.ts'
import type { CaseState } from './state.ts'
import { instantOf, msOf } from '../time/instant.ts'

const rules = rulesOf()
const voice = rulesOf(voiceProfile)
const dueOfClock = (state: CaseState, clock: string) =>
  state.stage === 'absent' ? undefined : state.clocks[clock]?.due.at
const on = (day: string, time: string) => `${day}T${time}:00.000Z`

describe('the traps', () => {
  test('L1: finished, verified, closed and resolved are four facts', () => {
    expect(given(rules, ...upTo.finished).file).toMatchObject({ finished: { unit: 'dept1' } })
    const { verified, resolvedAt, closedAt } = given(rules, ...upTo.finished).file
    expect([verified, resolvedAt, closedAt]).toEqual([undefined, undefined, undefined])
    const closed = given(rules, ...upTo.closed).file
    expect([closed.verified?.unit, closed.closedAt !== undefined, closed.resolvedAt]).toEqual([
      'office1',
      true,
      undefined,
    ])
    expect(given(rules, ...upTo.closed, ['callback', say.answers(true)]).file.resolvedAt).toBeDefined()
  })

  test('L1: resolved in time is by the voices, under the predecessor by the claim', () => {
    const steps: readonly Step[] = [
      ['agent', say.file({ category: 'heating' })],
      ['clerk', say.accept],
      ['clerk', say.finish, on('2019-11-14', '04:00')],
    ]
    const now = given(voice, ...steps)
    expect(now.file.clocks['caseFinish']).toMatchObject({ due: { at: on('2019-11-15', '16:00') } })
    expect(now.file.clocks['caseFinish']?.metAt).toBeUndefined()
    const answered = now.when('requester', say.answers(true), on('2019-11-15', '00:30'))
    expect(answered.events).toContainEqual({ type: 'ClockMet', clock: 'caseFinish', late: false })
    expect(answered.types).toEqual(expect.arrayContaining(['CaseResolved', 'CaseVerified']))
    const before = rulesOf({ ...voiceProfile, closing: { closesWhen: 'finished', publishedRate: [] } })
    expect(given(before, ...steps).file.clocks['caseFinish']?.metAt).toBe(on('2019-11-14', '04:00'))
  })

  test('L1: two origins, two voices: one is not enough', () => {
    const second = given(voice, [
      'agent',
      say.file({ category: 'heating' }),
      undefined,
      { story: there },
    ]).state
    const merged: readonly Step[] = [
      ['agent', say.file({ category: 'heating' })],
      ['clerk', { type: 'MergeCase', from: there.id }, undefined, { others: new Map([[there.id, second]]) }],
      ['clerk', say.accept],
      ['clerk', say.finish],
    ]
    const { file, when } = given(voice, ...merged)
    expect(file.origins.map(({ weight }) => weight)).toEqual([0.5, 0.5])
    expect(when('callback', say.answers(true)).types).toEqual(['CallBackAnswered'])
    const both = given(voice, ...merged, ['callback', say.answers(true)]).when(
      'callback',
      say.answers(true, there.id),
    )
    expect(both.types).toContain('CaseResolved')
  })

  test('L3: two duties at once; the record is never skipped, the visit may solve it', () => {
    const solved: Step = ['officer', { type: 'Visit', solved: true, words: 'c' }]
    const visited = given(rules, ...upTo.twoTracks, solved)
    expect(visited.state.stage).toBe('triaged')
    expect(visited.permits('clerk')).toContain('Record')
    expect(visited.permits('clerk')).not.toContain('DispatchCase')
    const done = given(rules, ...upTo.twoTracks, solved, ['clerk', { type: 'Record' }]).file
    expect([done.stage, done.finished?.by, done.holder]).toEqual(['finished', 'officer', 'centre'])
    const recordFirst = given(rules, ...upTo.twoTracks, ['clerk', { type: 'Record' }], solved).file
    expect(recordFirst.finished?.by).toBe('officer')
    const unsolved = given(
      rules,
      ...upTo.twoTracks,
      ['officer', { type: 'Visit', solved: false, words: 'c' }],
      ['clerk', { type: 'Record' }],
    )
    expect([unsolved.state.stage, unsolved.permits('clerk').includes('DispatchCase')]).toEqual([
      'triaged',
      true,
    ])
  })

  test('L3: the named person visits, and nobody else', () => {
    const named = given(rules, ...upTo.twoTracks, ['leader', { type: 'NameVisitor', person: 'officer2' }])
    expect([named.permits('officer').includes('Visit'), named.permits('officer2').includes('Visit')]).toEqual(
      [false, true],
    )
  })

  test('L4: settled on the spot in one act, and a share of these is looked at', () => {
    const all = rulesOf({
      ...plainProfile,
      route: { ...plainProfile.route, selfHandled: { allowed: true, sampleShare: 100 } },
    })
    const { file } = given(all, [
      'worker',
      { ...say.file({ channel: 'patrol' }), type: 'FileAndFinish', done: 'c' } as CaseCommand,
    ])
    expect([file.stage, file.selfHandled?.sampled, isOpen(file)]).toEqual(['closed', true, false])
    expect(caseLaw.waits(file)).toMatchObject([{ unit: 'centre', what: 'VerifyCase' }])
    expect(stepsOf(file).filter(({ state }) => state === 'skipped').length).toBeGreaterThan(3)
  })

  test('L11: carried over it stays open and counted, and wakes exactly once', () => {
    const review = on('2020-03-15', '16:00')
    const carried: readonly Step[] = [
      ...upTo.handling,
      [
        'dept1',
        {
          type: 'AskCarryOver',
          reason: 'season',
          reviewAt: review,
          owner: 'dept1',
          interim: true,
          words: 'c',
        },
      ],
      ['supervisor', { type: 'GrantRequest', request: 'r1' }],
    ]
    const story = given(rules, ...carried)
    expect([isOpen(story.state), story.file.suspended, story.file.excluded]).toEqual([
      true,
      undefined,
      undefined,
    ])
    expect(story.when('clock', { type: 'Wake' }, on('2020-03-15', '15:59')).types).toEqual([])
    expect(story.when('clock', { type: 'Wake' }, review).types).toEqual(['CaseWoken'])
    expect(
      given(rules, ...carried, ['clock', { type: 'Wake' }, review]).when('clock', { type: 'Wake' }, review)
        .types,
    ).toEqual([])
    const [granted] = story.story.filter(({ type }) => type === 'CaseCarriedOver')
    const asked =
      granted &&
      caseLaw.errandsFor(
        { event: granted, at: story.at, by: actorOf('supervisor') },
        story.state,
        story.state,
        here,
        rules,
      )
    expect(asked).toContainEqual({ do: 'ask', at: review, story: here, command: { type: 'Wake' } })
  })

  test('L12: the clock escalates once for each target after the waiting time', () => {
    const late = given(rules, ...upTo.handling, [
      'clock',
      { type: 'MissClock', clock: 'caseFinish' },
      on('2019-11-15', '16:00'),
    ])
    const missed = caseLaw.errandsFor(
      { event: { type: 'ClockMissed', clock: 'caseFinish' }, at: late.at, by: actorOf('clock') },
      late.state,
      late.state,
      here,
      rules,
    )
    expect(missed).toContainEqual({
      do: 'ask',
      at: on('2019-11-19', '16:00'),
      story: here,
      command: { type: 'Escalate', to: 'committee' },
    })
    const once = given(rules, ...upTo.handling, ['clock', { type: 'Escalate', to: 'committee' }])
    expect(once.when('clock', { type: 'Escalate', to: 'committee' }).types).toEqual([])
  })

  test('L13: the limit of the order before the category’s before the profile’s', () => {
    const sourceOf = (command: CaseCommand) => {
      const { file } = given(rules, ...upTo.triaged, ['clerk', command])
      const inputs = file.clocks['caseFinish']?.inputs
      return [inputs?.source, inputs?.limit]
    }
    const ordered = { limit: { amount: 2, unit: 'workday' } }
    expect(sourceOf(say.dispatch('dept2', 'noise2', ordered))).toEqual(['order', ordered.limit])
    expect(sourceOf(say.dispatch('dept2', 'noise2'))).toEqual(['category', { amount: 3, unit: 'workday' }])
    expect(sourceOf(say.dispatch('dept1', 'noise1'))).toEqual(['profile', { amount: 5, unit: 'workday' }])
  })

  test('L13: outside the list, or outside the band, warns and is recorded', () => {
    const limit = { amount: 300, unit: 'workday' }
    const { events } = given(rules, ...upTo.triaged).when('clerk', {
      type: 'DispatchCase',
      to: 'dept1',
      outsideList: 'c',
      limit,
    } as CaseCommand)
    expect(events[0]).toMatchObject({ warnings: ['outside_list', 'limit_out_of_band'] })
  })

  test('L14: clocks start at dispatch, and a late receipt is the clock’s fact', () => {
    const { file, at, when } = given(rules, ...upTo.dispatched)
    expect(Object.values(file.clocks).map(({ inputs }) => inputs.from)).toEqual([at, at, at])
    const late = instantOf(msOf(at) + 3_600_000)
    expect(
      when('clock', { type: 'MissClock', clock: 'receive' }, instantOf(msOf(at) + 3_599_999)).types,
    ).toEqual([])
    expect(when('clock', { type: 'MissClock', clock: 'receive' }, late).types).toEqual(['ClockMissed'])
    expect(when('dept1', { type: 'ReceiveCase' }, late).types).toEqual([
      'CaseReceived',
      'ClockMissed',
      'ClockMet',
    ])
  })

  test('no clock is reset by a return, a ruling, a hand-on or a reopening', () => {
    const due = dueOfClock(given(rules, ...upTo.dispatched).state, 'caseFinish')
    const moved: readonly Step[] = [
      ...upTo.dispatched,
      ['dept1', say.returns()],
      ['adjudicator', { type: 'RuleOnReturn', decision: 'redirected', to: 'dept2', words: 'c' }],
      ['dept2', say.accept],
      ['dept2', say.finish],
      ['clerk', say.verify],
      ['clerk', say.close],
      ['callback', say.answers(false)],
    ]
    const { file } = given(rules, ...moved)
    expect([
      file.stage,
      file.holder,
      dueOfClock(file, 'caseFinish'),
      file.clocks['caseFinish']?.metAt,
    ]).toEqual(['handling', 'dept2', due, undefined])
    expect(Object.keys(file.clocks)).toContain('receive.2')
  })

  test('what ran out while it was called done is missed when the claim falls', () => {
    const rejected = given(rules, ...upTo.finished).when(
      'clerk',
      { type: 'RejectFinish', words: 'c' },
      on('2019-11-18', '02:00'),
    )
    expect(rejected.types.slice(-2)).toEqual(['ClockResumed', 'ClockMissed'])
  })

  test('first taker: who accepted stays responsible until another accepts', () => {
    const redirected: readonly Step[] = [
      ...upTo.handling,
      ['dept1', say.returns()],
      ['adjudicator', { type: 'RuleOnReturn', decision: 'redirected', to: 'dept2', words: 'c' }],
    ]
    const between = given(rules, ...redirected)
    expect([
      between.file.holder,
      between.file.responsible,
      between.permits('dept1').includes('LogWork'),
    ]).toEqual(['dept2', 'dept1', true])
    expect(given(rules, ...redirected, ['dept2', say.accept]).file.responsible).toBe('dept2')
  })

  test('a ruling is a precedent where the profile lets it bind', () => {
    const { events } = given(rules, ...upTo.dispatched, ['dept1', say.returns()]).when('adjudicator', {
      type: 'RuleOnReturn',
      decision: 'redirected',
      to: 'dept2',
      words: 'c',
    })
    expect(events[0]).toMatchObject({ precedent: { category: 'noise', duty: 'noise2', unit: 'dept2' } })
  })

  test('L17: the verifier is another office, by person and by office', () => {
    const byOffice = given(
      rules,
      ...upTo.triaged,
      ['clerk', say.dispatch('office1', 'noiseOffice')],
      ['officer', say.accept],
      ['officer', say.finish],
    )
    expect(byOffice.permits('officer')).not.toContain('VerifyCase')
    expect(byOffice.permits('officer2')).toContain('VerifyCase')
    expect(caseLaw.waits(byOffice.state)).toMatchObject([{ unit: 'office2', what: 'VerifyCase' }])
  })

  test('L18: without a requester the verification resolves, and nobody is surveyed', () => {
    const { file } = given(
      rules,
      ...upTo.community,
      ['secretary', say.accept],
      ['secretary', say.finish],
      ['officer', say.verify],
    )
    expect([file.stage, file.resolvedAt !== undefined]).toEqual(['verified', true])
  })

  test('L20: nothing about a case waits for one person alone; its waits name units and deadlines', () => {
    for (const stage of [
      'collected',
      'triaged',
      'dispatched',
      'handling',
      'finished',
      'verified',
      'closed',
    ] as const)
      for (const wait of caseLaw.waits(given(rules, ...upTo[stage]).state))
        expect(town.units.has(wait.unit)).toBe(true)
    expect(caseLaw.waits(given(rules, ...upTo.twoTracks).state).map(({ what }) => what)).toEqual([
      'NameVisitor',
      'Record',
    ])
  })

  test('L21, L22: its street dispatches admitted matters to a community', () => {
    const { file } = given(rules, ...upTo.triaged, ['clerk', say.dispatch('community', 'noiseCommunity')])
    expect(file.holder).toBe('community')
  })

  test('L23: a referral is read by inspection alone, and a reader without relation sees nothing', () => {
    const { file } = given(rules, ...upTo.handling)
    expect(fieldsFor(relationsOf(file, actorOf('inspector'), rules), 'S3').matter).toBe('look')
    expect(fieldsFor(relationsOf(file, actorOf('dept1'), rules), 'S3').matter).toBe('no')
    expect(mayKnowOf(relationsOf(file, actorOf('clerk2'), rules))).toBe(false)
    expect(mayKnowOf(relationsOf(file, actorOf('dept1'), rules))).toBe(true)
  })

  test('L24: which profile judges follows place and filing date, and stays', () => {
    const asked: unknown[] = []
    const pilot = {
      ...rules,
      profileAt: (area: string | null, day: string) => (asked.push([area, day]), voiceProfile),
    }
    const { file } = given(pilot, ['agent', say.file()])
    expect([asked, file.profile]).toEqual([[['990101001001-1', '2019-11-08']], 'voice@2019-01-01'])
  })
})

describe('routes', () => {
  test('straight to the street’s centre where the city does so, with its clocks', () => {
    const { file, story } = given(voice, ['agent', say.file()])
    expect([file.stage, file.holder]).toEqual(['dispatched', 'centre'])
    expect(story.map(({ type }) => type)).toEqual([
      'CaseFiled',
      'CaseDispatched',
      'ClockStarted',
      'ClockStarted',
      'ClockStarted',
    ])
  })
  test('what the grid found goes to its community under the level-1 clock, which stays when it is handed up', () => {
    const found = given(rules, ...upTo.community).file
    expect([found.holder, Object.keys(found.clocks)]).toEqual(['community', ['receive', 'level1']])
    const raised = given(rules, ...upTo.twoTracks).file
    expect([raised.holder, raised.clocks['level1']]).toEqual(['centre', found.clocks['level1']])
  })
  test('without category or place it waits at the district’s centre', () => {
    const { file } = given(voice, [
      'agent',
      { type: 'FileCase', channel: 'file', caseType: 'complaint', words: 'c' },
    ])
    expect([file.stage, file.centre, file.category]).toEqual(['collected', 'districtCentre', null])
    expect(caseLaw.waits(file)).toMatchObject([{ unit: 'districtCentre', what: 'TriageCase' }])
  })
  test('an accused street’s case goes to the district', () => {
    expect(given(voice, ['agent', say.file({ accused: ['centre'] })]).file).toMatchObject({
      stage: 'collected',
      centre: 'districtCentre',
    })
    const triaged = given(rules, ['agent', say.file()], ['clerk', say.triage({ accused: ['street'] })]).file
    expect([triaged.centre, readersOf(triaged).units.includes('street')]).toEqual(['districtCentre', false])
  })
})

describe('clocks', () => {
  const extension: Step = [
    'dept1',
    { type: 'AskExtension', limit: { amount: 2, unit: 'workday' }, reason: 'x', words: 'c' },
  ]
  test('an extension is counted from the deadline so far', () => {
    const { state } = given(rules, ...upTo.handling, extension, [
      'clerk',
      { type: 'GrantRequest', request: 'r1' },
    ])
    expect(dueOfClock(given(rules, ...upTo.handling).state, 'caseFinish')).toBe(on('2019-11-15', '16:00'))
    expect(dueOfClock(state, 'caseFinish')).toBe(on('2019-11-19', '16:00'))
  })
  test('a suspension stands still until it ends, and the rest runs on', () => {
    const stopped: readonly Step[] = [
      ...upTo.handling,
      ['dept1', { type: 'AskSuspension', reason: 'x', words: 'c' }],
      ['clerk', { type: 'GrantRequest', request: 'r1' }, on('2019-11-11', '02:00')],
    ]
    const standing = given(rules, ...stopped)
    expect(
      standing.when('clock', { type: 'MissClock', clock: 'caseFinish' }, on('2021-01-01', '00:00')).types,
    ).toEqual([])
    const resumed = given(rules, ...stopped, ['dept1', { type: 'EndSuspension' }, on('2019-11-14', '02:00')])
    expect(dueOfClock(resumed.state, 'caseFinish')).toBe(on('2019-11-20', '16:00'))
  })
  test('a merge keeps the earlier clock', () => {
    const other = given(rules, ...upTo.triaged, ['clerk', say.dispatch('dept2', 'noise2')]).state
    const { state } = given(rules, ...upTo.dispatched, [
      'clerk',
      { type: 'MergeCase', from: there.id },
      undefined,
      { others: new Map([[there.id, other]]) },
    ])
    expect(dueOfClock(state, 'caseFinish')).toBe(dueOfClock(other, 'caseFinish'))
  })
  test('a new calendar moves what it touches, once', () => {
    const year = rules.calendar.years['2019']
    if (!year) throw new Error('2019 is published')
    const off = [...year.off, { date: '2019-11-13', name: 'a day off' }]
    const newer = { version: 'newer', years: { ...rules.calendar.years, '2019': { ...year, off } } }
    const { state, at } = given(rules, ...upTo.handling)
    const moved = outcome(
      caseLaw.decide(
        state,
        { type: 'MoveDeadlines', calendar: 'newer' },
        stampOf(rulesOf(plainProfile, town, newer), 'clock', at),
      ),
    )
    expect(moved.types).toEqual(['DeadlineMoved'])
    expect(moved.events[0]).toMatchObject({
      clock: 'caseFinish',
      due: { at: on('2019-11-18', '16:00') },
      why: 'calendar',
    })
  })
})

test('an attached complaint shows on both', () => {
  expect(caseLaw.partsFor({ type: 'AttachTo', case: there.id }, here)).toEqual([
    { story: there, command: { type: 'RelateCase', to: here.id } },
  ])
  const related = given(rules, ...upTo.handling).when(
    'clerk2',
    { type: 'RelateCase', to: there.id },
    undefined,
    { partOf: there },
  )
  expect(related.types).toEqual(['CaseRelated'])
})

test('once the whistle is over the holder can finish', () => {
  const joined: Step = [
    'officer',
    { type: 'JoinWhistle', whistle: there.id, row: 'w' },
    undefined,
    { partOf: there },
  ]
  expect(given(rules, ...upTo.handling, joined).permits('dept1')).not.toContain('FinishCase')
  const told = given(rules, ...upTo.handling, joined, [
    'clock',
    { type: 'WhistleTold', whistle: there.id, stage: 'done', units: ['dept2'] },
  ])
  expect(told.permits('dept1')).toContain('FinishCase')
  expect(relationsOf(told.file, actorOf('dept2'), rules)).toContain('calledLine')
})

test('an open case follows its unit’s work to the successor', () => {
  const { file } = given(rules, ...upTo.handling, [
    'clock',
    { type: 'FollowSuccessor', from: 'dept1', to: 'dept2' },
  ])
  expect([file.holder, file.responsible]).toEqual(['dept2', 'dept2'])
})

describe('no sequence of commands breaks the case', () => {
  const seen = new Set<string>()
  const names = Object.keys(caseCommands) as CaseCommandType[]
  const players: Player[] = [...(Object.keys(cast) as Player[]), 'clock', 'requester']
  const unit = fc.constantFrom(...town.units.keys())
  const fields = fc.record({
    sent: fc.oneof(
      fc.constantFrom(
        { to: 'dept1', duty: 'noise1' },
        { to: 'dept2', duty: 'noise2' },
        { to: 'office1', duty: 'noiseOffice' },
        { to: 'section1', duty: 'noise1' },
      ),
      fc.record({ to: unit, duty: fc.constantFrom(...town.duties.keys()) }),
    ),
    person: fc.constantFrom(...(players as string[])),
    solved: fc.boolean(),
    resolved: fc.boolean(),
    contacted: fc.boolean(),
    reached: fc.boolean(),
    origin: fc.constantFrom(here.id, there.id),
    decision: fc.constantFrom('stays', 'redirected', 'back_to_centre'),
    request: fc.constantFrom('r1', 'r2', 'r3'),
    supervision: fc.constantFrom('s1', 's2'),
    row: fc.constantFrom('level2', 'toDistrict', 'x'),
    responsible: unit,
    owner: unit,
    clock: fc.constantFrom('receive', 'receive.2', 'caseFinish', 'level1', 'verify', 'contact', 'callback'),
    accused: fc.constantFrom(undefined, [], ['dept1'], ['street']),
    stage: fc.constantFrom('issued', 'done'),
    secrecy: fc.constantFrom('S0', 'S1', 'S2', 'S3'),
    reason: fc.constantFrom('season', 'not_our_duty'),
    interim: fc.boolean(),
    method: fc.constantFrom('site_check', 'survey'),
    from: fc.constantFrom(there.id, 'dept1'),
    part: fc.boolean(),
  })
  const act = fc.record({
    name: fc.constantFrom(...names),
    /** Anything at all by anyone, or something that a person is offered now. */
    wild: fc.integer({ min: 0, max: 3 }),
    choice: fc.nat({ max: 999 }),
    who: fc.constantFrom(...players),
    fields,
    minutes: fc.integer({ min: 0, max: 600 }),
  })
  const other = given(rules, ...upTo.dispatched).state
  const text = {
    words: 'c',
    why: 'c',
    done: 'c',
    answer: 'c',
    whereToGo: 'c',
    channel: 'hotline',
    caseType: 'help',
    area: '990101001001',
    category: 'noise',
    limit: { amount: 2, unit: 'workday' },
    reviewAt: '2020-03-16T00:00:00.000Z',
    whistle: there.id,
    into: there.id,
    case: there.id,
    how: 'phone',
    conduct: 'slow',
    shows: 'other',
    file: 'file-0001',
    outsideList: 'c',
    requester: { ref: 'v' },
  }

  test.each([
    ['plain', rules],
    ['voice', voice],
  ] as const)('%s', (_name, under) => {
    fc.assert(
      fc.property(
        fc.constantFrom(...Object.values(upTo)),
        fc.array(act, { minLength: 20, maxLength: 60 }),
        (before, acts) => {
          const begun = under === rules ? given(under, ...before) : given(under, ['agent', say.file()])
          let state = begun.state
          let at = begun.at
          for (const { name: any, wild, choice, who: anyone, fields, minutes } of acts) {
            const [who, name] = wild === 0 ? [anyone, any] : offered(state, under, anyone, choice, any)
            at = instantOf(msOf(at) + minutes * 60_000)
            // Shapes are judged by the schema at the door; here every field a command may have is there.
            const command = { ...text, ...fields, ...fields.sent, type: name } as unknown as CaseCommand
            const stamp = stampOf(under, who, at, {
              others: new Map([[there.id, other]]),
              ...(wild === 0 && fields.part ? { partOf: there } : {}),
            })
            const permitted = caseLaw.permits(state, stamp.by, under)
            const decision = caseLaw.decide(state, command, stamp)
            if ('refused' in decision) continue
            if (stamp.by.as === 'post' && stamp.partOf === undefined) expect(permitted).toContain(name)
            for (const event of decision.accepted) {
              seen.add(event.type)
              const entry = { event, at, by: stamp.by }
              const after = caseLaw.evolve(state, entry)
              for (const errand of caseLaw.errandsFor(entry, state, after, here, under))
                expect(msOf(errand.at)).toBeGreaterThan(0)
              state = after
            }
            expect(JSON.parse(JSON.stringify(state))).toEqual(state)
            holds(state)
          }
        },
      ),
      { numRuns: 120 },
    )
  })

  /** The next player in turn who is offered something, and one of the things offered. */
  function offered(
    state: CaseState,
    under: typeof rules,
    first: Player,
    choice: number,
    otherwise: CaseCommandType,
  ): [Player, CaseCommandType] {
    const begin = players.indexOf(first)
    for (const who of [...players.slice(begin), ...players.slice(0, begin)]) {
      const offers = caseLaw.permits(state, actorOf(who), under).filter((name) => !dull.has(name))
      const name = offers[choice % offers.length]
      if (name !== undefined) return [who, name]
    }
    return [first, otherwise]
  }
  const dull: ReadonlySet<CaseCommandType> = new Set([
    'NotePrivately',
    'ChangeClass',
    'AttachFile',
    'RelateCase',
    'ReferToInspection',
    'UrgeCase',
    'AttachTo',
    'CorrectCase',
  ])

  test('and the walks above went far enough to say so', () => {
    for (const type of [
      'CaseDispatched',
      'CaseReturned',
      'ReturnRuled',
      'CaseFinished',
      'CaseVerified',
      'CaseClosed',
      'CaseReopened',
      'CaseCarriedOver',
    ])
      expect(seen).toContain(type)
    expect(seen.size).toBeGreaterThan(40)
  })

  function holds(state: CaseState): void {
    if (state.stage === 'absent') return
    const live = state.origins.filter(({ withdrawnAt }) => withdrawnAt === undefined)
    if (live.length > 0) expect(live.reduce((sum, { weight }) => sum + weight, 0)).toBeCloseTo(1, 9)
    if (['dispatched', 'handling', 'finished'].includes(state.stage)) expect(state.holder).not.toBeNull()
    if (state.stage === 'finished') expect((state.whistles ?? []).some(({ open }) => open)).toBe(false)
    if (state.verified && !state.selfHandled)
      expect(state.takers).not.toContain(state.verified.by === 'p-requester' ? '' : state.verified.by)
    for (const wait of caseLaw.waits(state)) expect(town.units.has(wait.unit)).toBe(true)
    stepsOf(state)
    readersOf(state)
  }
})
