import type { Instant } from './time/instant.ts'

/** A story's address: `<district>-<uuid>`; the district (县级区划代码) is part of every key. */
export type StoryId = string
/** The kinds of stories that have a law. */
export type StoryKind = 'case' | 'whistle' | 'registry'
export type StoryRef = { kind: StoryKind; id: StoryId }

/** A unit (单位) of the unit tree: street, centre, office, department, company … */
export type UnitId = string
/** An area (区域) of the area tree by its official 12-digit code, or the district's own code for a grid (网格). */
export type AreaCode = string
/** Pseudonym of a person; the name is kept by the people room, never in the ledger. */
export type PersonId = string
/** A reference to words or a file that lie in `content` or to a person in the vault; the law passes it on and never reads it. */
export type ContentRef = string

/** Every role a post can have (岗位). Which words a city uses for them is in its profile. */
export const roles = [
  'hotline_agent',
  'window_clerk',
  'centre_clerk',
  'office_clerk',
  'office_head',
  'leader_in_charge',
  'principal_leader',
  'deputy_leader',
  'department_clerk',
  'department_head',
  'grid_worker',
  'building_head',
  'stairwell_head',
  'community_clerk',
  'community_secretary',
  'community_commissioner',
  'member',
  'adjudicator',
  'supervisor',
  'inspector',
  'callback_agent',
  'auditor',
  'district_leader',
  'system_admin',
] as const
export type Role = (typeof roles)[number]

/** What kind of body a unit is; decides whether it has clocks and scores when called (L5) and who is the street (L2). */
export const unitKinds = [
  'city',
  'district',
  'district_centre',
  'hotline',
  'callback_desk',
  'supervision_office',
  'inspection_body',
  'street',
  'centre',
  'office',
  'stationed_team',
  'community',
  'grid_team',
  'department',
  'section',
  'public_service_company',
  'local_unit',
  'alliance_unit',
  'party_org',
  'city_unit',
  'consultee',
] as const
export type UnitKind = (typeof unitKinds)[number]

/** Kinds of those who can be called by a whistle (L5). Two more call persons rather than units: post holders and members. */
export const calleeKinds = [
  'department',
  'stationed_team',
  'public_service_company',
  'local_unit',
  'alliance_unit',
  'party_org',
  'post_holder',
  'member',
  'city_unit',
  'consultee',
] as const
export type CalleeKind = (typeof calleeKinds)[number]

/** Who acts: a person in a post, the clock, or a channel speaking for someone outside. Stamped by the desk, never taken from the client. */
export type Actor = {
  as: 'post' | 'clock' | 'requester' | 'system'
  person: PersonId
  /** Post id; empty for clock, requester and system. */
  post: string
  role: Role | 'clock' | 'requester' | 'system'
  unit: UnitId
  /** The unit and every unit above it, nearest first: "the holder's line" is read off this. */
  line: readonly UnitId[]
  /** The street unit the post belongs to, where there is one. */
  street: UnitId | null
  district: number
  /** Areas the post or its unit has in its charge. */
  areas: readonly AreaCode[]
  /** For a requester: the origins this person may speak for. */
  origins?: readonly string[]
  /** The person this one stands in for (AB角), where the post is held as a stand-in. */
  standsInFor?: PersonId
}

/** Pseudonym of who did something, as kept in the ledger. */
export type By = { person: PersonId; post: string; role: Actor['role']; unit: UnitId }

export const byOf = ({ person, post, role, unit }: Actor): By => ({ person, post, role, unit })

export const clockActor = (district: number): Actor => ({
  as: 'clock',
  person: 'clock',
  post: '',
  role: 'clock',
  unit: '',
  line: [],
  street: null,
  district,
  areas: [],
})

/** An entry's envelope: who and when belong to the ledger row, not to each event. */
export type Recorded<Event> = { event: Event; at: Instant; by: By }
