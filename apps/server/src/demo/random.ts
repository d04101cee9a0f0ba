/** Draws that come out the same for the same seed. */
export type Random = {
  /** In [0, 1). */
  share(): number
  /** A whole number from `from` to `to`, both included. */
  whole(from: number, to: number): number
  one<T>(list: readonly T[]): T
  /** True in so many cases of a hundred. */
  chance(percent: number): boolean
  /** A stream of its own for a name: what is drawn there changes nothing elsewhere. */
  fork(name: string): Random
}

/** A small generator of good quality (mulberry32) from a text. */
export function openRandom(seed: string): Random {
  let state = hash(seed)
  function share(): number {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
  const whole = (from: number, to: number): number => from + Math.floor(share() * (to - from + 1))
  return {
    share,
    whole,
    one(list) {
      const drawn = list[whole(0, list.length - 1)]
      if (drawn === undefined) throw new RangeError('nothing to draw from')
      return drawn
    },
    chance: (percent) => share() * 100 < percent,
    fork: (name) => openRandom(`${seed}/${name}`),
  }
}

function hash(text: string): number {
  let state = 2_166_136_261
  for (let n = 0; n < text.length; n += 1) state = Math.imul(state ^ text.charCodeAt(n), 16_777_619)
  return state
}
