import { registryStoryId } from '../registry/registry.ts'
import type { Rules } from '../rules.ts'
import type { Errand } from '../story.ts'
import { localDateOf, type Instant } from '../time/instant.ts'
import type { Recorded, StoryRef, UnitId } from '../words.ts'
import type { WhistleClock, WhistleEvent } from './events.ts'
import {
  calleesOf,
  clockOf,
  isObliged,
  ofCaller,
  type Callee,
  type Whistle,
  type WhistleState,
} from './state.ts'

type Whom = Extract<Errand, { do: 'tell' }>['whom']

/** What a fact sets in motion: a question of the clock, word to those concerned, and to the cases it serves. */
export function errandsFor(
  { event, at }: Recorded<WhistleEvent>,
  _: WhistleState,
  state: WhistleState,
  story: StoryRef,
  rules: Rules,
): readonly Errand[] {
  if (state.stage === 'absent') return []
  const tell = (whom: Whom, about: Record<string, string | number> = {}): Errand => ({
    do: 'tell',
    at,
    whom,
    message: event.type,
    about: { whistle: story.id, ...(state.number === null ? {} : { number: state.number }), ...about },
  })
  const ask = (when: Instant, clock: WhistleClock, of: string): Errand => ({
    do: 'ask',
    at: when,
    story,
    command: { type: 'MissClock', clock, unit: of },
  })
  const toCases = (stage: string): Errand[] =>
    state.cases.map((id) => ({
      do: 'ask',
      at,
      story: { kind: 'case', id },
      command: { type: 'WhistleTold', whistle: story.id, stage, units: calledUnits(state) },
    }))
  const toCallee = (key: string): Errand[] => {
    const callee = state.called[key]
    return callee ? [tell(whomOf(callee))] : []
  }
  const toEveryoneCalled = (): Errand[] =>
    calleesOf(state)
      .filter((callee) => callee.calledAt !== null && (isObliged(callee) || callee.part === 'consultee'))
      .map((callee) => tell(whomOf(callee)))

  switch (event.type) {
    case 'ClockStarted':
      return [ask(event.due.at, event.clock, event.of)]
    case 'DeadlineMoved':
      return [ask(event.due.at, event.clock, event.of)]
    case 'ClockMissed':
      return [
        tell({ unit: event.on }, { clock: event.clock }),
        tell({ unit: state.seats.centre }, { clock: event.clock, unit: event.on }),
      ]
    case 'WhistleApplied':
      return state.terms.confirmers.length === 0
        ? [tell({ unit: state.seats.centre, roles: ['centre_clerk'] })]
        : []
    case 'RulingAsked':
      return [tell(adjudicator(state))]
    case 'MatterRuled':
      return [listProblem(event, at, story, rules), tell({ unit: state.seats.office })]
    case 'WhistleReported':
      return [tell({ unit: ofCaller(state), roles: state.terms.confirmers })]
    case 'WhistleConfirmed':
      return [tell({ unit: state.seats.centre, roles: ['centre_clerk'] })]
    case 'WhistleRefused':
      return [tell({ unit: state.seats.office }), ...toEveryoneCalled(), ...toCases('refused')]
    case 'WhistleIssued':
      return [...toEveryoneCalled(), ...toCases('issued')]
    case 'TeamTasked':
      return [tell({ unit: event.unit })]
    case 'UnitAdded':
      return toCallee(event.called.key)
    case 'UnitReleased':
    case 'OrderReturnRuled':
    case 'OrderExtensionGranted':
    case 'OrderExtensionRefused': {
      const again = event.type === 'OrderExtensionGranted' ? [ask(event.due.at, 'finish', event.unit)] : []
      return [...again, ...toCallee(event.unit)]
    }
    case 'WhistleCalledOff':
      return [...toEveryoneCalled(), ...toCases('calledOff')]
    case 'OrderReturned':
      return [tell(adjudicator(state), { unit: event.unit })]
    case 'OrderExtensionAsked':
      return [tell({ unit: state.seats.centre }, { unit: event.unit })]
    case 'TaskSentBack': {
      // The old clock runs again; where it has run out meanwhile, the question comes at once and is a miss.
      const clock = clockOf(state, 'finish', event.unit)
      const again =
        clock && clock.missedAt === null
          ? [ask(clock.due.at < at ? at : clock.due.at, 'finish', event.unit)]
          : []
      return [...again, ...toCallee(event.unit)]
    }
    case 'TaskFinished':
      return [tell({ unit: state.seats.office }, { unit: event.unit })]
    case 'UnitUrged':
      return event.unit in state.called ? toCallee(event.unit) : [tell({ unit: event.unit })]
    case 'UnitSupervised':
      return event.unit in state.called
        ? toCallee(event.unit)
        : [tell({ unit: event.unit }, { supervision: event.supervision })]
    case 'SupervisionAnswered': {
      const order = state.supervisions.find(({ id }) => id === event.supervision)
      return order ? [tell({ unit: order.supervisor }, { supervision: order.id })] : []
    }
    case 'MeetingConvened':
      return event.invited.map((unit) => tell({ unit }, { at: event.at }))
    case 'ResolutionsRecorded':
      return event.tasks.map(({ id, owner }) => tell({ unit: owner }, { resolution: id }))
    case 'ResolutionFinished':
      return [tell({ unit: state.seats.office }, { resolution: event.resolution })]
    case 'WhistleDone':
      return [tell({ unit: state.seats.centre }), ...toCases('done')]
    case 'WhistleClosed':
      return toCases('closed')
    case 'ScoreCombined':
    case 'ScoreRuled':
      return toCallee(event.unit)
    case 'ScoreObjected':
      return [tell(adjudicator(state), { unit: event.unit })]
    case 'UnitReferred':
      // The body reads the words itself; nobody else is told.
      return [...rules.registry.units.values()]
        .filter(({ kind }) => kind === 'inspection_body')
        .map(({ id }) => tell({ unit: id }))
    case 'LimitWarned':
    case 'OrderReceived':
    case 'OrderAccepted':
    case 'CallDeclined':
    case 'TeamNamed':
    case 'UnitCheckedIn':
    case 'WorkLogged':
    case 'AttendanceSigned':
    case 'AttendanceClosed':
    case 'ResolutionLogged':
    case 'TaskAccepted':
    case 'UnitScored':
    case 'WhistleRated':
    case 'UnitSucceeded':
      return []
  }
}

/** Units that may read their part of the cases, from issue on. */
const calledUnits = (state: Whistle): UnitId[] => [
  ...new Set(
    calleesOf(state)
      .filter(({ calledAt }) => calledAt !== null)
      .map(({ unit }) => unit),
  ),
]

const whomOf = ({ person, unit }: Callee): Whom => (person === null ? { unit } : { person })

const adjudicator = ({ seats, terms }: Whistle): Whom => ({
  unit: seats.adjudicator,
  roles: [terms.adjudicator],
})

/** The ruling becomes an item of the district's problem list: the next identical matter routes by itself. */
function listProblem(
  { category, lead, assisting }: Extract<WhistleEvent, { type: 'MatterRuled' }>,
  at: Instant,
  story: StoryRef,
  { registry }: Rules,
): Errand {
  // The list names the matter by its category: the whistle's own words stay with the whistle.
  const matter = registry.categories.get(category)?.name.zh ?? category
  const row = {
    id: `p-${story.id}`,
    category,
    matter,
    lead,
    assisting,
    ruling: story.id,
    from: localDateOf(at),
    until: null,
  }
  return {
    do: 'ask',
    at,
    story: { kind: 'registry', id: registryStoryId(registry.district) },
    command: { type: 'ListProblem', row },
  }
}
