import type { Rules } from '../rules.ts'
import { accept, refuse, type Decision, type Stamp } from '../story.ts'
import type { Actor } from '../words.ts'
import { applyWhistle, mayApply, ruleOnMatter } from './applying.ts'
import type { WhistleCommand, WhistleCommandType } from './commands.ts'
import {
  awaitsConfirmation,
  confirmAfterwards,
  confirmWhistle,
  isConfirmable,
  needsReport,
  refuseAfterwards,
  refuseWhistle,
  reportToLeader,
} from './confirming.ts'
import type { WhistleEvent } from './events.ts'
import {
  addUnit,
  callOffWhistle,
  followSuccessor,
  isIssuable,
  isReleasable,
  issueWhistle,
  releaseUnit,
  taskTeam,
} from './issuing.ts'
import {
  closeAttendance,
  conveneMeeting,
  finishResolution,
  hasOpenResolution,
  hasSomeoneToSign,
  isAttendanceOpen,
  isAttending,
  isConvenable,
  isOwner,
  logResolution,
  recordResolution,
  signAttendance,
} from './meeting.ts'
import {
  isAdjudicator,
  isAdjudicatorOf,
  isCalled,
  isCallersSide,
  isClock,
  isConductor,
  isConfirmer,
  isIssuer,
  isOffice,
  isPost,
  isSupervisor,
  isUrger,
} from './relations.ts'
import { awaitsCheckIn, checkIn, hasSomeoneToRegister, isHostOrCalled } from './reporting.ts'
import {
  acceptOrder,
  awaitsAcceptance,
  awaitsAnswer,
  awaitsReceipt,
  declineCall,
  isReturned,
  mayDecline,
  mayReturn,
  nameTeam,
  receiveOrder,
  returnOrder,
  ruleOnOrderReturn,
} from './responding.ts'
import { after, each, type Rule, type WhistleTable } from './rule.ts'
import {
  awaitsDraft,
  awaitsResult,
  closeTooEarly,
  closeWhistle,
  closingProblem,
  combineScore,
  hasObjected,
  mayObject,
  mayRate,
  objectToScore,
  rateWhistle,
  ruleOnScore,
  scoreUnit,
} from './scoring.ts'
import { isEveryoneSettled, type Whistle, type WhistleStage, type WhistleState } from './state.ts'
import {
  answerSupervision,
  isReferable,
  isSupervisorOrCaller,
  isUnderSupervision,
  mayRefer,
  owesAnswer,
  referUnit,
  superviseUnit,
  urgeUnit,
} from './supervising.ts'
import {
  askOrderExtension,
  finishTask,
  grantOrderExtension,
  hasAskedExtension,
  hasToFinish,
  hasToLog,
  isAtWork,
  logWork,
  mayAskExtension,
  missClock,
  moveDeadlines,
  refuseOrderExtension,
} from './tasks.ts'
import { acceptTask, hasToSendBack, hasToVerify, isNearVerification, sendBackTask } from './verifying.ts'

const caller = (state: Whistle, actor: Actor): boolean => isConductor(state, actor) || isOffice(state, actor)
const conductorOf = (state: Whistle, _: unknown, actor: Actor): boolean => isConductor(state, actor)
const officeOf = (state: Whistle, _: unknown, actor: Actor): boolean => isOffice(state, actor)

const time = {
  MissClock: { by: isClock, then: missClock },
  MoveDeadlines: { by: isClock, then: moveDeadlines },
  FollowSuccessor: { by: isClock, then: followSuccessor },
} as const

const answering = {
  ReceiveOrder: each(isCalled, awaitsReceipt, receiveOrder),
  AcceptOrder: each(isCalled, awaitsAcceptance, acceptOrder),
  DeclineCall: each(isCalled, mayDecline, declineCall),
  ReturnOrder: each(isCalled, mayReturn, returnOrder),
  RuleOnOrderReturn: each(isAdjudicatorOf, isReturned, ruleOnOrderReturn),
  NameTeam: each(isCalled, awaitsAnswer, nameTeam),
} as const

const working = {
  // The host keeps the register; those called see no button, but hear why they may not.
  CheckIn: { ...each(isHostOrCalled, awaitsCheckIn, checkIn), open: hasSomeoneToRegister },
  LogWork: { by: isAtWork, then: logWork, open: hasToLog },
  FinishTask: { by: isAtWork, then: finishTask, open: hasToFinish },
  AskOrderExtension: each(isCalled, mayAskExtension, askOrderExtension),
  GrantOrderExtension: each(conductorOf, hasAskedExtension, grantOrderExtension),
  RefuseOrderExtension: each(conductorOf, hasAskedExtension, refuseOrderExtension),
  UrgeUnit: { by: isUrger, then: urgeUnit },
  SuperviseUnit: { by: isSupervisorOrCaller, then: superviseUnit, open: isSupervisor },
  AnswerSupervision: { by: isUnderSupervision, then: answerSupervision, open: owesAnswer },
} as const

const meeting = {
  ConveneMeeting: { by: isCallersSide, then: conveneMeeting, open: isConvenable },
  SignAttendance: { by: isAttending, then: signAttendance, open: hasSomeoneToSign },
  CloseAttendance: { by: isCallersSide, then: closeAttendance, open: isAttendanceOpen },
  RecordResolution: {
    by: isCallersSide,
    then: recordResolution,
    open: (state: Whistle) => state.meeting !== null,
  },
} as const

const resolving = {
  LogResolution: { by: isOwner, then: logResolution, open: hasOpenResolution },
  FinishResolution: { by: isOwner, then: finishResolution, open: hasOpenResolution },
} as const

const conducting = {
  TaskTeam: { by: caller, then: taskTeam },
  AddUnit: { by: isConductor, then: addUnit },
  ReleaseUnit: each(conductorOf, isReleasable, releaseUnit),
  CallOffWhistle: { by: isConductor, then: callOffWhistle },
} as const

const verifying = {
  AcceptTask: { by: isNearVerification, then: acceptTask, open: hasToVerify },
  SendBackTask: { by: isNearVerification, then: sendBackTask, open: hasToSendBack },
} as const

const scoring = {
  ScoreUnit: each(officeOf, awaitsDraft, scoreUnit),
  CombineScore: each(conductorOf, awaitsResult, combineScore),
  RateWhistle: each(isCalled, mayRate, rateWhistle),
} as const

const objecting = {
  ObjectToScore: each(isCalled, mayObject, objectToScore),
  RuleOnScore: each(isAdjudicatorOf, hasObjected, ruleOnScore),
} as const

const refer = { ReferUnit: each(mayRefer, isReferable, referUnit) } as const
const afterwards = { by: isConfirmer, then: confirmAfterwards, open: awaitsConfirmation } as const

const live = {
  ConfirmWhistle: afterwards,
  RefuseWhistle: { by: isConfirmer, then: refuseAfterwards, open: awaitsConfirmation },
  ...answering,
  ...working,
  ...meeting,
  ...resolving,
  ...conducting,
  ...verifying,
  ...scoring,
  ...objecting,
  ...refer,
  CloseWhistle: { by: isConductor, then: closeTooEarly, open: () => false },
  ...time,
} as const

/**
 * The life of a whistle (哨): at this stage, this command, by whom, with what outcome.
 * A pair that is not in the table cannot happen; what a called unit may do is asked of that unit's own course.
 */
export const law: WhistleTable = {
  absent: {
    ApplyWhistle: { by: isPost, then: applyWhistle, open: mayApply },
  },
  ruling: {
    RuleOnMatter: { by: isAdjudicator, then: ruleOnMatter },
    CallOffWhistle: { by: caller, then: callOffWhistle },
    ...time,
  },
  applied: {
    ReportToLeader: { by: isOffice, then: reportToLeader, open: needsReport },
    ConfirmWhistle: { by: isConfirmer, then: confirmWhistle, open: isConfirmable },
    RefuseWhistle: { by: isConfirmer, then: refuseWhistle, open: isConfirmable },
    IssueWhistle: { by: isIssuer, then: issueWhistle, open: isIssuable },
    CallOffWhistle: { by: caller, then: callOffWhistle },
    ...time,
  },
  reported: {
    ConfirmWhistle: { by: isConfirmer, then: confirmWhistle },
    RefuseWhistle: { by: isConfirmer, then: refuseWhistle },
    IssueWhistle: { by: isIssuer, then: issueWhistle, open: isIssuable },
    CallOffWhistle: { by: caller, then: callOffWhistle },
    ...time,
  },
  confirmed: {
    IssueWhistle: { by: isIssuer, then: issueWhistle },
    CallOffWhistle: { by: caller, then: callOffWhistle },
    ...time,
  },
  issued: live,
  running: live,
  done: {
    ConfirmWhistle: afterwards,
    // What was finished stays open to an answer that is owed, a mark, and an objection.
    AnswerSupervision: { by: isUnderSupervision, then: answerSupervision, open: owesAnswer },
    ...resolving,
    // A meeting's whistle is done with its resolutions; what it came to is still looked at.
    AcceptTask: { by: isNearVerification, then: acceptTask, open: hasToVerify },
    ...scoring,
    ...objecting,
    ...refer,
    CloseWhistle: { by: isConductor, then: closeWhistle, open: (state) => closingProblem(state) === null },
    ...time,
  },
  closed: {
    ...resolving,
    AnswerSupervision: { by: isUnderSupervision, then: answerSupervision, open: owesAnswer },
    ...objecting,
    ...refer,
    ...time,
  },
  refused: {},
  calledOff: {},
}

/** Judges a command: pure, and the only way a whistle changes. */
export function decide(state: WhistleState, command: WhistleCommand, stamp: Stamp): Decision<WhistleEvent> {
  const rule = ruleFor(state.stage, command.type)
  if (!rule) return refuse('NotAtThisStage', state.stage)
  if (!rule.by(state, stamp.by, stamp.rules)) return refuse('NotYours')
  return concluded(state, rule.then(state, command, stamp), stamp)
}

/** What this actor may ask of this whistle now; the screens show exactly these buttons. */
export function permits(state: WhistleState, actor: Actor, rules: Rules): WhistleCommandType[] {
  // The keys of a row of the table are command names.
  const names = Object.keys(law[state.stage]) as WhistleCommandType[]
  return names.filter((name) => {
    const rule = ruleFor(state.stage, name)
    return rule?.by(state, actor, rules) && (rule.open?.(state, actor, rules) ?? true)
  })
}

/** A whistle is done when everyone called is through: said in one place, whichever fact was the last. */
function concluded(
  state: WhistleState,
  decision: Decision<WhistleEvent>,
  stamp: Stamp,
): Decision<WhistleEvent> {
  if ('refused' in decision) return decision
  const now = after(state, decision.accepted, stamp)
  const isThrough = (now.stage === 'issued' || now.stage === 'running') && isEveryoneSettled(now)
  return isThrough ? accept(...decision.accepted, { type: 'WhistleDone' }) : decision
}

type AnyRule = Rule<WhistleStage, WhistleCommandType>

function ruleFor(stage: WhistleStage, name: WhistleCommandType): AnyRule | undefined {
  // The table pairs stage and command; the lookup by both gives back the rule of exactly that pair.
  const row = law[stage] as { readonly [Name in WhistleCommandType]?: unknown }
  return row[name] as AnyRule | undefined
}
