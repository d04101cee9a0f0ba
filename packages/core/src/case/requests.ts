import { unitInForce, unitOfRole } from '../registry/lookup.ts'
import { accept, nothingToDo, refuse, type Stamp } from '../story.ts'
import type { DeadlineInputs } from '../time/deadline.ts'
import { localDateOf } from '../time/instant.ts'
import { handlingClocks, moveClocks } from './clocks.ts'
import type { CaseEvent, RequestKind } from './events.ts'
import { is, outsideLine } from './relations.ts'
import { profileOf, type CaseDecision, type Of, type Who } from './rule.ts'
import { isCarriedOver, type CaseFile } from './state.ts'

/** `AskExtension` (延期). */
export function askExtension(
  state: CaseFile,
  { limit, reason, words }: Of<'AskExtension'>,
  stamp: Stamp,
): CaseDecision {
  return ask(state, { what: 'extension', reason, words, limit }, stamp)
}

/** `AskSuspension` (挂起). */
export function askSuspension(
  state: CaseFile,
  { until, reason, words }: Of<'AskSuspension'>,
  stamp: Stamp,
): CaseDecision {
  if (until !== undefined && until <= stamp.at) return refuse('MalformedInstruction', 'until')
  return ask(state, { what: 'suspension', reason, words, ...(until === undefined ? {} : { until }) }, stamp)
}

/** `AskExclusion` (剔除): not counted in an assessment; no clock moves. */
export function askExclusion(
  state: CaseFile,
  { reason, words }: Of<'AskExclusion'>,
  stamp: Stamp,
): CaseDecision {
  return ask(state, { what: 'exclusion', reason, words }, stamp)
}

/** `AskCarryOver` (挂账): the root remedy waits; neither a suspension nor an exclusion, the case stays counted as open (L11). */
export function askCarryOver(
  state: CaseFile,
  { reason, reviewAt, owner, interim, words }: Of<'AskCarryOver'>,
  stamp: Stamp,
): CaseDecision {
  const { rules, at } = stamp
  if (isCarriedOver(state)) return refuse('AlreadyCarriedOver')
  if (!profileOf(state, stamp).carryOver.reasons.some((known) => known === reason))
    return refuse('ReasonMissing', reason)
  if (!unitInForce(rules.registry, owner, localDateOf(at))) return refuse('UnknownUnit', owner)
  if (reviewAt <= at) return refuse('MalformedInstruction', 'reviewAt')
  return ask(state, { what: 'carry_over', reason, words, reviewAt, owner, interim }, stamp)
}

type Asked = Omit<Extract<CaseEvent, { type: 'RequestAsked' }>, 'type' | 'request' | 'waitsAt'>

function ask(state: CaseFile, asked: Asked, stamp: Stamp): CaseDecision {
  const { requests = [] } = state
  if (requests.some(({ open, what }) => open && what === asked.what)) return refuse('RequestOpen', asked.what)
  const waitsAt = approverUnit(state, asked.what, stamp)
  const request = `r${requests.length + 1}`
  return accept({ type: 'RequestAsked', request, ...asked, ...(waitsAt === null ? {} : { waitsAt }) })
}

/** The unit that will have to decide: outside the holder's line, by the profile's roles. */
function approverUnit(state: CaseFile, what: RequestKind, { rules, at }: Stamp): string | null {
  const { carryOver, supervision } = rules.profileNamed(state.profile)
  const on = localDateOf(at)
  if (what === 'carry_over') return unitOfRole(rules.registry, carryOver.approver, on)
  if (state.centre !== null && outsideLine(state.holder, state.centre, rules.registry)) return state.centre
  const units = supervision.orderBy.map((role) => unitOfRole(rules.registry, role, on))
  return units.find((unit) => unit !== null && outsideLine(state.holder, unit, rules.registry)) ?? null
}

/** Something is asked for. */
export const requestOpen = ({ requests = [] }: CaseFile) =>
  requests.some(({ open }) => open) ? null : 'NoSuchRequest'

/** Granting and refusing stand outside the holder's line. */
export const theApprover: Who<CaseFile> = (state, actor, rules) => {
  if (is.approver(state, actor, rules)) return null
  return is.holder(state, actor, rules) ? 'ApproverInTheLine' : 'NotYours'
}

/** `GrantRequest`: what was asked happens, and the deadline is computed anew from its inputs. */
export function grantRequest(
  state: CaseFile,
  { request: id, words }: Of<'GrantRequest'>,
  stamp: Stamp,
): CaseDecision {
  const request = openRequest(state, id)
  if (!request) return refuse('NoSuchRequest', id)
  const entitled = mayDecide(state, request.what, stamp)
  if (entitled !== null) return refuse(entitled, request.what)
  const { what, reason } = request
  const granted: CaseEvent = {
    type: 'RequestGranted',
    request: id,
    what,
    ...(words === undefined ? {} : { words }),
  }
  switch (what) {
    case 'extension': {
      const { limit } = request
      if (!limit) return refuse('NoSuchRequest', id)
      const longer = (inputs: DeadlineInputs) => ({
        ...inputs,
        extensions: [...inputs.extensions, { limit, grantedBy: stamp.by.person }],
      })
      return accept(granted, ...moved(state, 'extension', longer, stamp))
    }
    case 'suspension': {
      const stop = { from: stamp.at, ...(request.until === undefined ? {} : { until: request.until }) }
      const stopped = (inputs: DeadlineInputs) => ({ ...inputs, suspensions: [...inputs.suspensions, stop] })
      return accept(granted, ...moved(state, 'suspension', stopped, stamp))
    }
    case 'exclusion':
      return accept<CaseEvent>(granted, { type: 'CaseExcluded', reason })
    case 'carry_over': {
      const { reviewAt, owner, interim } = request
      if (reviewAt === undefined || owner === undefined) return refuse('NoSuchRequest', id)
      if (isCarriedOver(state)) return refuse('AlreadyCarriedOver')
      return accept<CaseEvent>(granted, {
        type: 'CaseCarriedOver',
        reason,
        reviewAt,
        owner,
        interim: interim ?? false,
      })
    }
  }
}

/** `RefuseRequest`. */
export function refuseRequest(
  state: CaseFile,
  { request: id, words }: Of<'RefuseRequest'>,
  stamp: Stamp,
): CaseDecision {
  const request = openRequest(state, id)
  if (!request) return refuse('NoSuchRequest', id)
  const entitled = mayDecide(state, request.what, stamp)
  if (entitled !== null) return refuse(entitled, request.what)
  return accept({ type: 'RequestRefused', request: id, what: request.what, words })
}

const openRequest = ({ requests = [] }: CaseFile, id: string) =>
  requests.find((request) => request.id === id && request.open)

/** Carrying over has an approver of its own; whoever may decide one kind of request may not thereby decide the other. */
function mayDecide(state: CaseFile, what: RequestKind, { by, rules }: Stamp): ReturnType<Who<CaseFile>> {
  const requests = (state.requests ?? []).filter((request) => request.open && request.what === what)
  return theApprover({ ...state, requests }, by, rules)
}

/** The clocks stand still. */
export const isSuspended = ({ suspended }: CaseFile) => (suspended === true ? null : 'NotAtThisStage')

/** `EndSuspension`: the clocks run on from where they stood. */
export function endSuspension(state: CaseFile, _command: Of<'EndSuspension'>, stamp: Stamp): CaseDecision {
  const resumed = (inputs: DeadlineInputs): DeadlineInputs => ({
    ...inputs,
    suspensions: inputs.suspensions.map((stop) =>
      stop.until === undefined || stop.until > stamp.at ? { ...stop, until: stamp.at } : stop,
    ),
  })
  return accept({ type: 'SuspensionEnded' }, ...moved(state, 'resumption', resumed, stamp))
}

function moved(
  state: CaseFile,
  why: 'extension' | 'suspension' | 'resumption',
  change: (inputs: DeadlineInputs) => DeadlineInputs,
  stamp: Stamp,
): CaseEvent[] {
  return moveClocks(state, {
    kinds: handlingClocks,
    why,
    change,
    rules: stamp.rules,
    profile: profileOf(state, stamp),
  })
}

/** `Wake`: by the clock, at the review date, exactly once. */
export function wake(state: CaseFile, _command: Of<'Wake'>, { at }: Stamp): CaseDecision {
  const due = isCarriedOver(state) && state.carriedOver !== undefined && at >= state.carriedOver.reviewAt
  return due ? accept({ type: 'CaseWoken' }) : nothingToDo
}
