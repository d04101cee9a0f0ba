import { invariant } from '../invariant.ts'
import type { Profile, WhistleRow } from '../profile/profile.ts'
import { categoryPath } from '../registry/lookup.ts'
import type { Rules } from '../rules.ts'
import type { Stamp } from '../story.ts'
import { dueAt, type DeadlineInputs, type LimitSource } from '../time/deadline.ts'
import type { Instant } from '../time/instant.ts'
import type { Limit } from '../time/limit.ts'
import type { UnitId } from '../words.ts'
import type { CalleeOrder, OrderLimit, WhistleClock, WhistleEvent } from './events.ts'
import { profileOf } from './relations.ts'
import type { Whistle } from './state.ts'

type ClockStarted = Extract<WhistleEvent, { type: 'ClockStarted' }>
type Chosen = { readonly limit: OrderLimit; readonly source: LimitSource }

/** A clock that starts now. */
export function startClock(
  {
    clock,
    of,
    on,
    limit,
    source = 'profile',
  }: { clock: WhistleClock; of: string; on: UnitId; limit: OrderLimit; source?: LimitSource },
  profile: Profile,
  { at, rules }: Pick<Stamp, 'at' | 'rules'>,
): ClockStarted {
  const inputs: DeadlineInputs = { clock, from: at, limit, source, suspensions: [], extensions: [] }
  const due = dueAt(inputs, rules.calendar, profile.workingHours)
  return { type: 'ClockStarted', clock, of, on, inputs, due }
}

/** The clocks that a call starts for one called unit: at issue, not at receipt, for else nobody would sign (L14). */
export function calleeClocks(state: Whistle, order: CalleeOrder, stamp: Stamp): readonly ClockStarted[] {
  if (!order.clocked) return []
  const profile = profileOf(state, stamp.rules)
  const row = rowOf(state, profile)
  const { limits } = profile
  const chosen: readonly (readonly [WhistleClock, Chosen | null])[] = [
    ['receive', ofProfile(row.limits.receive ?? limits.receive)],
    ['contact', ofProfile(row.limits.contact ?? limits.contact)],
    ['report', reportLimit(state, order, row, profile, stamp.at)],
    ['firstAction', ofProfile(row.limits.firstAction ?? limits.firstAction)],
    ['finish', finishLimit(state, order, row, profile, stamp)],
  ]
  return chosen.flatMap(([clock, found]) =>
    found === null ? [] : [startClock({ clock, of: order.key, on: order.unit, ...found }, profile, stamp)],
  )
}

/** The row of the profile that this whistle follows. */
export function rowOf(state: Pick<Whistle, 'row'>, profile: Profile): WhistleRow {
  const row = profile.whistles.find(({ id }) => id === state.row)
  invariant(row, `profile ${profile.id} has lost its whistle row ${state.row}`)
  return row
}

/** Limits that the order sets outside the profile's band: allowed, and remembered. */
export function limitWarnings(
  orders: readonly CalleeOrder[],
  profile: Profile,
  stamp: Stamp,
): readonly WhistleEvent[] {
  return orders.flatMap((order) =>
    (['report', 'finish'] as const).flatMap((clock): WhistleEvent[] => {
      const limit = order[clock]
      if (limit === null || !order.clocked) return []
      const band = profile.bands[clock]
      const due = ends(limit, profile, stamp)
      const inBand = ends(band.min, profile, stamp) <= due && due <= ends(band.max, profile, stamp)
      return inBand ? [] : [{ type: 'LimitWarned', unit: order.key, clock, limit, band }]
    }),
  )
}

/** Whether a limit ends before it begins: nobody can keep it. */
export const isOver = (limit: OrderLimit | undefined | null, at: Instant): boolean =>
  limit !== undefined && limit !== null && 'until' in limit && limit.until <= at

/** The end of a limit that began at an instant. */
export function ends(
  limit: OrderLimit,
  profile: Profile,
  { at, rules }: Pick<Stamp, 'at' | 'rules'>,
): Instant {
  const inputs: DeadlineInputs = {
    clock: 'limit',
    from: at,
    limit,
    source: 'order',
    suspensions: [],
    extensions: [],
  }
  return dueAt(inputs, rules.calendar, profile.workingHours).at
}

const ofProfile = (limit: Limit | null | undefined): Chosen | null =>
  limit ? { limit, source: 'profile' } : null

/** An order's own limit; one that ran out while the leader was thinking is the street's delay and not the unit's (L20). */
const ofOrder = (limit: OrderLimit | null, at: Instant): Chosen | null =>
  limit === null || isOver(limit, at) ? null : { limit, source: 'order' }

function reportLimit(
  state: Whistle,
  order: CalleeOrder,
  row: WhistleRow,
  profile: Profile,
  at: Instant,
): Chosen | null {
  const own = ofOrder(order.report, at)
  if (order.presence === 'none' || state.checkIn === 'not_needed') return null
  if (order.presence === 'meeting') return own
  const atMuster = state.muster.at === null ? null : ofOrder({ until: state.muster.at }, at)
  const usual = state.emergency
    ? profile.limits.reportEmergency
    : (row.limits.report ?? profile.limits.report)
  return own ?? atMuster ?? ofProfile(usual)
}

/** Order before category before profile (L13); what a meeting settles has its own clocks. */
function finishLimit(
  state: Whistle,
  order: CalleeOrder,
  row: WhistleRow,
  profile: Profile,
  { at, rules }: Stamp,
): Chosen | null {
  const own = ofOrder(order.finish, at)
  if (order.presence === 'meeting') return own
  const byCategory =
    (order.duty === null ? undefined : rules.registry.duties.get(order.duty)?.limit) ??
    categoryLimit(state.category, rules)
  return (
    own ??
    (byCategory
      ? { limit: byCategory, source: 'category' }
      : ofProfile(row.limits.finish ?? profile.limits.finish))
  )
}

const categoryLimit = (code: string | null, { registry }: Rules): Limit | undefined =>
  code === null ? undefined : categoryPath(registry, code).find(({ limit }) => limit)?.limit
