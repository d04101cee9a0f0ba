import { setTimeout as sleep } from 'node:timers/promises'
import { ProblemError, type Answer, type Instruction } from '@shaoying/contract'
import { caseCommands, registryCommands, registryStoryId, whistleCommands } from '@shaoying/core'
import type { Caller, Remote } from '../cli/remote.ts'
import { storySpace } from '../import/spaces.ts'
import { uuidv5 } from '../ledger/ids.ts'
import { differenceOf, type Page, type Scene } from './expectations.ts'
import { at, instantOfWall, resolve, type References } from './refer.ts'
import { storyAdmin, type Act, type Expectation, type Repeat, type StoryFile } from './storyFile.ts'

/** Something in a story that did not come out as told. */
export type Difference = { readonly step: number; readonly says: string; readonly difference: string }

/** What playing a story came to. */
export type Played = { readonly steps: number; readonly instructions: number; readonly checks: number; readonly differences: readonly Difference[] }

/** How to play a story. */
export type PlayOptions = {
  /** Simulated seconds per real second; without it the clock jumps from step to step. */
  readonly speed?: number
  /** Tells one run from another on the same server; the same run sent again has no second effect. */
  readonly run?: string
  /** Ends at the first difference. */
  readonly strict?: boolean
  readonly onStep?: (done: number, total: number, says: string) => void
  readonly signal?: AbortSignal
}

type StoryRef = Instruction['story']

/** Plays a story through the public API on a simulated server: moves the clock, acts as each person, checks what is told. */
export async function play(story: StoryFile, remote: Remote, { speed, run = 'once', strict = false, onStep, signal }: PlayOptions = {}): Promise<Played> {
  const refs = new Map<string, StoryRef>()
  const differences: Difference[] = []
  let instructions = 0
  let checks = 0
  let done = 0

  const callerOf = (alias: string): Promise<Caller> => remote.as(story.people[alias]?.account ?? alias)
  const anyone = Object.keys(story.people)[0] ?? ''

  async function moveTo(wall: string): Promise<void> {
    const { client } = await callerOf(storyAdmin)
    const to = Date.parse(instantOfWall(wall))
    let now = Date.parse((await client.clock()).now)
    while (speed !== undefined && to - now > speed * 1000 && !signal?.aborted) {
      await sleep(1000)
      now = Date.parse((await client.moveClock({ body: { to: new Date(now + speed * 1000).toISOString() } })).now)
    }
    if (to > now) await client.moveClock({ body: { to: new Date(to).toISOString() } })
  }

  /** How far the readers of the ledger have come. */
  async function placeRead(): Promise<number> {
    const { client } = await callerOf(storyAdmin)
    return (await client.tallies({ query: { by: 'street' } })).place
  }

  function refOf(alias: string, command: string | undefined, kind: StoryRef['kind'] | undefined): StoryRef {
    const known = refs.get(alias)
    if (known) return known
    const made: StoryRef =
      alias === 'registry'
        ? { kind: 'registry', id: registryStoryId(story.district) }
        : { kind: kind ?? kindOf(command), id: `${story.district}-${uuidv5(storySpace, `${run}/${story.profile}/${story.title.en}/${alias}`)}` }
    refs.set(alias, made)
    return made
  }

  async function pageOf(alias: string, seenBy: string): Promise<Page | undefined> {
    const ref = refs.get(alias)
    if (!ref) return undefined
    const { client } = await callerOf(seenBy)
    try {
      return ref.kind === 'whistle' ? await client.whistle({ params: { id: ref.id } }) : await client.case({ params: { id: ref.id } })
    } catch (error) {
      if (error instanceof ProblemError && error.status === 404) return undefined
      throw error
    }
  }

  const referencesFor = (who: string, n?: number): References => {
    const named = (alias: string): string => (n === undefined ? alias : alias.replaceAll('{n}', String(n)))
    return {
      story: (alias) => refOf(named(alias), undefined, undefined).id,
      person: async (alias) => (await callerOf(alias)).me.person,
      post: async (alias) => (await callerOf(alias)).me.post?.id ?? '',
      state: async (alias, path) => at((await pageOf(named(alias), who))?.state, path),
    }
  }

  async function instructionFor(act: Act, key: string, n?: number): Promise<{ who: string; instruction: Instruction } | undefined> {
    if (!act.do || !act.who || !act.story) return undefined
    const alias = n === undefined ? act.story : act.story.replaceAll('{n}', String(n))
    const who = n === undefined ? act.who : act.who.replaceAll('{n}', String(n))
    const command = await resolve(act.do, referencesFor(who, n), n)
    const made = { commandId: uuidv5(storySpace, `${run}/${story.title.en}/${key}`), story: refOf(alias, act.do.type, act.kind), command }
    // A command with wrong fields is the story's mistake, and the server's to refuse.
    return { who, instruction: made as Instruction }
  }

  async function send(who: string, batch: readonly Instruction[]): Promise<readonly Answer[]> {
    const { client } = await callerOf(who)
    instructions += batch.length
    return (await client.instruct({ body: { instructions: [...batch] } })).answers
  }

  async function check(step: number, says: string, then: readonly Expectation[], answer: Answer | undefined, own: { story?: string; who?: string }): Promise<void> {
    const scene: Scene = {
      answer,
      page: (alias, seenBy) => pageOf(alias ?? own.story ?? '', seenBy ?? own.who ?? anyone),
      caller: (alias) => callerOf(alias ?? own.who ?? anyone),
      storyId: (alias) => refs.get(alias ?? own.story ?? '')?.id ?? '',
    }
    const isRefusalTold = then.some((expectation) => 'refused' in expectation)
    const told: readonly Expectation[] = answer && !isRefusalTold ? [{ accepted: true }, ...then] : then
    for (const shape of told) {
      // Filled as a command is: the shape stays, its texts may name stories and persons.
      const expectation = (await resolve(shape, referencesFor(own.who ?? anyone))) as Expectation
      checks += 1
      const follows = 'tally' in expectation || 'listed' in expectation
      const difference = await settled(() => differenceOf(expectation, scene), follows ? placeRead : () => Promise.resolve(0))
      if (difference !== undefined) differences.push({ step, says, difference })
    }
  }

  async function playAct(act: Act, step: number): Promise<void> {
    const made = await instructionFor(act, `${step}`)
    const answer = made ? (await send(made.who, [made.instruction]))[0] : undefined
    const says = act.says ?? act.do?.type ?? 'time passes'
    await check(step, says, act.then ?? [], answer, { ...(act.story ? { story: act.story } : {}), ...(act.who ? { who: act.who } : {}) })
  }

  async function playRepeat({ repeat, steps, says = 'again and again', then = [] }: Repeat, step: number): Promise<void> {
    for (const [k, act] of steps.entries()) {
      if (act.at !== undefined) await moveTo(act.at)
      for (let from = 1; from <= repeat; from += batchSize) {
        const numbers = Array.from({ length: Math.min(batchSize, repeat - from + 1) }, (_, i) => from + i)
        const made = (await Promise.all(numbers.map((n) => instructionFor(act, `${step}/${k}/${n}`, n)))).filter((one) => one !== undefined)
        for (const who of new Set(made.map((one) => one.who))) {
          const answers = await send(who, made.filter((one) => one.who === who).map(({ instruction }) => instruction))
          for (const answer of answers) await check(step, `${says}: ${act.do?.type ?? ''}`, (act.then ?? []).filter((told) => 'refused' in told), answer, { who })
        }
        onStep?.(done, story.steps.length, `${says} ${numbers.at(-1) ?? 0}/${repeat}`)
      }
    }
    await check(step, says, then, undefined, {})
  }

  await moveTo(story.starts)
  for (const [n, step] of story.steps.entries()) {
    if (signal?.aborted) break
    if (step.at !== undefined) await moveTo(step.at)
    if ('repeat' in step) await playRepeat(step, n + 1)
    else await playAct(step, n + 1)
    done = n + 1
    onStep?.(done, story.steps.length, step.says ?? '')
    if (strict && differences.length > 0) break
  }
  return { steps: done, instructions, checks, differences }
}

const batchSize = 250

/** Lists and tallies follow the ledger a moment later: what is not yet so is looked at again before it counts as different, and as long as the readers still get on. */
async function settled(look: () => Promise<string | undefined>, placeRead: () => Promise<number>): Promise<string | undefined> {
  let place = 0
  for (let attempt = 1; ; attempt += 1) {
    const difference = await look()
    if (difference === undefined) return undefined
    if (attempt >= 6) {
      const now = await placeRead()
      if (now <= place) return difference
      place = now
    }
    await sleep(30 * 2 ** Math.min(attempt, 7))
  }
}

function kindOf(command: string | undefined): StoryRef['kind'] {
  if (command === undefined) return 'case'
  if (command in registryCommands) return 'registry'
  return command in whistleCommands && !(command in caseCommands) ? 'whistle' : 'case'
}
