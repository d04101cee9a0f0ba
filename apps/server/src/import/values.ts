import type { FieldRule } from './mapFile.ts'

/** What the server proposed for a row's words; null where it abstained. */
export type Suggested = {
  readonly category: string | null
  readonly unit: string | null
  readonly duty: string | null
  readonly why: readonly { readonly code: string }[]
}

/** Values of a row by field; a field without a value is left out of commands. */
export type Values = Readonly<Record<string, unknown>>

/** Reads a row's fields by the map's rules; gives the sentence of the first one that cannot be read instead. */
export function valuesOf(
  rules: Readonly<Record<string, FieldRule>>,
  row: Readonly<Record<string, unknown>>,
  suggested?: Suggested,
): { values: Values } | { broken: string } {
  const values: Record<string, unknown> = {}
  const unitRule = Object.values(rules).find((rule) => rule.suggested === 'unit')
  const unit = suggested?.unit ?? null
  const unitCounts = unit !== null && (unitRule?.among?.includes(unit) ?? true)
  for (const [name, rule] of Object.entries(rules)) {
    const value = valueOf(rule, row, suggested, unitCounts)
    if (value !== undefined && typeof value === 'object' && 'broken' in value)
      return { broken: `${name}: ${value.broken}` }
    if (value === undefined && rule.needed) return { broken: `${rule.from ?? name} is empty` }
    if (value !== undefined) values[name] = value
  }
  return { values }
}

type Broken = { readonly broken: string }

function valueOf(
  rule: FieldRule,
  row: Values,
  suggested: Suggested | undefined,
  unitCounts: boolean,
): string | readonly string[] | Broken | undefined {
  if (rule.suggested === 'why') {
    const codes = suggested?.why.map(({ code }) => code).slice(0, 10) ?? []
    return codes.length > 0 ? codes : undefined
  }
  // A suggested duty belongs to the suggested unit: without the one the other does not count.
  if (rule.suggested === 'duty' && !unitCounts) return rule.else
  if (rule.suggested) {
    const proposed = suggested?.[rule.suggested] ?? undefined
    return proposed !== undefined && (rule.among?.includes(proposed) ?? true) ? proposed : rule.else
  }
  const cell =
    filled(rule.from ? row[rule.from] : undefined) ?? filled(rule.orFrom ? row[rule.orFrom] : undefined)
  if (cell === undefined) return rule.else
  if (rule.as === 'instant') return instantOf(cell, rule.zone)
  const text = String(cell instanceof Date ? cell.toISOString() : cell).trim()
  return rule.cut === undefined ? text : cutAt(text, rule.cut)
}

function filled(cell: unknown): string | number | Date | undefined {
  if (typeof cell === 'string') return cell.trim() === '' ? undefined : cell
  return typeof cell === 'number' || cell instanceof Date ? cell : undefined
}

/** A cell or value as text: what is neither text nor number has none. */
export function textOf(value: unknown): string {
  return typeof value === 'string'
    ? value.trim()
    : typeof value === 'number' || typeof value === 'bigint'
      ? String(value)
      : ''
}

/** Cuts by UTF-16 units, as schemas count, but never through the middle of a character. */
function cutAt(text: string, most: number): string {
  if (text.length <= most) return text
  const cut = text.slice(0, most)
  return /[\uD800-\uDBFF]$/.test(cut) ? cut.slice(0, -1) : cut
}

const wallTime =
  /^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:[ T]+(\d{1,2}):(\d{2})(?::(\d{2}))?)?(Z|[+-]\d{2}:\d{2})?$/

function instantOf(cell: string | number | Date, zone = '+08:00'): string | Broken {
  // A cell of a sheet is a wall-clock time that came without a zone.
  const text =
    cell instanceof Date
      ? cell.toISOString().slice(0, 19)
      : String(cell)
          .trim()
          .replace(/\.\d+(?=Z|[+-]|$)/, '')
  const found = wallTime.exec(text)
  const [, year, month = '', day = '', hour = '0', minute = '00', second = '00', own = zone] = found ?? []
  const two = (part: string): string => part.padStart(2, '0')
  const written = `${year}-${two(month)}-${two(day)}T${two(hour)}:${minute}:${second}${own}`
  const ms = Date.parse(written)
  // Date.parse lets 31 February pass into March: the written day has to come back.
  const shown = new Date(ms - Date.parse(`1970-01-01T00:00:00${own}`))
  if (!found || Number.isNaN(ms) || shown.getUTCDate() !== Number(day))
    return { broken: `“${text.slice(0, 40)}” is not a time` }
  return new Date(ms).toISOString()
}

/** Fills `$field` into a command; what has no value is left out, and so is an object left empty by that. */
export function fill(shape: unknown, values: Values): unknown {
  if (typeof shape === 'string') return shape.startsWith('$') ? values[shape.slice(1)] : shape
  if (Array.isArray(shape))
    return shape.map((item) => fill(item, values)).filter((item) => item !== undefined)
  if (typeof shape !== 'object' || shape === null) return shape
  const filledIn = Object.entries(shape)
    .map(([key, value]) => [key, fill(value, values)] as const)
    .filter(([, value]) => value !== undefined)
  return filledIn.length > 0 || Object.keys(shape).length === 0 ? Object.fromEntries(filledIn) : undefined
}
