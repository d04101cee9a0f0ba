import type { Actor } from '../words.ts'
import { accept, refuse, type Decision, type Stamp } from '../story.ts'
import { confirmClock } from './applying.ts'
import type { WhistleEvent } from './events.ts'
import { isConfirmer } from './relations.ts'
import type { At, Live, Of } from './rule.ts'
import type { Whistle } from './state.ts'

/** The office tells the leader in charge (汇报主管领导); from here the principal leader's time counts. */
export function reportToLeader(
  state: At<'applied'>,
  { words }: Of<'ReportToLeader'>,
  stamp: Stamp,
): Decision<WhistleEvent> {
  if (state.terms.leaderReport === null) return refuse('AlreadyDone')
  return accept<WhistleEvent>({ type: 'WhistleReported', words: words ?? null }, confirmClock(state, stamp))
}

/** Whether somebody is to be told before the whistle is confirmed. */
export const needsReport = (state: Whistle): boolean => state.terms.leaderReport !== null

/** The principal leader or the deputy confirms (主要领导确认); the wait before it is a fact on the street. */
export function confirmWhistle(
  state: At<'applied' | 'reported'>,
  { words }: Of<'ConfirmWhistle'>,
): Decision<WhistleEvent> {
  const problem = notYetConfirmable(state)
  if (problem) return problem
  const waitingSince = state.reportedAt ?? state.appliedAt
  return accept({ type: 'WhistleConfirmed', words: words ?? null, waitingSince, afterwards: false })
}

/** The principal leader refuses; nothing was sent out. */
export function refuseWhistle(
  state: At<'applied' | 'reported'>,
  { words }: Of<'RefuseWhistle'>,
): Decision<WhistleEvent> {
  return notYetConfirmable(state) ?? accept({ type: 'WhistleRefused', words })
}

/** An emergency was called first and is confirmed afterwards (L19). */
export function confirmAfterwards(
  state: At<Live | 'done'>,
  { words }: Of<'ConfirmWhistle'>,
): Decision<WhistleEvent> {
  if (!awaitsConfirmation(state)) return refuse('AlreadyDone')
  const waitingSince = state.issuedAt ?? state.appliedAt
  return accept({ type: 'WhistleConfirmed', words: words ?? null, waitingSince, afterwards: true })
}

/** An emergency that the principal leader does not stand by ends here. */
export function refuseAfterwards(state: At<Live>, { words }: Of<'RefuseWhistle'>): Decision<WhistleEvent> {
  return awaitsConfirmation(state) ? accept({ type: 'WhistleRefused', words }) : refuse('AlreadyDone')
}

/** Confirmation is possible now: nobody else has to be told first. */
export const isConfirmable = (state: At<'applied' | 'reported'>, actor: Actor): boolean =>
  isConfirmer(state, actor) && notYetConfirmable(state) === null

/** Issued without the confirmation that the row asks for. */
export const awaitsConfirmation = (state: Whistle): boolean =>
  state.issuedAt !== null && state.confirmedAt === null && state.terms.confirmers.length > 0

const notYetConfirmable = (state: At<'applied' | 'reported'>) =>
  state.stage === 'applied' && needsReport(state) ? refuse('NotReportedToLeader') : null
