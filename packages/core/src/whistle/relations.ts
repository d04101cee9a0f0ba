import type { Rules } from '../rules.ts'
import type { Profile } from '../profile/profile.ts'
import type { Actor, Role, UnitId } from '../words.ts'
import { calleesOf, isObliged, type Callee, type Whistle } from './state.ts'

/** How an actor stands to a whistle. */
export type WhistleRelation =
  | 'office'
  | 'centre'
  | 'leaderInCharge'
  | 'confirmer'
  | 'called'
  | 'consultee'
  | 'team'
  | 'invited'
  | 'owner'
  | 'verifier'
  | 'adjudicator'
  | 'supervisor'

/** Every relation of this actor to the whistle; empty for an outsider. */
export function relationsOf(state: Whistle, actor: Actor, rules: Rules): readonly WhistleRelation[] {
  return (Object.keys(tests) as WhistleRelation[]).filter((relation) => tests[relation](state, actor, rules))
}

/** The profile under which the whistle was applied for. */
export const profileOf = (state: Whistle, rules: Rules): Profile => rules.profileNamed(state.profile)

/** The actor's post is in this unit or below it. */
export const isInLine = (actor: Actor, unit: UnitId): boolean =>
  actor.as === 'post' && actor.line.includes(unit)

/** The actor belongs to the caller's street, or, where the caller has none, to none either. */
const isOfCallersStreet = (state: Whistle, actor: Actor): boolean =>
  actor.as === 'post' && actor.street === state.caller.street

const isRole = (actor: Actor, allowed: readonly Role[]): boolean =>
  allowed.some((role) => role === actor.role)

/** The office that asks (职能部门): the calling unit, or an office of its street. */
export const isOffice = (state: Whistle, actor: Actor): boolean =>
  actor.as === 'post' &&
  (actor.unit === state.caller.unit ||
    (state.caller.street !== null &&
      actor.street === state.caller.street &&
      isRole(actor, ['office_clerk', 'office_head'])))

/** The centre (网格化服务管理中心) of the caller's street. */
export const isCentre = (state: Whistle, actor: Actor): boolean =>
  isOfCallersStreet(state, actor) && isRole(actor, ['centre_clerk'])

/** Who issues: the centre, or the caller where the row says so. */
export const isIssuer = (state: Whistle, actor: Actor): boolean =>
  state.terms.issuedBy === 'caller' ? isOffice(state, actor) : isCentre(state, actor)

/** Who leads the whistle once it is issued: its issuer and in any case the centre. */
export const isConductor = (state: Whistle, actor: Actor): boolean =>
  isIssuer(state, actor) || isCentre(state, actor)

/** The office or the centre. */
export const isCallersSide = (state: Whistle, actor: Actor): boolean =>
  isOffice(state, actor) || isCentre(state, actor)

/** The principal leader (主要领导) or the deputy named in advance (AB角). */
export const isConfirmer = (state: Whistle, actor: Actor): boolean =>
  isOfCallersStreet(state, actor) && isRole(actor, state.terms.confirmers)

/** One who is called: the unit's line, or the very person. */
export const isCalled = (_: Whistle, callee: Callee, actor: Actor): boolean =>
  actor.as === 'post' &&
  (callee.person === null
    ? actor.line.includes(callee.unit)
    : actor.person === callee.person || actor.post === callee.key)

/** The host keeps the register at the muster place; nobody registers themselves. */
export const isHost = (state: Whistle, callee: Callee, actor: Actor): boolean =>
  isCallersSide(state, actor) && !isCalled(state, callee, actor)

/** Someone above decides whose it is: never in the line of the unit concerned, never of the calling street. */
export const isAdjudicator = (state: Whistle, actor: Actor): boolean =>
  actor.as === 'post' &&
  actor.role === state.terms.adjudicator &&
  (state.caller.street === null || !actor.line.includes(state.caller.street))

/** The adjudicator of a dispute about one called unit. */
export const isAdjudicatorOf = (state: Whistle, callee: Callee, actor: Actor): boolean =>
  isAdjudicator(state, actor) && !isCalled(state, callee, actor)

/** Who did a part, or belongs to the unit that did it, may not verify it. */
export const isHandler = (state: Whistle, callee: Callee, actor: Actor): boolean =>
  isCalled(state, callee, actor) || callee.hands.includes(actor.person)

/** The verifier the profile names for this row (L17). */
export function isVerifier(state: Whistle, actor: Actor): boolean {
  switch (state.terms.verifier) {
    case 'calling_office':
      return isOffice(state, actor)
    case 'centre':
      return isCentre(state, actor)
    case 'other_office':
      return isOtherOffice(state, actor)
    case 'random_draw':
      return isOtherOffice(state, actor) || isCentre(state, actor)
    case 'third_party':
      return actor.as === 'post' && isRole(actor, ['callback_agent', 'supervisor'])
    case 'requester':
      return actor.as === 'post' && isRole(actor, ['callback_agent'])
  }
}

/** Who may give a numbered supervision order (督办单): the district's posts, and the street's where its profile gives it the power. */
export function isSupervisor(state: Whistle, actor: Actor, rules: Rules): boolean {
  const { supervision } = profileOf(state, rules)
  if (actor.as !== 'post' || !isRole(actor, supervision.orderBy)) return false
  if (actor.street === null) return true
  const kind = rules.registry.units.get(actor.unit)?.kind
  if (kind === 'community' || kind === 'grid_team') return false
  return supervision.streetMayOrder && actor.street === state.caller.street
}

/** Who may urge (催办): no authority, no answer owed. */
export const isUrger = (state: Whistle, actor: Actor, rules: Rules): boolean =>
  actor.as === 'post' &&
  isRole(actor, profileOf(state, rules).supervision.urgingBy) &&
  (actor.street === null || actor.street === state.caller.street)

/** A person, never the machine, may refer a unit to the discipline body. */
export const isReferrer = (state: Whistle, actor: Actor, rules: Rules): boolean =>
  actor.as === 'post' &&
  isRole(actor, profileOf(state, rules).supervision.discipline?.referredBy ?? []) &&
  (actor.street === null || actor.street === state.caller.street)

/** The clock, or an errand of the house itself. */
export const isClock = (_: unknown, actor: Actor): boolean => actor.as === 'clock' || actor.as === 'system'

/** Anyone who holds a post. */
export const isPost = (_: unknown, actor: Actor): boolean => actor.as === 'post'

const isOtherOffice = (state: Whistle, actor: Actor): boolean =>
  actor.unit !== state.caller.unit &&
  isOfCallersStreet(state, actor) &&
  isRole(actor, ['office_clerk', 'office_head'])

const tests: Record<WhistleRelation, (state: Whistle, actor: Actor, rules: Rules) => boolean> = {
  office: isOffice,
  centre: isCentre,
  leaderInCharge: (state, actor) =>
    isOfCallersStreet(state, actor) &&
    state.terms.leaderReport !== null &&
    actor.role === state.terms.leaderReport,
  confirmer: isConfirmer,
  called: (state, actor) =>
    state.issuedAt !== null &&
    calleesOf(state).some((callee) => isObliged(callee) && isCalled(state, callee, actor)),
  consultee: (state, actor) =>
    state.issuedAt !== null &&
    calleesOf(state).some((callee) => callee.part === 'consultee' && isCalled(state, callee, actor)),
  team: (state, actor) => Object.values(state.teams).some((team) => isInLine(actor, team.unit)),
  invited: (state, actor) => (state.meeting?.invited ?? []).some((unit) => isInLine(actor, unit)),
  owner: (state, actor) => state.resolutions.some((task) => isInLine(actor, task.owner)),
  verifier: (state, actor) =>
    isVerifier(state, actor) && !calleesOf(state).some((callee) => isHandler(state, callee, actor)),
  adjudicator: isAdjudicator,
  supervisor: isSupervisor,
}
