import { caseReaders, unitLine, whistleReaders, type CaseState, type Instant, type Rules, type StoryKind, type UnitId, type WhistleState } from '@shaoying/core'
import type { AnyState } from '../desk/stories.ts'

const geographic = new Set(['city', 'district', 'street'])
/** Bodies whose posts list cases by district, street or community: a row for them would say nothing new. */
const listsByPlace = new Set(['city', 'district', 'street', 'centre', 'community', 'grid_team', 'district_centre', 'hotline', 'callback_desk', 'supervision_office', 'inspection_body'])

/** Units whose people may list a story because of a relation, with the units above them up to the street or the district. */
export function partiesOf(kind: StoryKind, state: AnyState, rules: Rules): { units: readonly UnitId[]; openedAt: Instant | null } {
  if (state.stage === 'absent' || kind === 'registry') return { units: [], openedAt: null }
  // The state was opened under this kind.
  const related = kind === 'case' ? caseReaders(state as CaseState).units : whistleReaders(state as WhistleState).map(({ unit }) => unit)
  const units = new Set<UnitId>()
  for (const unit of related) {
    if (kind === 'case' && listsByPlace.has(rules.registry.units.get(unit)?.kind ?? '')) continue
    for (const above of unitLine(rules.registry, unit)) {
      if (above !== unit && geographic.has(rules.registry.units.get(above)?.kind ?? '')) break
      units.add(above)
    }
  }
  const openedAt = kind === 'case' ? (state as CaseState & { filedAt: Instant }).filedAt : (state as WhistleState & { appliedAt: Instant }).appliedAt
  return { units: [...units], openedAt }
}
