// How every benchmark ends: its figures, its targets, and whether they were met.

/**
 * Runs a benchmark and prints one JSON line. A target is `{ atLeast }`, `{ atMost }` or `{ moreThan }` by the name of its figure;
 * a figure that is missing or not a number misses its target.
 */
export async function judge(name, targets, measure) {
  let figures = {}
  let broken
  try {
    figures = await measure()
  } catch (error) {
    broken = error
    console.error(error)
  }
  const missed = Object.entries(targets)
    .filter(([figure, target]) => !meets(figures[figure], target))
    .map(([figure]) => figure)
  for (const [figure, value] of Object.entries(figures)) {
    const target = targets[figure]
    const mark = target === undefined ? ' ' : missed.includes(figure) ? '✗' : '✓'
    console.error(`${mark} ${figure.padEnd(36)} ${shown(value)}${target === undefined ? '' : `   (${wish(target)})`}`)
  }
  const ok = broken === undefined && missed.length === 0
  console.log(JSON.stringify({ name, figures, targets, ok }))
  // Sockets and timers of what was measured must not keep the process.
  process.exit(ok ? 0 : 1)
}

function meets(value, { atLeast, atMost, moreThan }) {
  if (typeof value !== 'number' || !Number.isFinite(value)) return false
  if (atLeast !== undefined && value < atLeast) return false
  if (atMost !== undefined && value > atMost) return false
  return moreThan === undefined || value > moreThan
}

const wish = (target) =>
  Object.entries({ atLeast: 'at least', atMost: 'at most', moreThan: 'more than' })
    .filter(([key]) => target[key] !== undefined)
    .map(([key, words]) => `${words} ${target[key]}`)
    .join(', ')

const shown = (value) => (typeof value === 'number' ? String(round(value)) : JSON.stringify(value))

/** Three significant digits, for ratios and times; whole numbers stay whole. */
export const round = (value) => (Number.isInteger(value) ? value : Number(value.toPrecision(3)))

/** The value below which a share of the samples lies; the samples are sorted in place. */
export function quantile(samples, share) {
  samples.sort((a, b) => a - b)
  return samples[Math.min(samples.length - 1, Math.floor(samples.length * share))] ?? Number.NaN
}

/** What a piece of work took, in milliseconds of the wall. */
export async function timed(work) {
  const begun = performance.now()
  const result = await work()
  return { result, ms: performance.now() - begun }
}
