import { caseLaw, registryLaw, whistleLaw, type Law, type StoryKind } from '@shaoying/core'

/** State, command and event of any story: the desk looks into none of them. */
export type AnyState = { stage: string }
export type AnyCommand = { type: string } & Record<string, unknown>
export type AnyEvent = { type: string } & Record<string, unknown>
export type AnyLaw = Law<AnyState, AnyCommand, AnyEvent>

/** The laws by kind. The desk calls them with what was read under the same kind, which makes the casts safe. */
export const laws: Record<StoryKind, AnyLaw> = {
  case: caseLaw as unknown as AnyLaw,
  whistle: whistleLaw as unknown as AnyLaw,
  registry: registryLaw as unknown as AnyLaw,
}

/** The order in which stories are locked: first by kind, then by id. */
export const kindOrder: readonly StoryKind[] = ['case', 'whistle', 'registry']
