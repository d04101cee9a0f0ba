import { caseCommands, whistleCommands } from '@shaoying/core'
import { isRecord } from '../parts/read.ts'

/** A command's field as its schema describes it: JSON Schema, read and never repeated. */
export type Shape = {
  type?: string
  enum?: readonly string[]
  const?: unknown
  anyOf?: readonly Shape[]
  properties?: Record<string, Shape>
  required?: readonly string[]
  items?: Shape
  minItems?: number
  maxItems?: number
  minLength?: number
  maxLength?: number
  minimum?: number
  maximum?: number
  pattern?: string
  format?: string
  'x-words'?: boolean
  'x-person'?: boolean
}
export type Field = { name: string; shape: Shape; required: boolean }

/** What a field asks for, and so which control answers it. */
export type FieldKind =
  | 'words'
  | 'limit'
  | 'limitOrUntil'
  | 'yesNo'
  | 'choice'
  | 'number'
  | 'instant'
  | 'date'
  | 'files'
  | 'file'
  | 'case'
  | 'cases'
  | 'unit'
  | 'units'
  | 'person'
  | 'people'
  | 'category'
  | 'area'
  | 'duty'
  | 'reason'
  | 'row'
  | 'request'
  | 'supervision'
  | 'origin'
  | 'resolution'
  | 'texts'
  | 'rows'
  | 'group'
  | 'scores'
  | 'calledUnits'
  | 'text'

export const storyCommands = { case: caseCommands, whistle: whistleCommands } as const

/** The fields of a command, in the order in which its schema names them. */
export function fieldsOf(kind: 'case' | 'whistle', type: string): readonly Field[] {
  const commands: Record<string, unknown> = storyCommands[kind]
  return fieldsIn(commands[type])
}

export function fieldsIn(shape: unknown): readonly Field[] {
  if (!isRecord(shape) || !isRecord(shape['properties'])) return []
  const required: readonly unknown[] = Array.isArray(shape['required']) ? shape['required'] : []
  return (
    Object.entries(shape['properties'])
      .filter(([name]) => name !== 'type' && !unseen.has(name))
      // A schema's properties are schemas.
      .map(([name, inner]) => ({ name, shape: inner as Shape, required: required.includes(name) }))
  )
}

/** Written by machines and importers; nobody fills them in on a screen. */
const unseen = new Set(['ref', 'claimedAt', 'external', 'point', 'suggested', 'post', 'source'])

/** A `Code` says only that it is one; what it names is known by the field's name, seldom by the command's. */
const codes: Record<string, FieldKind> = {
  to: 'unit',
  unit: 'unit',
  responsible: 'unit',
  owner: 'unit',
  lead: 'unit',
  person: 'person',
  chair: 'person',
  category: 'category',
  area: 'area',
  duty: 'duty',
  reason: 'reason',
  row: 'row',
  request: 'request',
  supervision: 'supervision',
  origin: 'origin',
  resolution: 'resolution',
}
const codeLists: Record<string, FieldKind> = {
  accused: 'units',
  assisting: 'units',
  invited: 'units',
  people: 'people',
  units: 'calledUnits',
}

export function kindOf({ name, shape }: Field): FieldKind {
  if (shape['x-words']) return 'words'
  if (shape.properties) return 'amount' in shape.properties ? 'limit' : 'group'
  if (shape.anyOf) return 'limitOrUntil'
  if (shape.enum) return 'choice'
  if (shape.type === 'boolean') return 'yesNo'
  if (shape.type === 'number' || shape.type === 'integer') return 'number'
  if (shape.format === 'date-time') return 'instant'
  if (shape.format === 'date') return 'date'
  if (shape.pattern?.includes('[1-9][0-9]{5}-')) return 'case'
  if (shape.type === 'array') {
    if (name === 'files') return 'files'
    if (name === 'items') return 'scores'
    if (shape.items?.properties) return 'rows'
    if (shape.items?.['x-words']) return 'texts'
    if (shape.items?.pattern?.includes('[1-9][0-9]{5}-')) return 'cases'
    return codeLists[name] ?? 'texts'
  }
  if (name === 'file') return 'file'
  return codes[name] ?? 'text'
}

/** Leaves out what was not filled in, so that an optional field is absent and not empty. */
export function filled(values: unknown): unknown {
  if (Array.isArray(values)) return values.map(filled).filter((item) => item !== undefined)
  if (isRecord(values)) {
    const kept = Object.entries(values)
      .map(([key, value]) => [key, filled(value)] as const)
      .filter(([, value]) => value !== undefined)
    return kept.length > 0 ? Object.fromEntries(kept) : undefined
  }
  if (typeof values === 'string') return values.trim() === '' ? undefined : values
  return values === null ? undefined : values
}
