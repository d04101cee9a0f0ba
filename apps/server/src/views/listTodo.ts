import type { Actor } from '@shaoying/core'
import type { TodoLine } from '@shaoying/contract'
import { joinId } from '../ledger/ids.ts'
import { sql, type Tx } from '../platform/sql.ts'
import { readCursor, writeCursor } from './cursor.ts'

const never = '9999-12-31T00:00:00.000Z'

/** What waits for this actor's unit and post, most urgent first. */
export async function listTodo(tx: Tx, actor: Actor, { after, limit = 50 }: { after?: string; limit?: number }): Promise<{ items: TodoLine[]; next: string | null }> {
  const cursor = after === undefined ? undefined : readCursor(after)
  if (after !== undefined && !cursor) throw new RangeError('cursor')
  const { district } = actor
  const beyond = cursor
    ? cursor.key === never
      ? sql`and t.due_at is null and (t.story, t.what) > (${cursor.story}, ${cursor.line ?? ''})`
      : sql`and ((t.due_at, t.story, t.what) > (${cursor.key}, ${cursor.story}, ${cursor.line ?? ''}) or t.due_at is null)`
    : sql``
  const rows = await tx.query<Omit<TodoLine, 'story'> & { kind: 'case' | 'whistle'; story: string }>(sql`
    select t.kind, t.story, t.what, t.unit, t.due_at as "dueAt", t.since,
      coalesce(c.number, w.number, '') as number, coalesce(c.summary, w.summary, '') as summary, coalesce(c.stage, w.stage, '') as stage, c.urgency
    from (
      select * from todo t
      where t.district = ${district} and t.unit = ${actor.unit} and (t.roles = '{}' or ${actor.role} = any(t.roles)) and t.person in ('', ${actor.person}) ${beyond}
      order by t.due_at, t.story, t.what limit ${limit + 1}) as t
    left join case_card c on t.kind = 'case' and c.district = ${district} and c.story = t.story
    left join whistle_card w on t.kind = 'whistle' and w.district = ${district} and w.story = t.story
    order by t.due_at, t.story, t.what`)
  const items = rows.slice(0, limit).map(({ kind, story, ...line }) => ({ story: { kind, id: joinId(district, story) }, ...line }))
  const last = rows.length > limit ? rows[limit - 1] : undefined
  return { items, next: last ? writeCursor({ key: last.dueAt ?? never, story: last.story, line: last.what }) : null }
}
