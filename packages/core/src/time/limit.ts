import { Type, type Static } from 'typebox'

/** Units a limit is written in; working hours and working days (工作时, 工作日) follow the published calendar. */
export const limitUnits = ['minute', 'hour', 'workhour', 'day', 'workday'] as const

/** A time allowed (办理时限), such as 5 working days. */
export const Limit = Type.Object(
  {
    amount: Type.Integer({ minimum: 1, maximum: 10_000 }),
    unit: Type.Union([
      Type.Literal('minute'),
      Type.Literal('hour'),
      Type.Literal('workhour'),
      Type.Literal('day'),
      Type.Literal('workday'),
    ]),
  },
  { additionalProperties: false },
)
export type Limit = Static<typeof Limit>

/** Reads `5 workday` or `5 workdays`; anything else is no limit. */
export function readLimit(text: string): Limit | undefined {
  const found = /^([1-9]\d{0,4}) (minute|hour|workhour|day|workday)s?$/.exec(text)
  // The pattern admits the five units alone.
  return found ? { amount: Number(found[1]), unit: found[2] as Limit['unit'] } : undefined
}
