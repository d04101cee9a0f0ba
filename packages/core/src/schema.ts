import { Type, type TEnum, type TSchema } from 'typebox'

/** One of a closed vocabulary. */
export const literals = <const Values extends readonly string[]>(values: Values): TEnum<[...Values]> =>
  // A spread of a tuple is that tuple.
  Type.Enum<[...Values]>([...values] as [...Values])

/** Free text of people. The desk seals it into `content` before the law sees it: the law gets a reference and passes it on. */
export const Words = (maxLength = 4000) => Type.String({ minLength: 1, maxLength, 'x-words': true })
/** Reference to a file already uploaded under the case's key. */
export const FileRef = Type.String({ minLength: 8, maxLength: 80, pattern: '^[A-Za-z0-9_-]+$' })
export const Files = Type.Array(FileRef, { maxItems: 20 })
export const Code = Type.String({ minLength: 1, maxLength: 64, pattern: '^[A-Za-z0-9_.:@-]+$' })
export const InstantText = Type.String({ format: 'date-time', maxLength: 40 })
export const DateText = Type.String({ format: 'date', maxLength: 10 })
export const StoryIdText = Type.String({
  pattern: '^[1-9][0-9]{5}-[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$',
  description: '<district>-<uuid>',
})
export const LimitShape = Type.Object(
  {
    amount: Type.Integer({ minimum: 1, maximum: 10000 }),
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
/** A limit as an order may set it: so much time, or a fixed instant. */
export const LimitOrUntil = Type.Union([
  LimitShape,
  Type.Object({ until: InstantText }, { additionalProperties: false }),
])

/** One command's shape: its name, its fields, and nothing else. */
export const command = <const Name extends string, Fields extends Record<string, TSchema>>(
  name: Name,
  fields: Fields,
) => Type.Object({ type: Type.Literal(name), ...fields }, { additionalProperties: false })
