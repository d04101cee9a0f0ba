import type { Say } from './words.ts'

const zone = 'Asia/Shanghai'
const minuteMs = 60_000
const hourMs = 60 * minuteMs
const dayMs = 24 * hourMs

const parts = new Intl.DateTimeFormat('en-GB', {
  timeZone: zone,
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
  hour: '2-digit',
  minute: '2-digit',
  hourCycle: 'h23',
})

const print =
  (pattern: (part: (type: Intl.DateTimeFormatPartTypes) => string) => string) =>
  (at: string | number | null | undefined): string => {
    const ms = typeof at === 'string' ? Date.parse(at) : at
    if (ms === null || ms === undefined || !Number.isFinite(ms)) return ''
    const found = parts.formatToParts(ms)
    return pattern((type) => found.find((part) => part.type === type)?.value ?? '')
  }

/** `2019-11-15 09:30`, in the district's zone. */
export const moment = print((of) => `${of('year')}-${of('month')}-${of('day')} ${of('hour')}:${of('minute')}`)
/** `11-15 09:30`, for lists. */
export const shortMoment = print((of) => `${of('month')}-${of('day')} ${of('hour')}:${of('minute')}`)
/** `2019-11-15` */
export const day = print((of) => `${of('year')}-${of('month')}-${of('day')}`)

/** A stretch of time as a person says it: two units at most. */
export function span(ms: number, { t }: Pick<Say, 't'>): string {
  const whole = Math.abs(ms)
  if (whole < minuteMs) return t('time.under')
  const [days, hours, minutes] = [
    Math.floor(whole / dayMs),
    Math.floor((whole % dayMs) / hourMs),
    Math.floor((whole % hourMs) / minuteMs),
  ]
  const said = [
    days > 0 ? t('time.day', { count: days }) : '',
    hours > 0 && days < 10 ? t('time.hour', { count: hours }) : '',
    minutes > 0 && days === 0 ? t('time.minute', { count: minutes }) : '',
  ]
  return said.filter(Boolean).join(' ')
}

/** 还剩 3 小时 20 分, 超时 1 天. */
export const remaining = (dueAt: string, now: number, say: Pick<Say, 't'>): string => {
  const left = Date.parse(dueAt) - now
  return say.t(left >= 0 ? 'time.left' : 'time.late', { span: span(left, say) })
}

export const ago = (at: string, now: number, say: Pick<Say, 't'>): string => {
  const past = now - Date.parse(at)
  if (Math.abs(past) < minuteMs) return say.t('time.just')
  return say.t(past >= 0 ? 'time.ago' : 'time.ahead', { span: span(past, say) })
}

/** How pressing a deadline is: late; within a working day; or in good time. */
export function pressure(dueAt: string | null, now: number): 'late' | 'soon' | 'calm' {
  if (dueAt === null) return 'calm'
  const left = Date.parse(dueAt) - now
  return left < 0 ? 'late' : left < 8 * hourMs ? 'soon' : 'calm'
}
