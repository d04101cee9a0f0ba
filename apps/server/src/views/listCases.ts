import type { Actor } from '@shaoying/core'
import type { CaseCard, QueryOf } from '@shaoying/contract'
import { joinId } from '../ledger/ids.ts'
import { join, sql, type Query, type Tx } from '../platform/sql.ts'
import { tokenOf, wordsOf } from '../readers/search.ts'
import { readCursor, writeCursor } from './cursor.ts'
import { caseScope, startsFromParty } from './scope.ts'

type Page = { items: CaseCard[]; next: string | null }

export const caseColumns = sql`c.story, c.version, c.number, c.stage, c.step, c.case_type as "caseType", c.channel, c.category, c.urgency, c.secrecy, c.area,
  c.community, c.street, c.holder, c.due_at as "dueAt", c.origins, c.whistles, c.carried, c.summary, c.opened_at as "openedAt",
  c.changed_at as "changedAt", c.closed_at as "closedAt"`

export type CardRow = Omit<CaseCard, 'id'> & { story: string }
export const cardOf = (district: number, { story, ...row }: CardRow): CaseCard => ({ id: joinId(district, story), ...row })

const readsSealedWords = new Set<Actor['role']>(['hotline_agent', 'callback_agent'])
const openStages = new Set<string>(['collected', 'triaged', 'dispatched', 'handling', 'finished', 'verified'])

/** Cases this actor may see, newest first; overdue ones longest overdue first. Throws RangeError for a cursor not made here. */
export async function listCases(tx: Tx, actor: Actor, query: QueryOf<'cases'>, searchKey: Buffer): Promise<Page> {
  const { after, limit = 50, stage, category, channel, street, community, holder, open, overdue, carried, number, search } = query
  const cursor = after === undefined ? undefined : readCursor(after)
  if (after !== undefined && !cursor) throw new RangeError('cursor')
  const { district } = actor

  const where: Query[] = [caseScope(actor)]
  const byColumn = { stage, category, channel, street, community, holder, number }
  if (byColumn.stage !== undefined) {
    where.push(sql`c.stage = ${stage}`)
    // Says what the stage means, so that the few open cases are looked through and not all.
    if (openStages.has(byColumn.stage)) where.push(sql`c.closed_at is null`)
  }
  if (byColumn.category !== undefined) where.push(sql`c.category = ${category}`)
  if (byColumn.channel !== undefined) where.push(sql`c.channel = ${channel}`)
  if (byColumn.street !== undefined) where.push(sql`c.street = ${street}`)
  if (byColumn.community !== undefined) where.push(sql`c.community = ${community}`)
  if (byColumn.holder !== undefined) where.push(sql`c.holder = ${holder}`)
  if (byColumn.number !== undefined) where.push(sql`c.number = ${number}`)
  if (open === true || overdue === true) where.push(sql`c.closed_at is null`)
  if (open === false) where.push(sql`c.closed_at is not null`)
  if (carried !== undefined) where.push(sql`c.carried = ${carried}`)

  if (overdue === true) {
    where.push(sql`c.due_at < now_here()`)
    if (cursor) where.push(sql`(c.due_at, c.story) > (${cursor.key}, ${cursor.story})`)
    const rows = await tx.query<CardRow>(sql`select ${caseColumns} from case_card c where ${join(where, ' and ')} order by c.due_at, c.story limit ${limit + 1}`)
    return pageOf(district, rows, limit, ({ dueAt }) => dueAt ?? '')
  }

  const words = search === undefined ? [] : wordsOf(search)
  if (search !== undefined && words.length === 0) return { items: [], next: null }
  // To find a case by its words is to read them: what is sealed from those who handle it is found by nobody but the desks that may read it.
  if (words.length > 0 && !readsSealedWords.has(actor.role)) where.push(sql`c.secrecy in ('S0', 'S1')`)
  const from = sourceOf(actor, words, searchKey, cursor)
  if (from.keyed) {
    const rows = await tx.query<CardRow>(sql`
      select c.* from ${from.query}
      -- By key, one by one and in order: a planner that guesses would join and sort all of a large unit's cases for one page.
      cross join lateral (select ${caseColumns} from case_card c where c.district = ${district} and c.story = k.story and ${join(where, ' and ')} limit 1) as c
      order by k.opened_at desc, k.story desc limit ${limit + 1}`)
    const page = pageOf(district, rows, limit, ({ openedAt }) => openedAt)
    return page.next === null && from.edge ? { ...page, next: await edgeOf(tx, from.edge) } : page
  }
  if (cursor) where.push(sql`(c.opened_at, c.story) < (${cursor.key}, ${cursor.story})`)
  const rows = await tx.query<CardRow>(sql`
    select ${caseColumns} from case_card c where ${join(where, ' and ')} order by c.opened_at desc, c.story desc limit ${limit + 1}`)
  return pageOf(district, rows, limit, ({ openedAt }) => openedAt)
}

/**
 * How many of a word's cases one page of a search looks through at most. Two common words that never meet would otherwise be looked for in
 * everything; so a page may come short, and its `next` goes on where it stopped.
 */
const searchWindow = 2_000

/** The narrow table a list starts from: the longest searched word, or the unit's own relations; else the cards themselves. */
function sourceOf(actor: Actor, words: readonly string[], key: Buffer, cursor: { key: string; story: string } | undefined): { keyed: boolean; query: Query; edge?: Query } {
  const { district } = actor
  const before = cursor ? sql`and (k.opened_at, k.story) < (${cursor.key}, ${cursor.story})` : sql``
  // A longer word is rarer.
  const tokens = words.toSorted((a, b) => b.length - a.length).map((word) => tokenOf(key, word).toString())
  const [first, ...others] = tokens
  if (first !== undefined) {
    const each = others.map((token) => sql`exists (select 1 from search_token o where o.district = ${district} and o.token = ${token} and o.opened_at = k.opened_at and o.story = k.story)`)
    const also = each.length === 0 ? sql`true` : join(each, ' and ')
    const window = sql`select k.opened_at, k.story from search_token k where k.district = ${district} and k.token = ${first} ${before} order by k.opened_at desc, k.story desc`
    return {
      keyed: true,
      query: sql`(select k.opened_at, k.story from (${window} limit ${searchWindow}) as k where ${also}) as k`,
      edge: sql`${window} offset ${searchWindow - 1} limit 1`,
    }
  }
  if (startsFromParty(actor))
    return { keyed: true, query: sql`(select k.opened_at, k.story from party k where k.district = ${district} and k.unit = ${actor.unit} and k.kind = 'case' ${before}) as k` }
  return { keyed: false, query: sql`` }
}

/** Where a search's window ended, if there is more behind it. */
async function edgeOf(tx: Tx, edge: Query): Promise<string | null> {
  const [last] = await tx.query<{ opened_at: string; story: string }>(edge)
  return last ? writeCursor({ key: last.opened_at, story: last.story }) : null
}

function pageOf(district: number, rows: readonly CardRow[], limit: number, keyOf: (card: CardRow) => string): Page {
  const items = rows.slice(0, limit).map((row) => cardOf(district, row))
  const last = rows.length > limit ? rows[limit - 1] : undefined
  return { items, next: last ? writeCursor({ key: keyOf(last), story: last.story }) : null }
}
