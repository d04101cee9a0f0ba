import { accept, refuse, type Stamp } from '../story.ts'
import { meetClocks, resumeClocks } from './clocks.ts'
import type { CaseEvent } from './events.ts'
import { resolvedBy } from './finishing.ts'
import { is, verifierOf } from './relations.ts'
import { profileOf, type CaseDecision, type Of, type Who } from './rule.ts'
import { liveOrigins, voices, type At, type CaseFile } from './state.ts'

/** The requester through a channel of their own, or a call-back desk outside the handling unit. */
export const whoAsks: Who<CaseFile> = (state, actor, rules) => {
  if (is.requester(state, actor, rules) || is.callBackDesk(state, actor, rules)) return null
  return is.handler(state, actor, rules) || is.holder(state, actor, rules) ? 'HandlerMayNotAsk' : 'NotYours'
}

/** Someone can be asked. */
export const hasVoice = (state: CaseFile) => (voices(state).length > 0 ? null : 'SurveyImpossible')

/** `AnswerCallBack` (回访): for one origin: contacted, resolved, satisfied. Resolved is the case when every voice says so. */
export function answerCallBack(
  state: At<'finished' | 'verified' | 'closed'>,
  { origin: id, contacted, resolved, satisfied, words }: Of<'AnswerCallBack'>,
  stamp: Stamp,
): CaseDecision {
  const origin = voices(state).find((one) => one.id === id)
  if (!origin) return refuse('OriginUnknown', id)
  if (stamp.by.as === 'requester' && !(stamp.by.origins ?? []).includes(id))
    return refuse('OriginUnknown', id)
  if (origin.answer !== undefined) return refuse('OriginAnswered', id)
  const answered: CaseEvent = {
    type: 'CallBackAnswered',
    origin: id,
    contacted,
    ...(resolved === undefined ? {} : { resolved }),
    ...(satisfied === undefined ? {} : { satisfied }),
    ...(words === undefined ? {} : { words }),
  }
  if (!contacted) return accept(answered)
  if (resolved === false && reopens(state, stamp)) return accept(answered, ...reopened(state, id, stamp))
  const open = voices(state).filter((one) => one.id !== id && one.answer === undefined)
  const allAsked = open.length === 0 ? meetClocks(state, ['callback'], stamp.at) : []
  const unresolved = voices(state).some((one) => one.id !== id && one.answer?.resolved !== true)
  if (resolved !== true || unresolved) return accept(answered, ...allAsked)
  return accept(
    answered,
    ...allAsked,
    ...resolvedBy(state, 'requesters', stamp),
    ...verifiedByVoice(state, stamp),
  )
}

/** Once verified or closed, a "no" opens the case again; before, only where the requesters are the verifiers. */
function reopens(state: CaseFile, stamp: Stamp): boolean {
  return state.stage !== 'finished' || requestersVerify(state, stamp)
}

const requestersVerify = (state: CaseFile, stamp: Stamp): boolean =>
  verifierOf(state, profileOf(state, stamp).verification.byLevel) === 'requester'

/** The same obligation under the old clock; what ran out meanwhile is missed at once. */
function reopened(state: CaseFile, origin: string, { at }: Stamp): CaseEvent[] {
  return [
    { type: 'CaseReopened', origin },
    ...meetClocks(state, ['verify', 'callback'], at),
    ...resumeClocks(state, ['level1', 'caseFinish'], at),
  ]
}

function verifiedByVoice(state: CaseFile, stamp: Stamp): CaseEvent[] {
  if (state.stage !== 'finished' || !requestersVerify(state, stamp)) return []
  return [{ type: 'CaseVerified', method: 'requester' }, ...meetClocks(state, ['verify'], stamp.at)]
}

/** Through the requester's channel alone: nobody withdraws for another. */
export const theRequester: Who<CaseFile> = (state, actor, rules) =>
  is.requester(state, actor, rules) ? null : 'NotYours'

/** `WithdrawOrigin`: the problem may still be there; the case goes on, the others' shares grow. */
export function withdrawOrigin(
  state: CaseFile,
  { origin }: Of<'WithdrawOrigin'>,
  { by }: Stamp,
): CaseDecision {
  const own = liveOrigins(state).some(({ id }) => id === origin) && (by.origins ?? []).includes(origin)
  return own ? accept({ type: 'OriginWithdrawn', origin }) : refuse('OriginUnknown', origin)
}

/** A person of the street or its centre whom the profile names; never the machine. */
export const mayRefer: Who<CaseFile> = (state, actor, rules) => {
  const { discipline } = rules.profileNamed(state.profile).supervision
  const named = discipline !== null && discipline.referredBy.some((role) => role === actor.role)
  const here = (state.street !== null && actor.line.includes(state.street)) || is.centre(state, actor, rules)
  return actor.as === 'post' && named && here ? null : 'NotYours'
}

/** `ReferToInspection`: read by inspection alone. */
export function referToInspection(
  _state: CaseFile,
  { conduct, words }: Of<'ReferToInspection'>,
): CaseDecision {
  return accept({ type: 'InspectionAsked', conduct, words })
}
