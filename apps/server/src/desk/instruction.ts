import { Compile } from 'typebox/compile'
import type { TSchema } from 'typebox'
import { settlerOf } from './times.ts'
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

const settlers: Record<StoryKind, ReadonlyMap<string, ReturnType<typeof settlerOf>>> = {
  case: settlersOf(caseCommands),
  whistle: settlersOf(whistleCommands),
  registry: settlersOf(registryCommands),
}
function settlersOf(all: Record<string, TSchema>): ReadonlyMap<string, ReturnType<typeof settlerOf>> {
  return new Map(Object.entries(all).map(([type, shape]) => [type, settlerOf(shape)]))
}
const settleTimes = (kind: StoryKind, command: Record<string, unknown>) => settlers[kind].get(String(command['type']))?.(command, 'command')

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
  const broken = brokenText(command, 'command') ?? settleTimes(kind, command)
  if (broken) return { malformed: broken }
  const instruction = { commandId, story: { kind, id }, command } as Instruction // Each field was checked above.
  if (expect !== undefined) instruction.expect = Number(expect)
  return { instruction }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Where a text, or a name, holds a NUL byte or half a surrogate pair: neither can be stored nor shown. However deep the value is. */
export function brokenText(value: unknown, path: string): string | undefined {
  const waiting: { item: unknown; at: string }[] = [{ item: value, at: path }]
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    const { item, at } = next
    if (typeof item === 'string' && isBroken(item)) return at
    if (typeof item !== 'object' || item === null) continue
    for (const [key, inner] of Object.entries(item)) {
      if (isBroken(key)) return at
      if (typeof inner === 'string' || (typeof inner === 'object' && inner !== null)) waiting.push({ item: inner, at: `${at}.${key}`.slice(0, 80) })
    }
  }
  return undefined
}

const isBroken = (text: string): boolean => /[\p{Surrogate}\0]/u.test(text)
