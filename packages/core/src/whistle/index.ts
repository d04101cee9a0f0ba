import type { Law } from '../story.ts'
import type { WhistleCommand } from './commands.ts'
import { errandsFor } from './errands.ts'
import type { WhistleEvent } from './events.ts'
import { decide, permits } from './law.ts'
import { evolve } from './evolve.ts'
import { issuerOf } from './issuing.ts'
import { absentWhistle, type WhistleState } from './state.ts'
import { waits } from './waits.ts'

export { letterOf, missingFields, type Letter } from './letter.ts'
export { readersOf, type WhistleReader } from './reading.ts'
export { relationsOf, type WhistleRelation } from './relations.ts'
export { isRevealed, scoreOf, standingResult, visibleScore, type ScoreViewer } from './score.ts'

/** The law of the whistle (哨), as the desk knows it. */
export const whistleLaw: Law<WhistleState, WhistleCommand, WhistleEvent> = {
  kind: 'whistle',
  fold: 2,
  absent: absentWhistle,
  decide,
  evolve,
  permits,
  // The cases a whistle serves join it in the same instruction, each by its own law; all or none.
  partsFor: (command, story) =>
    command.type === 'ApplyWhistle'
      ? command.cases.map((id) => ({
          story: { kind: 'case', id } as const,
          command: { type: 'JoinWhistle', whistle: story.id, row: command.row },
        }))
      : [],
  errandsFor,
  waits,
  letterSeries(state, command, by) {
    // Where nobody confirms, an application issues at once, in the name of the caller.
    if (command.type === 'ApplyWhistle') return by.unit
    if (command.type !== 'IssueWhistle' && command.type !== 'RuleOnMatter') return null
    return state.stage === 'absent' ? null : issuerOf(state)
  },
}
