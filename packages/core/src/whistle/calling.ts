import type { Profile, WhistleRow } from '../profile/profile.ts'
import { areaPath, isInForce, unitLine } from '../registry/lookup.ts'
import type { Post, Unit } from '../registry/registry.ts'
import type { Rules } from '../rules.ts'
import { refuse, type Refusal, type Stamp } from '../story.ts'
import { localDateOf, type LocalDate } from '../time/instant.ts'
import type { CalleeKind, UnitId } from '../words.ts'
import { isOver } from './clocks.ts'
import type { Caller, CalleeOrder, CalleePart, WhistleKind } from './events.ts'
import type { Of } from './rule.ts'

/** A line of the order as the caller wrote it. */
export type CalleeAsked = Of<'ApplyWhistle'>['called'][number]

/** What a line of the order is judged by. */
export type Calling = {
  readonly row: WhistleRow
  readonly profile: Profile
  readonly kind: WhistleKind
  readonly caller: Caller
}

type Refused = { refused: Refusal }
export const isRefused = (found: object): found is Refused => 'refused' in found

/** Who is called, each judged alone and then all together; or the first reason why not. */
export function calleeOrders(
  asked: readonly CalleeAsked[],
  calling: Calling,
  stamp: Stamp,
): readonly CalleeOrder[] | Refused {
  const orders: CalleeOrder[] = []
  for (const line of asked) {
    const order = calleeOrder(line, calling, stamp)
    if (isRefused(order)) return order
    if (orders.some(({ key }) => key === order.key)) return refuse('CalledTwice', order.key)
    orders.push(order)
  }
  return leadProblem(orders) ?? orders
}

/** One who is called, by unit or by post. */
export function calleeOrder(asked: CalleeAsked, calling: Calling, stamp: Stamp): CalleeOrder | Refused {
  if (isOver(asked.report, stamp.at) || isOver(asked.finish, stamp.at)) {
    return refuse('LimitOutOfBand', asked.unit ?? asked.post)
  }
  const { rules, at } = stamp
  const today = localDateOf(at)
  if (asked.post !== undefined) {
    const post = rules.registry.posts.get(asked.post)
    if (!post || !isInForce(post, today)) return refuse('UnknownUnit', asked.post)
    return personOrder(asked, post, calling, rules)
  }
  const unit = asked.unit === undefined ? undefined : rules.registry.units.get(asked.unit)
  if (!unit) return refuse('UnknownUnit', asked.unit)
  if (unit.until !== null && unit.until <= today) return refuse('UnitClosed', unit.id)
  return unitOrder(asked, unit, calling, stamp)
}

/** A unit as the adjudicator names it: no duty item is on a list yet, and the task is the act asked for. */
export function ruledOrder(
  unitId: UnitId,
  part: CalleePart,
  actAsked: string,
  calling: Calling,
  stamp: Stamp,
): CalleeOrder | Refused {
  const unit = stamp.rules.registry.units.get(unitId)
  if (!unit) return refuse('UnknownUnit', unitId)
  if (unit.until !== null && unit.until <= localDateOf(stamp.at)) return refuse('UnitClosed', unitId)
  const kind = callableKind(unit, part, calling.row)
  return typeof kind === 'object'
    ? kind
    : order(
        { unit: unitId, part, task: actAsked },
        { key: unit.id, unit: unit.id, person: null },
        kind,
        calling,
      )
}

/** Exactly one lead among several units; persons need none. */
export function leadProblem(orders: readonly CalleeOrder[]): Refused | null {
  const obliged = orders.filter(({ part }) => part !== 'consultee')
  const leads = obliged.filter(({ part }) => part === 'lead')
  if (leads.length > 1) return refuse('TwoLeadUnits', leads[1]?.key)
  const units = obliged.filter(({ person }) => person === null)
  if (obliged.length === 0 || (units.length > 1 && leads.length === 0)) return refuse('NoLeadUnit')
  return null
}

function unitOrder(
  asked: CalleeAsked,
  unit: Unit,
  calling: Calling,
  { rules, at }: Stamp,
): CalleeOrder | Refused {
  const kind = callableKind(unit, asked.part, calling.row)
  if (typeof kind === 'object') return kind
  const problem = dutyProblem(asked, unit.id, kind, rules, localDateOf(at))
  return problem ?? order(asked, { key: unit.id, unit: unit.id, person: null }, kind, calling)
}

/** A grid member or party member is called as a person; only members who belong here are (3.2). */
function personOrder(asked: CalleeAsked, post: Post, calling: Calling, rules: Rules): CalleeOrder | Refused {
  const kind = post.role === 'member' ? 'member' : 'post_holder'
  if (!calling.row.calleeKinds.includes(kind)) return refuse('CalleeKindNotAllowed', kind)
  if (kind === 'member' && !belongsHere(post, calling.caller, rules))
    return refuse('PersonNotOfUnit', post.id)
  return order(asked, { key: post.id, unit: post.unit, person: post.person }, kind, calling)
}

function callableKind(unit: Unit, part: CalleePart, row: WhistleRow): CalleeKind | Refused {
  const kind = unit.calleeKind ?? (unit.kind === 'consultee' ? 'consultee' : null)
  if (kind === 'consultee' && part !== 'consultee') return refuse('ConsulteeOnly', unit.id)
  if (isTasked(unit)) return refuse('TeamIsTasked', unit.id)
  if (kind === null || !row.calleeKinds.includes(kind)) return refuse('CalleeKindNotAllowed', unit.id)
  return kind
}

/** A standing or dual-managed team is tasked, not whistled (L9). */
export const isTasked = (unit: Unit): boolean =>
  unit.controlMode === 'standing' || unit.controlMode === 'dual'

/** A department answers for a cited item of the duty list; what was taken away for good is refused (L22). */
function dutyProblem(
  asked: CalleeAsked,
  unit: UnitId,
  kind: CalleeKind,
  rules: Rules,
  today: LocalDate,
): Refused | null {
  if (asked.part === 'consultee') return null
  if (asked.duty === undefined) return kind === 'department' ? refuse('UnknownDuty', unit) : null
  const duty = rules.registry.duties.get(asked.duty)
  if (!duty || !isInForce(duty, today)) return refuse('UnknownDuty', asked.duty)
  if (duty.status === 'removed') return refuse('MatterRemoved', duty.id)
  return duty.unit === unit ? null : refuse('DutyNotOfUnit', duty.id)
}

function order(
  asked: CalleeAsked,
  who: Pick<CalleeOrder, 'key' | 'unit' | 'person'>,
  calleeKind: CalleeKind,
  { row, profile, kind }: Calling,
): CalleeOrder {
  const rule = profile.calleeKinds[calleeKind]
  const obliged = asked.part !== 'consultee'
  const usual = obliged ? (row.presenceByKind[kind] ?? row.presence) : 'none'
  return {
    ...who,
    part: asked.part,
    calleeKind,
    clocked: obliged && rule.clock,
    scored: obliged && rule.scored && row.scored && who.person === null,
    mayBeReferred: obliged && rule.mayBeReferred,
    duty: asked.duty ?? null,
    task: asked.task,
    site: asked.site ?? null,
    presence: asked.presence ?? usual,
    report: asked.report ?? null,
    finish: asked.finish ?? null,
  }
}

const belongsHere = (post: Post, caller: Caller, { registry }: Rules): boolean =>
  unitLine(registry, post.unit).includes(caller.unit) ||
  (post.area !== undefined && areaPath(registry, post.area).some(({ code }) => caller.areas.includes(code)))
