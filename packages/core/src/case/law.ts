import { refuse, type Stamp } from '../story.ts'
import type { Actor } from '../words.ts'
import type { Rules } from '../rules.ts'
import {
  acceptCase,
  noReturnOpen,
  notReceived,
  receiveCase,
  returnCase,
  returnOpen,
  ruleOnReturn,
  theAdjudicator,
} from './accepting.ts'
import {
  attachFile,
  changeClass,
  followSuccessor,
  hasInHand,
  joinWhistle,
  missClock,
  moveDeadlines,
  notePrivately,
  theClock,
  whistleTold,
} from './anytime.ts'
import type { CaseCommand, CaseCommandType } from './commands.ts'
import {
  attachTo,
  correctCase,
  joinInto,
  mergeCase,
  noWhistleOpen,
  relateCase,
  triageCase,
} from './consolidating.ts'
import { dispatchCase, nameVisitor, raiseCase, record, visit } from './dispatching.ts'
import {
  answerCallBack,
  hasVoice,
  mayRefer,
  referToInspection,
  theRequester,
  whoAsks,
  withdrawOrigin,
} from './evaluating.ts'
import { answerAtDesk, anyone, atTheDesk, declineCase, fileAndFinish, fileCase, onTheSpot } from './filing.ts'
import {
  closeCase,
  finishCase,
  mayClose,
  nothingOpen,
  rejectFinish,
  sampleOpen,
  theVerifier,
  verifyCase,
} from './finishing.ts'
import {
  answerSupervision,
  assignHandler,
  contactRequester,
  escalate,
  handOn,
  holderOrClock,
  logWork,
  mayOrder,
  mayUrge,
  superviseCase,
  supervisionOpen,
  urgeCase,
} from './handling.ts'
import { is, type Relation } from './relations.ts'
import {
  askCarryOver,
  askExclusion,
  askExtension,
  askSuspension,
  endSuspension,
  grantRequest,
  isSuspended,
  refuseRequest,
  requestOpen,
  theApprover,
  wake,
} from './requests.ts'
import type { CaseDecision, CaseTable, Rule, Who } from './rule.ts'
import type { CaseFile, CaseStage, CaseState } from './state.ts'

/** Someone who is one of these to the case. */
const the =
  (...those: readonly Relation[]): Who<CaseFile> =>
  (state, actor, rules) =>
    those.some((relation) => is[relation](state, actor, rules)) ? null : 'NotYours'

const holder = the('holder')
const holderOrFirstTaker = the('holder', 'responsible')
const deskOrCentre = the('desk', 'centre')
/** The centre of its street; where the place is unknown the desk that took it. */
const dispatcher: Who<CaseFile> = (state, actor, rules) =>
  is.centre(state, actor, rules) || (state.street === null && is.desk(state, actor, rules))
    ? null
    : 'NotYours'

const twoTracksOpen = ({ doubleTrack }: CaseFile) =>
  doubleTrack && (doubleTrack.visitedAt === undefined || doubleTrack.recordedAt === undefined)
    ? 'DoubleTrackOpen'
    : null
const visitOpen = ({ doubleTrack }: CaseFile) =>
  doubleTrack && doubleTrack.visitedAt === undefined ? null : 'NotAtThisStage'
const recordOpen = ({ doubleTrack }: CaseFile) =>
  doubleTrack && doubleTrack.recordedAt === undefined ? null : 'NotAtThisStage'
/** A centre that holds a case passes it on to whose duty it is; any other holder hands it on, back or up. */
const centreHolds = (state: CaseFile) =>
  state.holder !== null && state.holder === state.centre && state.openReturn === undefined
    ? null
    : 'NotAtThisStage'

/** At every stage of an existing case. */
const always = {
  NotePrivately: {
    by: the('desk', 'holder', 'centre', 'office', 'streetLeader', 'verifier', 'supervisor'),
    then: notePrivately,
  },
  ChangeClass: { by: the('desk', 'inspection'), then: changeClass },
  AttachFile: { by: the('desk', 'holder', 'centre', 'filer', 'requester'), then: attachFile },
  RelateCase: { by: the('desk', 'centre', 'holder'), then: relateCase, part: 'also' },
  ReferToInspection: { by: mayRefer, then: referToInspection },
  MissClock: { by: theClock, then: missClock },
  MoveDeadlines: { by: theClock, then: moveDeadlines },
  FollowSuccessor: { by: theClock, then: followSuccessor },
  WhistleTold: { by: theClock, then: whistleTold, part: 'also' },
  Wake: { by: theClock, then: wake },
} as const

/** Until the unit's claim. */
const untilFinished = {
  CorrectCase: { by: deskOrCentre, then: correctCase },
  MergeCase: { by: deskOrCentre, then: mergeCase },
  JoinInto: { by: deskOrCentre, when: noWhistleOpen, then: joinInto, part: 'only' },
  AttachTo: { by: deskOrCentre, then: attachTo },
  WithdrawOrigin: { by: theRequester, then: withdrawOrigin },
} as const

/** While some unit has it and has not said that it is done. */
const whileHeld = {
  DispatchCase: { by: dispatcher, when: centreHolds, then: dispatchCase },
  RaiseCase: { by: holder, when: noReturnOpen, then: raiseCase },
  ReturnCase: { by: holder, when: noReturnOpen, then: returnCase },
  RuleOnReturn: { by: theAdjudicator, when: returnOpen, then: ruleOnReturn },
  AssignHandler: { by: holder, then: assignHandler },
  HandOn: { by: holder, when: noReturnOpen, then: handOn },
  ContactRequester: { by: the('holder', 'responsible', 'desk'), then: contactRequester },
  LogWork: { by: holderOrFirstTaker, then: logWork },
  Escalate: { by: holderOrClock, then: escalate },
  UrgeCase: { by: mayUrge, then: urgeCase },
  SuperviseCase: { by: mayOrder, then: superviseCase },
  JoinWhistle: { by: hasInHand, then: joinWhistle, part: 'only' },
} as const

/** What is asked for outside the holder's line can be decided as long as the case lives. */
const requestRulings = {
  GrantRequest: { by: theApprover, when: requestOpen, then: grantRequest },
  RefuseRequest: { by: theApprover, when: requestOpen, then: refuseRequest },
} as const

const answerOrder = {
  AnswerSupervision: { by: holder, when: supervisionOpen, then: answerSupervision },
} as const
const callBack = { AnswerCallBack: { by: whoAsks, when: hasVoice, then: answerCallBack } } as const
const carryOver = { AskCarryOver: { by: holder, then: askCarryOver } } as const

/**
 * The life of a case, as a table: at this stage, this command, by whom, when, with what outcome.
 * A pair that is not in the table cannot happen.
 */
export const caseTable: CaseTable = {
  absent: {
    FileCase: { by: anyone, then: fileCase },
    FileAndFinish: { by: onTheSpot, then: fileAndFinish },
    AnswerAtDesk: { by: atTheDesk, then: answerAtDesk },
    DeclineCase: { by: atTheDesk, then: declineCase },
  },
  collected: {
    ...always,
    ...untilFinished,
    TriageCase: { by: deskOrCentre, then: triageCase },
  },
  triaged: {
    ...always,
    ...untilFinished,
    ...requestRulings,
    TriageCase: { by: deskOrCentre, then: triageCase },
    DispatchCase: { by: dispatcher, when: twoTracksOpen, then: dispatchCase },
    NameVisitor: { by: the('centre', 'streetLeader'), when: visitOpen, then: nameVisitor },
    Visit: { by: the('visitor'), when: visitOpen, then: visit },
    Record: { by: the('centre'), when: recordOpen, then: record },
    JoinWhistle: { by: hasInHand, then: joinWhistle, part: 'only' },
  },
  dispatched: {
    ...always,
    ...untilFinished,
    ...whileHeld,
    ...requestRulings,
    ...answerOrder,
    ReceiveCase: { by: holder, when: notReceived, then: receiveCase },
    AcceptCase: { by: holder, when: noReturnOpen, then: acceptCase },
  },
  handling: {
    ...always,
    ...untilFinished,
    ...whileHeld,
    ...requestRulings,
    ...answerOrder,
    ...carryOver,
    AskExtension: { by: holder, then: askExtension },
    AskSuspension: { by: holder, then: askSuspension },
    AskExclusion: { by: holder, then: askExclusion },
    EndSuspension: { by: the('holder', 'centre'), when: isSuspended, then: endSuspension },
    FinishCase: { by: holder, when: nothingOpen, then: finishCase },
  },
  finished: {
    ...always,
    ...requestRulings,
    ...answerOrder,
    ...callBack,
    ...carryOver,
    VerifyCase: { by: theVerifier, then: verifyCase },
    RejectFinish: { by: theVerifier, then: rejectFinish },
    CloseCase: { by: the('centre'), when: mayClose, then: closeCase },
    WithdrawOrigin: { by: theRequester, then: withdrawOrigin },
  },
  verified: {
    ...always,
    ...requestRulings,
    ...answerOrder,
    ...callBack,
    ...carryOver,
    CloseCase: { by: the('centre'), when: mayClose, then: closeCase },
  },
  closed: {
    ...always,
    ...callBack,
    VerifyCase: { by: theVerifier, when: sampleOpen, then: verifyCase },
  },
  answered: { ...always },
  declined: { ...always },
  merged: {
    MissClock: { by: theClock, then: missClock },
    WhistleTold: { by: theClock, then: whistleTold, part: 'also' },
  },
}

/** Judges a command: what it makes happen, or why it may not. */
export function decide(state: CaseState, command: CaseCommand, stamp: Stamp): CaseDecision {
  const rule = ruleFor(state.stage, command.type)
  if (!rule) return refuse(...noRule(state, command.type))
  const { by, rules, partOf } = stamp
  if (rule.part === 'only' && partOf === undefined) return refuse('NotYours')
  if (partOf !== undefined && rule.part === undefined) return refuse('NotYours')
  if (isOfTheAccused(state, by, rules)) return refuse('NotYours')
  if (partOf === undefined || rule.part === 'only') {
    const bar = rule.by(state, by, rules)
    if (bar) return refuse(bar)
  }
  const shut = rule.when?.(state, rules)
  if (shut) return refuse(shut, state.stage === 'absent' ? undefined : state.stage)
  return rule.then(state, command, stamp)
}

/** What this actor may ask of this case now. The screens show exactly these buttons. */
export function permits(state: CaseState, actor: Actor, rules: Rules): CaseCommandType[] {
  if (isOfTheAccused(state, actor, rules)) return []
  // Every key of the table's rows is a command's name: the table's own type says so.
  return (Object.keys(caseTable[state.stage]) as CaseCommandType[]).filter((name) => {
    const rule = ruleFor(state.stage, name)
    if (!rule || rule.part === 'only' || machines.has(name)) return false
    return !rule.by(state, actor, rules) && !rule.when?.(state, rules)
  })
}

/** Said by the clock or by errands; never a button, not even the clock's. */
const machines: ReadonlySet<CaseCommandType> = new Set([
  'MissClock',
  'MoveDeadlines',
  'FollowSuccessor',
  'WhistleTold',
  'Wake',
])

type AnyRule = {
  by: Who<CaseState>
  when?: (state: CaseState, rules: Rules) => ReturnType<Who<CaseState>>
  then: (state: CaseState, command: CaseCommand, stamp: Stamp) => CaseDecision
  part?: Rule<CaseStage, CaseCommandType>['part']
}

/** The table is looked up by the state's own stage and the command's own name, so that the rule found takes exactly these. */
function ruleFor(stage: CaseStage, name: CaseCommandType): AnyRule | undefined {
  return caseTable[stage][name] as AnyRule | undefined
}

function noRule(state: CaseState, name: CaseCommandType): Parameters<typeof refuse> {
  if (state.stage === 'absent') return ['NoSuchStory']
  if (name in caseTable.absent) return ['AlreadyExists', state.number]
  return ['NotAtThisStage', state.stage]
}

/** Whoever is complained about, or stands under them, does nothing here and sees nothing of it. */
function isOfTheAccused(state: CaseState, actor: Actor, rules: Rules): boolean {
  return state.stage !== 'absent' && is.accusedLine(state, actor, rules)
}
