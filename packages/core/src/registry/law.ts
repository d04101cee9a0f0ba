import { accept, nothingToDo, refuse, type Decision, type Errand, type Law, type Stamp } from '../story.ts'
import { localInstant } from '../time/instant.ts'
import type { Actor } from '../words.ts'
import { checkRows } from './checkRows.ts'
import { registryCommands, type RegistryCommand, type RegistryCommandType } from './commands.ts'
import type { RegistryEvent, RowsPut } from './events.ts'
import { isInForce } from './lookup.ts'
import type { Unit } from './registry.ts'
import { isThere, keyOf, type RegistryList, type RegistryRow, type RowOf } from './rows.ts'
import { keysOf, rowsFor, runsUpTo } from './snapshot.ts'
import { evolveRegistry, noRegistry, type RegistryState } from './state.ts'

const commandTypes = Object.keys(registryCommands) as RegistryCommandType[] // The keys of a constant.

/** Who may do more than the district's administrator (who may do all): rulings put their matter on a list. */
const alsoBy: Partial<Record<RegistryCommandType, readonly Actor['role'][]>> = {
  ListProblem: ['adjudicator', 'clock'],
  AdmitMatter: ['district_leader', 'adjudicator'],
}

/** The law of the registry (名录): dated rows, changed by those entitled, never contradicting each other. */
export const registryLaw: Law<RegistryState, RegistryCommand, RegistryEvent> = {
  kind: 'registry',
  fold: 1,
  absent: noRegistry,
  decide: (state, command, stamp) => {
    if (!mayAsk(command.type, stamp.by)) return refuse('NotAdministrator')
    if (stamp.by.as !== 'system' && stamp.by.district !== districtOf(stamp.story.id))
      return refuse('OtherDistrict')
    // Decided by an older snapshot, a row could contradict one that is there already.
    if (stamp.rules.registry.version !== state.entries) return refuse('StaleVersion')
    const decision = decideRows(command, stamp)
    if ('refused' in decision || decision.accepted.length === 0 || state.stage === 'open') return decision
    return accept<RegistryEvent>(
      { type: 'DistrictOpened', simulated: stamp.rules.simulated },
      ...decision.accepted,
    )
  },
  evolve: evolveRegistry,
  permits: (_state, actor) => commandTypes.filter((type) => mayAsk(type, actor)),
  partsFor: () => [],
  errandsFor: ({ event, at }, _before, _after, story): readonly Errand[] => {
    if (event.type !== 'UnitSucceeded') return []
    const day = localInstant(event.on, '00:00')
    return [
      {
        do: 'ask',
        at: day > at ? day : at,
        story,
        command: { type: 'SpreadSuccession', unit: event.unit, successor: event.successor },
      },
    ]
  },
  waits: () => [],
}

function mayAsk(type: RegistryCommandType, actor: Actor): boolean {
  if (actor.as === 'system' || actor.role === 'system_admin') return true
  return alsoBy[type]?.includes(actor.role) ?? false
}

function districtOf(story: string): number {
  return Number(story.slice(0, story.indexOf('-')))
}

function decideRows(command: RegistryCommand, stamp: Stamp): Decision<RegistryEvent> {
  switch (command.type) {
    case 'PutAreas':
      return put('area', command.rows, stamp, (rows) => ({ type: 'RowsPut', list: 'area', rows }))
    case 'PutUnits':
      return put('unit', command.rows, stamp, (rows) => ({ type: 'RowsPut', list: 'unit', rows }))
    case 'PutPosts':
      return put('post', command.rows, stamp, (rows) => ({ type: 'RowsPut', list: 'post', rows }))
    case 'PutDuties':
      return put('duty', command.rows, stamp, (rows) => ({ type: 'RowsPut', list: 'duty', rows }))
    case 'PutPowers':
      return put('power', command.rows, stamp, (rows) => ({ type: 'RowsPut', list: 'power', rows }))
    case 'PutProblems':
      return put('problem', command.rows, stamp, (rows) => ({ type: 'RowsPut', list: 'problem', rows }))
    case 'PutCategories':
      return put('category', command.rows, stamp, (rows) => ({ type: 'RowsPut', list: 'category', rows }))
    case 'BindProfile':
      return bind(command, stamp)
    case 'EndRow':
      return end(command, stamp)
    case 'SucceedUnit':
      return succeed(command, stamp)
    case 'AdmitMatter':
      if (command.row.status !== 'admitted') return refuse('RowInvalid', command.row.id)
      return put('duty', [command.row], stamp, ([row]) => ({
        type: 'MatterAdmitted',
        row: row ?? command.row,
        approvedBy: command.approvedBy,
      }))
    case 'ListProblem':
      return put('problem', [command.row], stamp, ([row]) => ({
        type: 'ProblemListed',
        row: row ?? command.row,
      }))
  }
}

type Made = RowsPut | Extract<RegistryEvent, { type: 'MatterAdmitted' | 'ProblemListed' }>

/** What is there already is not put again: a file loaded twice changes nothing the second time. */
function put<List extends RegistryList>(
  list: List,
  rows: readonly RowOf[List][],
  { rules }: Stamp,
  event: (rows: readonly RowOf[List][]) => Made,
): Decision<RegistryEvent> {
  const { registry } = rules
  const changed = rows.filter((row) => !isThere(rowsFor(registry, list, keyOf(row)), row))
  if (changed.length === 0) return nothingToDo
  const [finding] = checkRows(registry, list, changed)
  return finding ? refuse(finding.code, finding.key) : accept(event(changed))
}

function bind(
  { area, profile, from }: Extract<RegistryCommand, { type: 'BindProfile' }>,
  { rules: { registry } }: Stamp,
): Decision<RegistryEvent> {
  // A city's rules are bound to the city or the province, whose areas the district does not keep.
  const district = String(registry.district)
  const above = [`${district.slice(0, 4)}00000000`, `${district.slice(0, 2)}0000000000`]
  if (!registry.areas.has(area) && !above.includes(area)) return refuse('UnknownArea', area)
  if (
    registry.bindings.some((other) => other.area === area && other.from === from && other.profile === profile)
  )
    return nothingToDo
  return accept({ type: 'ProfileBound', area, profile, from })
}

function end(
  { table, key, on, reason }: Extract<RegistryCommand, { type: 'EndRow' }>,
  { rules: { registry } }: Stamp,
): Decision<RegistryEvent> {
  const rows = rowsFor(registry, table, key)
  if (rows.some((row) => row.until === on) && !rows.some((row) => row.from >= on)) return nothingToDo
  if (!rows.some((row) => runsUpTo(row, on))) return refuse('RowInvalid', key)
  if (table === 'area' || table === 'unit' || table === 'category') {
    for (const other of keysOf(registry, table)) {
      const child = rowsFor(registry, table, other).find(
        (row: RegistryRow) => 'parent' in row && row.parent === key && (row.until === null || row.until > on),
      )
      if (child) return refuse('RowInvalid', keyOf(child))
    }
  }
  return accept({ type: 'RowEnded', list: table, key, on, reason })
}

function succeed(
  { unit, successor, on, reason }: Extract<RegistryCommand, { type: 'SucceedUnit' }>,
  { rules: { registry } }: Stamp,
): Decision<RegistryEvent> {
  const before = unitRow(registry.units.get(unit), rowsFor(registry, 'unit', unit), (row) =>
    runsUpTo(row, on),
  )
  const after = unitRow(registry.units.get(successor), rowsFor(registry, 'unit', successor), (row) =>
    isInForce(row, on),
  )
  if (unit === successor) return refuse('RowInvalid', unit)
  if (!before) {
    const done = registry.units.get(unit)
    return done?.successor === successor && done.until === on ? nothingToDo : refuse('UnknownUnit', unit)
  }
  if (!after) return refuse('UnknownUnit', successor)
  const missing = before.areas.filter((area) => !after.areas.includes(area))
  if (missing.length === 0) return accept({ type: 'UnitSucceeded', unit, successor, on, reason, takes: null })
  return accept({
    type: 'UnitSucceeded',
    unit,
    successor,
    on,
    reason,
    takes: { ...after, areas: [...after.areas, ...missing], from: on },
  })
}

function unitRow(
  current: Unit | undefined,
  rows: readonly RegistryRow[],
  holds: (row: RegistryRow) => boolean,
): Unit | undefined {
  if (current && holds(current)) return current
  // The rows of a unit's key are units.
  return rows.find(holds) as Unit | undefined
}
