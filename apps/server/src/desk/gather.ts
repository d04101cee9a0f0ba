import type { OutcomeUnknown } from './outcomeUnknown.ts'
import type { Answer, Given } from './instruction.ts'

/** How many instructions one transaction takes at most. */
export const batchLimit = 128

/** What one instruction came to: its answer, or that nobody knows. */
export type Settled = Answer | OutcomeUnknown

type Waiting = { given: readonly Given[]; size: number; settle(settled: Settled[]): void; fail(error: unknown): void }

/**
 * Gathers the concurrent requests of one district into shared transactions. A request that finds the desk free goes at once;
 * those that come while transactions are under way wait together for the next. Nothing waits for a timer.
 * `lanes` is how many transactions may be under way at a time; with `gathering` off every request has its own.
 */
export function openGathering(
  run: (given: readonly Given[]) => Promise<Settled[]>,
  { lanes, gathering }: { lanes: number; gathering: boolean },
): { handle(given: readonly Given[]): Promise<Settled[]>; idle(): Promise<void> } {
  const waiting: Waiting[] = []
  let busy = 0
  let whenIdle: (() => void)[] = []

  function next(): void {
    while (busy < lanes && waiting.length > 0) {
      const batch: Waiting[] = []
      let size = 0
      while (waiting.length > 0) {
        const [first] = waiting
        if (!first || (size > 0 && (!gathering || size + first.size > batchLimit))) break
        waiting.shift()
        batch.push(first)
        size += first.size
      }
      busy++
      void together(batch).finally(() => {
        busy--
        next()
        if (busy === 0 && waiting.length === 0) {
          for (const tell of whenIdle) tell()
          whenIdle = []
        }
      })
    }
  }

  async function together(batch: readonly Waiting[]): Promise<void> {
    try {
      const settled = await run(batch.flatMap(({ given }) => given))
      let from = 0
      for (const { size, settle } of batch) {
        settle(settled.slice(from, from + size))
        from += size
      }
    } catch (error) {
      for (const { fail } of batch) fail(error)
    }
  }

  return {
    handle: (given) =>
      new Promise((settle, fail) => {
        waiting.push({ given, size: given.length, settle, fail })
        next()
      }),
    idle: () => new Promise((settle) => (busy === 0 && waiting.length === 0 ? settle() : whenIdle.push(settle))),
  }
}
