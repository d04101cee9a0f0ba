import type { Actor } from '@shaoying/core'
import { sql, type Query } from '../platform/sql.ts'

/** Posts that see every case of the district, each for its own work; the administrators of the system see none. */
const districtWide = new Set<Actor['role']>(['hotline_agent', 'callback_agent', 'adjudicator', 'supervisor', 'inspector', 'auditor', 'district_leader'])
/** Posts that see what belongs to their street. */
const ofTheStreet = new Set<Actor['role']>(['window_clerk', 'centre_clerk', 'office_clerk', 'office_head', 'leader_in_charge', 'principal_leader', 'deputy_leader'])
/** Posts that see what belongs to their community. */
const ofTheCommunity = new Set<Actor['role']>(['grid_worker', 'building_head', 'stairwell_head', 'community_clerk', 'community_secretary', 'community_commissioner'])

/** Which rows of a card table `c` this actor may list. Every query takes the actor: there is no unscoped read. */
export function caseScope(actor: Actor): Query {
  const place = placeScope(actor)
  // Nobody in the line of who is complained about; what concerns officials is read by inspection alone.
  const accused = sql`not (c.accused && ${actor.line}::text[])`
  if (actor.role === 'inspector') return sql`${place} and ${accused}`
  return sql`${place} and ${accused} and c.secrecy <> 'S3'`
}

function placeScope(actor: Actor): Query {
  if (actor.as !== 'post') return sql`false`
  const { district, unit } = actor
  if (seesDistrict(actor)) return sql`c.district = ${district}`
  if (ofTheStreet.has(actor.role) && actor.street !== null) return sql`c.district = ${district} and c.street = ${actor.street}`
  if (ofTheCommunity.has(actor.role)) {
    const community = actor.line.find((above) => above !== actor.street) ?? unit
    // The street too: its index leads there.
    const street = actor.street === null ? sql`true` : sql`c.street = ${actor.street}`
    return sql`c.district = ${district} and ${street} and c.community = any(${[...new Set([unit, community, ...actor.line])]}::text[])`
  }
  if (actor.role === 'system_admin' || actor.role === 'member') return sql`false`
  return sql`c.district = ${district} and exists (select 1 from party p where p.district = c.district and p.unit = ${unit} and p.kind = 'case' and p.opened_at = c.opened_at and p.story = c.story)`
}

/** Which whistles this actor may list: the district's posts all, a street its own, everybody else those that call them or that they blew. */
export function whistleScope(actor: Actor): Query {
  if (actor.as !== 'post' || actor.role === 'system_admin') return sql`false`
  if (seesDistrict(actor)) return sql`c.district = ${actor.district}`
  const mine = sql`exists (select 1 from party p where p.district = c.district and p.unit = ${actor.unit} and p.kind = 'whistle' and p.opened_at = c.opened_at and p.story = c.story)`
  if (ofTheStreet.has(actor.role) && actor.street !== null) return sql`c.district = ${actor.district} and (c.street = ${actor.street} or ${mine})`
  return sql`c.district = ${actor.district} and ${mine}`
}

/** A list of a unit that sees by relation alone starts from its own rows, so that a million cases of others cost nothing. */
export function startsFromParty(actor: Actor): boolean {
  return actor.as === 'post' && !seesDistrict(actor) && !(ofTheStreet.has(actor.role) && actor.street !== null) && !ofTheCommunity.has(actor.role)
}

/** The district's own centre dispatches what has no street; its posts see the district like the desk's. */
export function seesDistrict({ role, street }: Actor): boolean {
  return districtWide.has(role) || ((role === 'centre_clerk' || role === 'window_clerk') && street === null)
}
