import type { Calendar } from './calendar.ts'
import {
  isStillAtEnd,
  legsOf,
  printed,
  stillSpans,
  unpublishedYears,
  type DeadlineInputs,
  type Extension,
  type Leg,
  type LimitSource,
  type StillSpans,
  type Suspension,
  type WorkingHours,
} from './legs.ts'
import {
  dateOfDay,
  dayOfDate,
  dayOfMs,
  isWeekend,
  never,
  printLocal,
  type Instant,
  type LocalDate,
} from './instant.ts'
import type { Limit } from './limit.ts'
import { workdaysOf, type Workdays } from './workdays.ts'

/** A day that was not counted, and why. */
export type SkippedDay = {
  readonly date: LocalDate
  readonly reason: 'weekend' | 'holiday' | 'suspended'
  /** Name of the holiday. */
  readonly name?: string
}

/** How a deadline came about, as data: rule, start, each day skipped, each make-up day counted, end. */
export type Explanation = {
  readonly clock: string
  readonly source: LimitSource
  readonly limit: DeadlineInputs['limit']
  readonly from: Instant
  readonly skipped: readonly SkippedDay[]
  readonly madeUp: readonly { readonly date: LocalDate; readonly name: string }[]
  readonly suspensions: readonly Suspension[]
  /** Each extension with the deadline it led to. */
  readonly extensions: readonly (Extension & { readonly at: Instant })[]
  readonly at: Instant
  readonly provisionalYears: readonly number[]
  readonly calendar: string
}

/** How a deadline came about (时限说明); computed when somebody asks, from the same stretches as `dueAt`. */
export function explanationOf(
  inputs: DeadlineInputs,
  calendar: Calendar,
  workingHours: WorkingHours,
): Explanation {
  const { clock, source, limit, from, suspensions, extensions } = inputs
  const workdays = workdaysOf(calendar)
  const still = stillSpans(suspensions)
  const legs = legsOf(inputs, workdays, workingHours)
  const days = legs.flatMap((leg) => lookedAt(leg, workdays, still))
  return {
    clock,
    source,
    limit,
    from,
    skipped: days.flatMap((day) => (day.what === 'skipped' ? [day.skipped] : [])),
    madeUp: days.flatMap((day) => (day.what === 'made up' ? [day.madeUp] : [])),
    suspensions,
    extensions: extensions.map((extension, n) => ({
      ...extension,
      at: printed(legs[n + 1]?.endMs ?? Infinity),
    })),
    at: printed(legs.at(-1)?.endMs ?? Infinity),
    provisionalYears: [...new Set(legs.flatMap((leg) => unpublishedYears(leg, workdays)))],
    calendar: calendar.version,
  }
}

/** Prints an explanation for a clerk, in one paragraph. */
export function explain(explanation: Explanation, language: 'zh' | 'en'): string {
  const { limit, from, source, skipped, madeUp, suspensions, extensions, at, provisionalYears } = explanation
  const say = sentences[language]
  const fixed = 'until' in limit
  return [
    fixed
      ? say.fixed(printLocal(limit.until, true), say.sources[source])
      : say.rule(
          printLocal(from),
          say.limit(limit),
          say.sources[source],
          limit.unit === 'day' || limit.unit === 'workday',
        ),
    ...(skipped.length > 0
      ? [say.skipped(grouped(skipped).map((group) => printGroup(group, language)))]
      : []),
    ...(madeUp.length > 0
      ? [say.madeUp(madeUp.map(({ date, name }) => `${date}${say.why(say.holiday(name))}`))]
      : []),
    ...suspensions.map((span) =>
      say.suspended(printLocal(span.from), span.until === undefined ? undefined : printLocal(span.until)),
    ),
    ...extensions.map((extension) =>
      say.extended(say.limit(extension.limit), printedEnd(extension.at, language)),
    ),
    at === never ? say.stands : say.due(printedEnd(at, language)),
    ...(provisionalYears.length > 0 ? [say.provisional(provisionalYears.join(say.and))] : []),
  ].join(language === 'zh' ? '' : ' ')
}

type LookedAt =
  { what: 'skipped'; skipped: SkippedDay } | { what: 'made up'; madeUp: { date: LocalDate; name: string } }

function lookedAt({ unit, countsFrom, endMs }: Leg, workdays: Workdays, still: StillSpans): LookedAt[] {
  if (unit === 'minute' || unit === 'hour' || unit === 'until') return []
  const stops = still.at(-1)?.[0]
  const last =
    endMs === Infinity ? (stops === undefined ? countsFrom - 1 : dayOfMs(stops)) : dayOfMs(endMs - 1)
  const found: LookedAt[] = []
  for (let day = countsFrom; day <= last; day++) {
    const date = dateOfDay(day)
    const name = workdays.nameOf(day)
    if (unit !== 'day' && !workdays.isWorking(day)) {
      const why = name === undefined ? { reason: 'weekend' as const } : { reason: 'holiday' as const, name }
      found.push({ what: 'skipped', skipped: { date, ...why } })
    } else if (unit !== 'workhour' && isStillAtEnd(day, still)) {
      found.push({ what: 'skipped', skipped: { date, reason: 'suspended' } })
    } else if (unit !== 'day' && isWeekend(day)) {
      found.push({ what: 'made up', madeUp: { date, name: name ?? '' } })
    }
  }
  return found
}

type Group = { first: LocalDate; last: LocalDate; reason: SkippedDay['reason']; name: string | undefined }

function grouped(skipped: readonly SkippedDay[]): Group[] {
  const groups: Group[] = []
  for (const { date, reason, name } of skipped) {
    const group = groups.at(-1)
    const goesOn = group && group.reason === reason && group.name === name
    if (goesOn && dayOfDate(group.last) + 1 === dayOfDate(date)) group.last = date
    else groups.push({ first: date, last: date, reason, name })
  }
  return groups
}

function printGroup({ first, last, reason, name }: Group, language: 'zh' | 'en'): string {
  const say = sentences[language]
  const why = reason === 'holiday' && name !== undefined ? say.holiday(name) : say.reasons[reason]
  return `${first === last ? first : say.span(first, last)}${say.why(why)}`
}

function printedEnd(at: Instant, language: 'zh' | 'en'): string {
  return at === never ? sentences[language].open : printLocal(at, true)
}

const englishHolidays: Readonly<Record<string, string>> = {
  元旦: 'New Year',
  春节: 'Spring Festival',
  清明: 'Tomb-Sweeping Day',
  劳动节: 'Labour Day',
  端午: 'Dragon Boat Festival',
  中秋: 'Mid-Autumn Festival',
  国庆节: 'National Day',
}

const englishUnits: Readonly<Record<Limit['unit'], string>> = {
  minute: 'minute',
  hour: 'hour',
  workhour: 'working hour',
  day: 'natural day',
  workday: 'working day',
}

const chineseUnits: Readonly<Record<Limit['unit'], string>> = {
  minute: '分钟',
  hour: '小时',
  workhour: '个工作小时',
  day: '个自然日',
  workday: '个工作日',
}

type Sentences = {
  sources: Readonly<Record<LimitSource, string>>
  reasons: Readonly<Record<SkippedDay['reason'], string>>
  and: string
  open: string
  stands: string
  limit(limit: Limit): string
  holiday(name: string): string
  why(text: string): string
  span(first: LocalDate, last: LocalDate): string
  rule(from: string, limit: string, source: string, byDays: boolean): string
  fixed(until: string, source: string): string
  skipped(days: readonly string[]): string
  madeUp(days: readonly string[]): string
  suspended(from: string, until: string | undefined): string
  extended(limit: string, at: string): string
  due(at: string): string
  provisional(years: string): string
}

const sentences: Readonly<Record<'zh' | 'en', Sentences>> = {
  zh: {
    sources: { order: '哨令或派单写明', category: '按事项类别', profile: '按本地规则' },
    reasons: { weekend: '周末', holiday: '节假日', suspended: '挂起' },
    and: '、',
    open: '挂起中,未定',
    stands: '现在挂起,不计时。',
    limit: ({ amount, unit }) => `${amount}${chineseUnits[unit]}`,
    holiday: (name) => name,
    why: (text) => `(${text})`,
    span: (first, last) => `${first} 至 ${last}`,
    rule: (from, limit, source, byDays) =>
      `自 ${from} 起 ${limit}(${source})${byDays ? ',起算当日不计' : ''}。`,
    fixed: (until, source) => `限定时间 ${until}(${source})。`,
    skipped: (days) => `不计入:${days.join('、')}。`,
    madeUp: (days) => `调休上班计入:${days.join('、')}。`,
    suspended: (from, until) => `${from} 起挂起${until === undefined ? '' : `,${until} 恢复`}。`,
    extended: (limit, at) => `经批准延期 ${limit},至 ${at}。`,
    due: (at) => `到期 ${at}。`,
    provisional: (years) => `${years} 年放假通知尚未发布,暂按法定节日推算,发布后更新。`,
  },
  en: {
    sources: { order: 'set in the order', category: 'by its category', profile: 'by the local rules' },
    reasons: { weekend: 'weekend', holiday: 'holiday', suspended: 'suspended' },
    and: ' and ',
    open: 'open while suspended',
    stands: 'The clock stands still.',
    limit: ({ amount, unit }) => `${amount} ${englishUnits[unit]}${amount === 1 ? '' : 's'}`,
    holiday: (name) => englishHolidays[name] ?? name,
    why: (text) => ` (${text})`,
    span: (first, last) => `${first} to ${last}`,
    rule: (from, limit, source, byDays) =>
      `${limit} from ${from} (${source})${byDays ? ', start day not counted' : ''}.`,
    fixed: (until, source) => `Fixed for ${until} (${source}).`,
    skipped: (days) => `Not counted: ${days.join(', ')}.`,
    madeUp: (days) => `Make-up working days counted: ${days.join(', ')}.`,
    suspended: (from, until) => `Suspended from ${from}${until === undefined ? '' : ` to ${until}`}.`,
    extended: (limit, at) => `Extended by ${limit}, to ${at}.`,
    due: (at) => `Due ${at}.`,
    provisional: (years) =>
      `The holiday notice of ${years} is not published yet: counted by the statutory days alone and moved when it is.`,
  },
}
