import type { RefusalCode } from '../refusals.ts'
import { accept, refuse, type Decision, type Stamp } from '../story.ts'
import type { Actor } from '../words.ts'
import { startClock } from './clocks.ts'
import type { WhistleEvent } from './events.ts'
import { isCalled, isCallersSide, isHandler, isVerifier, profileOf } from './relations.ts'
import type { At, Live, Of } from './rule.ts'
import { calleesOf, isObliged, isWorkDone, ofCaller, type Callee, type Whistle } from './state.ts'

/** Accepts what units say they have done (核实): by the verifier of the profile, never by a hand that did it. */
export function acceptTask(
  state: At<Live | 'done'>,
  command: Of<'AcceptTask'>,
  stamp: Stamp,
): Decision<WhistleEvent> {
  const { units, method, asked, satisfied, words, files } = command
  if (new Set(units).size !== units.length) return refuse('CalledTwice')
  for (const unit of units) {
    const code = verificationProblem(state, state.called[unit], stamp.by)
    if (code) return refuse(code, unit)
  }
  if (method === 'survey' && !(asked !== undefined && asked > 0 && (satisfied ?? 0) <= asked))
    return refuse('SurveyImpossible')
  const profile = profileOf(state, stamp.rules)
  const toScore = units.filter((unit) => state.called[unit]?.scored)
  return accept<WhistleEvent>(
    {
      type: 'TaskAccepted',
      units,
      method,
      asked: asked ?? null,
      satisfied: satisfied ?? null,
      words,
      files: files ?? [],
    },
    ...toScore.map((of) =>
      startClock({ clock: 'score', of, on: ofCaller(state), limit: profile.limits.score }, profile, stamp),
    ),
  )
}

/** Sends a task back (退回重办): the same task, the old clock, and a rework that the result will show. */
export function sendBackTask(
  state: At<Live>,
  { unit, words }: Of<'SendBackTask'>,
  { by }: Stamp,
): Decision<WhistleEvent> {
  const callee = state.called[unit]
  const code = verificationProblem(state, callee, by) ?? (callee?.finishedAt === null ? 'UnitsOpen' : null)
  return code ? refuse(code, unit) : accept({ type: 'TaskSentBack', unit, words })
}

/** The verifier, and those who hear that they are not: the caller's side and the handlers themselves. */
export const isNearVerification = (state: Whistle, actor: Actor): boolean =>
  isVerifier(state, actor) ||
  isCallersSide(state, actor) ||
  calleesOf(state).some((callee) => isCalled(state, callee, actor))

/** Something waits for this actor's verification. */
export const hasToVerify = (state: Whistle, actor: Actor): boolean =>
  calleesOf(state).some((callee) => verificationProblem(state, callee, actor) === null)

/** A finished task waits that this actor could send back. */
export const hasToSendBack = (state: Whistle, actor: Actor): boolean =>
  calleesOf(state).some(
    (callee) => callee.finishedAt !== null && verificationProblem(state, callee, actor) === null,
  )

function verificationProblem(state: Whistle, callee: Callee | undefined, actor: Actor): RefusalCode | null {
  if (!callee || callee.part === 'consultee') return 'NotCalled'
  if (isHandler(state, callee, actor)) return 'HandlerMayNotVerify'
  if (!isVerifier(state, actor)) return 'NotTheVerifier'
  if (!isObliged(callee) || callee.verifiedAt !== null) return 'AlreadyDone'
  if (callee.openReturn !== null) return 'ReturnOpen'
  return isWorkDone(state, callee) ? null : 'UnitsOpen'
}
