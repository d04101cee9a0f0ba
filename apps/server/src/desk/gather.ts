import type { OutcomeUnknown } from './outcomeUnknown.ts'
import type { Answer, Given } from './instruction.ts'

/** How many instructions one transaction takes at most. */
export const batchLimit = 128
/** From this size on a batch was a crowd: those it answered are likely to come again at once. */
const crowd = 8
/** How long a lane is held for a crowd to come back, in milliseconds; it goes as soon as as many wait as went before. */
const crowdPauseMs = 2

/** What one instruction came to: its answer, or that nobody knows. */
export type Settled = Answer | OutcomeUnknown

type Waiting = { given: readonly Given[]; size: number; settle(settled: Settled[]): void; fail(error: unknown): void }

/**
 * Gathers the concurrent requests of one district into shared transactions. A request that finds the desk free goes at once;
 * those that come while transactions are under way wait together for the next. After a crowd a lane waits a few milliseconds, so that
 * the next transaction carries the crowd again and not the first of it.
 * `lanes` is how many transactions may be under way at a time; with `gathering` off every request has its own.
 */
export function openGathering(
  run: (given: readonly Given[]) => Promise<Settled[]>,
  { lanes, gathering }: { lanes: number; gathering: boolean },
): { handle(given: readonly Given[]): Promise<Settled[]>; idle(): Promise<void> } {
  const waiting: Waiting[] = []
  let busy = 0
  let held: { for: number; go(): void } | undefined
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
        if (gathering && size >= crowd && waiting.length < batch.length && !held) hold(batch.length)
        else free()
      })
    }
  }

  function free(): void {
    busy--
    next()
    if (busy === 0 && waiting.length === 0) {
      for (const tell of whenIdle) tell()
      whenIdle = []
    }
  }

  function hold(wanted: number): void {
    const go = () => {
      clearTimeout(timer)
      held = undefined
      free()
    }
    const timer = setTimeout(go, crowdPauseMs)
    held = { for: wanted, go }
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
        if (held && waiting.length >= held.for) held.go()
        else next()
      }),
    idle: () => new Promise((settle) => (busy === 0 && waiting.length === 0 ? settle() : whenIdle.push(settle))),
  }
}
