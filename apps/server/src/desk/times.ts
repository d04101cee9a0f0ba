import { instantOf, isDate } from '@shaoying/core'
import type { TSchema } from 'typebox'

/** Puts the instants of a value into the one form in which texts sort by time; says where one is no time. */
export type Settler = (value: unknown, path: string) => string | undefined

/** Before 1900 and after 2199 nobody files, orders or reviews: such a time is a mistake, and some of them no database can keep. */
const years = { first: 1900, last: 2199 }

/** Walks a shape once and keeps only the ways that lead to instants and dates; undefined where none does. */
export function settlerOf(shape: TSchema): Settler | undefined {
  const { properties, items, anyOf } = shape as { properties?: Record<string, TSchema>; items?: TSchema; anyOf?: TSchema[] }
  const ways: Settler[] = []
  for (const [key, field] of Object.entries(properties ?? {})) {
    const format = formatOf(field)
    const inner = settlerOf(field)
    if (format === 'date-time' || format === 'date' || inner)
      ways.push((value, path) => {
        // The shape was checked: an object, and a text where a format is.
        const record = value as Record<string, unknown>
        const item = record[key]
        if (item === undefined || item === null) return undefined
        const at = `${path}/${key}`
        if (inner) return inner(item, at)
        const settled = typeof item === 'string' ? (format === 'date' ? date(item) : instant(item)) : undefined
        if (settled === undefined) return at
        record[key] = settled
        return undefined
      })
  }
  const each = items && settlerOf(items)
  if (each) ways.push((value, path) => first(Array.isArray(value) ? value : [], (item, n) => each(item, `${path}/${n}`)))
  for (const branch of anyOf ?? []) {
    const inner = settlerOf(branch)
    if (inner) ways.push((value, path) => (typeof value === 'object' && value !== null ? inner(value, path) : undefined))
  }
  if (ways.length === 0) return undefined
  return (value, path) => first(ways, (way) => way(value, path))
}

/** The format of a text, or of the text that may be null. */
function formatOf(field: TSchema): string | undefined {
  const { format, anyOf } = field as { format?: string; anyOf?: { format?: string }[] }
  return format ?? anyOf?.find((branch) => branch.format !== undefined)?.format
}

function first<Item>(items: readonly Item[], find: (item: Item, n: number) => string | undefined): string | undefined {
  for (const [n, item] of items.entries()) {
    const found = find(item, n)
    if (found !== undefined) return found
  }
  return undefined
}

const isNear = (year: number): boolean => year >= years.first && year <= years.last

/** An instant in UTC with milliseconds, or undefined where the text is none or lies too far away. */
export function instant(text: string): string | undefined {
  const ms = Date.parse(text)
  if (Number.isNaN(ms) || !isNear(new Date(ms).getUTCFullYear())) return undefined
  return instantOf(ms)
}

const date = (text: string): string | undefined => (isDate(text) && isNear(Number(text.slice(0, 4))) ? text : undefined)
