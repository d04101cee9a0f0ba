import type { Actor } from '@shaoying/core'
import type { QueryOf, WhistleCard } from '@shaoying/contract'
import { joinId } from '../ledger/ids.ts'
import { join, sql, type Query, type Tx } from '../platform/sql.ts'
import { readCursor, writeCursor } from './cursor.ts'
import { startsFromParty, whistleScope } from './scope.ts'

export const whistleColumns = sql`c.story, c.version, c.number, c.letter, c.level, c.purpose, c.stage, c.street, c.caller, c.lead, c.called, c.reported, c.finished,
  c.due_at as "dueAt", c.summary, c.opened_at as "openedAt", c.changed_at as "changedAt", c.closed_at as "closedAt"`
export type WhistleRow = Omit<WhistleCard, 'id'> & { story: string }

/** Whistles this actor may see, newest first. Throws RangeError for a cursor not made here. */
export async function listWhistles(tx: Tx, actor: Actor, query: QueryOf<'whistles'>): Promise<{ items: WhistleCard[]; next: string | null }> {
  const { after, limit = 50, stage, level, street, open } = query
  const cursor = after === undefined ? undefined : readCursor(after)
  if (after !== undefined && !cursor) throw new RangeError('cursor')
  const { district } = actor
  const where: Query[] = [whistleScope(actor)]
  if (stage !== undefined) where.push(sql`c.stage = ${stage}`)
  if (level !== undefined) where.push(sql`c.level = ${level}`)
  if (street !== undefined) where.push(sql`c.street = ${street}`)
  if (open === true) where.push(sql`c.closed_at is null`)
  if (open === false) where.push(sql`c.closed_at is not null`)
  const before = cursor ? sql`and (k.opened_at, k.story) < (${cursor.key}, ${cursor.story})` : sql``
  const source = startsFromParty(actor)
    ? sql`(select k.opened_at, k.story from party k where k.district = ${district} and k.unit = ${actor.unit} and k.kind = 'whistle' ${before}) as k`
    : sql`(select k.opened_at, k.story from whistle_card k where k.district = ${district} ${before}) as k`
  const rows = await tx.query<WhistleRow>(sql`
    select ${whistleColumns} from ${source} join whistle_card c on c.district = ${district} and c.story = k.story
    where ${join(where, ' and ')} order by k.opened_at desc, k.story desc limit ${limit + 1}`)
  const items = rows.slice(0, limit).map(({ story, ...row }) => ({ id: joinId(district, story), ...row }))
  const last = rows.length > limit ? rows[limit - 1] : undefined
  return { items, next: last ? writeCursor({ key: last.openedAt, story: last.story }) : null }
}
