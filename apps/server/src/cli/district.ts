import type { House } from '../house/house.ts'
import { failure } from '../platform/failure.ts'
import type { Given } from './arguments.ts'

/** Reads a district's code off a word of the command line; throws a failure for anything else. */
export function districtCode(text: string): number {
  if (!/^[1-9]\d{5}$/.test(text)) throw failure(`${text} is not the six-digit code of a district.`)
  return Number(text)
}

/** The district that `--district` names, if it does. */
export function districtOf(given: Given): number | undefined {
  const text = given.text('district')
  return text === undefined ? undefined : districtCode(text)
}

/** The district that is meant: the one that is named, or the only one there is. */
export async function onlyDistrict(house: House, given: string | undefined): Promise<number> {
  if (given !== undefined) return districtCode(given)
  const districts = await house.districts()
  const [only] = districts
  if (only !== undefined && districts.length === 1) return only
  throw failure(
    districts.length === 0
      ? 'The database has no district yet: load one with shaoying registry load.'
      : `The database has several districts: say which with --district (${districts.join(', ')}).`,
  )
}
