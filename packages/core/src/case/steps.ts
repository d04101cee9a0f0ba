import type { StepName } from '../profile/vocabulary.ts'
import type { CaseState } from './state.ts'

/** Which of the nine steps (九步) each step of the timeline stands at: done, where the case is now, or still to come. */
export type StepView = { step: StepName; state: 'done' | 'now' | 'ahead' | 'skipped' }

const order: readonly StepName[] = [
  'collect',
  'consolidate',
  'classify',
  'publish',
  'accept',
  'report',
  'act',
  'verify',
  'evaluate',
]

/** The step a case has reached. A whistle (step 6) counts while one is open. */
export function stepOf(state: CaseState): StepName {
  switch (state.stage) {
    case 'absent':
    case 'answered':
    case 'declined':
      return 'collect'
    case 'collected':
    case 'merged':
      return 'consolidate'
    case 'triaged':
      return state.category === null ? 'classify' : 'publish'
    case 'dispatched':
      return 'accept'
    case 'handling':
      return (state.whistles ?? []).some(({ open }) => open) ? 'report' : 'act'
    case 'finished':
      return 'verify'
    case 'verified':
      return 'verify'
    case 'closed':
      return 'evaluate'
  }
}

/** All nine steps of the timeline; settled on the spot uses three of them (L4), and a case without a whistle skips the report. */
export function stepsOf(state: CaseState): readonly StepView[] {
  const now = stepOf(state)
  const at = order.indexOf(now)
  const over = state.stage === 'answered' || state.stage === 'declined' || state.stage === 'merged'
  return order.map((step, n) => {
    if (n < at) return { step, state: wasSkipped(state, step) ? 'skipped' : 'done' }
    if (n === at)
      return { step, state: over || (state.stage === 'closed' && isEvaluated(state)) ? 'done' : 'now' }
    return { step, state: over ? 'skipped' : 'ahead' }
  })
}

function wasSkipped(state: CaseState, step: StepName): boolean {
  if (state.stage === 'absent') return false
  if (state.selfHandled) return step !== 'collect' && step !== 'act' && !(step === 'verify' && state.verified)
  return step === 'report' && (state.whistles ?? []).length === 0
}

const isEvaluated = (state: CaseState): boolean =>
  state.stage === 'closed' &&
  state.origins.every(({ requester, answer }) => requester === null || answer !== undefined)
