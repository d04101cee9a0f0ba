import type { Law } from '../story.ts'
import type { StoryRef } from '../words.ts'
import type { CaseCommand } from './commands.ts'
import { errandsFor } from './errands.ts'
import type { CaseEvent } from './events.ts'
import { evolve } from './evolve.ts'
import { decide, permits } from './law.ts'
import { absentCase, type CaseState } from './state.ts'
import { waits } from './waits.ts'

export * from './commands.ts'
export type * from './events.ts'
export * from './state.ts'
export { ownerOf } from './errands.ts'
export { finishLimit, kindOfClock, type SetLimit } from './clocks.ts'
export { caseTable } from './law.ts'
export * from './reading.ts'
export { relations, relationsOf, type Relation } from './relations.ts'
export { stepOf, stepsOf, type StepView } from './steps.ts'
export { dueOf } from './waits.ts'

/** The law of the case, as the desk knows it. */
export const caseLaw: Law<CaseState, CaseCommand, CaseEvent> = {
  kind: 'case',
  fold: 1,
  absent: absentCase,
  decide,
  evolve,
  permits,
  partsFor,
  errandsFor,
  waits,
  letterSeries: (_, { type }, { unit }) => (type === 'SuperviseCase' ? `supervision/${unit}` : null),
}

/** A merge ends the other case; a complaint attached to a carried matter shows there too. */
function partsFor(command: CaseCommand, story: StoryRef): ReturnType<typeof caseLaw.partsFor> {
  switch (command.type) {
    case 'MergeCase':
      return [part(command.from, { type: 'JoinInto', into: story.id })]
    case 'AttachTo':
      return [part(command.case, { type: 'RelateCase', to: story.id })]
    default:
      return []
  }
}

const part = (id: string, command: CaseCommand) => ({ story: { kind: 'case', id } as const, command })
