import type { Actor, Rules } from '@shaoying/core'
import type { DeadlineShown, FileShown, TimelineEntry } from '@shaoying/contract'
import { explain, explanationOf, type DeadlineInputs, type Due, type Profile } from '@shaoying/core'
import { sql, type Tx } from '../platform/sql.ts'
import { base } from '@shaoying/contract'

export type Language = 'zh' | 'en'

/** An entry of a story as it was written. */
export type StoryEntry = { version: number; type: string; at: string; by: { person: string; post: string; role: string; unit: string }; data: Record<string, unknown> }

/** The whole story, oldest first. */
export async function readStory(tx: Tx, district: number, story: string): Promise<StoryEntry[]> {
  const rows = await tx.query<{ version: number; at: string; body: Buffer }>(sql`
    select version, at, body from entry where district = ${district} and story = ${story} order by version`)
  return rows.map(({ version, at, body }) => {
    // The bytes were written by the desk from an entry of this shape.
    const { type, by, data } = JSON.parse(body.toString('utf8')) as Omit<StoryEntry, 'version' | 'at'>
    return { version, type, at, by, data }
  })
}

/** The words that lie under a story's key, by reference. */
export async function readWords(tx: Tx, district: number, story: string): Promise<Map<string, string>> {
  const rows = await tx.query<{ id: string; words: string }>(sql`select id, words from content where district = ${district} and story = ${story}`)
  return new Map(rows.map(({ id, words }) => [id, words]))
}

export async function readFiles(tx: Tx, district: number, story: string, id: string): Promise<FileShown[]> {
  const rows = await tx.query<{ id: string; name: string; type: string; bytes: number; sha256: Buffer; at: string }>(sql`
    select id, name, type, bytes, sha256, at from file where district = ${district} and story = ${story} order by at, id`)
  return rows.map(({ sha256, ...file }) => ({ ...file, sha256: sha256.toString('hex'), url: `${base}/cases/${id}/files/${file.id}` }))
}

const reference = /^[0-9a-f]{32}\.\d+$/
const personReference = /^p[0-9a-f]{32}\.\d+$/

/** Puts words in place of references, as far as `mayRead`; persons stay references. What may not be read is left out. */
export function withWords(value: unknown, words: ReadonlyMap<string, string>, mayRead: boolean): unknown {
  if (typeof value === 'string') return reference.test(value) ? (mayRead ? (words.get(value) ?? null) : null) : value
  if (Array.isArray(value)) return value.map((item) => withWords(item, words, mayRead))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, withWords(item, words, mayRead)]))
}

export const isPersonReference = (value: string): boolean => personReference.test(value)

/** One line of the timeline: who as body and role. */
export function shown(entry: StoryEntry, data: unknown, step: number | null): TimelineEntry {
  return { version: entry.version, type: entry.type, at: entry.at, unit: entry.by.unit, role: entry.by.role, step, data }
}

type AnyClock = { clock?: string; on?: string; of?: string; inputs: DeadlineInputs; due: Due; metAt?: string | null; missedAt?: string | null }

/** Deadlines with their explanation in the language asked for. */
export function deadlinesOf(clocks: Readonly<Record<string, AnyClock>>, profile: Profile, rules: Rules, language: Language): DeadlineShown[] {
  return Object.entries(clocks)
    .map(([name, { clock, of, inputs, due, metAt, missedAt }]) => ({
      clock: clock ?? name,
      ...(of === undefined ? {} : { unit: of }),
      from: inputs.from,
      dueAt: due.at,
      source: inputs.source,
      provisional: due.provisional,
      metAt: metAt ?? null,
      missedAt: missedAt ?? null,
      explanation: explain(explanationOf(inputs, rules.calendar, profile.workingHours), language),
    }))
    .sort((a, b) => (a.dueAt < b.dueAt ? -1 : 1))
}

export type ReadContext = { tx: Tx; actor: Actor; rules: Rules; language: Language }
