import type { Rules } from './rules.ts'
import type { RefusalCode } from './refusals.ts'
import type { Instant } from './time/instant.ts'
import type { Actor, PersonId, Recorded, StoryId, StoryKind, StoryRef, UnitId } from './words.ts'

/** Who asks, when, and under whose rules. Stamped by the desk, never taken from the client. */
export type Stamp = {
  by: Actor
  at: Instant
  rules: Rules
  /** Id of the command, the seed of every id the law has to make. */
  commandId: string
  /** The story the command is addressed to. */
  story: StoryRef
  /** Set where the command came as a part of another story's command (`partsFor`), never by itself. */
  partOf?: StoryRef
  /** A fresh case number (gaps allowed); only looked at by the commands that file. */
  caseNumber: string
  /** The next letter number of the unit that issues (gap-free per unit and year); consumed only if the command is accepted. */
  letterNumber: number
  /** States of the other stories that the command names, for looking, as they were before this instruction. */
  others: ReadonlyMap<StoryId, unknown>
}

export type Refusal = { code: RefusalCode; about?: string }
export type Decision<Event> = { accepted: readonly Event[] } | { refused: Refusal }

export const accept = <Event>(...events: Event[]): Decision<Event> => ({ accepted: events })
export const nothingToDo: { accepted: readonly never[] } = { accepted: [] }
export const refuse = (code: RefusalCode, about?: string): { refused: Refusal } => ({
  refused: about === undefined ? { code } : { code, about },
})

/** Something to be done after the fact: come back to the desk with a command (now or later), or tell someone. */
export type Errand =
  | { do: 'ask'; at: Instant; story: StoryRef; command: { type: string } & Record<string, unknown> }
  | { do: 'tell'; at: Instant; whom: { unit: UnitId; roles?: readonly Actor['role'][] } | { person: PersonId } | { requesterOf: string }; message: string; about: Record<string, string | number> }

/** A line of somebody's to-do list: what the story waits for, and from whom. */
export type Wait = {
  unit: UnitId
  /** Empty: anyone of the unit. */
  roles: readonly Actor['role'][]
  person?: PersonId
  /** The command the story waits for. */
  what: string
  dueAt: Instant | null
}

/** What a story's law gives to the desk. One value per kind; the desk knows no other door. */
export type Law<State, Command extends { type: string }, Event extends { type: string }> = {
  kind: StoryKind
  /** Version of `evolve`: raised when old cards must be rebuilt. */
  fold: number
  absent: State
  decide(state: State, command: Command, stamp: Stamp): Decision<Event>
  evolve(state: State, entry: Recorded<Event>): State
  permits(state: State, actor: Actor, rules: Rules): Command['type'][]
  /** The parts of a command that act on other stories, each judged by its own law; all or none. */
  partsFor(command: Command, story: StoryRef): readonly { story: StoryRef; command: { type: string } }[]
  errandsFor(entry: Recorded<Event>, before: State, after: State, story: StoryRef, rules: Rules): readonly Errand[]
  waits(state: State): readonly Wait[]
  /** The series whose next letter number this command may use up: a unit's letters, or its supervision orders; null where it writes none. */
  letterSeries?(state: State, command: Command, by: Actor): string | null
}
