import type { PersonId, UnitId } from '../words.ts'
import { calleesOf, type Whistle, type WhistleState } from './state.ts'

/** A unit or person that stands to a whistle in a way that lets it be read. */
export type WhistleReader = {
  readonly unit: UnitId
  /** Where only this person of the unit reads. */
  readonly person?: PersonId
  readonly as:
    | 'office'
    | 'street'
    | 'centre'
    | 'lead'
    | 'assisting'
    | 'consultee'
    | 'team'
    | 'invited'
    | 'owner'
    | 'adjudicator'
    | 'supervisor'
}

/** Who has to do with this whistle; before it is issued those to be called do not know of it. */
export function readersOf(state: WhistleState): readonly WhistleReader[] {
  if (state.stage === 'absent') return []
  const { caller, seats } = state
  const street: WhistleReader[] = caller.street === null ? [] : [{ unit: caller.street, as: 'street' }]
  return [
    { unit: seats.office, as: 'office' },
    ...street,
    { unit: seats.centre, as: 'centre' },
    ...calledReaders(state),
    ...Object.keys(state.teams).map((unit): WhistleReader => ({ unit, as: 'team' })),
    ...(state.meeting?.invited ?? []).map((unit): WhistleReader => ({ unit, as: 'invited' })),
    ...[...new Set(state.resolutions.map(({ owner }) => owner))].map((unit): WhistleReader => ({
      unit,
      as: 'owner',
    })),
    ...(hasDispute(state) ? [{ unit: seats.adjudicator, as: 'adjudicator' } as const] : []),
    ...state.supervisions.map(({ supervisor }): WhistleReader => ({ unit: supervisor, as: 'supervisor' })),
  ]
}

const calledReaders = (state: Whistle): WhistleReader[] =>
  calleesOf(state)
    .filter(({ calledAt }) => calledAt !== null)
    .map(({ unit, person, part }) => (person === null ? { unit, as: part } : { unit, person, as: part }))

const hasDispute = (state: Whistle): boolean =>
  state.stage === 'ruling' ||
  calleesOf(state).some(({ returns, score }) => returns > 0 || score.objection !== null)
