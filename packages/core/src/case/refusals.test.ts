import { expect, test } from 'vitest'
import type { CaseCommand } from './commands.ts'
import {
  given,
  here,
  plainProfile,
  rulesOf,
  say,
  there,
  upTo,
  voiceProfile,
  type Player,
  type Step,
} from './given.ts'
import type { Stamp } from '../story.ts'
import type { Profile } from '../profile/profile.ts'

const rules = rulesOf()
const on = (change: Partial<Profile>) => rulesOf({ ...plainProfile, ...change })
const noFirstTaker = on({ returns: { ...plainProfile.returns, firstTaker: false } })
const stays: Step = ['adjudicator', { type: 'RuleOnReturn', decision: 'stays', words: 'c' }]
const cited: Step = ['dept1', say.returns()]
const carry: CaseCommand = {
  type: 'AskCarryOver',
  reason: 'season',
  reviewAt: '2020-03-16T00:00:00.000Z',
  owner: 'dept1',
  interim: true,
  words: 'c',
}
const carried: readonly Step[] = [
  ['dept1', carry],
  ['supervisor', { type: 'GrantRequest', request: 'r1' }],
]
const asks: Step = ['dept1', { type: 'AskExclusion', reason: 'x', words: 'c' }]
const joined: Step = [
  'clerk',
  { type: 'JoinWhistle', whistle: there.id, row: 'w' },
  undefined,
  { partOf: there },
]
const raise: CaseCommand = { type: 'RaiseCase', row: 'level2', why: 'c' }
const other = (steps: readonly Step[]): Partial<Stamp> => ({
  others: new Map([[there.id, given(rules, ...steps).state]]),
})

test('with the root remedy carried over, the interim one is claimed while the whistle goes on (L11)', () => {
  const { file } = given(rules, ...upTo.handling, joined, ...carried, ['dept1', say.finish])
  expect([file.stage, file.whistles?.map(({ open }) => open)]).toEqual(['finished', [true]])
})

type Refused = {
  name: string
  given?: readonly Step[]
  rules?: typeof rules
  who: Player
  says: CaseCommand
  code: string
  about?: string
  at?: string
  stamp?: Partial<Stamp>
}

const refused: readonly Refused[] = [
  {
    name: 'nothing happens to a case that does not exist',
    who: 'clerk',
    says: say.close,
    code: 'NoSuchStory',
  },
  {
    name: 'a case is filed once',
    given: upTo.collected,
    who: 'agent',
    says: say.file(),
    code: 'AlreadyExists',
    about: 'N1',
  },
  {
    name: 'closing comes after finishing',
    given: upTo.handling,
    who: 'clerk',
    says: say.close,
    code: 'NotAtThisStage',
    about: 'handling',
  },
  {
    name: 'another street has no say',
    given: upTo.collected,
    who: 'clerk2',
    says: say.triage(),
    code: 'NotYours',
  },
  {
    name: 'an unknown category is refused, a missing one is not',
    who: 'agent',
    says: say.file({ category: 'x' }),
    code: 'UnknownCategory',
    about: 'x',
  },
  {
    name: 'an unknown area is refused',
    who: 'agent',
    says: say.file({ area: 'x' }),
    code: 'UnknownArea',
    about: 'x',
  },
  {
    name: 'settled on the spot only where the city does so',
    rules: on({ route: { ...plainProfile.route, selfHandled: { allowed: false, sampleShare: 0 } } }),
    who: 'worker',
    says: { type: 'FileAndFinish', channel: 'patrol', caseType: 'help', words: 'c', done: 'c' },
    code: 'SelfHandledNotUsed',
  },
  {
    name: 'a matter taken away is not pushed down again',
    who: 'dept1',
    says: say.file({ category: 'invest' }),
    code: 'MatterRemoved',
    about: 'order 7 2019-03-01',
  },
  {
    name: 'a new matter is not pushed down without admission',
    who: 'dept1',
    says: say.file({ category: 'surveying' }),
    code: 'AdmissionMissing',
    about: 'surveying',
  },

  {
    name: 'an unknown unit gets nothing',
    given: upTo.triaged,
    who: 'clerk',
    says: say.dispatch('x'),
    code: 'UnknownUnit',
    about: 'x',
  },
  {
    name: 'a unit that has ended gets nothing',
    given: upTo.triaged,
    who: 'clerk',
    says: say.dispatch('gone'),
    code: 'UnitClosed',
    about: 'gone',
  },
  {
    name: 'the accused do not handle their own case',
    given: [
      ['agent', say.file()],
      ['clerk', say.triage({ accused: ['dept1'] })],
    ],
    who: 'clerk',
    says: say.dispatch('section1'),
    code: 'AccusedLine',
    about: 'section1',
  },
  {
    name: 'nor does the accused street, which keeps nothing of it',
    given: [['agent', say.file({ accused: ['street'] })]],
    who: 'clerk',
    says: say.triage(),
    code: 'NotYours',
  },
  {
    name: 'a duty that is on no list',
    given: upTo.triaged,
    who: 'clerk',
    says: say.dispatch('dept1', 'x'),
    code: 'UnknownDuty',
    about: 'x',
  },
  {
    name: 'a duty of someone else',
    given: upTo.triaged,
    who: 'clerk',
    says: say.dispatch('dept1', 'noise2'),
    code: 'DutyNotOfUnit',
    about: 'noise2',
  },
  {
    name: 'a removed duty, with its basis and date',
    given: [
      ['agent', say.file()],
      ['clerk', say.triage({ category: 'invest' })],
    ],
    who: 'clerk',
    says: { type: 'DispatchCase', to: 'office1', outsideList: 'c' },
    code: 'MatterRemoved',
    about: 'order 7 2019-03-01',
  },
  {
    name: 'no duty cited needs a reason',
    given: upTo.triaged,
    who: 'clerk',
    says: { type: 'DispatchCase', to: 'dept1' },
    code: 'ReasonMissing',
    about: 'outsideList',
  },
  {
    name: 'a community is reached through its street alone',
    given: [
      ['agent', say.file({ accused: ['centre'] })],
      ['districtClerk', say.triage()],
    ],
    who: 'districtClerk',
    says: say.dispatch('community', 'noiseCommunity'),
    code: 'OnlyThroughTheStreet',
    about: 'community',
  },
  {
    name: 'and with listed or admitted matters alone',
    given: upTo.triaged,
    who: 'clerk',
    says: { type: 'DispatchCase', to: 'community', outsideList: 'c' },
    code: 'AdmissionMissing',
    about: 'community',
  },
  {
    name: 'nothing is dispatched without a category',
    given: [
      ['worker', { type: 'FileCase', channel: 'patrol', caseType: 'help', words: 'c', area: '990101001001' }],
      ['secretary', raise],
      ['officer', { type: 'Visit', solved: false, words: 'c' }],
      ['clerk', { type: 'Record' }],
    ],
    who: 'clerk',
    says: say.dispatch(),
    code: 'CategoryMissing',
  },
  {
    name: 'with the visit alone the case cannot be dispatched',
    given: [...upTo.twoTracks, ['officer', { type: 'Visit', solved: false, words: 'c' }]],
    who: 'clerk',
    says: say.dispatch(),
    code: 'DoubleTrackOpen',
  },
  {
    name: 'a row that is none',
    given: upTo.community,
    who: 'secretary',
    says: { type: 'RaiseCase', row: 'x', why: 'c' },
    code: 'LevelUnknown',
    about: 'x',
  },
  {
    name: 'a row’s callers alone hand up',
    given: upTo.community,
    who: 'worker',
    says: raise,
    code: 'CallerNotEntitled',
    about: 'grid_worker',
  },
  {
    name: 'without a place there is no street to hand up to',
    given: [
      ['agent', say.file({ area: '990101000000' })],
      ['districtClerk', say.triage()],
      ['districtClerk', say.dispatch()],
    ],
    rules: on({ whistles: plainProfile.whistles.map((row) => ({ ...row, callers: ['department_clerk'] })) }),
    who: 'dept1',
    says: raise,
    code: 'PlaceUnknown',
  },
  {
    name: 'the visitor is someone of the street',
    given: upTo.twoTracks,
    who: 'leader',
    says: { type: 'NameVisitor', person: 'dept1' },
    code: 'PersonNotOfUnit',
    about: 'dept1',
  },

  {
    name: 'a return needs a reason of the list',
    given: upTo.dispatched,
    who: 'dept1',
    says: say.returns({ reason: 'x' }),
    code: 'ReturnReasonUnknown',
    about: 'x',
  },
  {
    name: 'a return cites a duty',
    given: upTo.dispatched,
    who: 'dept1',
    says: say.returns({ duty: 'x' }),
    code: 'ReturnCitesNoDuty',
    about: 'x',
  },
  {
    name: 'a removed duty is no citation',
    given: upTo.dispatched,
    who: 'dept1',
    says: say.returns({ duty: 'invest' }),
    code: 'ReturnCitesNoDuty',
  },
  {
    name: 'a return names who is responsible, and not itself',
    given: upTo.dispatched,
    who: 'dept1',
    says: say.returns({ responsible: 'section1' }),
    code: 'ReturnNamesNobody',
    about: 'section1',
  },
  {
    name: 'a return after the time for it',
    given: upTo.handling,
    who: 'dept1',
    says: say.returns(),
    at: '2019-11-12T02:00:00.000Z',
    code: 'ReturnTooLate',
  },
  {
    name: 'a return once too often',
    given: [...upTo.dispatched, cited, stays, cited, stays],
    who: 'dept1',
    says: say.returns(),
    code: 'ReturnedTooOften',
    about: '2',
  },
  {
    name: 'one return at a time',
    given: [...upTo.dispatched, cited],
    who: 'dept1',
    says: say.returns(),
    code: 'ReturnOpen',
  },
  {
    name: 'act first, dispute afterwards',
    given: upTo.dispatched,
    rules: on({ returns: { ...plainProfile.returns, onlyAfterFirstAction: true } }),
    who: 'dept1',
    says: say.returns(),
    code: 'ReturnOnlyAfterFirstAction',
  },
  {
    name: 'once it accepted, the first taker keeps it',
    given: [...upTo.handling, cited],
    who: 'adjudicator',
    says: { type: 'RuleOnReturn', decision: 'back_to_centre', words: 'c' },
    code: 'FirstTakerKeeps',
    about: 'dept1',
  },
  {
    name: 'a ruling that redirects names to whom',
    given: [...upTo.dispatched, cited],
    who: 'adjudicator',
    says: { type: 'RuleOnReturn', decision: 'redirected', words: 'c' },
    code: 'ReturnNamesNobody',
  },
  {
    name: 'nobody rules on a return of their own line',
    given: [...upTo.dispatched, cited],
    rules: on({ returns: { ...plainProfile.returns, adjudicator: 'department_head' } }),
    who: 'head1',
    says: stays[1],
    code: 'ApproverInTheLine',
  },

  {
    name: 'the handler holds a post in the line',
    given: upTo.handling,
    who: 'dept1',
    says: { type: 'AssignHandler', person: 'dept2' },
    code: 'PersonNotOfUnit',
    about: 'dept2',
  },
  {
    name: 'handing on stays inside the body',
    given: upTo.handling,
    who: 'dept1',
    says: { type: 'HandOn', to: 'dept2' },
    code: 'OutsideTheLine',
    about: 'dept2',
  },
  {
    name: 'one request of a kind at a time',
    given: [...upTo.handling, asks],
    who: 'dept1',
    says: asks[1],
    code: 'RequestOpen',
    about: 'exclusion',
  },
  {
    name: 'a request that was not made',
    given: [...upTo.handling, asks],
    who: 'clerk',
    says: { type: 'GrantRequest', request: 'r9' },
    code: 'NoSuchRequest',
    about: 'r9',
  },
  {
    name: 'nobody grants what their own line asked',
    given: [...upTo.handling, asks],
    who: 'head1',
    says: { type: 'GrantRequest', request: 'r1' },
    code: 'ApproverInTheLine',
  },
  {
    name: 'who may grant an extension may not thereby carry over',
    given: [...upTo.handling, ['dept1', carry], asks],
    who: 'clerk',
    says: { type: 'GrantRequest', request: 'r1' },
    code: 'NotYours',
    about: 'carry_over',
  },
  {
    name: 'a case is carried over once',
    given: [...upTo.handling, ...carried],
    who: 'dept1',
    says: carry,
    code: 'AlreadyCarriedOver',
  },
  {
    name: 'carrying over has the profile’s reasons',
    given: upTo.handling,
    who: 'dept1',
    says: { ...carry, reason: 'x' } as CaseCommand,
    code: 'ReasonMissing',
    about: 'x',
  },
  {
    name: 'and an owner that exists',
    given: upTo.handling,
    who: 'dept1',
    says: { ...carry, owner: 'x' } as CaseCommand,
    code: 'UnknownUnit',
    about: 'x',
  },
  {
    name: 'and a review ahead',
    given: upTo.handling,
    who: 'dept1',
    says: { ...carry, reviewAt: '2019-01-01T00:00:00.000Z' } as CaseCommand,
    code: 'MalformedInstruction',
    about: 'reviewAt',
  },
  {
    name: 'supervision has authority or is none',
    given: upTo.handling,
    who: 'secretary',
    says: { type: 'SuperviseCase', words: 'c' },
    code: 'OrderedByNobodyEntitled',
  },
  {
    name: 'an order that was not given',
    given: [...upTo.handling, ['supervisor', { type: 'SuperviseCase', words: 'c' }]],
    who: 'dept1',
    says: { type: 'AnswerSupervision', supervision: 's9', words: 'c' },
    code: 'NoSuchSupervision',
    about: 's9',
  },
  {
    name: 'a case with an open whistle cannot finish',
    given: [...upTo.handling, joined],
    who: 'dept1',
    says: say.finish,
    code: 'WhistleOpen',
  },
  {
    name: 'nor where it is carried over and nothing serves for now',
    given: [
      ...upTo.handling,
      joined,
      ['dept1', { ...carry, interim: false }],
      ['supervisor', { type: 'GrantRequest', request: 'r1' }],
    ],
    who: 'dept1',
    says: say.finish,
    code: 'WhistleOpen',
  },
  {
    name: 'nor one whose return is open',
    given: [...upTo.handling, cited],
    who: 'dept1',
    says: say.finish,
    code: 'ReturnOpen',
  },
  {
    name: 'a reply says whom it contacted',
    given: upTo.handling,
    who: 'dept1',
    says: { type: 'FinishCase', words: 'c' },
    code: 'ReplyIncomplete',
    about: 'contacted',
  },

  {
    name: 'the handler does not verify',
    given: upTo.finished,
    who: 'dept1',
    says: say.verify,
    code: 'HandlerMayNotVerify',
  },
  {
    name: 'nor does anyone of the handler’s office',
    given: [
      ['agent', say.file()],
      ['clerk', say.triage()],
      ['clerk', say.dispatch('office1', 'noiseOffice')],
      ['officer', say.accept],
      ['officer', say.finish],
    ],
    who: 'officer',
    says: say.verify,
    code: 'HandlerMayNotVerify',
  },
  {
    name: 'a department does not verify',
    given: upTo.finished,
    who: 'dept2',
    says: say.verify,
    code: 'NotTheVerifier',
  },
  {
    name: 'nobody can be surveyed about what a patrol found',
    given: [
      ['worker', say.file({ channel: 'patrol', requester: {} })],
      ['secretary', say.accept],
      ['secretary', say.finish],
    ],
    who: 'officer',
    says: { type: 'VerifyCase', method: 'survey', words: 'c', asked: 10, satisfied: 9 },
    code: 'SurveyImpossible',
    about: 'patrol',
  },
  {
    name: 'closed when resolved means resolved',
    given: [
      ['agent', say.file()],
      ['clerk', say.accept],
      ['clerk', say.finish],
      ['supervisor', say.verify],
    ],
    rules: rulesOf(voiceProfile),
    who: 'clerk',
    says: say.close,
    code: 'NotResolved',
  },
  {
    name: 'what is carried over is not closed',
    given: [...upTo.verified, ...carried],
    who: 'clerk',
    says: say.close,
    code: 'StillCarriedOver',
  },
  {
    name: 'an origin that is not of this case',
    given: upTo.closed,
    who: 'callback',
    says: say.answers(true, there.id),
    code: 'OriginUnknown',
    about: there.id,
  },
  {
    name: 'one answer for each origin',
    given: [...upTo.finished, ['callback', say.answers(true)]],
    who: 'callback',
    says: say.answers(true),
    code: 'OriginAnswered',
  },
  {
    name: 'the handler does not ask how satisfied one is',
    given: upTo.closed,
    who: 'dept1',
    says: say.answers(true),
    code: 'HandlerMayNotAsk',
  },
  {
    name: 'nobody is called back about what a patrol found',
    given: [
      ['worker', say.file({ channel: 'patrol', requester: {} })],
      ['secretary', say.accept],
      ['secretary', say.finish],
    ],
    who: 'callback',
    says: say.answers(true),
    code: 'SurveyImpossible',
  },
  {
    name: 'nobody withdraws for another',
    given: upTo.handling,
    who: 'agent',
    says: { type: 'WithdrawOrigin', origin: here.id },
    code: 'NotYours',
  },
  {
    name: 'a machine refers nobody',
    given: upTo.handling,
    who: 'clock',
    says: { type: 'ReferToInspection', conduct: 'slow', words: 'c' },
    code: 'NotYours',
  },

  {
    name: 'a case is not merged with itself',
    given: upTo.triaged,
    who: 'clerk',
    says: { type: 'MergeCase', from: here.id },
    code: 'SameStoryTwice',
  },
  {
    name: 'nor with one of another district',
    given: upTo.triaged,
    who: 'clerk',
    says: { type: 'MergeCase', from: `880101${there.id.slice(6)}` },
    code: 'OtherDistrict',
  },
  {
    name: 'nor with one that is none',
    given: upTo.triaged,
    who: 'clerk',
    says: { type: 'MergeCase', from: there.id },
    code: 'NoSuchStory',
  },
  {
    name: 'nor with one that is finished',
    given: upTo.triaged,
    who: 'clerk',
    says: { type: 'MergeCase', from: there.id },
    stamp: other(upTo.finished),
    code: 'NotMergeable',
    about: 'finished',
  },
  {
    name: 'joining is a part of a merge, never an act by itself',
    given: upTo.triaged,
    who: 'clerk',
    says: { type: 'JoinInto', into: there.id },
    code: 'NotYours',
  },
  {
    name: 'an act is no part of another story’s command',
    given: upTo.finished,
    who: 'officer',
    says: say.verify,
    stamp: { partOf: there },
    code: 'NotYours',
  },
  {
    name: 'a whistle is blown for a case in one’s hand',
    given: upTo.handling,
    who: 'dept2',
    says: { type: 'JoinWhistle', whistle: there.id, row: 'w' },
    stamp: { partOf: there },
    code: 'CaseNotInHand',
  },
]

test.each(refused)(
  '$name',
  ({ given: steps = [], rules: own = rules, who, says, at, stamp, code, about }) => {
    const answer = given(own, ...steps).when(who, says, at, stamp)
    expect(answer).toMatchObject({ types: [], refused: code, ...(about === undefined ? {} : { about }) })
  },
)

test('without the first-taker rule a return after acceptance may go back to the centre', () => {
  const back = given(noFirstTaker, ...upTo.handling, cited).when('adjudicator', {
    type: 'RuleOnReturn',
    decision: 'back_to_centre',
    words: 'c',
  })
  expect(back.types).toEqual(['ReturnRuled', 'ClockMet'])
})

test('every code of the case is refused somewhere above', () => {
  const seen = new Set(refused.map(({ code }) => code))
  for (const code of [
    'MatterRemoved',
    'AdmissionMissing',
    'OnlyThroughTheStreet',
    'AccusedLine',
    'DutyNotOfUnit',
    'DoubleTrackOpen',
    'ReturnTooLate',
    'FirstTakerKeeps',
    'WhistleOpen',
    'HandlerMayNotVerify',
    'ApproverInTheLine',
    'SurveyImpossible',
    'NotMergeable',
    'StillCarriedOver',
    'CaseNotInHand',
    'OutsideTheLine',
  ])
    expect(seen).toContain(code)
})
