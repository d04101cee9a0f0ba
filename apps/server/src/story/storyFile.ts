import { readFile } from 'node:fs/promises'
import { Type, type Static, type TProperties } from 'typebox'
import { Value } from 'typebox/value'
import { parse } from 'yaml'
import { codeOf, failure } from '../platform/failure.ts'

const closed = { additionalProperties: false }
const Alias = Type.String({ pattern: '^[a-z][A-Za-z0-9_]*(\\{n\\})?$' })
/** `2019-09-24 09:10` by the wall clock of China; `24:00` ends a day. */
const Wall = Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2} \\d{2}:\\d{2}$' })
const Of = { of: Type.Optional(Alias), asSeenBy: Type.Optional(Alias) }
const OnClock = { clock: Type.String(), unit: Type.Optional(Type.String()) }

const one = <F extends TProperties>(fields: F) => Type.Object({ ...fields, ...Of }, closed)

/** What must hold after a step; each kind is one key. `of` names a story other than the step's own, `asSeenBy` who looks. */
export const expectationShapes = {
  refused: Type.Object({ refused: Type.String(), about: Type.Optional(Type.String()) }, closed),
  accepted: Type.Object({ accepted: Type.Literal(true) }, closed),
  stage: one({ stage: Type.String() }),
  step: one({ step: Type.Integer() }),
  due: one({ due: Type.Object({ ...OnClock, at: Wall, provisional: Type.Optional(Type.Boolean()), source: Type.Optional(Type.String()) }, closed) }),
  explains: one({ explains: Type.Object({ ...OnClock, says: Type.Array(Type.String(), { minItems: 1 }) }, closed) }),
  met: one({ met: Type.Object({ ...OnClock, at: Type.Optional(Wall), late: Type.Optional(Type.Boolean()) }, closed) }),
  missed: one({ missed: Type.Object({ ...OnClock, at: Type.Optional(Wall) }, closed) }),
  running: one({ running: Type.Object(OnClock, closed) }),
  facts: one({ facts: Type.Object({ type: Type.String(), count: Type.Integer(), where: Type.Optional(Type.Record(Type.String(), Type.Unknown())) }, closed) }),
  called: one({ called: Type.Integer() }),
  reported: one({ reported: Type.Integer() }),
  origins: one({ origins: Type.Integer() }),
  carried: one({ carried: Type.Boolean() }),
  letter: one({ letter: Type.String() }),
  score: one({ score: Type.Object({ unit: Type.String(), system: Type.Optional(Type.Number()), street: Type.Optional(Type.Number()), result: Type.Optional(Type.Number()) }, closed) }),
  permits: one({ permits: Type.Array(Type.String()) }),
  lacks: one({ lacks: Type.Array(Type.String()) }),
  state: one({ state: Type.Object({ path: Type.String(), is: Type.Unknown() }, closed) }),
  counted: one({ counted: Type.Object({ path: Type.String(), is: Type.Integer() }, closed) }),
  flagged: Type.Object({ flagged: Type.Object({ grid: Type.String(), places: Type.Array(Type.String()) }, closed), asSeenBy: Type.Optional(Alias) }, closed),
  /** Rows of a list of the registry, as the API shows it; `distinct` counts the different values of a field instead. */
  registered: Type.Object(
    {
      registered: Type.Object(
        {
          list: Type.Enum(['units', 'areas', 'duties', 'posts', 'problems']),
          query: Type.Optional(Type.Record(Type.String(), Type.String())),
          where: Type.Optional(Type.Record(Type.String(), Type.Unknown())),
          distinct: Type.Optional(Type.String()),
          is: Type.Integer(),
        },
        closed,
      ),
      asSeenBy: Type.Optional(Alias),
    },
    closed,
  ),
  /** The similar open cases that are offered for words being typed, by id (`$alias`). */
  offered: Type.Object(
    { offered: Type.Object({ words: Type.String(), area: Type.Optional(Type.String()), is: Type.Array(Type.String()) }, closed), asSeenBy: Type.Optional(Alias) },
    closed,
  ),
  unseenBy: Type.Object({ unseenBy: Alias, of: Type.Optional(Alias) }, closed),
  waits: Type.Object({ waits: Type.Object({ for: Alias, what: Type.String(), is: Type.Optional(Type.Boolean()) }, closed), of: Type.Optional(Alias) }, closed),
  tally: Type.Object(
    {
      tally: Type.Object({ by: Type.String(), key: Type.Optional(Type.String()), measure: Type.String(), is: Type.Integer() }, closed),
      asSeenBy: Type.Optional(Alias),
    },
    closed,
  ),
  listed: Type.Object(
    {
      listed: Type.Object(
        { kind: Type.Enum(['cases', 'whistles']), where: Type.Optional(Type.Record(Type.String(), Type.Unknown())), is: Type.Integer() },
        closed,
      ),
      asSeenBy: Type.Optional(Alias),
    },
    closed,
  ),
  notices: Type.Object({ notices: Type.Object({ for: Alias, message: Type.String(), is: Type.Optional(Type.Integer()) }, closed), of: Type.Optional(Alias) }, closed),
} as const

const ExpectationShape = Type.Union(Object.values(expectationShapes))

const Person = Type.Object(
  {
    /** The account's login; the alias itself where it is left out. */
    account: Type.Optional(Type.String()),
    name: Type.Optional(Type.String()),
    /** Posts put into the registry when the story sets its own scene; the first is the one acted in. */
    posts: Type.Optional(
      Type.Array(
        Type.Object(
          {
            id: Type.String(),
            unit: Type.String(),
            role: Type.String(),
            area: Type.Optional(Type.String()),
            gridRole: Type.Optional(Type.String()),
            standsInFor: Type.Optional(Alias),
          },
          closed,
        ),
      ),
    ),
  },
  closed,
)

const Act = Type.Object(
  {
    at: Type.Optional(Wall),
    who: Type.Optional(Alias),
    do: Type.Optional(Type.Object({ type: Type.String() }, { additionalProperties: true })),
    /** The story acted on, by a name of one's own; the first to name it files it. */
    story: Type.Optional(Alias),
    kind: Type.Optional(Type.Enum(['case', 'whistle', 'registry'])),
    says: Type.Optional(Type.String()),
    then: Type.Optional(Type.Array(Type.Unsafe<Expectation>(ExpectationShape))),
  },
  closed,
)

const Repeat = Type.Object(
  {
    at: Type.Optional(Wall),
    repeat: Type.Integer({ minimum: 1, maximum: 20_000 }),
    says: Type.Optional(Type.String()),
    steps: Type.Array(Act, { minItems: 1 }),
    then: Type.Optional(Type.Array(Type.Unsafe<Expectation>(ExpectationShape))),
  },
  closed,
)

/** A story (故事): what people do and what must be true then, as data. See `profiles/STORIES.md`. */
export const StoryFile = Type.Object(
  {
    title: Type.Object({ zh: Type.String(), en: Type.String() }, closed),
    profile: Type.String(),
    district: Type.Integer({ minimum: 100_000, maximum: 999_999 }),
    starts: Wall,
    /** The scene, put before the story begins: commands to the registry, in order, by the administrator. */
    scene: Type.Optional(Type.Array(Type.Object({ type: Type.String() }, { additionalProperties: true }))),
    /** Areas and units of the real divisions to load first, by code. */
    divisions: Type.Optional(Type.Array(Type.String({ pattern: '^[0-9]{6,12}$' }))),
    people: Type.Record(Alias, Person),
    steps: Type.Array(Type.Union([Act, Repeat]), { minItems: 1 }),
    /** What the tale tells and this version of the product does not show yet. */
    leftOut: Type.Optional(Type.Array(Type.String())),
  },
  closed,
)
export type StoryFile = Static<typeof StoryFile>
export type Act = Static<typeof Act>
export type Repeat = Static<typeof Repeat>
type Shapes = typeof expectationShapes
export type Expectation = { [Name in keyof Shapes]: Static<Shapes[Name]> }[keyof Shapes]

/** Who moves the clock and keeps the registry: there without being named; name them to let another account do it. */
export const storyAdmin = 'admin'

/** Reads and checks a story file; throws a failure that names the place where it is wrong. */
export async function readStory(path: string): Promise<StoryFile> {
  let read: unknown
  try {
    read = parse(await readFile(path, 'utf8'))
  } catch (error) {
    if (codeOf(error) === 'ENOENT') throw failure(`There is no story file ${path}.`, error)
    throw failure(`The story file ${path} is not YAML: ${error instanceof Error ? error.message.split('\n')[0] : ''}`, error)
  }
  const fault = faultOf(read)
  if (fault) throw failure(`The story file ${path} is wrong at ${fault}.`)
  // Checked by faultOf just now.
  return read as StoryFile
}

/** Where a story is wrong; a union of a dozen shapes tells little, so each part is looked at on its own. */
export function faultOf(read: unknown): string | undefined {
  if (Value.Check(StoryFile, read)) return aliasFault(read)
  const steps = isRecord(read) && Array.isArray(read['steps']) ? read['steps'] : []
  for (const [n, step] of steps.entries()) {
    const inner = isRecord(step) && 'repeat' in step ? Repeat : Act
    if (Value.Check(inner, step)) continue
    const all: unknown[] = isRecord(step) && Array.isArray(step['then']) ? step['then'] : []
    const wrong = all.findIndex((expectation) => !Value.Check(ExpectationShape, expectation))
    if (wrong >= 0) return `steps[${n}].then[${wrong}]: ${expectationFault(all[wrong])}`
    const [first] = Value.Errors(inner, step)
    return `steps[${n}]${first?.instancePath ?? ''}: ${first?.message ?? 'not a step'}`
  }
  const [first] = Value.Errors(StoryFile, read)
  return `${first?.instancePath || '/'}: ${first?.message ?? 'not a story'}`
}

function aliasFault(story: StoryFile): string | undefined {
  for (const [n, step] of story.steps.entries())
    for (const act of 'repeat' in step ? step.steps : [step]) {
      const times = 'repeat' in step && act.who?.includes('{n}') ? step.repeat : 1
      for (let k = 1; k <= times; k += 1) {
        const who = act.who?.replaceAll('{n}', String(k))
        if (who !== undefined && who !== storyAdmin && !(who in story.people)) return `steps[${n}]: ${who} is not one of its people`
      }
      if (act.do && !act.story) return `steps[${n}]: ${act.do.type} names no story`
      if (act.do && !act.who) return `steps[${n}]: nobody does ${act.do.type}`
    }
  return undefined
}

function expectationFault(given: unknown): string {
  const key = isRecord(given) ? Object.keys(given).find((name) => name in expectationShapes) : undefined
  if (key === undefined) return `is none of ${Object.keys(expectationShapes).join(', ')}`
  // The key was found in the table just now.
  const [first] = Value.Errors(expectationShapes[key as keyof typeof expectationShapes], given)
  return `${first?.instancePath || '/'} ${first?.message ?? 'is wrong'}`
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
