import { expect, test } from 'vitest'
import { instantOf, join, sql } from './sql.ts'

test('a query is text and values, and keeps one name', () => {
  const find = (id: number) => sql`select * from card where district = ${id} and version > ${2}`
  expect(find(7)).toMatchObject({
    text: 'select * from card where district = $1 and version > $2',
    values: [7, 2],
  })
  expect(find(8).name).toBe(find(9).name)
})

test('fragments are put in with their values renumbered, without a name', () => {
  const filters = join([sql`stage = ${'open'}`, sql`unit in (${1}, ${2})`], ' and ')
  const query = sql`select ${'x'} from card where ${filters} limit ${5}`
  expect(query.text).toBe('select $1 from card where stage = $2 and unit in ($3, $4) limit $5')
  expect(query.values).toEqual(['x', 'open', 1, 2, 5])
  expect(query.name).toBeUndefined()
  expect(join([], ' and ')).toMatchObject({ text: '', values: [] })
})

test('a value that looks like a query stays a value', () => {
  expect(sql`select ${{ text: 'drop table', values: [] }}`.text).toBe('select $1')
})

test('instants come in milliseconds and UTC, whatever zone the session speaks', () => {
  expect(instantOf('2026-11-02 01:30:00+00')).toBe('2026-11-02T01:30:00.000Z')
  expect(instantOf('2026-11-02 01:30:00.123987+00')).toBe('2026-11-02T01:30:00.123Z')
  expect(instantOf('2026-11-02 09:30:00.5+08')).toBe('2026-11-02T01:30:00.500Z')
  expect(instantOf('2026-11-02 07:00:00+05:30')).toBe('2026-11-02T01:30:00.000Z')
  expect(instantOf('infinity')).toBe('infinity')
})
