import { localDateOf, suggest, type Instant } from '@shaoying/core'
import type { Body, Reply } from '@shaoying/contract'
import { sql } from '../platform/sql.ts'
import { listCases } from './listCases.ts'
import { wordsOf } from '../readers/search.ts'
import type { ReadContext } from './story.ts'

/** Category, unit and similar open cases for what is being typed, with the words that speak for them; nothing where nothing does. */
export async function suggestFor({ tx, actor, rules }: ReadContext, { words, area }: Body<'suggest'>, searchKey: Buffer): Promise<Reply<'suggest'>> {
  const [clock] = await tx.query<{ now: Instant }>(sql`select now_here() as now`)
  const known = area !== undefined && rules.registry.areas.has(area) ? area : null
  const found = suggest(rules.registry, { words, area: known, on: localDateOf(clock?.now ?? '1970-01-01T00:00:00.000Z') })
  const [best] = found
  const telling = (best?.hits ?? wordsOf(words)).toSorted((a, b) => b.length - a.length).slice(0, 2)
  const similar = telling.length === 0 ? [] : (await listCases(tx, actor, { search: telling.join(' '), open: true, limit: 5 }, searchKey)).items
  return {
    category: best?.category ?? null,
    unit: best?.responsible?.unit ?? null,
    duty: best?.responsible?.duty ?? null,
    area: known,
    why: found.map(({ category, hits }) => ({ code: category, words: [...hits] })),
    similar,
  }
}
