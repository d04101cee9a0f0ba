import type { Actor, Rules, StoryKind } from '@shaoying/core'
import { isOutage } from '../platform/outage.ts'
import type { Database, Tx } from '../platform/sql.ts'
import type { RuleBook } from '../rules/ruleBook.ts'
import { openGathering, type Settled } from './gather.ts'
import { BehindTheStory, handle, type Outcome } from './handle.ts'
import type { Answer, Given } from './instruction.ts'
import { openNumbers } from './numbers.ts'
import { OutcomeUnknown } from './outcomeUnknown.ts'
import type { AnyState } from './stories.ts'

export { OutcomeUnknown }

export type Desk = {
  /** Handles instructions of one district in order; concurrent calls share transactions. Throws `OutcomeUnknown` where one of them has no answer. */
  handle(district: number, given: readonly Given[]): Promise<Answer[]>
  /** The same, each instruction by itself: an answer, or that its outcome is unknown; one that breaks takes no other with it. */
  handleEach(district: number, given: readonly Given[]): Promise<Settled[]>
  /** Resolves when nothing is in flight. */
  idle(): Promise<void>
}

export type DeskOptions = {
  rules: RuleBook
  maySee(kind: StoryKind, state: AnyState, actor: Actor, rules: Rules): boolean
  /** Hears after a commit which stories changed; a hint, never the truth. */
  onCommit(district: number, outcome: Outcome): void
  onTrouble(error: unknown): void
  gathering?: boolean
  lanes?: number
}

/** Two hands on one story, a deadlock, a number or an id taken meanwhile: the next attempt sees what the other one did. */
const codesWorthAnotherTry = new Set(['40001', '40P01', '23505', '55P03'])

/** Opens the desk on the desk role's connections. */
export function openDesk(db: Database, { rules, maySee, onCommit, onTrouble, gathering = true, lanes = 3 }: DeskOptions): Desk {
  const gatherings = new Map<number, ReturnType<typeof openGathering>>()
  const numbers = openNumbers(db)

  async function once(district: number, given: readonly Given[], careful = false): Promise<Answer[]> {
    const filings = given.filter(({ instruction: { story, expect = 0 } }) => story.kind !== 'registry' && expect === 0).length
    const taken = await numbers.take(district, filings)
    const outcome = await db.transaction((tx: Tx) =>
      handle(tx, given, {
        district,
        careful,
        numbers: taken,
        rulesAt: (within, version, now) => rules.rulesAt(within, district, version, now),
        maySee,
      }),
    )
    // Only after the commit: of a transaction that broke nobody knows which numbers are used.
    numbers.putBack(district, taken.slice(outcome.numbersUsed))
    onCommit(district, outcome)
    // An errand's row is left of what fails here: the runner comes back to it.
    if (outcome.asksDueNow.length > 0) await run(district, outcome.asksDueNow).catch(onTrouble)
    return outcome.answers
  }

  /** Together; and if the transaction fails, one by one, so that a bad one takes nobody with it. */
  async function run(district: number, given: readonly Given[]): Promise<Settled[]> {
    const batches = apart(given)
    if (batches.length > 1) {
      const settled: Settled[] = []
      for (const batch of batches) settled.push(...(await run(district, batch)))
      return settled
    }
    try {
      return await once(district, given)
    } catch (error) {
      if (given.length === 1) return [await again(district, given, error)]
      // While the wire is broken, one by one would only wait as often as there are instructions.
      if (isOutage(error) && !codesWorthAnotherTry.has(codeIn(error))) return given.map(() => unknown(error))
      const settled: Settled[] = []
      for (const one of given) settled.push(...(await run(district, [one])))
      return settled
    }
  }

  async function again(district: number, given: readonly Given[], first: unknown): Promise<Settled> {
    let error = first
    for (let attempt = 1; attempt <= 4; attempt++) {
      if (!(error instanceof BehindTheStory) && !codesWorthAnotherTry.has(codeIn(error))) break
      await new Promise((resolve) => setTimeout(resolve, 5 * attempt))
      try {
        const [answer] = await once(district, given, true)
        if (answer) return answer
      } catch (next) {
        error = next
      }
    }
    return unknown(error)
  }

  function unknown(cause: unknown): OutcomeUnknown {
    onTrouble(cause)
    return new OutcomeUnknown('the desk could not finish; the same command may be sent again', { cause })
  }

  function handleEach(district: number, given: readonly Given[]): Promise<Settled[]> {
    let gathered = gatherings.get(district)
    if (!gathered) {
      gathered = openGathering((batch) => run(district, batch), { lanes, gathering })
      gatherings.set(district, gathered)
    }
    return gathered.handle(given)
  }

  return {
    handleEach,
    async handle(district, given) {
      const answers: Answer[] = []
      for (const one of await handleEach(district, given)) {
        if (one instanceof OutcomeUnknown) throw one
        answers.push(one)
      }
      return answers
    },
    async idle() {
      for (const gathered of gatherings.values()) await gathered.idle()
    },
  }
}

const codeIn = (error: unknown): string => (error as { code?: string }).code ?? ''

/** Instructions to the registry change the rules that the next instruction is judged by: they go by themselves. */
function apart(given: readonly Given[]): Given[][] {
  const batches: Given[][] = []
  let open: Given[] | undefined
  for (const one of given) {
    if (one.instruction.story.kind === 'registry') {
      batches.push([one])
      open = undefined
    } else if (open) open.push(one)
    else batches.push((open = [one]))
  }
  return batches
}
