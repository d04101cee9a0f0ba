import type { Profile } from '../profile/profile.ts'
import type { LocalDate } from '../time/instant.ts'
import type { AreaCode } from '../words.ts'
import type { Area, Registry } from './registry.ts'
import { isInForce } from './lookup.ts'

/** What a grid (网格) does not meet of its city's own rules: its size, or a place of its team that nobody holds. */
export type GridFinding =
  | { grid: AreaCode; about: 'households' | 'persons'; count: number; min: number | null; max: number | null }
  | { grid: AreaCode; about: 'team'; place: string }

/** A village's number of persons is given as "about": half more or half less still is. */
const aboutShare = 0.5

/** Looks the grids of a district over by a profile's rules; a city without such rules has no findings. The lowest grid level it names is meant. */
export function gridFindings(registry: Registry, profile: Profile, on: LocalDate): readonly GridFinding[] {
  const level = profile.levels.some((row) => row.level === 'grid2') ? 'grid2' : 'grid1'
  const held = new Map<AreaCode, Set<string>>()
  for (const post of registry.posts.values()) {
    if (post.area === undefined || post.gridRole === undefined || !isInForce(post, on)) continue
    held.set(post.area, (held.get(post.area) ?? new Set()).add(post.gridRole))
  }
  const grids = [...registry.areas.values()].filter((area) => area.level === level && isInForce(area, on))
  return grids.flatMap((grid) => [
    ...sizeFindings(grid, profile),
    ...profile.gridTeam
      .filter(({ id, required }) => required && !held.get(grid.code)?.has(id))
      .map(({ id }): GridFinding => ({ grid: grid.code, about: 'team', place: id })),
  ])
}

function sizeFindings({ code, rural, households, persons }: Area, { gridRules }: Profile): GridFinding[] {
  const rule = rural ? gridRules.village : gridRules.town
  const findings: GridFinding[] = []
  if (
    rule?.households &&
    households !== undefined &&
    (households < rule.households.min || households > rule.households.max)
  ) {
    findings.push({ grid: code, about: 'households', count: households, ...rule.households })
  }
  if (persons === undefined || !rule) return findings
  if (rule.personsMax !== undefined && persons > rule.personsMax) {
    findings.push({ grid: code, about: 'persons', count: persons, min: null, max: rule.personsMax })
  }
  if (rule.persons !== undefined && Math.abs(persons - rule.persons) > rule.persons * aboutShare) {
    findings.push({
      grid: code,
      about: 'persons',
      count: persons,
      min: rule.persons * (1 - aboutShare),
      max: rule.persons * (1 + aboutShare),
    })
  }
  return findings
}
