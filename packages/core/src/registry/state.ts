import type { Recorded } from '../words.ts'
import type { RegistryEvent } from './events.ts'
import { rowsOf, type RegistryList } from './rows.ts'

/** The story of a district's registry: whether it is open, and how many rows were ever put. The rows themselves lie in their table. */
export type RegistryState = {
  stage: 'absent' | 'open'
  simulated: boolean
  /** Entries so far: the version of the snapshot that a decision must have been made by. */
  entries: number
  rows: Readonly<Record<RegistryList | 'binding', number>>
}

/** Before the first row. */
export const noRegistry: RegistryState = {
  stage: 'absent',
  simulated: false,
  entries: 0,
  rows: { area: 0, unit: 0, post: 0, duty: 0, power: 0, problem: 0, category: 0, binding: 0 },
}

/** The state after one more entry. */
export function evolveRegistry(state: RegistryState, { event }: Recorded<RegistryEvent>): RegistryState {
  const entries = state.entries + 1
  if (event.type === 'DistrictOpened') return { ...state, stage: 'open', simulated: event.simulated, entries }
  const rows = { ...state.rows }
  for (const { list } of rowsOf(event)) rows[list] += 1
  return { ...state, entries, rows }
}
