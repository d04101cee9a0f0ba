import type { Actor, StoryKind } from '@shaoying/core'
import { sentenceOf } from '@shaoying/core'
import type { Answer as AnswerShown } from '@shaoying/contract'
import { OutcomeUnknown } from '../desk/desk.ts'
import { readInstruction, type Answer, type Given } from '../desk/instruction.ts'
import type { House } from '../house/house.ts'
import { Refusal, type Language } from './problem.ts'

/** Commands that only the clock, an errand or another story's command may give. */
const neverFromOutside: Readonly<Record<StoryKind, ReadonlySet<string>>> = {
  case: new Set(['MissClock', 'MoveDeadlines', 'FollowSuccessor', 'WhistleTold', 'JoinInto', 'JoinWhistle', 'Wake']),
  whistle: new Set(['MissClock', 'MoveDeadlines', 'FollowSuccessor']),
  registry: new Set([]),
}

/** Hands instructions to the desk and answers in order; a malformed one is refused alone. */
export async function instruct(house: House, by: Actor, raw: readonly unknown[], language: Language): Promise<AnswerShown[]> {
  const answers: AnswerShown[] = []
  const given: Given[] = []
  const places: number[] = []
  for (const [place, one] of raw.entries()) {
    const read = readInstruction(one)
    if ('malformed' in read) answers[place] = show({ commandId: idOf(one), refused: { code: 'MalformedInstruction', about: read.malformed } }, language)
    else if (neverFromOutside[read.instruction.story.kind].has(read.instruction.command.type))
      answers[place] = show({ commandId: read.instruction.commandId, refused: { code: 'MalformedInstruction', about: 'command.type' } }, language)
    else {
      given.push({ by, instruction: read.instruction })
      places.push(place)
    }
  }
  if (given.length > 0) {
    let handled: readonly Answer[]
    try {
      handled = await house.desk.handle(by.district, given)
    } catch (error) {
      throw error instanceof OutcomeUnknown ? new Refusal('OutcomeUnknown') : error
    }
    for (const [n, answer] of handled.entries()) {
      const place = places[n]
      if (place !== undefined) answers[place] = show(answer, language)
    }
  }
  return answers
}

/** An answer in the words of the language asked for. */
export function show(answer: Answer, language: Language): AnswerShown {
  if (!('refused' in answer)) return answer
  const { code, about } = answer.refused
  return { commandId: answer.commandId, refused: { code, message: sentenceOf(answer.refused, language), ...(about === undefined ? {} : { about }) } }
}

const idOf = (raw: unknown): string => {
  const { commandId } = (raw ?? {}) as { commandId?: unknown }
  return typeof commandId === 'string' && /^[0-9a-f-]{36}$/.test(commandId) ? commandId : ''
}
