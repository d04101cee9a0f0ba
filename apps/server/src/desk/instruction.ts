import { Compile } from 'typebox/compile'
import type { TSchema } from 'typebox'
import { caseCommands, registryCommands, whistleCommands, type Actor, type RefusalCode, type StoryKind } from '@shaoying/core'

/** One sentence to the desk, already known to be well formed. */
export type Instruction = {
  commandId: string
  story: { kind: StoryKind; id: string }
  expect?: number
  command: { type: string } & Record<string, unknown>
}

/** An instruction with who gives it; `errand` when an errand asks. */
export type Given = { by: Actor; instruction: Instruction; errand?: string; rehearse?: boolean }

export type Answer =
  | { commandId: string; version: number }
  | { commandId: string; refused: { code: RefusalCode; about?: string } }

const compiled = (shapes: Record<string, TSchema>) =>
  new Map(Object.entries(shapes).map(([type, shape]) => [type, Compile(shape)]))

const shapes: Record<StoryKind, ReturnType<typeof compiled>> = {
  case: compiled(caseCommands),
  whistle: compiled(whistleCommands),
  registry: compiled(registryCommands),
}

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/
const storyId = /^[1-9][0-9]{5}-[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/
const known = new Set(['commandId', 'story', 'expect', 'command'])

/** Reads an instruction from the wire. A malformed one gives what is wrong with it, in a word the caller can find. */
export function readInstruction(raw: unknown): { instruction: Instruction } | { malformed: string } {
  if (!isRecord(raw)) return { malformed: 'instruction' }
  for (const key in raw) if (!known.has(key)) return { malformed: key.slice(0, 40) }
  const { commandId, story, expect, command } = raw
  if (typeof commandId !== 'string' || !uuid.test(commandId)) return { malformed: 'commandId' }
  if (!isRecord(story) || Object.keys(story).length !== 2) return { malformed: 'story' }
  const { kind, id } = story
  if (kind !== 'case' && kind !== 'whistle' && kind !== 'registry') return { malformed: 'story.kind' }
  if (typeof id !== 'string' || !storyId.test(id)) return { malformed: 'story.id' }
  if (expect !== undefined && !(Number.isInteger(expect) && Number(expect) >= 0)) return { malformed: 'expect' }
  if (!isRecord(command) || typeof command['type'] !== 'string') return { malformed: 'command' }
  const shape = shapes[kind].get(command['type'])
  if (!shape) return { malformed: 'command.type' }
  if (!shape.Check(command)) {
    const [first] = shape.Errors(command)
    return { malformed: `command${first?.instancePath ?? ''}`.slice(0, 80) }
  }
  const broken = brokenText(command, 'command')
  if (broken) return { malformed: broken }
  const instruction = { commandId, story: { kind, id }, command } as Instruction // Each field was checked above.
  if (expect !== undefined) instruction.expect = Number(expect)
  return { instruction }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Where a text holds a NUL byte or half a surrogate pair: neither can be stored nor shown. */
export function brokenText(value: unknown, path: string): string | undefined {
  if (typeof value === 'string') return /[\p{Surrogate}\0]/u.test(value) ? path : undefined
  if (typeof value !== 'object' || value === null) return undefined
  for (const [key, item] of Object.entries(value)) {
    const broken = brokenText(item, `${path}.${key}`.slice(0, 80))
    if (broken) return broken
  }
  return undefined
}
