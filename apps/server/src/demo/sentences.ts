import type { Grammar, Matter } from './plan.ts'
import type { Random } from './random.ts'

/** Words for the people of the demo, drawn from the grammar. */
export type Sentences = {
  matter(): Matter
  /** A complaint of two to four sentences about a matter at a place. */
  complaint(matter: Matter, place: string): string
  one(list: Exclude<keyof Grammar, 'matters' | 'trifles' | 'questions'>): string
  trifle(place: string): { category: string; words: string }
  question(): { words: string; answer: string }
}

/** Opens the grammar for one stream of draws. */
export function openSentences(grammar: Grammar, random: Random): Sentences {
  const filled = (pattern: string, place: string): string =>
    pattern
      .replaceAll('{place}', place)
      .replaceAll('{spot}', () => random.one(grammar.spots))
      .replaceAll('{since}', () => random.one(grammar.since))
      .replaceAll('{when}', () => random.one(grammar.when))
  return {
    matter: () => random.one(grammar.matters),
    complaint({ openings }, place) {
      const parts = [filled(random.one(openings), place)]
      if (random.chance(70)) parts.push(`${random.one(grammar.who)}，${random.one(grammar.effect)}。`)
      if (random.chance(50)) parts.push(random.one(grammar.earlier))
      parts.push(random.one(grammar.demand))
      return parts.join('')
    },
    one: (list) => random.one(grammar[list]),
    trifle(place) {
      const { category, words } = random.one(grammar.trifles)
      return { category, words: filled(random.one(words), place) }
    },
    question: () => random.one(grammar.questions),
  }
}
