import type { LocalDate } from '../time/instant.ts'
import type { AreaCode, UnitId } from '../words.ts'
import type { Duty, Registry } from './registry.ts'
import { areaPath, categoryPath, dutyHolders, isInForce } from './lookup.ts'

/** A category that a matter's words speak for, the words that did, and whose duty it is where the lists name one unit alone. */
export type Suggestion = {
  category: string
  /** Sum of the lengths of the words found: a longer word is more telling. */
  weight: number
  hits: readonly string[]
  responsible: { unit: UnitId; duty: string } | null
}

/** What is known of a matter when it comes in. `area` is null where the place is unknown. */
export type MatterWords = { words: string; area: AreaCode | null; on: LocalDate }

/** Suggests categories by the words of the category tree (分类建议), best first, at most three; empty where nothing speaks for any. */
export function suggest(registry: Registry, { words, area, on }: MatterWords): readonly Suggestion[] {
  const text = words.toLowerCase()
  const found: Suggestion[] = []
  for (const category of registry.categories.values()) {
    if (!category.words || !isInForce(category, on)) continue
    const named = category.words.filter((word) => text.includes(word.toLowerCase()))
    // A word inside a longer one that was found too says nothing more.
    const hits = named.filter((word) => !named.some((other) => other !== word && other.includes(word)))
    if (hits.length === 0) continue
    const weight = hits.reduce((sum, word) => sum + [...word].length, 0)
    found.push({
      category: category.code,
      weight,
      hits,
      responsible: responsibleFor(registry, category.code, area, on),
    })
  }
  return found.toSorted((a, b) => b.weight - a.weight || (a.category < b.category ? -1 : 1)).slice(0, 3)
}

/**
 * The unit whose duty a category is at a place (责任单位): the nearest category of the tree that a duty names, then the unit in charge of
 * the nearest area, then a unit in charge of none. Null where no duty fits, or several units' fit alike: then a person decides.
 */
export function responsibleFor(
  registry: Registry,
  category: string,
  area: AreaCode | null,
  on: LocalDate,
): { unit: UnitId; duty: string } | null {
  const places = area === null ? [] : areaPath(registry, area).map(({ code }) => code)
  const holders = dutyHolders(registry, category, on)
  for (const { code } of categoryPath(registry, category)) {
    const ranked = holders.flatMap((duty) => {
      const rank = duty.category === code ? distance(registry, duty, places, on) : null
      return rank === null ? [] : [{ duty, rank }]
    })
    if (ranked.length === 0) continue
    const best = Math.min(...ranked.map(({ rank }) => rank))
    const nearest = ranked.filter(({ rank }) => rank === best).map(({ duty }) => duty)
    const [first] = nearest
    return first && nearest.every(({ unit }) => unit === first.unit)
      ? { unit: first.unit, duty: first.id }
      : null
  }
  return null
}

/** Steps up from the place to an area in the unit's charge; a unit in charge of no area serves the whole district, last of all. Null: another place's. */
function distance(registry: Registry, duty: Duty, places: readonly AreaCode[], on: LocalDate): number | null {
  const unit = registry.units.get(duty.unit)
  if (!unit || !isInForce(unit, on)) return null
  if (unit.areas.length === 0) return 1000
  const steps = places.findIndex((place) => unit.areas.includes(place))
  return steps === -1 ? null : steps
}
