import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { invariant } from '@shaoying/core'
import { Type, type Static, type TSchema } from 'typebox'
import { Value } from 'typebox/value'
import { parse } from 'yaml'

const closed = { additionalProperties: false }
const Text = Type.String({ minLength: 1 })
const Texts = Type.Array(Type.String(), { minItems: 1 })
const Responsible = Type.Object({ id: Text, name: Text, basis: Text, duties: Texts }, closed)
const Named = Type.Object({ id: Text, name: Text }, closed)

/** The demo's district as data: `profiles/demo-district/plan.yaml`. */
export const Plan = Type.Object(
  {
    district: Type.Integer({ minimum: 100_000, maximum: 999_999 }),
    name: Text,
    profile: Text,
    boundSince: Text,
    since: Text,
    gridsPerCommunity: Type.Integer({ minimum: 1, maximum: 20 }),
    households: Type.Tuple([Type.Integer(), Type.Integer()]),
    streets: Type.Array(
      Type.Object(
        { name: Text, mark: Text, rural: Type.Optional(Type.Boolean()), communities: Texts },
        closed,
      ),
      { minItems: 1 },
    ),
    offices: Type.Array(Named, { minItems: 2 }),
    departments: Type.Array(Responsible, { minItems: 1 }),
    companies: Type.Array(Responsible),
    localUnits: Type.Array(Named),
    consultees: Type.Array(Named),
    officeDuties: Type.Record(Type.String(), Texts),
    categories: Type.Array(
      Type.Object(
        { code: Text, parent: Text, name: Type.Object({ zh: Text, en: Text }, closed), words: Texts },
        closed,
      ),
    ),
    removed: Type.Array(Type.Object({ category: Text, matter: Text, basis: Text }, closed)),
    powers: Type.Array(Type.Object({ id: Text, unit: Text, name: Text, basis: Text }, closed)),
    problems: Type.Array(
      Type.Object({ id: Text, category: Text, matter: Text, lead: Text, assisting: Texts }, closed),
    ),
  },
  closed,
)
export type Plan = Static<typeof Plan>

const Matter = Type.Object({ category: Text, title: Text, openings: Texts, reply: Text }, closed)

/** What the people of the demo say: `profiles/demo-district/grammar.yaml`. */
export const Grammar = Type.Object(
  {
    spots: Texts,
    since: Texts,
    when: Texts,
    who: Texts,
    effect: Texts,
    earlier: Texts,
    demand: Texts,
    matters: Type.Array(Matter, { minItems: 1 }),
    visits: Texts,
    work: Texts,
    returns: Texts,
    contacts: Texts,
    checks: Texts,
    rejects: Texts,
    settled: Texts,
    trifles: Type.Array(Type.Object({ category: Text, words: Texts }, closed), { minItems: 1 }),
    questions: Type.Array(Type.Object({ words: Text, answer: Text }, closed), { minItems: 1 }),
    why: Texts,
    act: Texts,
    tasks: Texts,
    muster: Texts,
  },
  closed,
)
export type Grammar = Static<typeof Grammar>
export type Matter = Static<typeof Matter>

const folder = fileURLToPath(new URL('../../../../profiles/demo-district/', import.meta.url))

/** Reads the demo's plan; a file of another shape is a bug of the project's own data. */
export const readPlan = (): Promise<Plan> => readData('plan.yaml', Plan)

/** Reads the demo's grammar. */
export const readGrammar = (): Promise<Grammar> => readData('grammar.yaml', Grammar)

async function readData<S extends TSchema>(name: string, shape: S): Promise<Static<S>> {
  const read: unknown = parse(await readFile(`${folder}${name}`, 'utf8'))
  const [fault] = Value.Errors(shape, read)
  invariant(Value.Check(shape, read), `${name}${fault?.instancePath ?? ''}: ${fault?.message ?? 'wrong'}`)
  return read
}
