import type { Grammar, Plan } from './plan.ts'
import { placesOf } from './places.ts'
import { openRandom, type Random } from './random.ts'
import { openSentences } from './sentences.ts'
import { openTale, type Stage, type Step, type Tale } from './tale.ts'
import { carriedOver, sameAgain, supervised } from './walks/clusters.ts'
import { dispatched, handedUp, inTheCommunity, stopped } from './walks/ordinary.ts'
import { answeredAtDesk, declined, settledOnTheSpot } from './walks/small.ts'
import { levelThree, meetingWhistle } from './walks/whistles.ts'

type Walk = (tale: Tale) => readonly Step[]

/** How many of each tale a week has, and in which part of it they begin (0 its first moment, 1 its last). */
const programme: readonly {
  readonly name: string
  readonly walk: Walk
  readonly count: number
  readonly from: number
  readonly until: number
}[] = [
  { name: 'settled', walk: settledOnTheSpot, count: 70, from: 0, until: 1 },
  { name: 'answered', walk: answeredAtDesk, count: 45, from: 0, until: 1 },
  { name: 'declined', walk: declined, count: 8, from: 0, until: 1 },
  { name: 'dispatched', walk: dispatched, count: 150, from: 0, until: 1 },
  { name: 'community', walk: inTheCommunity, count: 50, from: 0, until: 1 },
  { name: 'raised', walk: handedUp, count: 32, from: 0, until: 0.98 },
  { name: 'same', walk: sameAgain, count: 12, from: 0, until: 0.95 },
  { name: 'carried', walk: carriedOver, count: 5, from: 0, until: 0.6 },
  { name: 'supervised', walk: supervised, count: 5, from: 0, until: 0.4 },
  { name: 'whistle', walk: levelThree('closed'), count: 10, from: 0, until: 0.08 },
  { name: 'underway', walk: levelThree('closed'), count: 14, from: 0.12, until: 0.85 },
  { name: 'refused', walk: levelThree('refused'), count: 2, from: 0, until: 0.5 },
  { name: 'calledOff', walk: levelThree('calledOff'), count: 2, from: 0, until: 0.5 },
  { name: 'forConfirmation', walk: levelThree('waits_for_confirmation'), count: 2, from: 0.2, until: 0.5 },
  { name: 'forReceipt', walk: levelThree('waits_for_receipt'), count: 2, from: 0.2, until: 0.5 },
  { name: 'forScores', walk: levelThree('waits_for_scores'), count: 3, from: 0, until: 0.05 },
  { name: 'collected', walk: stopped('collected'), count: 3, from: 0.9, until: 1 },
  { name: 'triaged', walk: stopped('triaged'), count: 3, from: 0.3, until: 0.6 },
  { name: 'unreceived', walk: stopped('dispatched'), count: 4, from: 0.3, until: 0.6 },
  { name: 'finished', walk: stopped('finished'), count: 4, from: 0.1, until: 0.4 },
  { name: 'verified', walk: stopped('verified'), count: 3, from: 0.1, until: 0.4 },
  { name: 'forLeader', walk: levelThree('waits_for_leader'), count: 2, from: 0.3, until: 0.7 },
  { name: 'forIssue', walk: levelThree('waits_for_issue'), count: 2, from: 0.3, until: 0.7 },
  { name: 'meeting', walk: meetingWhistle, count: 4, from: 0, until: 0.5 },
]

/** How long the demo's past is, in days. */
export const demoDays = 8

/** A week of a district, told until `until` (milliseconds since 1970): every step of it in the order of time. Same seed, same week. */
export function weekOf(
  plan: Plan,
  grammar: Grammar,
  { seed, until }: { seed: string; until: number },
): readonly Step[] {
  const random = openRandom(seed)
  const streets = placesOf(plan)
  const began = until - demoDays * 86_400_000
  const tales = programme.flatMap(({ name, walk, count, from, until: last }) =>
    Array.from({ length: count }, (_, n) => {
      const own = random.fork(`${name}/${n}`)
      const stage: Stage = { plan, streets, random: own, say: openSentences(grammar, own), seed }
      const length = until - began
      return walk(openTale(stage, `${name}/${n}`, daytime(began + length * from, began + length * last, own)))
    }),
  )
  // The order within a tale is kept where two of its steps share a moment: sorting is stable.
  return tales
    .flat()
    .filter(({ at }) => at <= until)
    .toSorted((a, b) => a.at - b.at)
}

/** A moment at which people call: mostly by day. */
function daytime(from: number, until: number, random: Random): number {
  for (let attempt = 0; ; attempt += 1) {
    const moment = from + random.share() * (until - from)
    const clock = ((moment + 8 * 3_600_000) % 86_400_000) / 3_600_000
    if ((clock >= 7.5 && clock <= 20.5) || attempt === 20) return moment
  }
}
