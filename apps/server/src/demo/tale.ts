import type { CaseCommand, StoryKind, WhistleCommand } from '@shaoying/core'
import { demoSpace } from '../import/spaces.ts'
import { uuidv5 } from '../ledger/ids.ts'
import type { DemoCommunity, DemoStreet } from './places.ts'
import type { Plan } from './plan.ts'
import type { Random } from './random.ts'
import type { Sentences } from './sentences.ts'

/** Somebody does something to a story at a moment (milliseconds since 1970). */
export type Step = {
  readonly at: number
  readonly by: string
  readonly story: { readonly kind: StoryKind; readonly id: string }
  readonly command: { readonly type: string } & Record<string, unknown>
}

/** What a walk draws from. */
export type Stage = {
  readonly plan: Plan
  readonly streets: readonly DemoStreet[]
  readonly random: Random
  readonly say: Sentences
  readonly seed: string
}

/** A story being told: a moment that only goes forward, and the steps so far. */
export type Tale = Stage & {
  readonly name: string
  readonly steps: readonly Step[]
  /** The moment of the tale. */
  now(): number
  /** Lets between so and so many minutes pass; in `office` time is counted in working hours alone, outside it nights are slept. */
  pass(least: number, most: number, time?: 'office' | 'day' | 'any'): void
  /** Lets somebody do something now. */
  act(by: string, story: Step['story'], command: CaseCommand | WhistleCommand): void
  story(kind: 'case' | 'whistle', mark?: string): Step['story']
  /** Any street and one of its communities. */
  somewhere(): { street: DemoStreet; community: DemoCommunity }
}

/** Begins a tale at a moment. */
export function openTale(stage: Stage, name: string, at: number): Tale {
  const random = stage.random.fork(name)
  const steps: Step[] = []
  let moment = at
  return {
    ...stage,
    random,
    name,
    steps,
    now: () => moment,
    pass(least, most, time = 'office') {
      const minutes = random.whole(least, most)
      moment =
        time === 'office'
          ? afterWorkMinutes(moment, minutes)
          : time === 'day'
            ? awake(moment + minutes * minute)
            : moment + minutes * minute
    },
    act(by, story, command) {
      steps.push({ at: moment, by, story, command })
    },
    story: (kind, mark = '') => ({
      kind,
      id: `${stage.plan.district}-${uuidv5(demoSpace, `${stage.seed}/${name}/${kind}/${mark}`)}`,
    }),
    somewhere() {
      const street = random.one(stage.streets)
      return { street, community: random.one(street.communities) }
    },
  }
}

const minute = 60_000
const hour = 60 * minute
const ahead = 8 * hour
const dayMs = 24 * hour
/** Office hours of the demo's offices, in minutes of the day. */
const spans: readonly (readonly [number, number])[] = [
  [8 * 60 + 30, 12 * 60],
  [14 * 60 + 30, 17 * 60 + 30],
]

/** The moment so many office minutes later; a moment outside office hours waits for the next ones. */
export function afterWorkMinutes(from: number, minutes: number): number {
  let day = Math.floor((from + ahead) / dayMs)
  let clock = (from + ahead - day * dayMs) / minute
  let left = minutes
  for (;;) {
    const weekday = (((day + 4) % 7) + 7) % 7
    if (weekday !== 0 && weekday !== 6)
      for (const [opens, closes] of spans) {
        const start = Math.max(clock, opens)
        if (start >= closes) continue
        if (start + left <= closes) return day * dayMs - ahead + (start + left) * minute
        left -= closes - start
      }
    day += 1
    clock = 0
  }
}

/** People outside offices are about from seven to half past nine in the evening. */
function awake(moment: number): number {
  const day = Math.floor((moment + ahead) / dayMs)
  const clock = (moment + ahead - day * dayMs) / hour
  if (clock < 7) return moment + (7 - clock) * hour
  return clock > 21.5 ? moment + (24 - clock + 7.5) * hour : moment
}
