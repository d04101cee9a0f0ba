import type { Answer, DeadlineShown, TimelineEntry } from '@shaoying/contract'
import { isDeepStrictEqual } from 'node:util'
import type { Caller } from '../cli/remote.ts'
import { at, wallOf } from './refer.ts'
import type { Expectation } from './storyFile.ts'

/** What one can look at after a step. */
export type Scene = {
  readonly answer: Answer | undefined
  /** The page of a story by its alias (the step's own when left out), as somebody sees it; undefined where they may not. */
  page(alias: string | undefined, asSeenBy: string | undefined): Promise<Page | undefined>
  caller(alias: string | undefined): Promise<Caller>
  storyId(alias: string | undefined): string
}

/** What a case's and a whistle's page have in common. */
export type Page = {
  readonly card: Readonly<Record<string, unknown>>
  readonly state: unknown
  readonly story: readonly TimelineEntry[]
  readonly deadlines: readonly DeadlineShown[]
  readonly permits: readonly string[]
}

/** Says what is not as expected, in a line `expected … found …`; undefined where all is well. */
export async function differenceOf(expectation: Expectation, scene: Scene): Promise<string | undefined> {
  if ('refused' in expectation) {
    const refused = scene.answer && 'refused' in scene.answer ? scene.answer.refused : undefined
    if (expectation.about !== undefined && refused?.code === expectation.refused) return compare('refused about', expectation.about, refused.about)
    return compare('refused', expectation.refused, refused?.code ?? 'accepted')
  }
  if ('accepted' in expectation) return compare('answer', 'accepted', answerOf(scene.answer))
  if ('unseenBy' in expectation) {
    const page = await scene.page(expectation.of, expectation.unseenBy)
    return compare(`seen by ${expectation.unseenBy}`, false, page !== undefined)
  }
  if ('waits' in expectation) {
    const { for: who, what, is = true } = expectation.waits
    const { client } = await scene.caller(who)
    const id = scene.storyId(expectation.of)
    const { items } = await client.todo({ query: { limit: 200 } })
    return compare(`${what} waits for ${who}`, is, items.some((line) => line.story.id === id && line.what === what))
  }
  if ('notices' in expectation) {
    const { for: who, message, is = 1 } = expectation.notices
    const { client } = await scene.caller(who)
    const id = scene.storyId(expectation.of)
    const { items } = await client.notices({ query: { limit: 200 } })
    return compare(`notices ${message} for ${who}`, is, items.filter((notice) => notice.story.id === id && notice.message === message).length)
  }
  if ('tally' in expectation) {
    const { by, key, measure, is } = expectation.tally
    const { client } = await scene.caller(expectation.asSeenBy)
    // The contract's list of dimensions refuses any other word.
    const { items } = await client.tallies({ query: { by: by as 'street' } })
    const rows = key === undefined ? items : items.filter((row) => row.key === key)
    return compare(`tally by ${by}${key ? ` of ${key}` : ''}, ${measure}`, is, rows.reduce((sum, row) => sum + (row.measures[measure] ?? 0), 0))
  }
  if ('listed' in expectation) {
    const { kind, where = {}, is } = expectation.listed
    const { client } = await scene.caller(expectation.asSeenBy)
    return compare(`${kind} listed where ${JSON.stringify(where)}`, is, await countListed(client, kind, where))
  }

  if ('registered' in expectation) {
    const { list, query = {}, where = {}, distinct, is } = expectation.registered
    const { client } = await scene.caller(expectation.asSeenBy)
    const rows = (await registered(client, list, query)).filter((row) => matches(row, where))
    const found = distinct === undefined ? rows.length : new Set(rows.map((row) => JSON.stringify(at(row, distinct)))).size
    return compare(`${distinct === undefined ? '' : `different ${distinct} of `}${list} where ${JSON.stringify({ ...query, ...where })}`, is, found)
  }
  if ('offered' in expectation) {
    const { words, area, is } = expectation.offered
    const { client } = await scene.caller(expectation.asSeenBy)
    const { similar } = await client.suggest({ body: { words, ...(area === undefined ? {} : { area }) } })
    return compare('similar cases offered', is, similar.map(({ id }) => id))
  }
  if ('flagged' in expectation) {
    const { grid, places } = expectation.flagged
    const { client } = await scene.caller(expectation.asSeenBy)
    const { items } = await client.areas()
    const found = items.find(({ code }) => code === grid)?.findings.flatMap(({ place }) => (place === undefined ? [] : [place]))
    return compare(`empty places of the team of grid ${grid}`, places, found)
  }

  const page = await scene.page(expectation.of, expectation.asSeenBy)
  if (!page) return `expected to see ${expectation.of ?? 'the story'}${expectation.asSeenBy ? ` as ${expectation.asSeenBy}` : ''}, found nothing`
  return differenceOn(expectation, page)
}

type OnPage = Exclude<
  Expectation,
  { refused: unknown } | { accepted: unknown } | { unseenBy: unknown } | { waits: unknown } | { notices: unknown } | { tally: unknown } | { listed: unknown } | { flagged: unknown } | { registered: unknown } | { offered: unknown }
>

function differenceOn(expectation: OnPage, page: Page): string | undefined {
  if ('due' in expectation) {
    const { due } = expectation
    const clock = clockOf(page, due)
    if (!clock) return missingClock(page, due)
    return (
      compare(`${due.clock} due`, due.at, wallOf(clock.dueAt, due.at.endsWith('24:00'))) ??
      (due.provisional === undefined ? undefined : compare(`${due.clock} provisional`, due.provisional, clock.provisional)) ??
      (due.source === undefined ? undefined : compare(`${due.clock} limit from`, due.source, clock.source))
    )
  }
  if ('explains' in expectation) {
    const clock = clockOf(page, expectation.explains)
    if (!clock) return missingClock(page, expectation.explains)
    const unsaid = expectation.explains.says.filter((words) => !clock.explanation.includes(words))
    return unsaid.length > 0 ? `expected the explanation of ${clock.clock} to say ${unsaid.join(' and ')}, found: ${clock.explanation}` : undefined
  }
  if ('met' in expectation) {
    const { met } = expectation
    const clock = clockOf(page, met)
    if (!clock) return missingClock(page, met)
    if (clock.metAt === null) return `expected ${clock.clock} met, found it ${clock.missedAt ? 'missed' : 'running'}`
    return (
      (met.at === undefined ? undefined : compare(`${met.clock} met`, met.at, wallOf(clock.metAt, false))) ??
      (met.late === undefined ? undefined : compare(`${met.clock} late`, met.late, clock.metAt > clock.dueAt))
    )
  }
  if ('missed' in expectation) {
    const clock = clockOf(page, expectation.missed)
    if (!clock) return missingClock(page, expectation.missed)
    if (clock.missedAt === null) return `expected ${clock.clock} missed, found it ${clock.metAt ? 'met in time' : 'running'}`
    const { at: wall } = expectation.missed
    return wall === undefined ? undefined : compare(`${clock.clock} missed`, wall, wallOf(clock.missedAt, wall.endsWith('24:00')))
  }
  if ('running' in expectation) {
    const clock = clockOf(page, expectation.running)
    return compare(`${expectation.running.clock} running`, true, clock !== undefined && clock.metAt === null && clock.missedAt === null)
  }
  if ('facts' in expectation) {
    const { type, count, where = {} } = expectation.facts
    const found = page.story.filter((entry) => entry.type === type && matches(entry.data, where))
    return compare(`facts ${type}${Object.keys(where).length > 0 ? ` where ${JSON.stringify(where)}` : ''}`, count, found.length)
  }
  if ('score' in expectation) return scoreDifference(expectation.score, page)
  if ('permits' in expectation) return setDifference('permits', expectation.permits.filter((name) => !page.permits.includes(name)), 'lacking')
  if ('lacks' in expectation) return setDifference('permits', expectation.lacks.filter((name) => page.permits.includes(name)), 'offering')
  if ('state' in expectation) return compare(`state ${expectation.state.path}`, expectation.state.is, at(page.state, expectation.state.path))
  if ('counted' in expectation) {
    const found = at(page.state, expectation.counted.path)
    const count = typeof found === 'object' && found !== null ? Object.keys(found).length : 0
    return compare(`number of ${expectation.counted.path}`, expectation.counted.is, count)
  }
  for (const key of ['stage', 'step', 'called', 'reported', 'origins', 'carried', 'letter'] as const)
    if (key in expectation) return compare(key, Reflect.get(expectation, key), page.card[key])
  return `expected something unknown: ${JSON.stringify(expectation)}`
}

function scoreDifference({ unit, system, street, result }: { unit: string; system?: number; street?: number; result?: number }, page: Page): string | undefined {
  const score = at(page.state, `called.[unit=${unit}].score`) ?? at(page.state, `called.${unit}.score`)
  const part = (by: string): unknown => at(score, `combined.parts.[by=${by}].points`)
  const ruled = at(score, 'ruled.result')
  return (
    (system === undefined ? undefined : compare(`system part of ${unit}`, system, part('system'))) ??
    (street === undefined ? undefined : compare(`street part of ${unit}`, street, part('street'))) ??
    (result === undefined ? undefined : compare(`result of ${unit}`, result, ruled ?? at(score, 'combined.result')))
  )
}

/** A clock by its name, with or without its turn (`finish` finds `finish:2`), and by unit where several run. */
function clockOf({ deadlines }: Page, { clock, unit }: { clock: string; unit?: string }): DeadlineShown | undefined {
  const named = deadlines.filter((shown) => shown.clock === clock || shown.clock.split(/[:/]/).includes(clock))
  const ofUnit = unit === undefined ? named : named.filter((shown) => shown.unit === unit || shown.clock.split(/[:/]/).includes(unit))
  return ofUnit.at(-1)
}

function missingClock({ deadlines }: Page, { clock, unit }: { clock: string; unit?: string }): string {
  const known = deadlines.map((shown) => (shown.unit ? `${shown.clock} (${shown.unit})` : shown.clock)).join(', ')
  return `expected a clock ${clock}${unit ? ` of ${unit}` : ''}, found ${known || 'none'}`
}

async function registered(client: Caller['client'], list: 'units' | 'areas' | 'duties' | 'posts' | 'problems', query: Readonly<Record<string, string>>): Promise<readonly unknown[]> {
  switch (list) {
    case 'units':
      return (await client.units()).items
    case 'areas':
      return (await client.areas()).items
    case 'duties':
      return (await client.duties({ query })).items
    case 'posts':
      return (await client.posts({ query: { unit: query['unit'] ?? '' } })).items
    case 'problems':
      return (await client.problems()).items
  }
}

function matches(data: unknown, where: Readonly<Record<string, unknown>>): boolean {
  return Object.entries(where).every(([path, value]) => isDeepStrictEqual(at(data, path), value))
}

async function countListed(client: Caller['client'], kind: 'cases' | 'whistles', where: Readonly<Record<string, unknown>>): Promise<number> {
  let count = 0
  for (let after: string | null | undefined; after !== null; ) {
    const query = { ...where, limit: 200, ...(after === undefined ? {} : { after }) }
    const { items, next }: { items: readonly unknown[]; next: string | null } =
      kind === 'cases' ? await client.cases({ query }) : await client.whistles({ query })
    count += items.length
    after = next
  }
  return count
}

function compare(what: string, expected: unknown, found: unknown): string | undefined {
  if (isDeepStrictEqual(expected, found)) return undefined
  return `expected ${what} ${show(expected)}, found ${show(found)}`
}

function setDifference(what: string, wrong: readonly string[], how: string): string | undefined {
  return wrong.length > 0 ? `expected ${what} otherwise, found it ${how} ${wrong.join(', ')}` : undefined
}

function answerOf(answer: Answer | undefined): string {
  if (!answer) return 'none'
  return 'refused' in answer ? `refused ${answer.refused.code}${answer.refused.about ? ` (${answer.refused.about})` : ''}: ${answer.refused.message}` : 'accepted'
}

const show = (value: unknown): string => (value === undefined ? 'nothing' : typeof value === 'string' ? value : JSON.stringify(value))
