import type { Actor } from '@shaoying/core'
import type { Notice } from '@shaoying/contract'
import type { House } from '../house/house.ts'
import { joinId } from '../ledger/ids.ts'
import { sql, type Tx } from '../platform/sql.ts'

/** Notices to this actor's unit and person, newest first, and how many are unseen. */
export async function listNotices(tx: Tx, actor: Actor, limit: number): Promise<{ items: Notice[]; unseen: number }> {
  const rows = await tx.query<{ id: string; message: string; about: Record<string, unknown>; kind: 'case' | 'whistle' | 'registry'; story: string; number: string; at: string; seen: boolean }>(sql`
    with mine as (
      select * from notice n
      where n.district = ${actor.district} and n.unit = ${actor.unit} and (n.roles = '{}' or ${actor.role} = any(n.roles))
      union all
      select * from notice n where n.district = ${actor.district} and n.person = ${actor.person} and n.person <> '')
    select n.id, n.message, n.about, n.kind, n.story, coalesce(c.number, w.letter, w.number, '') as number, n.at,
      n.at <= coalesce((select until from notice_seen s where s.district = ${actor.district} and s.person = ${actor.person}), '-infinity') as seen
    from (select * from mine order by at desc limit ${limit}) as n
    left join case_card c on n.kind = 'case' and c.district = ${actor.district} and c.story = n.story
    left join whistle_card w on n.kind = 'whistle' and w.district = ${actor.district} and w.story = n.story
    order by n.at desc, n.id`)
  const items = rows.map(({ kind, story, ...notice }) => ({ ...notice, story: { kind, id: joinId(actor.district, story) } }))
  return { items, unseen: items.filter(({ seen }) => !seen).length }
}

/** Remembers until when a person has seen their notices. */
export async function noticesSeen(house: House, actor: Actor, until: string): Promise<{ unseen: number }> {
  await house.db.desk.query(sql`
    insert into notice_seen (district, person, until) values (${actor.district}, ${actor.person}, least(${until}::timestamptz, now_here()))
    on conflict (district, person) do update set until = greatest(notice_seen.until, excluded.until)`)
  const { unseen } = await house.db.reader.transaction((tx) => listNotices(tx, actor, 50), { readOnly: true })
  return { unseen }
}
