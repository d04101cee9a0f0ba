import type { Actor } from '@shaoying/core'
import { registryStoryId } from '@shaoying/core'
import type { Answer, Given } from '../desk/instruction.ts'
import { createAccounts } from '../door/accounts.ts'
import { demoPassword } from '../cli/remote.ts'
import type { House } from '../house/house.ts'
import { demoSpace } from '../import/spaces.ts'
import { uuidv5 } from '../ledger/ids.ts'
import { failure } from '../platform/failure.ts'
import { actorsOf, peopleOf } from './people.ts'
import { readGrammar, readPlan } from './plan.ts'
import { registryOf } from './registry.ts'
import type { Step } from './tale.ts'
import { demoDays, weekOf } from './week.ts'

/** What the demo came to. */
export type DemoReport = {
  readonly district: number
  readonly steps: number
  readonly accounts: number
  readonly refused: readonly { step: Step; code: string; about?: string }[]
}

/** How the demo is made: the same seed and end give the same district. */
export type DemoOptions = {
  readonly seed?: string
  readonly until?: number
  readonly signal?: AbortSignal
  readonly onProgress?: (done: number, total: number) => void
}

/** Steps of so many milliseconds of the demo's time go to the desk together. */
const together = 15 * 60_000

/** The moment at which the demo's past begins: the clock of its database has to stand there first. */
export const demoBegins = (until: number): number => until - (demoDays + 0.5) * 86_400_000

/**
 * Fills a new simulated database, whose clock stands at `demoBegins`, with the demo district: its registry, its accounts and a week of
 * cases and whistles walked through the laws, up to the present.
 */
export async function buildDemo(
  house: House,
  { seed = 'demo', until = Date.now(), signal, onProgress }: DemoOptions = {},
): Promise<DemoReport> {
  const plan = await readPlan()
  const people = peopleOf(plan)
  await putRegistry(house, plan.district, registryOf(plan, people))
  const withAccount = people.filter(({ hasAccount }) => hasAccount)
  await createAccounts(
    house.db.door,
    // The others have a name, so that timelines can show one, and nobody signs in as them.
    withAccount.map(({ login, person, name, administers }) => ({
      login,
      person,
      name,
      district: plan.district,
      demo: true,
      ...(administers ? { administers } : {}),
    })),
    { password: demoPassword },
  )
  const { registry } = await house.rules.rulesFor(house.db.reader, plan.district)
  const actors = actorsOf(registry, people)

  const steps = weekOf(plan, await readGrammar(), { seed, until })
  const refused: { step: Step; code: string; about?: string }[] = []
  let done = 0
  for (const batch of batchesOf(steps)) {
    // What is left is told by another call with the same seed and end: the ids are the same.
    if (signal?.aborted)
      return { district: plan.district, steps: done, accounts: withAccount.length, refused }
    await house.clock.moveTo(new Date(batch.at).toISOString())
    const answers = await house.desk.handle(
      plan.district,
      batch.steps.map((step, n) => givenOf(step, actors, `${seed}/${done + n}`)),
    )
    for (const [n, answer] of answers.entries()) {
      const step = batch.steps[n]
      if (step && 'refused' in answer) refused.push({ step, ...answer.refused })
    }
    done += batch.steps.length
    onProgress?.(done, steps.length)
  }
  await house.clock.moveTo(new Date(until).toISOString())
  return { district: plan.district, steps: steps.length, accounts: withAccount.length, refused }
}

async function putRegistry(
  house: House,
  district: number,
  commands: ReturnType<typeof registryOf>,
): Promise<void> {
  const by: Actor = {
    as: 'system',
    person: 'system',
    post: '',
    role: 'system',
    unit: '',
    line: [],
    street: null,
    district,
    areas: [],
  }
  const story = { kind: 'registry', id: registryStoryId(district) } as const
  const given = commands.map((command, n): Given => ({
    by,
    instruction: { commandId: uuidv5(demoSpace, `registry/${district}/${n}`), story, command },
  }))
  const answers = await house.desk.handle(district, given)
  const no = answers.find((answer): answer is Extract<Answer, { refused: unknown }> => 'refused' in answer)
  if (no) throw failure(`The demo's registry was refused: ${no.refused.code} ${no.refused.about ?? ''}.`)
}

function givenOf({ by, story, command }: Step, actors: ReadonlyMap<string, Actor>, key: string): Given {
  const actor = actors.get(by)
  if (!actor) throw new Error(`the demo has nobody called ${by}`)
  return { by: actor, instruction: { commandId: uuidv5(demoSpace, key), story, command } }
}

/** Steps of one span of time, at the moment of the last of them; a story's own steps stay in their order. */
function* batchesOf(steps: readonly Step[]): Generator<{ at: number; steps: readonly Step[] }> {
  let batch: Step[] = []
  for (const step of steps) {
    const first = batch[0]
    if (first && (step.at - first.at > together || batch.length === 100)) {
      yield { at: batch.at(-1)?.at ?? first.at, steps: batch }
      batch = []
    }
    batch.push(step)
  }
  const last = batch.at(-1)
  if (last) yield { at: last.at, steps: batch }
}
