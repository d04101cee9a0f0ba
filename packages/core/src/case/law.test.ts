import { describe, expect, test } from 'vitest'
import { caseCommands, type CaseCommand, type CaseCommandType } from './commands.ts'
import {
  actorOf,
  cast,
  given,
  here,
  rulesOf,
  say,
  there,
  upTo,
  voiceProfile,
  type Player,
  type Step,
} from './given.ts'
import { caseLaw } from './index.ts'
import { receiveCase, returnCase } from './accepting.ts'
import { caseTable } from './law.ts'
import type { CaseTable } from './rule.ts'
import { caseStages, type CaseStage } from './state.ts'
import type { Stamp } from '../story.ts'

const rules = rulesOf()
const asPart = { partOf: there }
const merging: Partial<Stamp> = { others: new Map([[there.id, given(rules, ...upTo.dispatched).state]]) }
const review = '2020-03-16T00:00:00.000Z'
const late = '2020-06-01T00:00:00.000Z'

/** A cell: who says it, what is said, what becomes of it, and the story before where the plain one will not do. */
type Cell = {
  who: Player
  says: CaseCommand
  then: readonly string[]
  given?: readonly Step[]
  stamp?: Partial<Stamp>
  at?: string
  rules?: typeof rules
}

const clocksOfDispatch = ['ClockStarted', 'ClockStarted', 'ClockStarted']
const askExtension: Step = [
  'dept1',
  { type: 'AskExtension', limit: { amount: 2, unit: 'workday' }, reason: 'x', words: 'c' },
]
const askCarry: Step = [
  'dept1',
  { type: 'AskCarryOver', reason: 'season', reviewAt: review, owner: 'dept1', interim: true, words: 'c' },
]
const order: Step = ['supervisor', { type: 'SuperviseCase', words: 'c' }]
const joined: Step = ['clerk', { type: 'JoinWhistle', whistle: there.id, row: 'w' }, undefined, asPart]
const suspended: readonly Step[] = [
  ['dept1', { type: 'AskSuspension', reason: 'x', words: 'c' }],
  ['clerk', { type: 'GrantRequest', request: 'r1' }],
]
const atCentre = [['agent', say.file()]] as const
const street = rulesOf(voiceProfile)
const filing = {
  channel: 'hotline',
  caseType: 'complaint',
  words: 'c',
  category: 'noise',
  area: '990101001001-1',
} as const
const cited: Step = ['dept1', say.returns()]

/** The same wherever the table has it, unless a stage says otherwise below. */
const usual: Record<CaseCommandType, Cell> = {
  FileCase: { who: 'agent', says: say.file(), then: ['CaseFiled'] },
  FileAndFinish: {
    who: 'worker',
    says: { type: 'FileAndFinish', ...filing, done: 'c' },
    then: ['CaseFiled', 'CaseSettled'],
  },
  AnswerAtDesk: {
    who: 'agent',
    says: { type: 'AnswerAtDesk', ...filing, answer: 'c' },
    then: ['CaseFiled', 'CaseAnswered'],
  },
  DeclineCase: {
    who: 'window',
    says: { type: 'DeclineCase', ...filing, reason: 'court', whereToGo: 'c' },
    then: ['CaseFiled', 'CaseDeclined'],
  },
  CorrectCase: {
    who: 'agent',
    says: { type: 'CorrectCase', urgency: 'urgent', reason: 'c' },
    then: ['CaseCorrected'],
  },
  MergeCase: {
    who: 'clerk',
    says: { type: 'MergeCase', from: there.id },
    then: ['OriginsJoined'],
    stamp: merging,
  },
  JoinInto: { who: 'clerk', says: { type: 'JoinInto', into: there.id }, then: ['CaseMerged'], stamp: asPart },
  TriageCase: { who: 'clerk', says: say.triage(), then: ['CaseTriaged'] },
  DispatchCase: { who: 'clerk', says: say.dispatch(), then: ['CaseDispatched', ...clocksOfDispatch] },
  RaiseCase: {
    who: 'secretary',
    says: { type: 'RaiseCase', row: 'level2', why: 'c' },
    given: upTo.community,
    then: ['CaseReceived', 'ClockMet', 'CaseRaised', 'ClockStarted', 'ClockStarted'],
  },
  NameVisitor: {
    who: 'leader',
    says: { type: 'NameVisitor', person: 'officer' },
    given: upTo.twoTracks,
    then: ['VisitorNamed'],
  },
  Visit: {
    who: 'officer',
    says: { type: 'Visit', solved: true, words: 'c' },
    given: upTo.twoTracks,
    then: ['CaseVisited', 'ClockMet'],
  },
  Record: {
    who: 'clerk',
    says: { type: 'Record' },
    given: upTo.twoTracks,
    then: ['CaseRecorded', 'ClockMet'],
  },
  ReceiveCase: { who: 'dept1', says: { type: 'ReceiveCase' }, then: ['CaseReceived', 'ClockMet'] },
  AcceptCase: {
    who: 'dept1',
    says: { type: 'AcceptCase' },
    then: ['CaseReceived', 'ClockMet', 'CaseAccepted'],
  },
  ReturnCase: {
    who: 'dept1',
    says: say.returns(),
    then: ['CaseReceived', 'ClockMet', 'CaseReturned', 'ClockStarted'],
  },
  RuleOnReturn: {
    who: 'adjudicator',
    says: { type: 'RuleOnReturn', decision: 'stays', words: 'c' },
    given: [...upTo.dispatched, cited],
    then: ['ReturnRuled', 'ClockMet'],
  },
  AssignHandler: {
    who: 'dept1',
    says: { type: 'AssignHandler', person: 'section1' },
    then: ['HandlerAssigned'],
  },
  HandOn: {
    who: 'head1',
    says: { type: 'HandOn', to: 'section1', person: 'section1' },
    then: ['CaseHandedOn'],
  },
  ContactRequester: {
    who: 'dept1',
    says: { type: 'ContactRequester', how: 'phone', reached: true },
    then: ['RequesterContacted', 'ClockMet'],
  },
  LogWork: { who: 'dept1', says: { type: 'LogWork', words: 'c' }, then: ['WorkLogged'] },
  AskExtension: { who: 'dept1', says: askExtension[1], then: ['RequestAsked'] },
  AskSuspension: {
    who: 'dept1',
    says: { type: 'AskSuspension', reason: 'x', words: 'c' },
    then: ['RequestAsked'],
  },
  AskExclusion: {
    who: 'dept1',
    says: { type: 'AskExclusion', reason: 'x', words: 'c' },
    then: ['RequestAsked'],
  },
  AskCarryOver: { who: 'dept1', says: askCarry[1], then: ['RequestAsked'] },
  GrantRequest: {
    who: 'clerk',
    says: { type: 'GrantRequest', request: 'r1' },
    given: [...upTo.handling, askExtension],
    then: ['RequestGranted', 'DeadlineMoved'],
  },
  RefuseRequest: {
    who: 'clerk',
    says: { type: 'RefuseRequest', request: 'r1', words: 'c' },
    given: [...upTo.handling, askExtension],
    then: ['RequestRefused'],
  },
  EndSuspension: {
    who: 'dept1',
    says: { type: 'EndSuspension' },
    given: [...upTo.handling, ...suspended],
    then: ['SuspensionEnded', 'DeadlineMoved'],
  },
  Wake: { who: 'clock', says: { type: 'Wake' }, then: [] },
  Escalate: {
    who: 'dept1',
    says: { type: 'Escalate', to: 'committee', words: 'c' },
    then: ['CaseEscalated'],
  },
  RelateCase: { who: 'agent', says: { type: 'RelateCase', to: there.id }, then: ['CaseRelated'] },
  AttachTo: { who: 'clerk', says: { type: 'AttachTo', case: there.id }, then: ['CaseAttached'] },
  UrgeCase: { who: 'clerk', says: { type: 'UrgeCase' }, then: ['CaseUrged'] },
  SuperviseCase: { who: 'supervisor', says: order[1], then: ['CaseSupervised', 'ClockStarted'] },
  AnswerSupervision: {
    who: 'dept1',
    says: { type: 'AnswerSupervision', supervision: 's1', words: 'c' },
    then: ['SupervisionAnswered', 'ClockMet'],
  },
  FinishCase: {
    who: 'dept1',
    says: say.finish,
    then: ['ClockMet', 'CaseFinished', 'ClockMet', 'ClockStarted'],
  },
  VerifyCase: { who: 'officer', says: say.verify, then: ['CaseVerified', 'ClockMet'] },
  RejectFinish: {
    who: 'clerk',
    says: { type: 'RejectFinish', words: 'c' },
    then: ['FinishRejected', 'ClockMet', 'ClockResumed'],
  },
  CloseCase: { who: 'clerk', says: say.close, then: ['CaseClosed', 'ClockStarted'] },
  AnswerCallBack: {
    who: 'callback',
    says: say.answers(true),
    then: ['CallBackAnswered', 'CaseResolved'],
  },
  WithdrawOrigin: {
    who: 'requester',
    says: { type: 'WithdrawOrigin', origin: here.id },
    then: ['OriginWithdrawn'],
  },
  ReferToInspection: {
    who: 'leader',
    says: { type: 'ReferToInspection', conduct: 'slow', words: 'c' },
    then: ['InspectionAsked'],
  },
  NotePrivately: { who: 'agent', says: { type: 'NotePrivately', words: 'c' }, then: ['NoteTaken'] },
  ChangeClass: { who: 'agent', says: { type: 'ChangeClass', secrecy: 'S2' }, then: ['ClassChanged'] },
  AttachFile: {
    who: 'agent',
    says: { type: 'AttachFile', file: 'file-0001', shows: 'before' },
    then: ['FileAttached'],
  },
  MissClock: { who: 'clock', says: { type: 'MissClock', clock: 'caseFinish' }, then: [] },
  MoveDeadlines: { who: 'clock', says: { type: 'MoveDeadlines', calendar: 'x' }, then: [] },
  FollowSuccessor: {
    who: 'clock',
    says: { type: 'FollowSuccessor', from: 'centre', to: 'centre2' },
    then: ['SuccessorFollowed'],
  },
  JoinWhistle: {
    who: 'officer',
    says: { type: 'JoinWhistle', whistle: there.id, row: 'w' },
    then: ['WhistleJoined'],
    stamp: asPart,
  },
  WhistleTold: { who: 'clock', says: { type: 'WhistleTold', whistle: there.id, stage: 'done' }, then: [] },
}

const cellOf = (stage: CaseStage, name: CaseCommandType): Cell => ({
  ...usual[name],
  ...own[`${stage}.${name}`],
})
const own: Record<string, Partial<Cell>> = {
  'triaged.GrantRequest': {
    who: 'supervisor',
    given: [
      ...upTo.handling,
      askExtension,
      cited,
      ['adjudicator', { type: 'RuleOnReturn', decision: 'back_to_centre', words: 'c' }],
    ],
    rules: rulesOf({ ...rules.profile, returns: { ...rules.profile.returns, firstTaker: false } }),
  },
  'dispatched.DispatchCase': {
    given: atCentre,
    rules: street,
    then: ['CaseReceived', 'ClockMet', 'CaseDispatched', 'ClockStarted'],
  },
  'handling.DispatchCase': {
    given: [...atCentre, ['clerk', say.accept]],
    rules: street,
    then: ['CaseDispatched', 'ClockStarted'],
  },
  'handling.RaiseCase': {
    given: [...upTo.community, ['secretary', say.accept]],
    then: ['CaseRaised', 'ClockStarted', 'ClockStarted'],
  },
  'handling.ReturnCase': { then: ['CaseReturned', 'ClockStarted'] },
  'handling.RuleOnReturn': { given: [...upTo.handling, cited] },
  'dispatched.GrantRequest': {
    given: [
      ...upTo.handling,
      askExtension,
      cited,
      ['adjudicator', { type: 'RuleOnReturn', decision: 'redirected', to: 'dept2', words: 'c' }],
    ],
  },
  'finished.GrantRequest': {
    who: 'supervisor',
    given: [...upTo.finished, askCarry],
    then: ['RequestGranted', 'CaseCarriedOver'],
  },
  'finished.RefuseRequest': { who: 'supervisor', given: [...upTo.finished, askCarry] },
  'verified.GrantRequest': {
    who: 'supervisor',
    given: [...upTo.verified, askCarry],
    then: ['RequestGranted', 'CaseCarriedOver'],
  },
  'verified.RefuseRequest': { who: 'supervisor', given: [...upTo.verified, askCarry] },
  'handling.Wake': {
    given: [...upTo.handling, askCarry, ['supervisor', { type: 'GrantRequest', request: 'r1' }]],
    at: review,
    then: ['CaseWoken'],
  },
  'dispatched.AnswerSupervision': { given: [...upTo.dispatched, order] },
  'handling.AnswerSupervision': { given: [...upTo.handling, order] },
  'finished.AnswerSupervision': { given: [...upTo.handling, order, ['dept1', say.finish]] },
  'verified.AnswerSupervision': {
    given: [...upTo.handling, order, ['dept1', say.finish], ['officer', say.verify]],
  },
  'finished.CloseCase': {
    rules: rulesOf({ ...rules.profile, closing: { closesWhen: 'finished', publishedRate: [] } }),
    then: ['CaseClosed', 'ClockMet', 'ClockStarted'],
  },
  'closed.AnswerCallBack': { then: ['CallBackAnswered', 'ClockMet', 'CaseResolved'] },
  'collected.MergeCase': { then: ['OriginsJoined', 'ClockStarted'] },
  'triaged.MergeCase': { then: ['OriginsJoined', 'ClockStarted'] },
  'handling.MissClock': { at: late, then: ['ClockMissed'] },
  'dispatched.MissClock': { at: late, then: ['ClockMissed'] },
  'handling.WhistleTold': { given: [...upTo.handling, joined], then: ['WhistleHeard'] },
  'closed.VerifyCase': {
    who: 'clerk',
    given: [['worker', { type: 'FileAndFinish', ...filing, done: 'c' }]],
    rules: rulesOf({
      ...rules.profile,
      route: { ...rules.profile.route, selfHandled: { allowed: true, sampleShare: 100 } },
    }),
    then: ['CaseVerified', 'CaseResolved'],
  },
}
// A request that was asked at handling and still waits when the case went back.
own['triaged.RefuseRequest'] = { ...own['triaged.GrantRequest'], then: ['RequestRefused'] }
own['dispatched.RefuseRequest'] = { ...own['dispatched.GrantRequest'], then: ['RequestRefused'] }

// The names of the table's rows and of the commands are their own keys.
const namesAt = (stage: CaseStage) => Object.keys(caseTable[stage]) as CaseCommandType[]
const everyName = Object.keys(caseCommands) as CaseCommandType[]

describe.each(caseStages)('at the stage %s', (stage) => {
  test.each(namesAt(stage))('%s does what the table says', (name) => {
    const cell = cellOf(stage, name)
    const story = given(cell.rules ?? rules, ...(cell.given ?? upTo[stage]))
    expect(story.state.stage).toBe(stage)
    const done = story.when(cell.who, cell.says, cell.at, cell.stamp)
    expect([done.refused, done.types]).toEqual([undefined, cell.then])
  })

  test.each(namesAt(stage).filter((name) => !caseTable[stage][name]?.part && stage !== 'absent'))(
    '%s is not for a stranger',
    (name) => {
      const { says } = usual[name]
      const { refused } = given(rules, ...upTo[stage]).when('clerk2', says)
      expect(['NotYours', 'NotTheVerifier', 'OrderedByNobodyEntitled']).toContain(refused)
    },
  )

  test('what is not in the table cannot happen', () => {
    const story = given(rules, ...upTo[stage])
    for (const name of everyName.filter((one) => !namesAt(stage).includes(one)))
      expect([name, story.when('clerk', usual[name].says).refused]).toEqual([
        name,
        refusalOutside(stage, name),
      ])
  })
})

function refusalOutside(stage: CaseStage, name: CaseCommandType): string {
  if (stage === 'absent') return 'NoSuchStory'
  return name in caseTable.absent ? 'AlreadyExists' : 'NotAtThisStage'
}

describe('permits', () => {
  const stories = [...caseStages, 'community', 'twoTracks'] as const
  test.each(stories)('agrees with decide: %s', (name) => {
    const story = given(rules, ...upTo[name])
    // The cast's names are its own keys.
    for (const who of [...(Object.keys(cast) as Player[]), 'requester' as const]) {
      const offered = story.permits(who)
      for (const command of namesAt(story.state.stage)) {
        const rule = caseTable[story.state.stage][command]
        if (rule?.part === 'only') continue
        const answer = story.when(who, usual[command].says, undefined, merging)
        if (offered.includes(command))
          expect([who, command, barred.has(answer.refused ?? '')]).toEqual([who, command, false])
        else expect([who, command, answer.refused !== undefined]).toEqual([who, command, true])
      }
    }
  })

  test('never offers what is the clock’s, an errand’s or another story’s', () => {
    for (const stage of caseStages) {
      const story = given(rules, ...upTo[stage])
      for (const who of [...(Object.keys(cast) as Player[]), 'clock' as const])
        for (const hidden of [
          'MissClock',
          'Wake',
          'MoveDeadlines',
          'FollowSuccessor',
          'JoinInto',
          'JoinWhistle',
          'WhistleTold',
        ])
          expect(caseLaw.permits(story.state, actorOf(who), rules)).not.toContain(hidden)
    }
  })

  test('shows the accused nothing', () => {
    const story = given(rules, ['agent', say.file({ accused: ['street'] })])
    for (const who of ['clerk', 'officer', 'leader', 'secretary', 'worker'] as const)
      expect(story.permits(who)).toEqual([])
    expect(story.permits('districtClerk')).toContain('TriageCase')
  })
})

const barred: ReadonlySet<string> = new Set([
  'NotYours',
  'NotAtThisStage',
  'NotTheVerifier',
  'HandlerMayNotVerify',
  'HandlerMayNotAsk',
])

test('a rule at the wrong stage, or under the wrong command, does not compile', () => {
  const by = () => null
  const wrongStage: Pick<CaseTable, 'absent'> = {
    absent: {
      // @ts-expect-error receiving needs a case that was dispatched
      ReceiveCase: { by, then: receiveCase },
    },
  }
  const wrongCommand: Pick<CaseTable, 'dispatched'> = {
    dispatched: {
      // @ts-expect-error returning needs the fields of a return
      AcceptCase: { by, then: returnCase },
    },
  }
  expect([Object.keys(wrongStage.absent), Object.keys(wrongCommand.dispatched)]).toEqual([
    ['ReceiveCase'],
    ['AcceptCase'],
  ])
})
