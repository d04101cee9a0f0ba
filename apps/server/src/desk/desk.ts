import type { Actor, Rules, StoryKind } from '@shaoying/core'
import { sql, type Database, type Tx } from '../platform/sql.ts'
import type { RuleBook } from '../rules/ruleBook.ts'
import { openGathering } from './gather.ts'
import { BehindTheStory, handle, type Outcome } from './handle.ts'
import type { Answer, Given } from './instruction.ts'
import type { AnyState } from './stories.ts'

/** The outcome is unknown: the same command may be sent again. */
export class OutcomeUnknown extends Error {}

export type Desk = {
  /** Handles instructions of one district in order; concurrent calls share transactions. */
  handle(district: number, given: readonly Given[]): Promise<Answer[]>
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

const serialBlock = 500
const codesWorthAnotherTry = new Set(['40001', '40P01', '23505', '55P03'])

/** Opens the desk on the desk role's connections. */
export function openDesk(db: Database, { rules, maySee, onCommit, onTrouble, gathering = true, lanes = 2 }: DeskOptions): Desk {
  const gatherings = new Map<number, ReturnType<typeof openGathering>>()
  const blocks = new Map<number, { next: number; end: number }>()

  /** Numbers of this process's block; a new block is taken in a transaction of its own, so that nobody waits for its row. */
  async function numbers(district: number, count: number): Promise<readonly number[]> {
    const taken: number[] = []
    while (taken.length < count) {
      let block = blocks.get(district)
      if (!block || block.next >= block.end) {
        const [row] = await db.query<{ next: number }>(sql`
          insert into number_block (district, what, next) values (${district}, 'story', ${1 + serialBlock})
          on conflict (district, what) do update set next = number_block.next + ${serialBlock} returning next`)
        const end = row?.next ?? serialBlock + 1
        block = { next: end - serialBlock, end }
        blocks.set(district, block)
      }
      taken.push(block.next++)
    }
    return taken
  }

  async function once(district: number, given: readonly Given[]): Promise<Answer[]> {
    const outcome = await db.transaction((tx: Tx) =>
      handle(tx, given, {
        district,
        rulesAt: (within, version, now) => rules.rulesAt(within, district, version, now),
        numbers: (count) => numbers(district, count),
        maySee,
      }),
    )
    onCommit(district, outcome)
    if (outcome.asksDueNow.length > 0) await run(district, outcome.asksDueNow).catch(onTrouble) // The errand's row is left: the runner comes back to it.
    return outcome.answers
  }

  /** Together; and if the transaction fails, one by one, so that a bad one takes nobody with it. */
  async function run(district: number, given: readonly Given[]): Promise<Answer[]> {
    const batches = apart(given)
    if (batches.length > 1) {
      const answers: Answer[] = []
      for (const batch of batches) answers.push(...(await run(district, batch)))
      return answers
    }
    try {
      return await once(district, given)
    } catch (error) {
      if (given.length === 1) return [await again(district, given, error)]
      const answers: Answer[] = []
      for (const one of given) answers.push(...(await run(district, [one])))
      return answers
    }
  }

  async function again(district: number, given: readonly Given[], first: unknown): Promise<Answer> {
    let error = first
    for (let attempt = 1; attempt <= 4; attempt++) {
      if (!(error instanceof BehindTheStory) && !codesWorthAnotherTry.has((error as { code?: string }).code ?? '')) break
      await new Promise((resolve) => setTimeout(resolve, 5 * attempt))
      try {
        const [answer] = await once(district, given)
        if (answer) return answer
      } catch (next) {
        error = next
      }
    }
    onTrouble(error)
    throw new OutcomeUnknown('the desk could not finish; the same command may be sent again', { cause: error })
  }

  return {
    handle(district, given) {
      let gathered = gatherings.get(district)
      if (!gathered) {
        gathered = openGathering((batch) => run(district, batch), { lanes, gathering })
        gatherings.set(district, gathered)
      }
      return gathered.handle(given)
    },
    async idle() {
      for (const gathered of gatherings.values()) await gathered.idle()
    },
  }
}

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
