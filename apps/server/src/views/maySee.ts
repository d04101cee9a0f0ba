import { caseRelationsOf, mayKnowOfCase, whistleRelationsOf, type Actor, type CaseState, type Rules, type StoryKind, type WhistleState } from '@shaoying/core'
import type { AnyState } from '../desk/stories.ts'
import { partiesOf } from './parties.ts'
import { seesDistrict } from './scope.ts'

/** Whether an actor may know that a story exists: someone with a relation to it, never those who are complained about. */
export function maySee(kind: StoryKind, state: AnyState, actor: Actor, rules: Rules): boolean {
  if (state.stage === 'absent') return false
  if (actor.as === 'clock' || actor.as === 'system') return true
  if (kind === 'registry') return true
  if (actor.role === 'system_admin') return false
  if (kind === 'case') {
    const relations = caseRelationsOf(state as CaseState & { stage: 'collected' }, actor, rules)
    if (relations.has('accusedLine')) return false
    if ((state as { secrecy?: string }).secrecy === 'S3') return relations.has('inspection')
    return mayKnowOfCase(relations) || seesDistrict(actor) || partiesOf(kind, state, rules).units.includes(actor.unit)
  }
  const relations = whistleRelationsOf(state as WhistleState & { stage: 'applied' }, actor, rules)
  return relations.length > 0 || seesDistrict(actor) || partiesOf(kind, state, rules).units.includes(actor.unit)
}
