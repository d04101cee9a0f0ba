import type { Profile, ScorePart } from '../profile/profile.ts'
import type { ScoreItemName } from '../profile/vocabulary.ts'
import type { ScoredItem, ScoredPart } from './events.ts'
import { clockOf, type Callee, type CalleeScore, type Whistle } from './state.ts'

/** A called unit's result (该次考核结果) out of 100, with every fact it rests on; one per called unit, not per whistle (L16). */
export function scoreOf(
  state: Whistle,
  callee: Callee,
  { score }: Pick<Profile, 'score'>,
): { parts: readonly ScoredPart[]; result: number } {
  const parts = score.parts.flatMap((part) => scoredPart(state, callee, part) ?? [])
  const weights = sum(parts.map(({ weight }) => weight))
  const result = weights === 0 ? 0 : sum(parts.map(({ weight, points }) => weight * points)) / weights
  return { parts, result: rounded(result) }
}

/** The part that nobody gives: read off the facts, late or missed is nothing of the item (网格系统评价). */
export function systemItem(state: Whistle, callee: Callee, item: ScoreItemName): ScoredItem['because'] {
  switch (item) {
    case 'received_in_time':
      return answer(state, callee, 'receive')
    case 'contacted_in_time':
      return answer(state, callee, 'contact')
    case 'reported_in_time':
      return callee.presence === 'meeting' ? attendance(callee) : answer(state, callee, 'report')
    case 'first_action_in_time':
      return answer(state, callee, 'firstAction')
    case 'finished_in_time':
      return answer(state, callee, 'finish')
    case 'no_rework':
      return callee.sentBack === 0 ? 'noRework' : 'rework'
    case 'came_prepared':
    case 'cooperated':
    case 'result_on_site':
    case 'matter_was_ours':
    case 'order_was_clear':
    case 'host_was_ready':
    case 'requester_contacted':
    case 'requester_resolved':
    case 'requester_satisfied':
      return 'notAsked' // not a fact of the whistle
  }
}

/** Who looks at a score. */
export type ScoreViewer = 'street' | 'called' | 'inspection' | 'other'

/** What a viewer may see of a unit's score: where it is blind, each side only its own until both are in or the whistle is closed. */
export function visibleScore(state: Whistle, key: string, viewer: ScoreViewer): Partial<CalleeScore> | null {
  const score = state.called[key]?.score
  if (!score || viewer === 'other') return null
  if (viewer === 'inspection' || isRevealed(state, score)) return score
  return viewer === 'street' ? { drafted: score.drafted, combined: score.combined } : { rated: score.rated }
}

/** Both sides are in; without blindness the combined result is enough. */
export function isRevealed(state: Whistle, score: CalleeScore): boolean {
  if (state.stage === 'closed') return true
  if (score.combined === null) return false
  return !(state.terms.mutual && state.terms.blind) || score.rated !== null
}

/** The value that counts now: a ruling's, else the first. */
export const standingResult = ({ combined, ruled }: CalleeScore): number | null =>
  ruled?.result ?? combined?.result ?? null

function scoredPart(state: Whistle, callee: Callee, part: ScorePart): ScoredPart | null {
  // Marks of departments and requesters are no part of one whistle's result; they are counted over a period.
  if (part.by !== 'system' && part.by !== 'street') return null
  const drafted = callee.score.drafted
  if (part.by === 'street' && drafted === null) return null
  const items = part.items.map(({ id, weight }): ScoredItem => {
    if (part.by === 'street') {
      return {
        item: id,
        weight,
        points: drafted?.items.find(({ item }) => item === id)?.points ?? 0,
        because: 'judged',
      }
    }
    const because = systemItem(state, callee, id)
    return { item: id, weight, points: because === 'inTime' || because === 'noRework' ? weight : 0, because }
  })
  // What this callee was never asked for (no muster, no first action) neither earns nor costs.
  const counted = items.filter(({ because }) => because !== 'notAsked')
  const weights = sum(counted.map(({ weight }) => weight))
  if (weights === 0) return null
  return {
    by: part.by,
    weight: part.weight,
    points: rounded((100 * sum(counted.map(({ points }) => points))) / weights),
    items,
  }
}

function answer(
  state: Whistle,
  callee: Callee,
  name: 'receive' | 'contact' | 'report' | 'firstAction' | 'finish',
): ScoredItem['because'] {
  const clock = clockOf(state, name, callee.key)
  if (!clock) return 'notAsked'
  if (clock.missedAt !== null) return 'missed'
  if (clock.metAt === null) return 'open'
  return clock.metAt > clock.due.at ? 'late' : 'inTime'
}

function attendance(callee: Callee): ScoredItem['because'] {
  if (callee.absentAt !== null) return 'absent'
  return callee.checkedIn === null ? 'notAsked' : 'inTime'
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0)

/** Two decimals; marks are shown as they are kept. */
const rounded = (points: number): number => Math.round(points * 100) / 100
