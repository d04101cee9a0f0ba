import * as fs from 'node:fs'
import { fileURLToPath } from 'node:url'
import { invariant, readLimit, type Category, type RegistryCommand } from '@shaoying/core'
import { Type, type Static } from 'typebox'
import { Value } from 'typebox/value'
import { parse } from 'yaml'

const closed = { additionalProperties: false }
const Name = Type.Object({ zh: Type.String({ minLength: 1 }), en: Type.String({ minLength: 1 }) }, closed)
const Item = Type.Object(
  {
    code: Type.String(),
    name: Name,
    limit: Type.Optional(Type.String()),
    words: Type.Array(Type.String({ minLength: 2, maxLength: 20 }), { minItems: 1 }),
  },
  closed,
)
const CategoryFile = Type.Object(
  {
    version: Type.String(),
    mark: Type.Literal('assumed'),
    categories: Type.Array(
      Type.Object({ code: Type.String(), name: Name, items: Type.Array(Item, { minItems: 1 }) }, closed),
    ),
  },
  closed,
)
type CategoryFile = Static<typeof CategoryFile>

const path = fileURLToPath(new URL('../../../../profiles/categories.yaml', import.meta.url))

/** The category tree (事项分类) that every district starts with, parents before their items; a file that is not of its shape is a bug. */
export function readCategories(from = '2000-01-01'): Category[] {
  const file: unknown = parse(fs.readFileSync(path, 'utf8'))
  invariant(
    Value.Check(CategoryFile, file),
    `${path}: ${JSON.stringify(Value.Errors(CategoryFile, file)[0])}`,
  )
  const { categories }: CategoryFile = file
  return categories.flatMap(({ code, name, items }) => [
    { code, parent: null, name, from, until: null },
    ...items.map((item): Category => {
      const limit = item.limit === undefined ? undefined : readLimit(item.limit)
      invariant(item.limit === undefined || limit, `${path}: ${item.code} has no limit such as "24 hour"`)
      return {
        code: item.code,
        parent: code,
        name: item.name,
        words: item.words,
        ...(limit ? { limit } : {}),
        from,
        until: null,
      }
    }),
  ])
}

/** The command that puts the tree. */
export function categoryCommand(from?: string): RegistryCommand {
  return {
    type: 'PutCategories',
    rows: readCategories(from).map((row) => ({ ...row, words: [...(row.words ?? [])] })),
  }
}
