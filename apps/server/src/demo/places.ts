import type { Plan } from './plan.ts'

/** A street of the demo with its units and areas; units are named as everywhere, by the official code. */
export type DemoStreet = {
  readonly n: number
  readonly area: string
  readonly unit: string
  readonly centre: string
  /** Unit of an inner body by its id in the plan. */
  office(id: string): string
  readonly name: string
  readonly mark: string
  readonly rural: boolean
  readonly communities: readonly DemoCommunity[]
}
export type DemoCommunity = {
  /** Counted through the district: community3 is its account. */
  readonly n: number
  readonly area: string
  readonly unit: string
  readonly name: string
  readonly grids: readonly {
    readonly n: number
    readonly area: string
    readonly unit: string
    readonly name: string
  }[]
}

/** Lays the plan's streets, communities and grids out under official-looking codes. */
export function placesOf({ district, streets, gridsPerCommunity }: Plan): readonly DemoStreet[] {
  let community = 0
  let grid = 0
  return streets.map(({ name, mark, rural = false, communities }, s) => {
    const street = `${district}${pad(s + 1)}`
    return {
      n: s + 1,
      area: `${street}000`,
      unit: `u${street}000`,
      centre: `u${street}000.centre`,
      office: (id) => `u${street}000.${id}`,
      name,
      mark,
      rural,
      communities: communities.map((communityName, c) => {
        const code = `${street}${pad(c + 1)}`
        community += 1
        return {
          n: community,
          area: code,
          unit: `u${code}`,
          name: communityName,
          grids: Array.from({ length: gridsPerCommunity }, (_, g) => {
            grid += 1
            const area = `${code}.${String(g + 1).padStart(2, '0')}`
            return { n: grid, area, unit: `u${area}`, name: `${communityName}第${g + 1}网格` }
          }),
        }
      }),
    }
  })
}

/** The district's own units by what they are. */
export const districtUnits = (district: number) => {
  const unit = `u${district}000000`
  const inside = (suffix: string): string => `${unit}.${suffix}`
  return {
    unit,
    centre: inside('centre'),
    hotline: inside('hotline'),
    callback: inside('callback'),
    supervision: inside('supervision'),
    inspection: inside('inspection'),
  } as const
}

const pad = (n: number): string => String(n).padStart(3, '0')
