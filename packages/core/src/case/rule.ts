import type { RefusalCode } from '../refusals.ts'
import type { Rules } from '../rules.ts'
import type { Decision, Stamp } from '../story.ts'
import type { Actor } from '../words.ts'
import type { CaseCommand, CaseCommandType } from './commands.ts'
import type { CaseEvent } from './events.ts'
import type { At, CaseFile, CaseStage } from './state.ts'

/** A command by its name. */
export type Of<Name extends CaseCommandType> = Extract<CaseCommand, { type: Name }>

export type CaseDecision = Decision<CaseEvent>

/** Who may: nothing said means yes, a code says why not. */
export type Who<State> = (state: State, actor: Actor, rules: Rules) => RefusalCode | null

/** What must be so in the case itself, whoever asks. */
export type When<State> = (state: State, rules: Rules) => RefusalCode | null

/** A cell of the law: at this stage, this command, by whom, when, with what outcome. */
export type Rule<Stage extends CaseStage, Name extends CaseCommandType> = {
  by: Who<At<Stage>>
  when?: When<At<Stage>>
  then: (state: At<Stage>, command: Of<Name>, stamp: Stamp) => CaseDecision
  /** `only`: never by itself, only as a part of another story's command · `also`: by itself, or as such a part. */
  part?: 'only' | 'also'
}

/** The whole law; a pair that is not in it cannot happen, and a rule put at the wrong place does not compile. */
export type CaseTable = {
  readonly [Stage in CaseStage]: { readonly [Name in CaseCommandType]?: Rule<Stage, Name> }
}

/** The profile a case was filed under. */
export const profileOf = ({ profile }: CaseFile, { rules }: Pick<Stamp, 'rules'>) =>
  rules.profileNamed(profile)
