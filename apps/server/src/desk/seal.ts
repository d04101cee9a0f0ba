import type { TSchema } from 'typebox'
import { caseCommands, registryCommands, whistleCommands, type StoryKind } from '@shaoying/core'
import { maskedSummary } from '../content/maskedSummary.ts'

/** What was taken out of a command before the law saw it. */
export type Sealed = {
  command: { type: string } & Record<string, unknown>
  words: { id: string; words: string }[]
  persons: { ref: string; name: string | null; phone: string | null; address: string | null }[]
  /** Masked summary for the card, where the command brings the matter. */
  summary: string | undefined
}

type Visit = ((command: Record<string, unknown>, sealed: Sealed, id: (n: number) => string) => void) & { deep?: boolean }

const visits = new Map<string, Visit>()
for (const [kind, shapes] of Object.entries({ case: caseCommands, whistle: whistleCommands, registry: registryCommands }))
  for (const [type, shape] of Object.entries(shapes)) visits.set(`${kind}/${type}`, visitFor(shape))

/**
 * Takes the words and the persons out of a command: words go to `content`, persons to the vault, the law gets references.
 * A reference is made of the command's id, so that sending again makes the same one.
 */
export function seal(kind: StoryKind, command: { type: string } & Record<string, unknown>, commandId: string): Sealed {
  const sealed: Sealed = { command, words: [], persons: [], summary: undefined }
  const visit = visits.get(`${kind}/${command.type}`)
  if (!visit) return sealed
  if (kind === 'case' && typeof command['words'] === 'string' && 'channel' in command)
    sealed.summary = maskedSummary(command['title'], command['words'])
  if (kind === 'whistle' && typeof command['matter'] === 'string') sealed.summary = maskedSummary(undefined, command['matter'])
  const short = commandId.replaceAll('-', '')
  // What is replaced lies on top, but for lists of called units and tasks: only those are copied to the bottom.
  sealed.command = visit.deep ? structuredClone(command) : { ...command }
  visit(sealed.command, sealed, (n) => `${short}.${n}`)
  return sealed
}

/** Walks a shape once, at start, and keeps only the ways that lead to words or persons. */
function visitFor(shape: TSchema): Visit {
  const steps = stepsOf(shape)
  const visit: Visit = (command, sealed, id) => {
    for (const step of steps) step(command, sealed, id)
  }
  visit.deep = steps.some(({ deep }) => deep === true)
  return visit
}

function stepsOf(shape: TSchema): Visit[] {
  const properties = (shape as { properties?: Record<string, TSchema> }).properties ?? {}
  return Object.entries(properties).flatMap(([key, field]): Visit[] => {
    const marks = field as { 'x-words'?: boolean; 'x-person'?: boolean; items?: TSchema; properties?: object }
    if (marks['x-words'])
      return [
        (record, sealed, id) => {
          const words = record[key]
          if (typeof words !== 'string') return
          // Blanks are no words: the law is to see that nothing was said, and a reference would hide it.
          if (words.trim() === '') {
            record[key] = ''
            return
          }
          const ref = id(sealed.words.length)
          sealed.words.push({ id: ref, words })
          record[key] = ref
        },
      ]
    if (marks['x-person'])
      return [
        (record, sealed, id) => {
          const person = record[key] as { name?: string; phone?: string; address?: string; anonymous?: boolean; agrees?: boolean } | undefined
          if (!person) return
          const { name, phone, address, anonymous, agrees } = person
          const kept: Record<string, unknown> = {}
          if (anonymous !== undefined) kept['anonymous'] = anonymous
          if (agrees !== undefined) kept['agrees'] = agrees
          if (name !== undefined || phone !== undefined || address !== undefined) {
            const ref = `p${id(sealed.persons.length)}`
            sealed.persons.push({ ref, name: name ?? null, phone: phone ?? null, address: address ?? null })
            kept['ref'] = ref
          }
          record[key] = kept
        },
      ]
    if (marks.items && (marks.items as { 'x-words'?: boolean })['x-words'])
      return [
        (record, sealed, id) => {
          const list = record[key]
          if (!Array.isArray(list)) return
          record[key] = list.map((words: string) => {
            const ref = id(sealed.words.length)
            sealed.words.push({ id: ref, words })
            return ref
          })
        },
      ]
    const inner = marks.items ? stepsOf(marks.items) : marks.properties ? stepsOf(field) : []
    if (inner.length === 0) return []
    const below: Visit = (record, sealed, id) => {
      const value = record[key]
      const each = Array.isArray(value) ? value : value === undefined ? [] : [value]
      for (const item of each) for (const step of inner) step(item as Record<string, unknown>, sealed, id)
    }
    below.deep = true
    return [below]
  })
}
