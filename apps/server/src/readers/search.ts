import { createHmac } from 'node:crypto'
import { Jieba } from '@node-rs/jieba'
import { dict } from '@node-rs/jieba/dict.js'
import type { Reader } from '../ledger/follow.ts'
import { sql } from '../platform/sql.ts'

const tokensPerStory = 80
/** The words of the dictionary that are used so often; the rare ones, six of seven, cost forty megabytes and find hardly anything more. */
const leastFrequency = 50
const jieba = Jieba.withDict(commonWords(dict, leastFrequency))

/** The lines `word frequency tag` of a dictionary whose frequency is at least so much; works on the bytes, so that nothing of the rest is left in memory. */
function commonWords(lines: Uint8Array, least: number): Buffer {
  const bytes = Buffer.from(lines.buffer, lines.byteOffset, lines.byteLength)
  const kept: Buffer[] = []
  for (let from = 0; from < bytes.length; ) {
    const found = bytes.indexOf(0x0a, from)
    const end = found < 0 ? bytes.length : found + 1
    const number = bytes.indexOf(0x20, from) + 1
    const frequency = Number.parseInt(bytes.toString('latin1', number, number + 9), 10)
    if (frequency >= least) kept.push(bytes.subarray(from, end))
    from = end
  }
  return Buffer.concat(kept)
}

/** The words of a text that are worth finding: two characters or more, each once. */
export function wordsOf(text: string): string[] {
  const words = new Set<string>()
  for (const word of jieba.cutForSearch(text.slice(0, 4_000).toLowerCase(), true)) {
    const bare = word.trim()
    if ([...bare].length >= 2 && /[\p{L}\p{N}]/u.test(bare)) words.add(bare)
  }
  return [...words]
}

/** Keyed hash of a word: without the key, neither can a word be guessed from its row nor a row be found by its word. */
export function tokenOf(key: Buffer, word: string): bigint {
  return createHmac('sha256', key).update(word).digest().readBigInt64BE(0)
}

/** Which stories hold which words, as keyed hashes. */
export const search = (key: Buffer): Reader => ({
  name: 'search',
  async read(tx, district, entries) {
    const filed = entries.filter(({ type }) => type === 'CaseFiled')
    if (filed.length === 0) return
    const refs = filed.flatMap(({ story, body: { data } }) => [data['title'], data['words']].flatMap((id) => (typeof id === 'string' ? [{ story, id }] : [])))
    const texts = await tx.query<{ story: string; words: string }>(sql`
      select r.story, c.words
      from unnest(${refs.map((r) => r.story)}::uuid[], ${refs.map((r) => r.id)}::text[]) as r (story, id)
      cross join lateral (select words from content where district = ${district} and story = r.story and id = r.id limit 1) as c`)
    const byStory = new Map<string, Set<string>>()
    for (const { story, words } of texts) {
      const set = byStory.get(story) ?? new Set()
      for (const word of wordsOf(words)) if (set.size < tokensPerStory) set.add(word)
      byStory.set(story, set)
    }
    const rows = filed.flatMap(({ story, at }) => [...(byStory.get(story) ?? [])].map((word) => ({ story, at, token: tokenOf(key, word).toString() })))
    if (rows.length === 0) return
    await tx.query(sql`
      insert into search_token (district, token, opened_at, story)
      select ${district}, token, opened_at, story
      from unnest(${rows.map((r) => r.token)}::bigint[], ${rows.map((r) => r.at)}::timestamptz[], ${rows.map((r) => r.story)}::uuid[]) as t (token, opened_at, story)
      order by token, opened_at -- Neighbours in the index come together, which costs half as much.
      on conflict do nothing`)
  },
})
