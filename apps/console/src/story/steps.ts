import type { StepName } from '@shaoying/core'

/** The nine steps, in order. */
export const stepNames = [
  'collect',
  'consolidate',
  'classify',
  'publish',
  'accept',
  'report',
  'act',
  'verify',
  'evaluate',
] as const satisfies readonly StepName[]
