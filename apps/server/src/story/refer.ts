/** What `$…` in a story file can stand for. */
export type References = {
  story(alias: string): string
  person(alias: string): Promise<string>
  post(alias: string): Promise<string>
  /** A value of a story's state, such as the id of a request, as the one who acts sees it. */
  state(alias: string, path: string): Promise<unknown>
}

/** Puts values in the place of `$story`, `$person.alias`, `$post.alias` and `$state.story.path`; `{n}` becomes the number of the repetition. */
export async function resolve(shape: unknown, references: References, n?: number): Promise<unknown> {
  if (typeof shape === 'string') return resolveText(n === undefined ? shape : shape.replaceAll('{n}', String(n)), references)
  if (Array.isArray(shape)) return Promise.all(shape.flatMap(repeated).map((item) => resolve(item, references, n)))
  if (typeof shape !== 'object' || shape === null) return shape
  const filled = await Promise.all(Object.entries(shape).map(async ([key, value]) => [key, await resolve(value, references, n)] as const))
  return Object.fromEntries(filled)
}

function resolveText(text: string, references: References): unknown {
  const wall = /^@(\d{4}-\d{2}-\d{2}) (\d{2}:\d{2})$/.exec(text)
  if (wall) return instantOfWall(`${wall[1]} ${wall[2]}`)
  if (!text.startsWith('$')) return text
  const [first = '', second, ...path] = text.slice(1).split('.')
  if (first === 'person' && second) return references.person(second)
  if (first === 'post' && second) return references.post(second)
  if (first === 'state' && second) return references.state(second, path.join('.'))
  return references.story(first)
}

/** A row with `times` stands for so many, `{n}` being its number; any other for itself. */
export function repeated(row: unknown): unknown[] {
  if (typeof row !== 'object' || row === null || !('times' in row)) return [row]
  const { times, ...shape } = row
  return Array.from({ length: Number(times) }, (_, n): unknown => JSON.parse(JSON.stringify(shape).replaceAll('{n}', String(n + 1))))
}

/** The instant of a wall-clock time in China, `2019-09-24 09:10`; `24:00` is the midnight that ends the day. */
export function instantOfWall(wall: string): string {
  const [date = '', time = ''] = wall.split(' ')
  const [hour, minute] = time.split(':').map(Number)
  return new Date(Date.parse(`${date}T00:00:00+08:00`) + ((hour ?? 0) * 60 + (minute ?? 0)) * 60_000).toISOString()
}

/** An instant by the wall clock of China; a midnight that ends a day reads as 24:00 of that day, as deadlines are printed. */
export function wallOf(instant: string, asEnd = true): string {
  // To the minute: what the clock does at midnight is recorded a moment later.
  const local = Math.floor(Date.parse(instant) / 60_000) * 60_000 + 8 * 3_600_000
  const isMidnight = local % 86_400_000 === 0
  if (asEnd && isMidnight) return `${new Date(local - 1).toISOString().slice(0, 10)} 24:00`
  return new Date(local).toISOString().slice(0, 16).replace('T', ' ')
}

/** Follows a path of names and numbers into a value; `[unit=x]` picks the item of a list or map whose field has that value. */
export function at(value: unknown, path: string): unknown {
  let here = value
  for (const part of path.split('.').filter(Boolean)) {
    if (typeof here !== 'object' || here === null) return undefined
    const pick = /^\[(\w+)=(.+)\]$/.exec(part)
    here = pick
      ? Object.values(here).find((item: unknown) => typeof item === 'object' && item !== null && String(Reflect.get(item, pick[1] ?? '')) === pick[2])
      : Reflect.get(here, part)
  }
  return here
}
