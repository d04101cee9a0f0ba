import type { StoryRef, UnitId } from '@shaoying/core'
import { sql, type Tx } from '../platform/sql.ts'

/** A story that has to follow, and what it is asked. */
export type Follow = { story: StoryRef; command: { type: 'FollowSuccessor'; from: UnitId; to: UnitId } }

/** Open cases and whistles in which a unit still has a part: as holder, caller, called unit, verifier … */
export async function storiesToFollow(tx: Tx, district: number, unit: UnitId): Promise<StoryRef[]> {
  const found = await tx.query<{ kind: 'case' | 'whistle'; story: string }>(sql`
    select 'case' as kind, story from case_card
    where district = ${district} and closed_at is null
      and (holder = ${unit} or story in (select story from party where district = ${district} and unit = ${unit} and kind = 'case'))
    union
    select 'whistle' as kind, story from whistle_card
    where district = ${district} and closed_at is null
      and (caller = ${unit} or lead = ${unit} or story in (select story from party where district = ${district} and unit = ${unit} and kind = 'whistle'))
    order by kind, story`)
  return found.map(({ kind, story }) => ({ kind, id: `${district}-${story}` }))
}

/** What the errand `SpreadSuccession` comes to: every open story of the unit is asked to follow its successor. */
export async function spreadSuccession(
  tx: Tx,
  district: number,
  { unit, successor }: { unit: UnitId; successor: UnitId },
): Promise<Follow[]> {
  const stories = await storiesToFollow(tx, district, unit)
  return stories.map((story) => ({ story, command: { type: 'FollowSuccessor', from: unit, to: successor } }))
}
