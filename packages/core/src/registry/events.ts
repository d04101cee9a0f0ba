import type { LocalDate } from '../time/instant.ts'
import type { AreaCode, UnitId } from '../words.ts'
import type { Duty, ListedProblem, Unit } from './registry.ts'
import type { RegistryList, RowOf } from './rows.ts'

/** Rows put into one list, as they are from their dates on; a row that begins later closes the earlier one of its key. */
export type RowsPut = {
  [List in RegistryList]: { type: 'RowsPut'; list: List; rows: readonly RowOf[List][] }
}[RegistryList]

/** What has happened to the registry (名录) of a district. */
export type RegistryEvent =
  | { type: 'DistrictOpened'; simulated: boolean }
  | RowsPut
  | { type: 'ProfileBound'; area: AreaCode; profile: string; from: LocalDate }
  | { type: 'RowEnded'; list: RegistryList; key: string; on: LocalDate; reason: string }
  /** `takes`: the successor's own row from that day, where it takes areas over. */
  | {
      type: 'UnitSucceeded'
      unit: UnitId
      successor: UnitId
      on: LocalDate
      reason: string
      takes: Unit | null
    }
  | { type: 'MatterAdmitted'; row: Duty; approvedBy: string }
  | { type: 'ProblemListed'; row: ListedProblem }
