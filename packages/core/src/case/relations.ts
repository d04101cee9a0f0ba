import { bodyOf, unitLine } from '../registry/lookup.ts'
import type { Registry } from '../registry/registry.ts'
import type { Rules } from '../rules.ts'
import type { Actor, Role, UnitId } from '../words.ts'
import { liveOrigins, type CaseFile } from './state.ts'

/** What a person's post can be to a case: computed from state, actor and rules, never kept. */
export const relations = [
  'requester',
  'filer',
  'desk',
  'holder',
  'responsible',
  'handler',
  'visitor',
  'community',
  'gridTeam',
  'centre',
  'office',
  'streetLeader',
  'calledLine',
  'verifier',
  'callBackDesk',
  'adjudicator',
  'approver',
  'supervisor',
  'inspection',
  'auditor',
  'accusedLine',
] as const
export type Relation = (typeof relations)[number]

type Is = (state: CaseFile, actor: Actor, rules: Rules) => boolean

/** Who is what to this case, one sentence each. */
export const is: Record<Relation, Is> = {
  requester: (state, { as, origins = [] }) =>
    as === 'requester' && liveOrigins(state).some(({ id }) => origins.includes(id)),
  filer: (state, { as, person }) => as === 'post' && state.filedBy === person,
  desk: (state, { role, unit, line }) =>
    role === 'hotline_agent' ||
    (role === 'window_clerk' &&
      (unit === state.filedUnit || within(line, state.community) || within(line, state.street))),
  holder: (state, actor, { registry }) => inLineOf(state.holder, actor, registry),
  responsible: (state, actor, { registry }) => inLineOf(state.responsible ?? null, actor, registry),
  handler: (state, { person }) =>
    state.handler === person || state.finished?.by === person || state.takers.includes(person),
  visitor: (state, actor) => mayVisit(state, actor),
  community: ({ community }, { line }) => within(line, community),
  gridTeam: ({ community }, { line, unit }, { registry }) =>
    registry.units.get(unit)?.kind === 'grid_team' && within(line, community),
  centre: ({ centre }, { line }) => within(line, centre),
  office: (state, actor, { registry }) => isOffice(state, actor, registry),
  streetLeader: ({ street }, { role, line }) => leaders.has(role) && within(line, street),
  calledLine: ({ whistles = [] }, { line }) =>
    whistles.some(({ units }) => units.some((unit) => line.includes(unit))),
  verifier: (state, actor, rules) => namedVerifier(state, actor, rules),
  callBackDesk: (state, { role, unit }, rules) =>
    (role === 'callback_agent' || role === rules.profileNamed(state.profile).callback.by) &&
    outsideLine(state.finished?.unit ?? state.holder, unit, rules.registry),
  adjudicator: (state, { role }, rules) => role === rules.profileNamed(state.profile).returns.adjudicator,
  approver: (state, actor, rules) => mayApprove(state, actor, rules),
  supervisor: (state, actor, rules) => maySupervise(state, actor, rules),
  inspection: (_state, { role }) => role === 'inspector',
  auditor: (_state, { role }) => role === 'auditor',
  accusedLine: ({ accused }, { person, line }) =>
    accused.some((one) => one === person || line.includes(one)),
}

/** Everything a post is to a case. */
export function relationsOf(state: CaseFile, actor: Actor, rules: Rules): ReadonlySet<Relation> {
  return new Set(relations.filter((relation) => is[relation](state, actor, rules)))
}

/** Not of the holder's body: who grants, rules, asks or approves stands outside the line. */
export function outsideLine(holder: UnitId | null | undefined, unit: UnitId, registry: Registry): boolean {
  return holder === null || holder === undefined || bodyOf(registry, unit) !== bodyOf(registry, holder)
}

/** One of the verifier's own office: the same unit, one below it, or one above it within the body. */
export function ofUnit(unit: UnitId | null, { unit: own, line }: Pick<Actor, 'unit' | 'line'>): boolean {
  return unit !== null && (own === unit || line.includes(unit))
}

/** A role in the profile's words for supervision, within the actor's own street where the post has one. */
export function hasRoleHere(roles: readonly Role[], state: CaseFile, { role, street }: Actor): boolean {
  // An actor of the clock or of a requester has no post and therefore none of the roles.
  return roles.includes(role as Role) && (street === null || street === state.street)
}

const leaders: ReadonlySet<string> = new Set(['leader_in_charge', 'principal_leader', 'deputy_leader'])

const within = (line: readonly UnitId[], unit: UnitId | null): boolean => unit !== null && line.includes(unit)

/** The holder's unit and those below it, and those above it inside the same body. */
function inLineOf(holder: UnitId | null, { as, unit, line }: Actor, registry: Registry): boolean {
  if (as !== 'post' || holder === null || unit === '') return false
  if (unit === holder) return true
  if (!line.includes(holder) && !unitLine(registry, holder).includes(unit)) return false
  return bodyOf(registry, unit) === bodyOf(registry, holder)
}

function mayVisit(state: CaseFile, actor: Actor): boolean {
  if (state.doubleTrack?.visitor !== undefined) return state.doubleTrack.visitor === actor.person
  return within(actor.line, state.street) && visitors.has(actor.role)
}

const visitors: ReadonlySet<string> = new Set([...leaders, 'office_clerk', 'office_head', 'centre_clerk'])

/** What the profile calls the verifier at the level the case was last handed up to; D1, never the handler, is judged apart. */
function namedVerifier(state: CaseFile, actor: Actor, { profileNamed, registry }: Rules): boolean {
  if (actor.as !== 'post') return false
  const atCentre = within(actor.line, state.centre)
  switch (verifierOf(state, profileNamed(state.profile).verification.byLevel)) {
    case 'centre':
      return atCentre
    case 'calling_office':
    case 'other_office':
    case 'random_draw':
      return atCentre || isOffice(state, actor, registry)
    case 'third_party':
      return actor.role === 'callback_agent' || actor.role === 'supervisor' || isLocal(actor, registry)
    case 'requester':
      return actor.role === 'callback_agent' || actor.role === 'supervisor' || atCentre
  }
}

const isOffice = ({ street }: CaseFile, { unit, line }: Actor, registry: Registry): boolean =>
  registry.units.get(unit)?.kind === 'office' && within(line, street)

const isLocal = ({ unit }: Actor, registry: Registry): boolean =>
  registry.units.get(unit)?.kind === 'local_unit'

/** Who verifies this case by its profile (L17). */
export function verifierOf(
  { row }: Pick<CaseFile, 'row'>,
  byLevel: Rules['profile']['verification']['byLevel'],
): Rules['profile']['verification']['byLevel'][string] {
  return (row === null ? undefined : byLevel[row]) ?? byLevel['case'] ?? 'other_office'
}

function mayApprove(state: CaseFile, actor: Actor, { profileNamed, registry }: Rules): boolean {
  const holder = openRequestOf(state)?.unit ?? state.holder
  if (actor.as !== 'post' || !outsideLine(holder, actor.unit, registry)) return false
  const { carryOver, supervision, returns } = profileNamed(state.profile)
  const what = (state.requests ?? []).filter(({ open }) => open).map((request) => request.what)
  const carries = what.includes('carry_over') && actor.role === carryOver.approver
  const others = what.some((kind) => kind !== 'carry_over')
  return (
    carries ||
    (others &&
      (within(actor.line, state.centre) ||
        actor.role === returns.adjudicator ||
        hasRoleHere(supervision.orderBy, state, actor)))
  )
}

/** The request that waits longest. */
export const openRequestOf = ({ requests = [] }: CaseFile) => requests.find(({ open }) => open)

function maySupervise(state: CaseFile, actor: Actor, { profileNamed }: Rules): boolean {
  if (actor.as !== 'post') return false
  const { orderBy, streetMayOrder } = profileNamed(state.profile).supervision
  if (hasRoleHere(orderBy, state, actor)) return true
  const ofStreet = leaders.has(actor.role) || actor.role === 'centre_clerk'
  return streetMayOrder && ofStreet && within(actor.line, state.street)
}
