import type { RefusalCode } from '../refusals.ts'
import type { Rules } from '../rules.ts'
import { refuse, type Decision, type Stamp } from '../story.ts'
import { byOf, type Actor } from '../words.ts'
import type { WhistleCommand, WhistleCommandType } from './commands.ts'
import { evolve } from './evolve.ts'
import type { WhistleEvent } from './events.ts'
import { calleesOf, type Callee, type Whistle, type WhistleStage, type WhistleState } from './state.ts'

/** The state at a stage. */
export type At<Stage extends WhistleStage> = Stage extends 'absent'
  ? Extract<WhistleState, { stage: 'absent' }>
  : Whistle & { readonly stage: Stage }

/** The command of a name. */
export type Of<Name extends WhistleCommandType> = Extract<WhistleCommand, { type: Name }>

/** Stages at which those called are at work. */
export type Live = 'issued' | 'running'

/** Stages at which the whistle exists. */
export type Existing = Exclude<WhistleStage, 'absent'>

type Outcome = Decision<WhistleEvent>
type Who<Stage extends WhistleStage> = (state: At<Stage>, actor: Actor, rules: Rules) => boolean

/** One cell of the law: by whom, with what outcome, and when there is anything to do at all. */
export type Rule<Stage extends WhistleStage, Name extends WhistleCommandType> = {
  readonly by: Who<Stage>
  readonly then: (state: At<Stage>, command: Of<Name>, stamp: Stamp) => Outcome
  /** Where this does not hold no button is shown; the outcome says why. */
  readonly open?: Who<Stage>
}

/** The law: at this stage, this command, by whom, with what outcome. A rule at a wrong place does not compile. */
export type WhistleTable = {
  readonly [Stage in WhistleStage]: { readonly [Name in WhistleCommandType]?: Rule<Stage, Name> }
}

/** Commands that speak of one called unit. */
export type UnitCommand = Extract<WhistleCommand, { unit: string }>['type']

/** Whether this actor stands in a relation to one called unit. */
export type WhoOfCallee = (state: Whistle, callee: Callee, actor: Actor, rules: Rules) => boolean

/** Why a called unit is not ready for a command; null where it is. */
export type Readiness = (state: Whistle, callee: Callee, rules: Rules) => RefusalCode | null

/** A rule about one called unit: the same question is asked by the button and by the law. */
export function each<Stage extends Existing, Name extends UnitCommand>(
  who: WhoOfCallee,
  readiness: Readiness,
  then: (state: At<Stage>, callee: Callee, command: Of<Name>, stamp: Stamp) => Outcome,
): Rule<Stage, Name> {
  return {
    by: (state, actor, rules) => calleesOf(state).some((callee) => who(state, callee, actor, rules)),
    open: (state, actor, rules) =>
      calleesOf(state).some(
        (callee) => who(state, callee, actor, rules) && readiness(state, callee, rules) === null,
      ),
    then: (state, command, stamp) => {
      // Every command named by UnitCommand has a unit; the compiler does not look into a name it does not know yet.
      const { unit } = command as { unit: string }
      const callee = state.called[unit]
      if (!callee) return refuse('NotCalled', unit)
      if (!who(state, callee, stamp.by, stamp.rules)) return refuse('NotYours', unit)
      const code = readiness(state, callee, stamp.rules)
      return code === null ? then(state, callee, command, stamp) : refuse(code, unit)
    },
  }
}

/** The state these facts would lead to, for rules that need to see it. */
export function after(state: WhistleState, events: readonly WhistleEvent[], { at, by }: Stamp): WhistleState {
  return events.reduce<WhistleState>((so, event) => evolve(so, { event, at, by: byOf(by) }), state)
}
