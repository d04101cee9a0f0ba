import type { RefusalCode } from '../refusals.ts'
import { invariant } from '../invariant.ts'
import { accept, refuse, type Decision, type Refusal, type Stamp } from '../story.ts'
import type { Profile } from '../profile/profile.ts'
import type { WhistleEvent } from './events.ts'
import { profileOf } from './relations.ts'
import type { At, Live, Of } from './rule.ts'
import { isRevealed, scoreOf } from './score.ts'
import { calleesOf, isAwaited, isObliged, isSettled, type Callee, type Whistle } from './state.ts'

type Scoring = Live | 'done'

/** Settled, scored at all, and the street's part not yet in. */
export function awaitsDraft(state: Whistle, callee: Callee): RefusalCode | null {
  if (!callee.scored || !isObliged(callee) || !state.terms.streetPart) return 'NotScored'
  if (callee.score.drafted !== null || callee.score.combined !== null) return 'AlreadyScored'
  return isSettled(state, callee) ? null : 'UnitsOpen'
}

/** The street's part is in, or the profile has none, and there is no result. */
export function awaitsResult(state: Whistle, callee: Callee): RefusalCode | null {
  if (!callee.scored || !isObliged(callee)) return 'NotScored'
  if (callee.score.combined !== null) return 'AlreadyScored'
  if (!isSettled(state, callee)) return 'UnitsOpen'
  return state.terms.streetPart && callee.score.drafted === null ? 'ScoreMissing' : null
}

/** Those called may rate the caller once, where the profile says so. */
export function mayRate(state: Whistle, callee: Callee): RefusalCode | null {
  if (!state.terms.mutual) return 'NotMutual'
  if (!callee.scored || !isObliged(callee)) return 'NotScored'
  if (callee.score.rated !== null) return 'AlreadyScored'
  return isSettled(state, callee) ? null : 'UnitsOpen'
}

/** A result that the unit may see, and has not objected to. */
export function mayObject(state: Whistle, callee: Callee): RefusalCode | null {
  const { combined, objection } = callee.score
  if (combined === null || !isRevealed(state, callee.score)) return 'ScoreMissing'
  return objection === null ? null : 'ObjectionOpen'
}

/** An objection that nobody has ruled on. */
export const hasObjected = (_: Whistle, callee: Callee): RefusalCode | null =>
  callee.score.objection !== null && callee.score.ruled === null ? null : 'NoObjection'

/** The office drafts the street's part (街道评分), item by item; a low mark has its reasons. */
export function scoreUnit(
  state: At<Scoring>,
  callee: Callee,
  { items, words }: Of<'ScoreUnit'>,
  { rules }: Stamp,
): Decision<WhistleEvent> {
  const profile = profileOf(state, rules)
  const drafted = draftedItems(items, profile)
  if ('refused' in drafted) return drafted
  const low = drafted.items.find(({ points, weight }) => points * 100 < weight * profile.score.reasonsUnder)
  if (low && words === undefined) return refuse('ScoreNeedsReason', low.item)
  return accept({
    type: 'UnitScored',
    unit: callee.key,
    items: drafted.items.map(({ item, points }) => ({ item, points })),
    words: words ?? null,
  })
}

/** The centre combines the parts to the unit's result for this whistle. */
export function combineScore(
  state: At<Scoring>,
  callee: Callee,
  _: Of<'CombineScore'>,
  { rules }: Stamp,
): Decision<WhistleEvent> {
  return accept({
    type: 'ScoreCombined',
    unit: callee.key,
    ...scoreOf(state, callee, profileOf(state, rules)),
  })
}

/** The called unit's mark for the caller, blind until both are in. */
export const rateWhistle = (
  _: At<Scoring>,
  callee: Callee,
  { points, words }: Of<'RateWhistle'>,
): Decision<WhistleEvent> => accept({ type: 'WhistleRated', unit: callee.key, points, words: words ?? null })

/** Objects to a result, with reasons. */
export const objectToScore = (
  _: At<Scoring | 'closed'>,
  callee: Callee,
  { words }: Of<'ObjectToScore'>,
): Decision<WhistleEvent> => accept({ type: 'ScoreObjected', unit: callee.key, words })

/** Rules on an objection: a corrected value is a new value, the first stays readable. */
export function ruleOnScore(
  _: At<Scoring | 'closed'>,
  callee: Callee,
  { decision, points, words }: Of<'RuleOnScore'>,
): Decision<WhistleEvent> {
  const first = callee.score.combined?.result
  invariant(first !== undefined, 'an objection to a score that is not there')
  if (decision === 'corrected' && points === undefined) return refuse('ScoreItemsWrong', 'points')
  const result = decision === 'corrected' ? (points ?? first) : first
  return accept({ type: 'ScoreRuled', unit: callee.key, decision, first, result, words })
}

/** Closes the whistle (结哨): everyone through or released, everything scored, no objection waiting. */
export function closeWhistle(state: At<'done'>, { words }: Of<'CloseWhistle'>): Decision<WhistleEvent> {
  const code = closingProblem(state)
  return code ? refuse(code) : accept({ type: 'WhistleClosed', words: words ?? null })
}

/** Says before `done` what is still missing. */
export function closeTooEarly(state: At<Live>): Decision<WhistleEvent> {
  return refuse(closingProblem(state) ?? 'UnitsOpen')
}

/** What keeps a whistle from being closed; null where nothing does. */
export function closingProblem(state: Whistle): RefusalCode | null {
  if (state.resolutions.some(isAwaited)) return 'ResolutionsOpen'
  if (!calleesOf(state).every((callee) => isSettled(state, callee))) return 'UnitsOpen'
  const scored = calleesOf(state).filter((callee) => callee.scored && isObliged(callee))
  if (scored.some(({ score }) => score.combined === null)) return 'ScoreMissing'
  return scored.some((callee) => hasObjected(state, callee) === null) ? 'ObjectionOpen' : null
}

type Drafted = {
  readonly items: readonly {
    readonly item: Profile['score']['parts'][number]['items'][number]['id']
    readonly points: number
    readonly weight: number
  }[]
}

/** Exactly the items of the profile's street part, each within its weight. */
function draftedItems(given: Of<'ScoreUnit'>['items'], { score }: Profile): Drafted | { refused: Refusal } {
  const expected = score.parts.filter(({ by }) => by === 'street').flatMap(({ items }) => items)
  if (given.length !== expected.length) return refuse('ScoreItemsWrong')
  const items = expected.flatMap(({ id, weight }) => {
    const found = given.filter(({ item }) => item === id)
    return found.length === 1 && found[0] && found[0].points <= weight
      ? [{ item: id, points: found[0].points, weight }]
      : []
  })
  return items.length === expected.length ? { items } : refuse('ScoreItemsWrong')
}
