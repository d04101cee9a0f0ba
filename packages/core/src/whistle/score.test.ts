import { describe, expect, test } from 'vitest'
import { visibleScore, letterOf, readersOf, relationsOf, standingResult, whistleLaw } from './index.ts'
import {
  adjudicator,
  caseId,
  centre,
  cityAdmin,
  clock,
  environment,
  issued,
  items,
  market,
  office,
  profile,
  rulesWith,
  secretary,
  worked,
  type Course,
} from './testing.ts'

const mutual = rulesWith({
  score: {
    ...profile.score,
    mutual: { items: [{ id: 'matter_was_ours', word: { zh: '词', en: 'word' }, weight: 100 }] },
  },
})

/** Three units of a usual course: two in time, the third signs late and reports late. */
function three(rules = rulesWith()): Course {
  const usual = { receive: '27 10:40', report: '29 14:30', finish: '10-10 15:00' }
  const at29 = issued(rules)
    .when(clock, '27 11:00', { type: 'MissClock', clock: 'receive', unit: 'market' })
    .when(market, '29 09:00', { type: 'ReceiveOrder', unit: 'market' })
    .when(market, '29 09:00', { type: 'AcceptOrder', unit: 'market' })
    .when(clock, '30 00:00', { type: 'MissClock', clock: 'report', unit: 'market' })
    .when(office, '10-08 10:00', { type: 'CheckIn', unit: 'market', people: 'p' })
    .when(market, '10-10 15:00', { type: 'FinishTask', unit: 'market', words: 'w' })
  const two = worked(worked(at29, cityAdmin, 'city_admin', usual), environment, 'environment', usual)
  return two.when(office, '10-12 10:00', {
    type: 'AcceptTask',
    units: ['city_admin', 'environment', 'market'],
    method: 'survey',
    asked: 10,
    satisfied: 9,
    words: 'w',
  })
}

const drafted = (so: Course): Course =>
  so
    .when(office, '10-12 11:00', { type: 'ScoreUnit', unit: 'city_admin', items: items(20, 30, 45) })
    .when(office, '10-12 11:00', { type: 'ScoreUnit', unit: 'environment', items: items(20, 27, 45) })
    .when(office, '10-12 11:00', { type: 'ScoreUnit', unit: 'market', items: items(15, 20, 35), words: 'w' })
const combined = (so: Course): Course =>
  ['city_admin', 'environment', 'market'].reduce(
    (now, unit) => now.when(centre, '10-12 12:00', { type: 'CombineScore', unit }),
    drafted(so),
  )

describe('one whistle, three results (L16)', () => {
  test('street parts 95, 92, 70 and system parts 100, 100, 60 give 97.5, 96 and 65', () => {
    const so = combined(three())
    const facts = so.facts('ScoreCombined')
    expect(
      facts.map(({ unit, parts, result }) => [unit, ...parts.map(({ points }) => points), result]),
    ).toEqual([
      ['city_admin', 100, 95, 97.5],
      ['environment', 100, 92, 96],
      ['market', 60, 70, 65],
    ])
    expect(facts[2]?.parts[0]?.items.map(({ item, points, because }) => [item, points, because])).toEqual([
      ['received_in_time', 0, 'missed'],
      ['contacted_in_time', 10, 'inTime'],
      ['reported_in_time', 0, 'missed'],
      ['finished_in_time', 40, 'inTime'],
      ['no_rework', 10, 'noRework'],
    ])
    expect(so.when(centre, '10-12 13:00', { type: 'CloseWhistle' }).state.stage).toBe('closed')
  })

  test('a second score is refused, an unfinished one is not combined', () => {
    const so = drafted(three())
    so.refuses(
      office,
      '10-12 12:00',
      { type: 'ScoreUnit', unit: 'market', items: items(20, 30, 50) },
      'AlreadyScored',
    )
    three().refuses(centre, '10-12 12:00', { type: 'CombineScore', unit: 'market' }, 'ScoreMissing')
    issued().refuses(centre, '27 12:00', { type: 'CombineScore', unit: 'market' }, 'UnitsOpen')
    issued().refuses(
      office,
      '27 12:00',
      { type: 'ScoreUnit', unit: 'market', items: items(20, 30, 50) },
      'UnitsOpen',
    )
    const all = combined(three())
    all.refuses(centre, '10-12 12:00', { type: 'CombineScore', unit: 'market' }, 'AlreadyScored')
    all.refuses(market, '10-12 12:00', { type: 'CombineScore', unit: 'market' }, 'NotYours')
  })

  test('a mark under 60 % needs words, and every item is marked once within its weight', () => {
    const so = three()
    so.refuses(
      office,
      '10-12 11:00',
      { type: 'ScoreUnit', unit: 'market', items: items(11, 30, 50) },
      'ScoreNeedsReason',
    )
    so.when(office, '10-12 11:00', { type: 'ScoreUnit', unit: 'market', items: items(12, 30, 50) })
    so.refuses(
      office,
      '10-12 11:00',
      { type: 'ScoreUnit', unit: 'market', items: items(21, 30, 50) },
      'ScoreItemsWrong',
    )
    so.refuses(
      office,
      '10-12 11:00',
      { type: 'ScoreUnit', unit: 'market', items: items(20, 30, 50).slice(1) },
      'ScoreItemsWrong',
    )
    const [first] = items(20, 30, 50)
    so.refuses(
      office,
      '10-12 11:00',
      { type: 'ScoreUnit', unit: 'market', items: first ? [first, first, first] : [] },
      'ScoreItemsWrong',
    )
  })

  test('where the result is read off the facts alone nobody drafts', () => {
    const system = profile.score.parts
      .filter(({ by }) => by === 'system')
      .map((part) => ({ ...part, weight: 100 }))
    const so = three(rulesWith({ score: { ...profile.score, parts: system } }))
    so.refuses(office, '10-12 11:00', { type: 'ScoreUnit', unit: 'market', items: [] }, 'NotScored')
    expect(
      so.when(centre, '10-12 12:00', { type: 'CombineScore', unit: 'market' }).facts('ScoreCombined'),
    ).toMatchObject([{ result: 60 }])
  })

  test('what was never asked neither earns nor costs', () => {
    const line = { unit: 'market', part: 'lead', duty: 'd-market', task: 't', presence: 'none' } as const
    const so = issued(rulesWith(), { called: [line] })
      .when(market, '27 10:30', { type: 'ReceiveOrder', unit: 'market' })
      .when(market, '27 10:31', { type: 'AcceptOrder', unit: 'market' })
      .when(market, '27 15:00', { type: 'FinishTask', unit: 'market', words: 'w' })
      .when(office, '28 10:00', { type: 'AcceptTask', units: ['market'], method: 'photos', words: 'w' })
      .when(office, '28 11:00', { type: 'ScoreUnit', unit: 'market', items: items(20, 30, 50) })
      .when(centre, '28 12:00', { type: 'CombineScore', unit: 'market' })
    expect(so.facts('ScoreCombined')).toMatchObject([{ result: 100 }])
  })
})

describe('objections', () => {
  const so = combined(three())
  const object = { type: 'ObjectToScore', unit: 'market', words: 'w' } as const
  const rule = { type: 'RuleOnScore', unit: 'market', words: 'w' } as const

  test('are ruled on, never an edit: the first value stays readable', () => {
    three().refuses(market, '10-13 10:00', object, 'ScoreMissing')
    so.refuses(environment, '10-13 10:00', object, 'NotYours')
    so.refuses(adjudicator, '10-13 10:00', { ...rule, decision: 'stands' }, 'NoObjection')
    const objected = so.when(market, '10-13 10:00', object)
    objected.refuses(market, '10-13 10:00', object, 'ObjectionOpen')
    objected.refuses(centre, '10-13 10:00', { type: 'CloseWhistle' }, 'ObjectionOpen')
    objected.refuses(adjudicator, '10-13 11:00', { ...rule, decision: 'corrected' }, 'ScoreItemsWrong')
    objected.refuses(office, '10-13 11:00', { ...rule, decision: 'stands' }, 'NotYours')
    const ruled = objected.when(adjudicator, '10-13 11:00', { ...rule, decision: 'corrected', points: 75 })
    const score = ruled.whistle().called['market']?.score
    expect(score).toMatchObject({ combined: { result: 65 }, ruled: { result: 75 } })
    expect(score && standingResult(score)).toBe(75)
    ruled.refuses(adjudicator, '10-13 12:00', { ...rule, decision: 'stands' }, 'NoObjection')
    const stands = objected.when(adjudicator, '10-13 11:00', { ...rule, decision: 'stands' })
    expect(stands.facts('ScoreRuled')).toMatchObject([{ first: 65, result: 65 }])
  })

  test('may come after the whistle is closed', () => {
    so.when(centre, '10-12 13:00', { type: 'CloseWhistle' })
      .when(market, '10-13 10:00', object)
      .when(adjudicator, '10-13 11:00', { ...rule, decision: 'stands' })
  })
})

describe('mutual assessment, blind until both are in', () => {
  const rate = { type: 'RateWhistle', unit: 'market', points: 80 } as const
  test('only where the profile has it, once, and after the work', () => {
    three().refuses(market, '10-12 12:00', rate, 'NotMutual')
    issued(mutual).refuses(market, '27 12:00', rate, 'UnitsOpen')
    three(mutual).when(market, '10-12 12:00', rate).refuses(market, '10-12 12:00', rate, 'AlreadyScored')
  })
  test('neither side sees the other before both are in', () => {
    const street = combined(three(mutual))
    expect(visibleScore(street.whistle(), 'market', 'called')).toEqual({ rated: null })
    street.refuses(
      market,
      '10-12 13:00',
      { type: 'ObjectToScore', unit: 'market', words: 'w' },
      'ScoreMissing',
    )
    const unit = three(mutual).when(market, '10-12 12:00', rate)
    expect(visibleScore(unit.whistle(), 'market', 'street')).toEqual({ drafted: null, combined: null })
    const both = street.when(market, '10-12 13:00', rate)
    expect(visibleScore(both.whistle(), 'market', 'street')).toMatchObject({
      rated: { points: 80 },
      combined: { result: 65 },
    })
    expect(visibleScore(both.whistle(), 'market', 'called')).toMatchObject({ combined: { result: 65 } })
    expect(visibleScore(street.whistle(), 'market', 'inspection')).toMatchObject({ combined: { result: 65 } })
    expect(visibleScore(both.whistle(), 'market', 'other')).toBeNull()
    expect(visibleScore(both.whistle(), 'nobody', 'street')).toBeNull()
  })
})

describe('reading', () => {
  test('the letter has its number, cites bases, and knows no requester', () => {
    const so = issued()
    const letter = letterOf(so.whistle(), so.rules)
    expect(letter).toMatchObject({
      number: '街函〔2019〕1号',
      issuer: { unit: 'street' },
      addressee: { unit: 'city_admin' },
      copies: [{ unit: 'environment' }, { unit: 'market' }, { unit: 'districtCentre' }],
      cases: [caseId],
      signer: { person: 'person-principal_leader@street' },
    })
    expect(letter.basis.map(({ duty }) => duty)).toEqual(['d-city', 'd-env', 'd-market'])
    expect(letter.limit.filter(({ unit }) => unit === 'market').map(({ clock: name }) => name)).toEqual([
      'receive',
      'contact',
      'report',
      'finish',
    ])
    expect(JSON.stringify(letter)).not.toMatch(/requester|origin/)
  })

  test('those called read it from the issue on', () => {
    const before = issued().entries.findIndex(({ event }) => event.type === 'WhistleIssued')
    const applied = issued().entries.slice(0, before).reduce(whistleLaw.evolve, whistleLaw.absent)
    expect(readersOf(applied).map(({ unit }) => unit)).toEqual(['office', 'street', 'centre'])
    expect(readersOf(issued().state)).toContainEqual({ unit: 'market', as: 'assisting' })
    expect(readersOf(whistleLaw.absent)).toEqual([])
    const { state, rules } = issued()
    if (state.stage === 'absent') throw new Error('no whistle')
    expect(relationsOf(state, market, rules)).toEqual(['called'])
    expect(relationsOf(state, office, rules)).toEqual(['office', 'verifier'])
    expect(relationsOf(state, secretary, rules)).toEqual([])
  })

  test('every line of a to-do list is something its unit may do', () => {
    const so = issued()
    expect(so.state.stage).toBe('issued')
    const whats = whistleLaw.waits(so.state).map(({ unit, what, dueAt }) => [unit, what, dueAt !== null])
    expect(whats).toContainEqual(['market', 'ReceiveOrder', true])
    expect(whats).toContainEqual(['office', 'CheckIn', true])
    const done = three()
    expect(whistleLaw.waits(done.state).map(({ unit, what }) => `${unit} ${what}`)).toEqual([
      'office ScoreUnit',
      'office ScoreUnit',
      'office ScoreUnit',
    ])
    expect(whistleLaw.waits(combined(done).state).map(({ unit, what }) => `${unit} ${what}`)).toEqual([
      'centre CloseWhistle',
    ])
  })
})
