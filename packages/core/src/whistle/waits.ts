import type { Wait } from '../story.ts'
import type { Role, UnitId } from '../words.ts'
import type { WhistleCommandType } from './commands.ts'
import { awaitsConfirmation, needsReport } from './confirming.ts'
import type { WhistleClock } from './events.ts'
import { isIssuable } from './issuing.ts'
import { isAttendanceOpen } from './meeting.ts'
import { awaitsCheckIn } from './reporting.ts'
import { awaitsAcceptance, awaitsAnswer, awaitsReceipt } from './responding.ts'
import { awaitsDraft, awaitsResult, closingProblem, hasObjected, mayRate } from './scoring.ts'
import {
  calleesOf,
  clockOf,
  isSettled,
  isWorkDone,
  ofCaller,
  type Callee,
  type Whistle,
  type WhistleState,
} from './state.ts'

/** What the whistle waits for, and from whom: the lines it puts on to-do lists. */
export function waits(state: WhistleState): readonly Wait[] {
  switch (state.stage) {
    case 'absent':
    case 'refused':
    case 'calledOff':
      return []
    case 'ruling':
      return [
        line(
          state,
          'RuleOnMatter',
          state.seats.adjudicator,
          [state.terms.adjudicator],
          'matterRuling',
          state.seats.adjudicator,
        ),
      ]
    case 'applied':
    case 'reported':
    case 'confirmed':
      return beforeIssue(state)
    case 'issued':
    case 'running':
      return [
        ...confirmation(state),
        ...calleesOf(state).flatMap((callee) => ofCallee(state, callee)),
        ...ofTeams(state),
        ...ofMeeting(state),
        ...ofResolutions(state),
        ...ofScores(state),
        ...ofSupervisions(state),
      ]
    case 'done':
      return [
        ...confirmation(state),
        ...ofResolutions(state),
        ...ofScores(state),
        ...ofSupervisions(state),
        ...closing(state),
      ]
    case 'closed':
      return [...ofResolutions(state), ...ofScores(state), ...ofSupervisions(state)]
  }
}

function beforeIssue(state: Whistle): Wait[] {
  if (isIssuable(state)) return [line(state, 'IssueWhistle', issuerOf(state), issuerRoles(state))]
  if (state.stage === 'applied' && needsReport(state))
    return [line(state, 'ReportToLeader', state.seats.office)]
  return [
    line(state, 'ConfirmWhistle', ofCaller(state), state.terms.confirmers, 'leaderConfirm', ofCaller(state)),
  ]
}

const confirmation = (state: Whistle): Wait[] =>
  awaitsConfirmation(state)
    ? [
        line(
          state,
          'ConfirmWhistle',
          ofCaller(state),
          state.terms.confirmers,
          'confirmAfterwards',
          ofCaller(state),
        ),
      ]
    : []

function ofCallee(state: Whistle, callee: Callee): Wait[] {
  const { key, unit, person } = callee
  const own = (what: WhistleCommandType, clock: WhistleClock): Wait => {
    const wait = line(state, what, unit, [], clock, key)
    return person === null ? wait : { ...wait, person }
  }
  if (awaitsAnswer(state, callee) !== null || isSettled(state, callee)) return []
  if (isWorkDone(state, callee)) return [line(state, 'AcceptTask', verifierSeat(state), [], 'verify', key)]
  const due = clockOf(state, 'report', key)
  const isComing = awaitsCheckIn(state, callee) === null && (due !== undefined || !callee.clocked)
  return [
    ...(awaitsReceipt(state, callee) === null ? [own('ReceiveOrder', 'receive')] : []),
    ...(awaitsAcceptance(state, callee) === null ? [own('AcceptOrder', 'contact')] : []),
    ...(isComing
      ? [own('CheckIn', 'report'), line(state, 'CheckIn', state.seats.office, [], 'report', key)]
      : []),
    ...(callee.firstActionAt === null && clockOf(state, 'firstAction', key)
      ? [own('LogWork', 'firstAction')]
      : []),
    ...(callee.acceptedAt !== null && callee.presence !== 'meeting' ? [own('FinishTask', 'finish')] : []),
    ...(callee.openReturn
      ? [
          line(
            state,
            'RuleOnOrderReturn',
            state.seats.adjudicator,
            [state.terms.adjudicator],
            'returnRuling',
            key,
          ),
        ]
      : []),
    ...(callee.openExtension ? [line(state, 'GrantOrderExtension', state.seats.centre)] : []),
  ]
}

const ofTeams = (state: Whistle): Wait[] =>
  Object.values(state.teams)
    .filter((team) => team.finishedAt === null)
    .map(({ unit }) => line(state, 'FinishTask', unit, [], 'teamFinish', unit))

function ofMeeting(state: Whistle): Wait[] {
  const { meeting, seats, resolutions } = state
  const isAsked = calleesOf(state).some(
    (callee) => callee.presence === 'meeting' && !isSettled(state, callee),
  )
  const toConvene = meeting === null && isAsked ? [line(state, 'ConveneMeeting', seats.office)] : []
  const toSign =
    meeting && isAttendanceOpen(state) ? meeting.invited.filter((unit) => !(unit in meeting.attended)) : []
  const toRecord =
    meeting?.closedAt && resolutions.length === 0 ? [line(state, 'RecordResolution', seats.office)] : []
  return [
    ...toConvene,
    ...toSign.map((unit) => ({ ...line(state, 'SignAttendance', unit), dueAt: meeting?.at ?? null })),
    ...(isAttendanceOpen(state) ? [line(state, 'CloseAttendance', seats.office)] : []),
    ...toRecord,
  ]
}

const ofResolutions = (state: Whistle): Wait[] =>
  state.resolutions
    .filter((task) => task.finishedAt === null)
    .map(({ id, owner }) => line(state, 'FinishResolution', owner, [], 'resolution', id))

const ofSupervisions = (state: Whistle): Wait[] =>
  state.supervisions
    .filter(({ answeredAt }) => answeredAt === null)
    .map(({ id, unit }) =>
      line(state, 'AnswerSupervision', state.called[unit]?.unit ?? unit, [], 'supervisionAnswer', id),
    )

function ofScores(state: Whistle): Wait[] {
  const isOpen = state.stage !== 'closed'
  return calleesOf(state).flatMap((callee) => [
    ...(isOpen && awaitsDraft(state, callee) === null
      ? [line(state, 'ScoreUnit', state.seats.office, [], 'score', callee.key)]
      : []),
    ...(isOpen && awaitsResult(state, callee) === null
      ? [line(state, 'CombineScore', issuerOf(state), issuerRoles(state), 'score', callee.key)]
      : []),
    ...(isOpen && mayRate(state, callee) === null ? [line(state, 'RateWhistle', callee.unit)] : []),
    ...(hasObjected(state, callee) === null
      ? [line(state, 'RuleOnScore', state.seats.adjudicator, [state.terms.adjudicator])]
      : []),
  ])
}

const closing = (state: Whistle): Wait[] =>
  closingProblem(state) === null ? [line(state, 'CloseWhistle', issuerOf(state), issuerRoles(state))] : []

const issuerOf = ({ terms, seats }: Whistle): UnitId =>
  terms.issuedBy === 'caller' ? seats.office : seats.centre
const issuerRoles = ({ terms }: Whistle): readonly Role[] =>
  terms.issuedBy === 'caller' ? [] : ['centre_clerk']
const verifierSeat = ({ terms, seats, caller }: Whistle): UnitId =>
  terms.verifier === 'centre'
    ? seats.centre
    : terms.verifier === 'calling_office'
      ? seats.office
      : (caller.street ?? caller.unit)

function line(
  state: Whistle,
  what: WhistleCommandType,
  unit: UnitId,
  roles: readonly Role[] = [],
  clock?: WhistleClock,
  of?: string,
): Wait {
  const due = clock !== undefined && of !== undefined ? clockOf(state, clock, of)?.due.at : undefined
  return { unit, roles, what, dueAt: due ?? null }
}
