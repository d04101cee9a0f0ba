import type { LocalDate } from '../time/instant.ts'
import type { Limit } from '../time/deadline.ts'
import type { AreaCode, CalleeKind, PersonId, Role, StoryId, UnitId, UnitKind } from '../words.ts'

/** A dated row: in force from `from` (inclusive) until `until` (exclusive, null = open). */
export type Dated = { from: LocalDate; until: LocalDate | null }

export type Area = Dated & {
  code: AreaCode
  parent: AreaCode | null
  level: 'city' | 'district' | 'street' | 'community' | 'grid1' | 'grid2' | 'building'
  name: string
  /** Town or village sort of area where the grid rules differ (农村). */
  rural?: boolean
  households?: number
  persons?: number
}

export type Unit = Dated & {
  id: UnitId
  parent: UnitId | null
  kind: UnitKind
  name: string
  /** Areas in its charge (所辖区域): a unit tree is not the area tree. */
  areas: readonly AreaCode[]
  /** How the unit is called; null for bodies that are never called. */
  calleeKind: CalleeKind | null
  /** For stationed teams: standing and dual-managed teams are tasked, not whistled (L9). */
  controlMode?: 'standing' | 'dual' | 'unified_command'
  /** Where its work went when it merged or ended; open cases follow (E7). */
  successor?: UnitId
  /** Letter code of the issuing body (机关代字). */
  letterCode?: string
}

export type Post = Dated & {
  id: string
  person: PersonId
  unit: UnitId
  role: Role
  /** Grid or area of the post where it differs from the unit's. */
  area?: AreaCode
  /** Role within a grid team "1+8+X": e.g. grid_head, supervisor, enforcement, police … */
  gridRole?: string
  /** Set when the person holds the post as a stand-in (AB角) for another. */
  standsInFor?: PersonId
}

/** An item of a duty list (职责清单): which unit must do which matter, on what basis. */
export type Duty = Dated & {
  id: string
  unit: UnitId
  category: string
  matter: string
  basis: string
  limit?: Limit
  /** listed: must be done · removed: taken away for good, refused (L22) · admitted: pushed down after admission. */
  status: 'listed' | 'removed' | 'admitted'
}

/** A delegated power (赋权). */
export type Power = Dated & { id: string; unit: UnitId; name: string; basis: string }

/** An item of the problem list (呼应问题清单): a matter that may be whistled, with who must come. */
export type ListedProblem = Dated & { id: string; category: string; matter: string; lead: UnitId; assisting: readonly UnitId[]; ruling?: string }

/** A node of the category tree with its default limit. */
export type Category = Dated & { code: string; parent: string | null; name: { zh: string; en: string }; limit?: Limit; words?: readonly string[] }

/** A binding of a profile to an area from a date (L24). */
export type ProfileBinding = { area: AreaCode; profile: string; from: LocalDate }

/** The district's dated rows in force, as an immutable snapshot; lookups are maps so that the desk pays nothing for them. */
export type Registry = {
  district: number
  version: number
  areas: ReadonlyMap<AreaCode, Area>
  units: ReadonlyMap<UnitId, Unit>
  posts: ReadonlyMap<string, Post>
  duties: ReadonlyMap<string, Duty>
  powers: ReadonlyMap<string, Power>
  problems: ReadonlyMap<string, ListedProblem>
  categories: ReadonlyMap<string, Category>
  bindings: readonly ProfileBinding[]
  /** The day for which each map holds the row in force; the newest row not begun later, or the first where all begin later. */
  on?: LocalDate
  /** All rows of the keys that have more than one, oldest first, by `<list>:<key>`. */
  history?: ReadonlyMap<string, readonly Dated[]>
}

/** The address of a district's registry: there is one, so its uuid is fixed. */
export const registryStoryId = (district: number): StoryId => `${district}-00000000-0000-4000-8000-000000000000`
