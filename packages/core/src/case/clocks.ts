import { categoryPath } from '../registry/lookup.ts'
import type { Profile } from '../profile/profile.ts'
import type { Registry } from '../registry/registry.ts'
import type { Rules } from '../rules.ts'
import { dueAt, type DeadlineInputs, type LimitSource } from '../time/deadline.ts'
import type { Instant } from '../time/instant.ts'
import type { Limit } from '../time/limit.ts'
import type { CaseEvent } from './events.ts'
import type { CaseFile } from './state.ts'

/** A limit and who set it: the order before the category before the profile (L13). */
export type SetLimit = { limit: Limit; source: LimitSource }

/** The limit for finishing a case. */
export function finishLimit(
  profile: Profile,
  registry: Registry,
  set: { order?: Limit | undefined; duty?: string | undefined; category: string | null },
): SetLimit {
  if (set.order) return { limit: set.order, source: 'order' }
  const byDuty = set.duty === undefined ? undefined : registry.duties.get(set.duty)?.limit
  const byCategory = byDuty ?? (set.category === null ? undefined : categoryLimit(registry, set.category))
  return byCategory
    ? { limit: byCategory, source: 'category' }
    : { limit: profile.limits.caseFinish, source: 'profile' }
}

const categoryLimit = (registry: Registry, category: string): Limit | undefined =>
  categoryPath(registry, category).find(({ limit }) => limit)?.limit

/** Starts a clock at the moment of the act, which is issue or dispatch and never receipt (L14). */
export function startClock(
  clock: string,
  { limit, source }: SetLimit,
  at: Instant,
  rules: Rules,
  profile: Profile,
): CaseEvent {
  const inputs: DeadlineInputs = { clock, from: at, limit, source, suspensions: [], extensions: [] }
  return { type: 'ClockStarted', clock, inputs, due: dueAt(inputs, rules.calendar, profile.workingHours) }
}

/** A clock's name for the holder's turn: the first keeps the bare name, later ones are numbered; none is ever reset. */
export const clockOfTurn = (clock: string, turn: number): string => (turn <= 1 ? clock : `${clock}.${turn}`)

/** A clock's name without its number. */
export const kindOfClock = (clock: string): string => clock.split('.', 1)[0] ?? clock

/** A name for the next clock of a kind that may run more than once. */
export function nextClock({ clocks }: CaseFile, kind: string): string {
  const before = Object.keys(clocks).filter((clock) => kindOfClock(clock) === kind).length
  return clockOfTurn(kind, before + 1)
}

/** The running clocks of these kinds have what they waited for; one that ran out before is also missed, if nobody has said so yet. */
export function meetClocks({ clocks }: CaseFile, kinds: readonly string[], at: Instant): CaseEvent[] {
  return Object.entries(clocks).flatMap(([clock, { due, metAt, missedAt }]): CaseEvent[] => {
    if (metAt !== undefined || !kinds.includes(kindOfClock(clock))) return []
    const late = at >= due.at
    const met: CaseEvent = { type: 'ClockMet', clock, late }
    return late && missedAt === undefined ? [{ type: 'ClockMissed', clock }, met] : [met]
  })
}

/** The clocks that a claim had stopped run on when the claim falls; what ran out meanwhile is missed at once. */
export function resumeClocks({ clocks }: CaseFile, kinds: readonly string[], at: Instant): CaseEvent[] {
  return Object.entries(clocks).flatMap(([clock, { due, metAt, missedAt }]): CaseEvent[] => {
    if (metAt === undefined || !kinds.includes(kindOfClock(clock))) return []
    const resumed: CaseEvent = { type: 'ClockResumed', clock }
    return at >= due.at && missedAt === undefined ? [resumed, { type: 'ClockMissed', clock }] : [resumed]
  })
}

/** Gives the running clocks of these kinds other inputs, and says where that moves their deadlines. */
export function moveClocks(
  { clocks }: CaseFile,
  {
    kinds,
    why,
    change,
    rules,
    profile,
  }: {
    kinds: readonly string[] | 'all'
    why: Extract<CaseEvent, { type: 'DeadlineMoved' }>['why']
    change?: (inputs: DeadlineInputs) => DeadlineInputs
    rules: Rules
    profile: Profile
  },
): CaseEvent[] {
  return Object.entries(clocks).flatMap(([clock, { inputs, due, metAt, missedAt }]): CaseEvent[] => {
    if (metAt !== undefined || (kinds !== 'all' && !kinds.includes(kindOfClock(clock)))) return []
    if (kinds === 'all' && missedAt !== undefined) return []
    const changed = change ? change(inputs) : inputs
    const moved = dueAt(changed, rules.calendar, profile.workingHours)
    const same = moved.at === due.at && moved.provisional === due.provisional
    if (same && !change) return []
    return [{ type: 'DeadlineMoved', clock, due: moved, why, ...(change ? { inputs: changed } : {}) }]
  })
}

/** Clocks that measure the handling of the matter itself. */
export const handlingClocks = ['caseFinish', 'level1', 'level2Visit', 'level2Record'] as const

/** Clocks a unit's claim stops; where the city closes by what the requesters say, their word stops them (办结 ≠ 解决). */
export const claimClocks = (profile: Profile): readonly string[] =>
  profile.closing.closesWhen === 'resolved' ? ['level1'] : ['level1', 'caseFinish']
