import { invariant } from '../invariant.ts'
import { profileRef, type Profile, type WhistleRow } from '../profile/profile.ts'
import { centreOf, districtCentreOf, isInForce, unitOfRole } from '../registry/lookup.ts'
import type { Rules } from '../rules.ts'
import { accept, refuse, type Decision, type Refusal, type Stamp } from '../story.ts'
import { localDateOf } from '../time/instant.ts'
import type { Actor, AreaCode, Role } from '../words.ts'
import { calleeOrders, isRefused, leadProblem, ruledOrder, type Calling } from './calling.ts'
import { isOver, limitWarnings, rowOf, startClock } from './clocks.ts'
import type { Caller, CalleeOrder, Seats, WhistleEvent, WhistleTerms } from './events.ts'
import { issueEvents } from './issuing.ts'
import { profileOf } from './relations.ts'
import { after, type At, type Of } from './rule.ts'
import { calleesOf, ofCaller, type Whistle } from './state.ts'

type Applied = Extract<WhistleEvent, { type: 'WhistleApplied' }>

/** Applies for a whistle (申请吹哨): the row says who calls whom, the lists say whose matter it is. */
export function applyWhistle(
  state: At<'absent'>,
  command: Of<'ApplyWhistle'>,
  stamp: Stamp,
): Decision<WhistleEvent> {
  const caller = callerOf(stamp.by)
  const profile = profileFor(caller, stamp)
  const row = profile.whistles.find(({ id }) => id === command.row)
  if (!row || row.runsAs !== 'whistle') return refuse('LevelUnknown', command.row)
  const problem = applicationProblem(command, row, caller, stamp)
  if (problem) return problem

  const called = calleeOrders(command.called, { row, profile, kind: command.kind, caller }, stamp)
  if (isRefused(called)) return called
  const usualMuster = row.muster
  const mustMeetSomewhere = called.some(({ presence }) => presence === 'required')
  if (mustMeetSomewhere && command.musterPlace === undefined && usualMuster === null)
    return refuse('MusterMissing')

  const listed = problemOf(command, stamp)
  if (isRefused(listed)) return listed
  const event: Applied = {
    type: 'WhistleApplied',
    row: row.id,
    kind: command.kind,
    profile: profileRef(profile),
    caller,
    terms: termsOf(profile, row),
    seats: seatsOf(caller, profile.returns.adjudicator, stamp),
    cases: command.cases,
    matter: command.matter,
    whyNotHere: command.whyNotHere,
    actAsked: command.actAsked,
    problem: listed.problem,
    category: command.category ?? null,
    called,
    musterPlace: command.musterPlace ?? null,
    usualMuster,
    musterAt: command.musterAt ?? null,
    sites: command.sites ?? [],
    checkIn:
      command.checkIn ??
      (called.some(({ presence }) => presence === 'required') ? row.checkIn : withoutMuster(called)),
    emergency: row.emergency !== null && (command.emergency === true || command.kind === 'emergency'),
  }
  const events: WhistleEvent[] = [event, ...limitWarnings(called, profile, stamp)]
  // A call of the district itself is the ruling.
  if (profile.route.listedProblemRequired && listed.problem === null && caller.street !== null) {
    if (command.category === undefined) return refuse('CategoryMissing')
    const on = event.seats.adjudicator
    const clock = startClock(
      { clock: 'matterRuling', of: on, on, limit: profile.limits.returnRuling },
      profile,
      stamp,
    )
    return accept<WhistleEvent>(...events, { type: 'RulingAsked', category: command.category }, clock)
  }
  return accept<WhistleEvent>(...events, ...whatFollows(existing(after(state, events, stamp)), stamp))
}

/** Whether any whistle row of the place is open to this actor's role. */
export function mayApply(_: unknown, actor: Actor, rules: Rules): boolean {
  if (actor.as !== 'post') return false
  const area = areaOf(callerOf(actor), rules)
  // Without a day, the newest rules of the place: the button is a hint, the law looks again with the stamp.
  const { whistles } = rules.profileAt(area, '9999-12-31')
  return whistles.some((row) => row.runsAs === 'whistle' && isCallerOf(row, actor))
}

/** Settles whose matter it is (裁定) when it is on no list: the ruling becomes an item of the problem list. */
export function ruleOnMatter(
  state: At<'ruling'>,
  command: Of<'RuleOnMatter'>,
  stamp: Stamp,
): Decision<WhistleEvent> {
  const profile = profileOf(state, stamp.rules)
  const calling: Calling = { row: rowOf(state, profile), profile, kind: state.kind, caller: state.caller }
  const named = [
    { id: command.lead, part: 'lead' as const },
    ...command.assisting.map((id) => ({ id, part: 'assisting' as const })),
  ]
  const called: CalleeOrder[] = []
  for (const { id, part } of named) {
    const order = ruledOrder(id, part, state.actAsked, calling, stamp)
    if (isRefused(order)) return order
    if (called.some(({ key }) => key === order.key)) return refuse('CalledTwice', order.key)
    called.push(asApplied(state, order))
  }
  const consulted = calleesOf(state).filter(
    ({ key, part }) => part === 'consultee' && !called.some((one) => one.key === key),
  )
  const all = [...called, ...consulted.map(orderOf)]
  const problem = leadProblem(all)
  if (problem) return problem
  invariant(state.category !== null, 'a ruling asked without a category')
  const { lead, assisting, words } = command
  const event: WhistleEvent = {
    type: 'MatterRuled',
    lead,
    assisting,
    called: all,
    words,
    category: state.category,
  }
  return accept<WhistleEvent>(event, ...whatFollows(existing(after(state, [event], stamp)), stamp))
}

/** What an application sets going by itself: the issue, where nobody confirms, or the wait for the leader. */
function whatFollows(state: Whistle, stamp: Stamp): readonly WhistleEvent[] {
  const { confirmers, issuedBy, leaderReport } = state.terms
  if (confirmers.length === 0) return issuedBy === 'caller' ? issueEvents(state, stamp) : []
  return leaderReport === null ? [confirmClock(state, stamp)] : []
}

/** The street's own clock: how long the principal leader lets a whistle wait (L20). */
export function confirmClock(state: Whistle, stamp: Stamp): WhistleEvent {
  const profile = profileOf(state, stamp.rules)
  const limit = profile.route.confirm?.waits ?? profile.limits.leaderConfirm
  return startClock(
    { clock: 'leaderConfirm', of: ofCaller(state), on: ofCaller(state), limit },
    profile,
    stamp,
  )
}

function applicationProblem(
  command: Of<'ApplyWhistle'>,
  row: WhistleRow,
  caller: Caller,
  { by, at }: Stamp,
): { refused: Refusal } | null {
  if (!isCallerOf(row, by)) return refuse('CallerNotEntitled', caller.role)
  if (!row.kinds.includes(command.kind)) return refuse('LevelUnknown', command.kind)
  if (command.emergency === true && row.emergency === null) return refuse('LevelUnknown', 'emergency')
  if (new Set(command.cases).size !== command.cases.length) return refuse('SameStoryTwice')
  if (command.whyNotHere.trim() === '') return refuse('WhyNotHereMissing')
  if (command.musterAt !== undefined && isOver({ until: command.musterAt }, at))
    return refuse('LimitOutOfBand', 'musterAt')
  return null
}

/** The item of the problem list this matter falls under; a matter once ruled on routes by itself. */
function problemOf(
  command: Of<'ApplyWhistle'>,
  { rules, at }: Stamp,
): { problem: string | null } | { refused: Refusal } {
  const today = localDateOf(at)
  if (command.problem !== undefined) {
    const item = rules.registry.problems.get(command.problem)
    const fits =
      item && isInForce(item, today) && (command.category === undefined || item.category === command.category)
    return fits ? { problem: item.id } : refuse('NotOnProblemList', command.problem)
  }
  const same = [...rules.registry.problems.values()].find(
    (item) => item.category === command.category && isInForce(item, today),
  )
  return { problem: same?.id ?? null }
}

const isCallerOf = (row: WhistleRow, actor: Actor): boolean => row.callers.some((role) => role === actor.role)

function callerOf({ unit, street, person, role, areas }: Actor): Caller {
  // Only posts apply (`by`), and a post's role is a Role.
  return { unit, street, person, role: role as Role, areas }
}

/** The caller's place decides under whose rules one whistles: its street's area, or its own (L24). */
const profileFor = (caller: Caller, { rules, at }: Stamp): Profile =>
  rules.profileAt(areaOf(caller, rules), localDateOf(at))

const areaOf = (caller: Caller, { registry }: Rules): AreaCode | null =>
  (caller.street === null ? undefined : registry.units.get(caller.street)?.areas[0]) ??
  caller.areas[0] ??
  null

function termsOf(profile: Profile, row: WhistleRow): WhistleTerms {
  const { score, route, returns, verification } = profile
  return {
    issuedBy: row.issuedBy,
    leaderReport: row.confirm === null ? null : route.leaderReport,
    confirmers:
      row.confirm === null ? [] : [...new Set([row.confirm.post, route.confirm?.deputy ?? row.confirm.post])],
    scored: row.scored,
    mutual: row.scored && score.mutual !== null,
    blind: score.blind,
    adjudicator: returns.adjudicator,
    verifier: verification.byLevel[row.id] ?? 'calling_office',
    streetPart: score.parts.some(({ by }) => by === 'street'),
  }
}

function seatsOf(caller: Caller, adjudicator: Role, { rules: { registry }, at }: Stamp): Seats {
  const today = localDateOf(at)
  const above = districtCentreOf(registry, today) ?? caller.street ?? caller.unit
  return {
    office: caller.unit,
    centre: caller.street === null ? above : centreOf(registry, caller.street, today),
    adjudicator: unitOfRole(registry, adjudicator, today) ?? above,
  }
}

const withoutMuster = (called: readonly CalleeOrder[]) =>
  called.some(({ presence }) => presence === 'meeting') ? 'meeting_attendance' : 'not_needed'

/** The ruling names who and in what part; what the caller wrote for that unit stays. */
function asApplied(state: Whistle, ruled: CalleeOrder): CalleeOrder {
  const before = state.called[ruled.key]
  return before
    ? {
        ...orderOf(before),
        part: ruled.part,
        clocked: ruled.clocked,
        scored: ruled.scored,
        mayBeReferred: ruled.mayBeReferred,
      }
    : ruled
}

const orderOf = ({
  key,
  unit,
  person,
  part,
  calleeKind,
  clocked,
  scored,
  mayBeReferred,
  duty,
  task,
  site,
  presence,
  report,
  finish,
}: CalleeOrder): CalleeOrder => ({
  key,
  unit,
  person,
  part,
  calleeKind,
  clocked,
  scored,
  mayBeReferred,
  duty,
  task,
  site,
  presence,
  report,
  finish,
})

function existing(state: ReturnType<typeof after>): Whistle {
  invariant(state.stage !== 'absent', 'an application that leaves no whistle')
  return state
}
