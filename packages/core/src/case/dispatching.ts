import { bodyOf, centreOf, communityUnitOf, districtCentreOf } from '../registry/lookup.ts'
import type { Profile, WhistleRow } from '../profile/profile.ts'
import type { Rules } from '../rules.ts'
import { accept, refuse, type Stamp } from '../story.ts'
import { dueAt } from '../time/deadline.ts'
import { localDateOf, type Instant } from '../time/instant.ts'
import type { Limit } from '../time/limit.ts'
import type { UnitId } from '../words.ts'
import { clockOfTurn, finishLimit, kindOfClock, meetClocks, nextClock, startClock } from './clocks.ts'
import type { CaseEvent, DispatchedBy } from './events.ts'
import { finishedBy } from './finishing.ts'
import { communityGate, dutyGate, firstOf, personGate, removedGate, unitGate, type Gate } from './gates.ts'
import { profileOf, type CaseDecision, type Of } from './rule.ts'
import { openWhistles, voices, type At, type CaseFile } from './state.ts'

/** What it takes to send a case to a unit. */
export type Sending = {
  how: DispatchedBy
  turn: number
  category: string | null
  asksContact: boolean
  /** The community's own finding runs under the level-1 limit. */
  level1: boolean
  running: CaseFile['clocks']
  duty?: string | undefined
  outsideList?: string | undefined
  limit?: Limit | undefined
  at: Instant
  rules: Rules
  profile: Profile
}

/** Sends a case to a unit and starts its clocks at this moment (L14); a clock that runs already is never started again. */
export function sendTo(to: UnitId, sending: Sending): CaseEvent[] {
  const { how, turn, duty, outsideList, limit, running, at, rules, profile } = sending
  const runs = (kind: string) => Object.keys(running).some((clock) => kindOfClock(clock) === kind)
  const { limits } = profile
  const warnings = warningsOf(sending)
  const events: CaseEvent[] = [
    {
      type: 'CaseDispatched',
      to,
      how,
      ...(duty === undefined ? {} : { duty }),
      ...(outsideList === undefined ? {} : { outsideList }),
      ...(warnings.length === 0 ? {} : { warnings }),
    },
    startClock(
      clockOfTurn('receive', turn),
      { limit: limits.receive, source: 'profile' },
      at,
      rules,
      profile,
    ),
  ]
  if (sending.asksContact && !runs('contact'))
    events.push(startClock('contact', { limit: limits.contact, source: 'profile' }, at, rules, profile))
  if (sending.level1)
    events.push(startClock('level1', { limit: limits.level1, source: 'profile' }, at, rules, profile))
  else if (!runs('caseFinish'))
    events.push(
      startClock(
        'caseFinish',
        finishLimit(profile, rules.registry, { order: limit, duty, category: sending.category }),
        at,
        rules,
        profile,
      ),
    )
  return events
}

/** What it takes to send a case that already has a history. */
export function sendingOfCase(
  state: CaseFile,
  how: DispatchedBy,
  stamp: Pick<Stamp, 'at' | 'rules'>,
): Sending {
  return {
    how,
    turn: state.turn + 1,
    category: state.category,
    asksContact: voices(state).length > 0 && state.contactedAt === undefined,
    level1: false,
    running: state.clocks,
    at: stamp.at,
    rules: stamp.rules,
    profile: profileOf(state, stamp),
  }
}

/** `DispatchCase`: to one unit, citing its duty, through the conflict gate; communities only through their street. */
export function dispatchCase(
  state: At<'triaged' | 'dispatched' | 'handling'>,
  { to, duty, limit, outsideList }: Of<'DispatchCase'>,
  stamp: Stamp,
): CaseDecision {
  const { rules, at, by } = stamp
  const on = localDateOf(at)
  const { registry } = rules
  const profile = profileOf(state, stamp)
  if (state.category === null) return refuse('CategoryMissing')
  if (to === state.holder && state.stage !== 'triaged') return refuse('NotAtThisStage', state.stage)
  const shut = firstOf(
    () => unitGate(registry, to, state.accused, on),
    () => (duty === undefined ? null : dutyGate(registry, duty, to, on)),
    () => removedGate(rules, profile, { category: state.category, to }, on),
    () => communityGate(registry, { to, duty, by }),
    () => (duty === undefined && outsideList === undefined ? refuse('ReasonMissing', 'outsideList') : null),
  )
  if (shut) return shut
  const received = state.stage === 'triaged' ? [] : receivedAlready(state, at)
  const sending = { ...sendingOfCase(state, 'person', stamp), duty, outsideList, limit }
  return accept(...received, ...sendTo(to, sending))
}

/** Nobody passes on what has not reached them: passing on is also receiving. */
export function receivedAlready(state: CaseFile, at: Instant): CaseEvent[] {
  return state.receivedAt === undefined
    ? [{ type: 'CaseReceived' }, ...meetClocks(state, ['receive'], at)]
    : []
}

/** `RaiseCase`: handed up by a row of the profile with its whole history; the clock below stays, a new one starts. */
export function raiseCase(
  state: At<'dispatched' | 'handling'>,
  { row: id, why }: Of<'RaiseCase'>,
  stamp: Stamp,
): CaseDecision {
  const { rules, at, by } = stamp
  const on = localDateOf(at)
  const profile = profileOf(state, stamp)
  const row = profile.whistles.find((one) => one.id === id)
  if (!row || row.runsAs !== 'hand_up') return refuse('LevelUnknown', id)
  if (!row.callers.some((role) => role === by.role)) return refuse('CallerNotEntitled', by.role)
  const to = unitAbove(row, state, rules, on)
  if (to === null) return refuse('PlaceUnknown')
  if (bodyOf(rules.registry, to) === bodyOf(rules.registry, state.holder)) return refuse('LevelUnknown', id)
  const shut = unitGate(rules.registry, to, state.accused, on)
  if (shut) return shut
  const doubleTrack = profile.route.doubleTrack && row.calleeLevel === 'street'
  const raised: CaseEvent = { type: 'CaseRaised', row: id, from: state.holder, to, why, doubleTrack }
  return accept(...receivedAlready(state, at), raised, ...raisedClocks(state, row, doubleTrack, stamp))
}

function raisedClocks(
  state: CaseFile,
  row: WhistleRow,
  doubleTrack: boolean,
  { at, rules }: Stamp,
): CaseEvent[] {
  const profile = profileOf(state, { rules })
  const start = (clock: string, limit: Limit) =>
    startClock(nextClock(state, clock), { limit, source: 'profile' }, at, rules, profile)
  if (doubleTrack)
    return [
      start('level2Visit', profile.limits.level2Visit),
      start('level2Record', profile.limits.level2Record),
    ]
  const runs = Object.keys(state.clocks).some((clock) => kindOfClock(clock) === 'caseFinish')
  if (runs) return []
  const set = row.limits.finish
    ? ({ limit: row.limits.finish, source: 'profile' } as const)
    : finishLimit(profile, rules.registry, { category: state.category })
  return [startClock('caseFinish', set, at, rules, profile)]
}

function unitAbove(
  { calleeLevel }: WhistleRow,
  { street, area }: CaseFile,
  { registry }: Rules,
  on: string,
): UnitId | null {
  if (calleeLevel === 'district' || calleeLevel === 'city') return districtCentreOf(registry, on)
  if (calleeLevel === 'street') return street === null ? null : centreOf(registry, street, on)
  return area === null ? null : communityUnitOf(registry, area, on)
}

/** `NameVisitor`: who of the street goes there. */
export function nameVisitor(
  state: At<'triaged'>,
  { person }: Of<'NameVisitor'>,
  { rules, at }: Stamp,
): CaseDecision {
  const shut: Gate = personGate(rules.registry, person, state.street ?? '', localDateOf(at))
  return shut ?? accept({ type: 'VisitorNamed', person })
}

/** `Visit`: one of the two duties of level 2; it may solve the matter, and never ends the other duty (L3). */
export function visit(
  state: At<'triaged'>,
  { solved, words, files }: Of<'Visit'>,
  stamp: Stamp,
): CaseDecision {
  const visited: CaseEvent = { type: 'CaseVisited', solved, words, ...(files ? { files } : {}) }
  const met = meetClocks(state, ['level2Visit'], stamp.at)
  const ends = solved && state.doubleTrack?.recordedAt !== undefined && openWhistles(state).length === 0
  return accept(visited, ...met, ...(ends ? solvedByVisit(state, stamp.by.person, stamp) : []))
}

/** `Record` (备案): the other duty of level 2, never skipped. */
export function record(state: At<'triaged'>, { words }: Of<'Record'>, stamp: Stamp): CaseDecision {
  const recorded: CaseEvent = { type: 'CaseRecorded', ...(words === undefined ? {} : { words }) }
  const met = meetClocks(state, ['level2Record'], stamp.at)
  const visitor = state.doubleTrack?.visitor
  const solved = state.doubleTrack?.solved === true && openWhistles(state).length === 0
  const ends = solved && visitor !== undefined
  return accept(recorded, ...met, ...(ends ? solvedByVisit(state, visitor, stamp) : []))
}

function solvedByVisit(state: At<'triaged'>, claimant: string, stamp: Stamp): CaseEvent[] {
  return finishedBy(state, { unit: state.holder ?? stamp.by.unit, claimant }, stamp)
}

/** Dispatching outside the list, or with a limit outside the profile's band, warns and is recorded (L13). */
function warningsOf({
  duty,
  how,
  limit,
  at,
  rules,
  profile,
}: Sending): ('outside_list' | 'limit_out_of_band')[] {
  const warnings: ('outside_list' | 'limit_out_of_band')[] = []
  if (duty === undefined && how === 'person') warnings.push('outside_list')
  if (limit !== undefined) {
    const due = (of: Limit) =>
      dueAt(
        { clock: 'caseFinish', from: at, limit: of, source: 'order', suspensions: [], extensions: [] },
        rules.calendar,
        profile.workingHours,
      ).at
    const { min, max } = profile.bands.finish
    if (due(limit) < due(min) || due(limit) > due(max)) warnings.push('limit_out_of_band')
  }
  return warnings
}
