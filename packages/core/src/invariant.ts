/** For what can only be a bug. What a person can cause is a refusal, never an exception. */
export function invariant(holds: unknown, otherwise: string): asserts holds {
  if (!holds) throw new Error(`invariant broken: ${otherwise}`)
}
