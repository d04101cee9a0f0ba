import { childrenOf, unitOfRole } from '../registry/lookup.ts'
import { accept, refuse, type Stamp } from '../story.ts'
import { localDateOf } from '../time/instant.ts'
import type { Role, UnitId } from '../words.ts'
import { claimClocks, meetClocks, nextClock, resumeClocks, startClock } from './clocks.ts'
import type { CaseEvent } from './events.ts'
import { is, ofUnit, verifierOf } from './relations.ts'
import { profileOf, type CaseDecision, type Of, type Who, type When } from './rule.ts'
import { isCarriedOver, openWhistles, voices, type At, type CaseFile } from './state.ts'

/**
 * No return waits for a ruling, and no whistle of the case is open; where the root remedy is carried over and an interim one serves for
 * now, what is still open of a whistle is the root remedy, and the claim is of the interim one (L11).
 */
export const nothingOpen = (state: CaseFile) => {
  const interim = isCarriedOver(state) && state.carriedOver?.interim === true
  if (openWhistles(state).length > 0 && !interim) return 'WhistleOpen'
  return state.openReturn ? 'ReturnOpen' : null
}

/** `FinishCase` (报结、办结): the unit's claim, with the four facts of a reply: accepted when, whom contacted, what was done, by when. */
export function finishCase(
  state: At<'handling'>,
  { contacted, words, files, claimedAt }: Of<'FinishCase'>,
  stamp: Stamp,
): CaseDecision {
  const asks = voices(state).some(({ anonymous }) => !anonymous)
  if (asks && contacted === undefined && state.contactedAt === undefined)
    return refuse('ReplyIncomplete', 'contacted')
  const told = contacted === undefined ? [] : meetClocks(state, ['contact'], stamp.at)
  const claim = {
    unit: state.holder,
    words,
    ...(contacted === undefined ? {} : { contacted }),
    ...(files ? { files } : {}),
    ...(claimedAt === undefined ? {} : { claimedAt }),
  }
  return accept(...told, ...finishedBy(state, claim, stamp))
}

type Claim = Omit<Extract<CaseEvent, { type: 'CaseFinished' }>, 'type' | 'waitsAt'>

/** A unit's claim and what it sets in motion: its clock stops where the city closes by claims, the verifier's begins. */
export function finishedBy(state: CaseFile, claim: Claim, stamp: Stamp): CaseEvent[] {
  const { at, rules } = stamp
  const profile = profileOf(state, stamp)
  const waitsAt = verifierUnit(state, claim.unit, stamp)
  return [
    { type: 'CaseFinished', ...claim, ...(waitsAt === null ? {} : { waitsAt }) },
    ...meetClocks(state, claimClocks(profile), at),
    startClock(
      nextClock(state, 'verify'),
      { limit: profile.limits.verify, source: 'profile' },
      at,
      rules,
      profile,
    ),
  ]
}

/** The unit that is asked to verify: never the holder's own. */
function verifierUnit(state: CaseFile, holder: UnitId, { rules, at }: Stamp): UnitId | null {
  const on = localDateOf(at)
  const profile = rules.profileNamed(state.profile)
  const centre = state.centre === holder ? null : state.centre
  const offices =
    state.street === null
      ? []
      : childrenOf(rules.registry, state.street, 'office', on).filter(({ id }) => id !== holder)
  const office = offices[0]?.id ?? null
  switch (verifierOf(state, profile.verification.byLevel)) {
    case 'centre':
      return centre ?? office
    case 'calling_office':
    case 'other_office':
    case 'random_draw':
      return office ?? centre
    case 'third_party':
      return unitOfRole(rules.registry, 'supervisor', on) ?? centre ?? office
    case 'requester':
      return unitOfRole(rules.registry, profile.callback.by, on) ?? centre ?? office
  }
}

/** The profile's verifier, and never the handler: by person, and never one of the handler's own office (D1). */
export const theVerifier: Who<CaseFile> = (state, actor, rules) => {
  if (actor.as !== 'post') return 'NotYours'
  if (is.handler(state, actor, rules) || ofUnit(state.finished?.unit ?? state.holder, actor))
    return 'HandlerMayNotVerify'
  return is.verifier(state, actor, rules) ? null : 'NotTheVerifier'
}

/** `VerifyCase` (核实). Without a requester there is nobody to survey (L18). */
export function verifyCase(
  state: At<'finished' | 'closed'>,
  { method, asked, satisfied, words, files }: Of<'VerifyCase'>,
  stamp: Stamp,
): CaseDecision {
  const nobodyAsked = voices(state).length === 0 || voiceless.has(state.channel)
  if (nobodyAsked && (method === 'survey' || method === 'requester'))
    return refuse('SurveyImpossible', state.channel)
  const verified: CaseEvent = {
    type: 'CaseVerified',
    method,
    words,
    ...(asked === undefined ? {} : { asked }),
    ...(satisfied === undefined ? {} : { satisfied }),
    ...(files ? { files } : {}),
  }
  const resolved = voices(state).length === 0 ? resolvedBy(state, 'verification', stamp) : []
  return accept(verified, ...meetClocks(state, ['verify'], stamp.at), ...resolved)
}

const voiceless: ReadonlySet<string> = new Set(['patrol', 'device'])

/** A self-handled case that was drawn for the sample is looked at once, after the fact. */
export const sampleOpen = ({ selfHandled, verified }: CaseFile) =>
  selfHandled?.sampled === true && verified === undefined ? null : 'NotAtThisStage'

/** The requester's problem is gone (解决): a voice from outside says so, or where nobody can be asked, the verification. */
export function resolvedBy(
  state: CaseFile,
  voice: Extract<CaseEvent, { type: 'CaseResolved' }>['voice'],
  stamp: Stamp,
): CaseEvent[] {
  if (state.resolvedAt !== undefined) return []
  return [{ type: 'CaseResolved', voice }, ...meetClocks(state, ['caseFinish'], stamp.at)]
}

/** `RejectFinish`: back to the handler under the old clock. */
export function rejectFinish(
  state: At<'finished'>,
  { words }: Of<'RejectFinish'>,
  stamp: Stamp,
): CaseDecision {
  return accept(
    { type: 'FinishRejected', words },
    ...meetClocks(state, ['verify'], stamp.at),
    ...resumeClocks(state, ['level1', 'caseFinish'], stamp.at),
  )
}

/** Closing waits for the fact the city closes by, and for the root remedy where it is carried over. */
export const mayClose: When<At<'finished' | 'verified'>> = (state, rules) => {
  const { closesWhen } = rules.profileNamed(state.profile).closing
  if (state.stage === 'finished' && closesWhen !== 'finished') return 'NotAtThisStage'
  if (closesWhen === 'resolved' && state.resolvedAt === undefined) return 'NotResolved'
  return isCarriedOver(state) ? 'StillCarriedOver' : null
}

/** `CloseCase` (结项、结案): the file is closed, and those who asked are called back. */
export function closeCase(
  state: At<'finished' | 'verified'>,
  { words }: Of<'CloseCase'>,
  stamp: Stamp,
): CaseDecision {
  const { at, rules } = stamp
  const profile = profileOf(state, stamp)
  const callBack = callBackUnit(profile.callback.by, stamp)
  const unanswered = voices(state).some(({ answer }) => answer === undefined)
  const closed: CaseEvent = {
    type: 'CaseClosed',
    ...(words === undefined ? {} : { words }),
    ...(unanswered && callBack !== null ? { callBack } : {}),
  }
  const verifyWaits = state.stage === 'finished' ? meetClocks(state, ['verify'], at) : []
  if (!unanswered) return accept(closed, ...verifyWaits)
  const window = { limit: profile.callback.window, source: 'profile' } as const
  return accept(closed, ...verifyWaits, startClock(nextClock(state, 'callback'), window, at, rules, profile))
}

function callBackUnit(by: Role, { rules, at }: Stamp): UnitId | null {
  const on = localDateOf(at)
  return unitOfRole(rules.registry, 'callback_agent', on) ?? unitOfRole(rules.registry, by, on)
}
