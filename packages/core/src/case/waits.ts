import type { Wait } from '../story.ts'
import type { Instant } from '../time/instant.ts'
import { kindOfClock } from './clocks.ts'
import type { CaseFile, CaseState } from './state.ts'

/** What the case waits for, from whom, until when: the lines of to-do lists. */
export function waits(state: CaseState): readonly Wait[] {
  if (state.stage === 'absent') return []
  return [...stageWaits(state), ...sideWaits(state)]
}

function stageWaits(state: CaseFile): Wait[] {
  const { centre, holder } = state
  switch (state.stage) {
    case 'collected':
      return centre === null ? [] : [wait(centre, 'TriageCase', null)]
    case 'triaged':
      return triagedWaits(state)
    case 'dispatched':
    case 'handling':
      return holder === null || state.openReturn ? [] : [holderWait(state, holder)]
    case 'finished': {
      const unit = state.finished?.waitsAt ?? centre
      return unit === null ? [] : [wait(unit, 'VerifyCase', dueOf(state, 'verify'))]
    }
    case 'verified':
      return centre === null ? [] : [wait(centre, 'CloseCase', null)]
    case 'closed':
      return closedWaits(state)
    case 'answered':
    case 'declined':
    case 'merged':
      return []
  }
}

function triagedWaits(state: CaseFile): Wait[] {
  const { centre, doubleTrack } = state
  if (centre === null) return []
  const at = state.holder ?? centre
  const open: Wait[] = []
  if (doubleTrack && doubleTrack.visitedAt === undefined) {
    const due = dueOf(state, 'level2Visit')
    open.push(
      doubleTrack.visitor === undefined
        ? wait(at, 'NameVisitor', due)
        : { ...wait(at, 'Visit', due), person: doubleTrack.visitor },
    )
  }
  if (doubleTrack && doubleTrack.recordedAt === undefined)
    open.push(wait(at, 'Record', dueOf(state, 'level2Record')))
  if (open.length > 0) return open
  return [wait(at, state.category === null ? 'TriageCase' : 'DispatchCase', dueOf(state, 'caseFinish'))]
}

function holderWait(state: CaseFile, holder: string): Wait {
  if (state.stage === 'dispatched')
    return state.receivedAt === undefined
      ? wait(holder, 'ReceiveCase', dueOf(state, 'receive'))
      : wait(holder, 'AcceptCase', dueOf(state, 'caseFinish') ?? dueOf(state, 'level1'))
  const due = dueOf(state, 'caseFinish') ?? dueOf(state, 'level1')
  const finish = wait(holder, 'FinishCase', due)
  return state.handler === undefined ? finish : { ...finish, person: state.handler }
}

function closedWaits(state: CaseFile): Wait[] {
  const asks = state.origins.some(
    ({ requester, withdrawnAt, answer }) =>
      requester !== null && withdrawnAt === undefined && answer === undefined,
  )
  if (asks && state.callBack !== undefined)
    return [wait(state.callBack, 'AnswerCallBack', dueOf(state, 'callback'))]
  const sampled = state.selfHandled?.sampled === true && state.verified === undefined
  return sampled && state.centre !== null ? [wait(state.centre, 'VerifyCase', null)] : []
}

/** What waits beside the main line: rulings, requests, supervision orders. */
function sideWaits(state: CaseFile): Wait[] {
  const lines: Wait[] = []
  const { openReturn, requests, supervisions, holder } = state
  const ruling = openReturn?.waitsAt ?? state.centre
  if (openReturn && ruling !== null) lines.push(wait(ruling, 'RuleOnReturn', dueOf(state, 'returnRuling')))
  for (const { open, waitsAt } of requests ?? [])
    if (open && waitsAt !== undefined) lines.push(wait(waitsAt, 'GrantRequest', null))
  for (const { open, id } of supervisions ?? [])
    if (open && holder !== null)
      lines.push(wait(holder, 'AnswerSupervision', state.clocks[`supervisionAnswer.${id}`]?.due.at ?? null))
  return lines
}

/** The deadline of the running clock of a kind; one that has been missed still waits. */
export function dueOf({ clocks }: CaseFile, kind: string): Instant | null {
  let due: Instant | null = null
  for (const [name, clock] of Object.entries(clocks))
    if (clock.metAt === undefined && kindOfClock(name) === kind && (due === null || clock.due.at < due))
      due = clock.due.at
  return due
}

const wait = (unit: string, what: string, dueAt: Instant | null): Wait => ({ unit, roles: [], what, dueAt })
