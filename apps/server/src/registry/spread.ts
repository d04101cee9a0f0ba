import type { StoryRef, UnitId } from '@shaoying/core'
import { sql, type Tx } from '../platform/sql.ts'

/** An errand that concerns every open story of a district: a unit was succeeded, or a year's holiday notice came. */
export type Spread =
  | { type: 'SpreadSuccession'; unit: UnitId; successor: UnitId }
  | { type: 'SpreadNotice'; calendar: string }

/** A story that has to hear of it, and what it is asked. */
export type Told = { story: StoryRef; command: { type: 'FollowSuccessor'; from: UnitId; to: UnitId } | { type: 'MoveDeadlines'; calendar: string } }

/** Tells such errands from those that ask one story. */
export const isSpread = (command: { type: string } | undefined): boolean => command?.type === 'SpreadSuccession' || command?.type === 'SpreadNotice'

/** Which stories are asked what: those of the unit follow its successor; every open one looks at its deadlines again. */
export async function storiesToTell(tx: Tx, district: number, spread: Spread): Promise<Told[]> {
  if (spread.type === 'SpreadSuccession') {
    const stories = await storiesToFollow(tx, district, spread.unit)
    return stories.map((story) => ({ story, command: { type: 'FollowSuccessor', from: spread.unit, to: spread.successor } }))
  }
  const stories = await tx.query<{ kind: 'case' | 'whistle'; story: string }>(sql`
    select 'case' as kind, story from case_card where district = ${district} and closed_at is null
    union all
    select 'whistle' as kind, story from whistle_card where district = ${district} and closed_at is null
    order by kind, story`)
  return stories.map(({ kind, story }) => ({ story: { kind, id: `${district}-${story}` }, command: { type: 'MoveDeadlines', calendar: spread.calendar } }))
}

/** Open cases and whistles in which a unit still has a part: as holder, caller, called unit, verifier … */
export async function storiesToFollow(tx: Tx, district: number, unit: UnitId): Promise<StoryRef[]> {
  const found = await tx.query<{ kind: 'case' | 'whistle'; story: string }>(sql`
    select 'case' as kind, story from case_card
    where district = ${district} and closed_at is null
      and (holder = ${unit} or street = ${unit} or community = ${unit}
        or story in (select story from party where district = ${district} and unit = ${unit} and kind = 'case'))
    union
    select 'whistle' as kind, story from whistle_card
    where district = ${district} and closed_at is null
      and (caller = ${unit} or lead = ${unit} or story in (select story from party where district = ${district} and unit = ${unit} and kind = 'whistle'))
    order by kind, story`)
  return found.map(({ kind, story }) => ({ kind, id: `${district}-${story}` }))
}
