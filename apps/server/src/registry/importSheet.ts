import {
  checkRows,
  isThere,
  keyOf,
  readLimit,
  registryRows,
  rowsFor,
  type Limit,
  type Registry,
  type RegistryCommand,
  type RegistryRow,
} from '@shaoying/core'
import type { TSchema } from 'typebox'
import { Value } from 'typebox/value'
import { columnsOf, type Column, type ImportTable } from './columns.ts'
import { chunks } from './divisions.ts'
import { importSentence, type ImportCode, type Sentence } from './importWords.ts'
import type { Sheet } from './sheets.ts'

/** What is wrong with one cell, for the person who keeps the file. Row 1 holds the headers. */
export type ImportFinding = {
  readonly row: number
  readonly column: string
  readonly code: ImportCode
  readonly message: Sentence
}

/** One instruction of an import, and the rows of the file that it carries. */
export type ImportStep = { readonly command: RegistryCommand; readonly rows: readonly number[] }

/** What a file would do: shown by a dry run, carried out by `runImport`. Faulty rows are left out, all others go ahead. */
export type ImportPlan = {
  readonly table: ImportTable
  readonly rows: number
  /** Rows that are in the registry already, exactly so: a file loaded twice changes nothing. */
  readonly unchanged: number
  readonly findings: readonly ImportFinding[]
  readonly steps: readonly ImportStep[]
}

type Candidate = { readonly line: number; readonly row: RegistryRow }

/** Looks a file over against the registry and says what it would change. `from`: the first day of rows that name none. Writes nothing. */
export function planImport(
  registry: Registry,
  table: ImportTable,
  sheet: Sheet,
  { from, rowsPerStep = 500 }: { from: string; rowsPerStep?: number },
): ImportPlan {
  const columns = columnsOf[table]
  const headerOf = new Map(
    columns.flatMap((column) => {
      const header = column.headers.find((name) => sheet.headers.includes(name))
      return header === undefined ? [] : [[column.field, header] as const]
    }),
  )
  const missing = columns.filter(({ field, required }) => required && !headerOf.has(field))
  if (missing.length > 0 || sheet.rows.length === 0) {
    const findings = missing.map(({ headers }) =>
      finding(1, headers[1] ?? '', 'ColumnMissing', headers.slice(0, 2).join(' / ')),
    )
    return {
      table,
      rows: sheet.rows.length,
      unchanged: 0,
      findings: missing.length > 0 ? findings : [finding(1, '', 'NoRows', '')],
      steps: [],
    }
  }

  const findings: ImportFinding[] = []
  const candidates: Candidate[] = []
  const seen = new Map<string, number>()
  for (const { row: line, cells } of sheet.rows) {
    const read = readRow(table, columns, (field) => cells[headerOf.get(field) ?? ''], from)
    for (const { field, code, about } of read.faults)
      findings.push(finding(line, headerOf.get(field) ?? field, code, about))
    if (!read.row) continue
    const name = `${keyOf(read.row)} ${read.row.from}`
    if (seen.has(name))
      findings.push(finding(line, headerOf.get(columns[0]?.field ?? '') ?? '', 'Twice', keyOf(read.row)))
    else candidates.push({ line, row: read.row })
    seen.set(name, line)
  }

  const changed = candidates.filter(({ row }) => !isThere(rowsFor(registry, table, keyOf(row)), row))
  const good = ordered(table, withoutFaulty(registry, table, changed, findings, headerOf))
  return {
    table,
    rows: sheet.rows.length,
    unchanged: candidates.length - changed.length,
    findings: findings.toSorted((a, b) => a.row - b.row),
    steps: chunks(good, rowsPerStep).map((part) => ({
      command: commandOf(
        table,
        part.map(({ row }) => row),
      ),
      rows: part.map(({ line }) => line),
    })),
  }
}

/**
 * Carries a plan out, one instruction after another. Stops at the first that is refused and says at which row; planned again from the
 * same file, the import goes on from there, because what was put is there already.
 */
export async function runImport(
  { steps }: ImportPlan,
  ask: (
    command: RegistryCommand,
  ) => Promise<{ version: number } | { refused: { code: ImportCode; about?: string } }>,
  onProgress: (done: number) => void = () => {},
): Promise<{ done: number; stopped?: ImportFinding }> {
  let done = 0
  for (const { command, rows } of steps) {
    const answer = await ask(command)
    if ('refused' in answer) {
      const { code, about } = answer.refused
      const at = 'rows' in command ? command.rows.findIndex((row) => keyOf(row as RegistryRow) === about) : -1 // Rows of a put are registry rows.
      return { done, stopped: finding(rows[Math.max(at, 0)] ?? 0, '', code, about ?? '') }
    }
    done += rows.length
    onProgress(done)
  }
  return { done }
}

function finding(row: number, column: string, code: ImportCode, about: string): ImportFinding {
  return { row, column, code, message: importSentence(code, about) }
}

/** Rows the law would take; what hangs on a faulty row is faulty too, and says which. */
function withoutFaulty(
  registry: Registry,
  table: ImportTable,
  candidates: readonly Candidate[],
  findings: ImportFinding[],
  headerOf: ReadonlyMap<string, string>,
): Candidate[] {
  let good = [...candidates]
  const faulty = new Set<string>()
  for (;;) {
    // Rows of one table alone were read.
    const found = checkRows(registry, table, good.map(({ row }) => row) as never)
    if (found.length === 0) return good
    for (const { index, field, code, key } of found) {
      const candidate = good[index]
      if (!candidate) continue
      const value = about(candidate.row, field) ?? key
      findings.push(
        finding(
          candidate.line,
          headerOf.get(field) ?? headerOf.get('id') ?? headerOf.get('code') ?? field,
          faulty.has(value) ? 'HangsOnAFaultyRow' : code,
          value,
        ),
      )
    }
    const bad = new Set(found.map(({ index }) => index))
    for (const index of bad) {
      const candidate = good[index]
      if (candidate) faulty.add(keyOf(candidate.row))
    }
    good = good.filter((_, index) => !bad.has(index))
  }
}

function about(row: RegistryRow, field: string): string | undefined {
  const value: unknown = Object.entries(row).find(([name]) => name === field)?.[1]
  return typeof value === 'string' ? value : undefined
}

/** Parents before children, persons before those who stand in for them: each step must stand on its own. */
function ordered(table: ImportTable, rows: readonly Candidate[]): Candidate[] {
  if (table === 'post')
    return rows.toSorted((a, b) => Number('standsInFor' in a.row) - Number('standsInFor' in b.row))
  const byKey = new Map(rows.map(({ row }) => [keyOf(row), row]))
  const depthOf = (row: RegistryRow): number => {
    let depth = 0
    for (
      let next: RegistryRow | undefined = row;
      next && 'parent' in next && next.parent !== null && depth < 64;
      depth += 1
    )
      next = byKey.get(next.parent)
    return depth
  }
  const depths = new Map(rows.map((candidate) => [candidate, depthOf(candidate.row)]))
  return rows.toSorted((a, b) => (depths.get(a) ?? 0) - (depths.get(b) ?? 0))
}

function commandOf(table: ImportTable, rows: readonly RegistryRow[]): RegistryCommand {
  const type = {
    area: 'PutAreas',
    unit: 'PutUnits',
    post: 'PutPosts',
    duty: 'PutDuties',
    power: 'PutPowers',
    problem: 'PutProblems',
  }[table]
  // Every row passed the schema of its table in `readRow`.
  return { type, rows } as unknown as RegistryCommand
}

type Fault = { field: string; code: ImportCode; about: string }

function readRow(
  table: ImportTable,
  columns: readonly Column[],
  cell: (field: string) => string | undefined,
  from: string,
): { row: RegistryRow | null; faults: Fault[] } {
  const faults: Fault[] = []
  const values: Record<string, unknown> = { ...defaults[table], from, until: null }
  for (const { field, required, as } of columns) {
    const text = cell(field)?.trim()
    if (!text) {
      if (required) faults.push({ field, code: 'CellMissing', about: '' })
      continue
    }
    const read = readCell(text, as)
    if ('code' in read) faults.push({ field, code: read.code, about: text.slice(0, 40) })
    else values[field] = read.value
  }
  if (faults.length > 0) return { row: null, faults }
  const shape: TSchema = registryRows[table]
  if (!Value.Check(shape, values)) {
    const wrong = [...Value.Errors(shape, values)][0]
    return {
      row: null,
      faults: [{ field: wrong?.instancePath.split('/')[1] ?? '', code: 'TooLong', about: '' }],
    }
  }
  // The schema of the row's own table was just checked.
  return { row: values as unknown as RegistryRow, faults }
}

const defaults: Readonly<Record<ImportTable, Readonly<Record<string, unknown>>>> = {
  area: {},
  unit: { parent: null, areas: [], calleeKind: null },
  post: {},
  duty: { status: 'listed' },
  power: {},
  problem: { assisting: [] },
}

const code = /^[A-Za-z0-9_.:@-]{1,64}$/

function readCell(text: string, as: Column['as']): { value: unknown } | { code: ImportCode } {
  if (typeof as === 'object') {
    const value = Object.hasOwn(as.oneOf, text) ? as.oneOf[text] : undefined
    return value === undefined ? { code: 'NotOneOf' } : { value }
  }
  switch (as) {
    case 'code':
      return code.test(text) ? { value: text } : { code: 'NotACode' }
    case 'codes': {
      const codes = text.split(/[,,、;;\s]+/).filter((item) => item !== '')
      return codes.every((item) => code.test(item)) ? { value: codes } : { code: 'NotACode' }
    }
    case 'text':
      return { value: text }
    case 'count':
      return /^\d{1,9}$/.test(text) ? { value: Number(text) } : { code: 'NotACount' }
    case 'date': {
      const value = dateOf(text)
      return value ? { value } : { code: 'NotADate' }
    }
    case 'limit': {
      const value = limitOf(text)
      return value ? { value } : { code: 'NotALimit' }
    }
    case 'yes':
      if (/^(是|yes|true|1|y)$/i.test(text)) return { value: true }
      return /^(否|no|false|0|n)$/i.test(text) ? { value: false } : { code: 'NotYesOrNo' }
  }
}

/** 2026-01-31, 2026/1/31 or 2026年1月31日. */
function dateOf(text: string): string | undefined {
  const [, year, month, day] = /^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?$/.exec(text) ?? []
  if (!year || !month || !day) return undefined
  const date = `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`
  const ms = Date.parse(`${date}T00:00:00Z`)
  return !Number.isNaN(ms) && new Date(ms).toISOString().startsWith(date) ? date : undefined
}

/** 5 workdays, or 5个工作日. */
function limitOf(text: string): Limit | undefined {
  const [, amount, unit = ''] = /^(\d+) ?个?(工作日|自然日|天|日|工作小时|小时|分钟)$/.exec(text) ?? []
  const units: Readonly<Record<string, string>> = {
    工作日: 'workday',
    自然日: 'day',
    天: 'day',
    日: 'day',
    工作小时: 'workhour',
    小时: 'hour',
    分钟: 'minute',
  }
  return readLimit(amount === undefined ? text : `${amount} ${units[unit] ?? ''}`)
}
