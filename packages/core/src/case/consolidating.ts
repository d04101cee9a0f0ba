import { accept, refuse, type Stamp } from '../story.ts'
import { localDateOf } from '../time/instant.ts'
import { kindOfClock } from './clocks.ts'
import type { CaseEvent, OriginFacts, Place } from './events.ts'
import { knownGate, placeOf } from './gates.ts'
import type { CaseDecision, Of } from './rule.ts'
import { openWhistles, type At, type CaseFile, type CaseState } from './state.ts'

/** `CorrectCase`: what was put down wrongly, with its reason; no clock moves. */
export function correctCase(state: CaseFile, command: Of<'CorrectCase'>, { rules, at }: Stamp): CaseDecision {
  const { category, area, urgency, caseType, address, reason } = command
  const shut = knownGate(rules, command, localDateOf(at))
  if (shut) return shut
  return accept({
    type: 'CaseCorrected',
    reason,
    ...(category === undefined ? {} : { category }),
    ...(area === undefined ? {} : { place: placeNow(state, area, rules, at) }),
    ...(urgency === undefined ? {} : { urgency }),
    ...(caseType === undefined ? {} : { caseType }),
    ...(address === undefined ? {} : { address }),
  })
}

/** `TriageCase`: category, place, urgency, class and who is complained about; an accused street's case goes to the district. */
export function triageCase(
  state: At<'collected' | 'triaged'>,
  command: Of<'TriageCase'>,
  { rules, at }: Stamp,
): CaseDecision {
  const { category, area, urgency, secrecy, accused, suggested } = command
  const shut = knownGate(rules, command, localDateOf(at))
  if (shut) return shut
  const moves = area !== undefined || accused !== undefined
  const triaged: CaseEvent = {
    type: 'CaseTriaged',
    category,
    ...(moves ? { place: placeNow(state, area ?? state.area, rules, at, accused) } : {}),
    ...(urgency === undefined ? {} : { urgency }),
    ...(secrecy === undefined ? {} : { secrecy }),
    ...(accused === undefined ? {} : { accused }),
    ...(suggested === undefined
      ? {}
      : {
          suggested: {
            ...suggested,
            followed: suggested.category === undefined || suggested.category === category,
          },
        }),
  }
  return accept(triaged)
}

const placeNow = (
  state: CaseFile,
  area: string | null,
  rules: Stamp['rules'],
  at: string,
  accused: readonly string[] = state.accused,
): Place => placeOf(rules, area, accused, localDateOf(at))

/** `MergeCase`: the other's origins come here, each with its own number and call-back; the earliest clock rules. */
export function mergeCase(
  state: At<'collected' | 'triaged' | 'dispatched' | 'handling'>,
  { from }: Of<'MergeCase'>,
  stamp: Stamp,
): CaseDecision {
  if (from === stamp.story.id) return refuse('SameStoryTwice', from)
  if (districtOf(from) !== districtOf(stamp.story.id)) return refuse('OtherDistrict', from)
  // The desk opens a named case with this law's own evolve, so that what lies under a case's id is a case.
  const other = stamp.others.get(from) as CaseState | undefined
  if (!other || other.stage === 'absent') return refuse('NoSuchStory', from)
  if (!mergeable.has(other.stage) || openWhistles(other).length > 0)
    return refuse('NotMergeable', other.stage)
  const origins = other.origins.map(originFacts)
  return accept({ type: 'OriginsJoined', from, origins }, ...earlierClock(state, other, stamp))
}

const originFacts = ({
  weight: _weight,
  answer: _answer,
  ...facts
}: CaseFile['origins'][number]): OriginFacts => facts

/** The earliest of the two deadlines rules; neither obligation gets longer by being joined. */
function earlierClock(state: CaseFile, other: CaseFile, stamp: Stamp): CaseEvent[] {
  const theirs = running(other)
  const ours = running(state)
  if (!theirs || (ours && ours[1].due.at <= theirs[1].due.at)) return []
  const [, { inputs, due }] = theirs
  if (ours)
    return [
      { type: 'DeadlineMoved', clock: ours[0], due, inputs: { ...inputs, clock: ours[0] }, why: 'merge' },
    ]
  // A case not yet dispatched takes the clock over with the complaint: it began when that one was dispatched.
  const { at } = stamp
  const started: CaseEvent = { type: 'ClockStarted', clock: 'caseFinish', inputs, due }
  return due.at <= at ? [started, { type: 'ClockMissed', clock: 'caseFinish' }] : [started]
}

const running = ({ clocks }: CaseFile) =>
  Object.entries(clocks).find(
    ([clock, { metAt }]) => kindOfClock(clock) === 'caseFinish' && metAt === undefined,
  )

const mergeable: ReadonlySet<string> = new Set(['collected', 'triaged', 'dispatched', 'handling'])

const districtOf = (story: string): string => story.split('-', 1)[0] ?? ''

/** No whistle of this case is open. */
export const noWhistleOpen = (state: CaseFile) => (openWhistles(state).length > 0 ? 'WhistleOpen' : null)

/** `JoinInto`: the other side of a merge; this case ends here and lives on there. */
export function joinInto(_state: CaseFile, { into }: Of<'JoinInto'>): CaseDecision {
  return accept({ type: 'CaseMerged', into })
}

/** `RelateCase`: two cases that have to do with each other. */
export function relateCase(state: CaseFile, { to }: Of<'RelateCase'>, stamp: Stamp): CaseDecision {
  if (to === stamp.story.id) return refuse('SameStoryTwice', to)
  return (state.related ?? []).includes(to) ? { accepted: [] } : accept({ type: 'CaseRelated', to })
}

/** `AttachTo`: a new complaint about a matter that is carried over; it shows on both. */
export function attachTo(_state: CaseFile, { case: to }: Of<'AttachTo'>, stamp: Stamp): CaseDecision {
  if (to === stamp.story.id) return refuse('SameStoryTwice', to)
  return accept({ type: 'CaseAttached', to })
}
