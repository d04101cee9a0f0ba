import { readFile } from 'node:fs/promises'
import { Type, type Static } from 'typebox'
import { Value } from 'typebox/value'
import { parse } from 'yaml'
import { codeOf, failure } from '../platform/failure.ts'

const closed = { additionalProperties: false }

/** Where a value comes from: a column of the file, or what the server suggests for the row's words. */
const FieldRule = Type.Object(
  {
    from: Type.Optional(Type.String()),
    /** Used where the column is empty: another column. */
    orFrom: Type.Optional(Type.String()),
    as: Type.Optional(Type.Enum(['text', 'instant'])),
    /** Zone of times that carry none, such as `+08:00`. */
    zone: Type.Optional(Type.String({ pattern: '^[+-][0-9]{2}:[0-9]{2}$' })),
    /** Longer texts are cut to so many characters. */
    cut: Type.Optional(Type.Integer({ minimum: 1 })),
    suggested: Type.Optional(Type.Enum(['category', 'unit', 'duty', 'why'])),
    /** A suggestion that is not among these does not count. */
    among: Type.Optional(Type.Array(Type.String())),
    else: Type.Optional(Type.String()),
    /** A row without it is a bad row. */
    needed: Type.Optional(Type.Boolean()),
  },
  closed,
)

const Step = Type.Object(
  {
    step: Type.String({ pattern: '^[a-z_]+$' }),
    /** The account that acts: a name of `accounts`, or `$field` whose value is the login. */
    as: Type.String({ minLength: 1 }),
    /** The step is left out where this field is empty. */
    when: Type.Optional(Type.String()),
    do: Type.Object({ type: Type.String() }, { additionalProperties: true }),
  },
  closed,
)

/** How the rows of a file become cases and walk (导入映射): data, shipped in `profiles/maps`. */
export const MapFile = Type.Object(
  {
    title: Type.String(),
    /** Names the source in every case's `external` id; two files of one source share it. */
    system: Type.String({ pattern: '^[A-Za-z0-9_.:@-]{1,64}$' }),
    /** The column with the row's id in its source. */
    id: Type.String({ minLength: 1 }),
    /** The field whose words the server is asked to suggest for; absent: it is not asked. */
    suggestFor: Type.Optional(Type.String()),
    /** The field with the row's own time, for playing a file in its own rhythm. */
    time: Type.Optional(Type.String()),
    fields: Type.Record(Type.String({ pattern: '^[a-z][A-Za-z0-9]*$' }), FieldRule),
    accounts: Type.Record(Type.String(), Type.String()),
    steps: Type.Array(Step, { minItems: 1 }),
  },
  closed,
)
export type MapFile = Static<typeof MapFile>
export type FieldRule = Static<typeof FieldRule>

/** Reads and checks a map file; throws a failure that names the place where it is wrong. */
export async function readMap(path: string): Promise<MapFile> {
  let read: unknown
  try {
    read = parse(await readFile(path, 'utf8'))
  } catch (error) {
    if (codeOf(error) === 'ENOENT') throw failure(`There is no map file ${path}.`, error)
    throw failure(
      `The map file ${path} is not YAML: ${error instanceof Error ? error.message.split('\n')[0] : ''}`,
      error,
    )
  }
  if (!Value.Check(MapFile, read)) {
    const [first] = Value.Errors(MapFile, read)
    throw failure(
      `The map file ${path} is wrong at ${first?.instancePath || '/'}: ${first?.message ?? 'not a map'}.`,
    )
  }
  for (const { step, as, when, do: command } of read.steps) {
    const named = [...JSON.stringify([as, command]).matchAll(/"\$([A-Za-z0-9]+)"/g)].map(
      ([, name]) => name ?? '',
    )
    for (const name of when === undefined ? named : [...named, when])
      if (!(name in read.fields))
        throw failure(`The map file ${path} uses $${name} in step ${step}, which is not one of its fields.`)
    if (!as.startsWith('$') && !(as in read.accounts))
      throw failure(`The map file ${path} lets ${as} act in step ${step}, who is not one of its accounts.`)
  }
  return read
}
