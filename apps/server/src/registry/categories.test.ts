import { buildRegistry, checkRows, keyOf, RegistryCommand, storedRow, suggest } from '@shaoying/core'
import { Value } from 'typebox/value'
import { expect, test } from 'vitest'
import { categoryCommand, readCategories } from './categories.ts'

const rows = readCategories()
const registry = buildRegistry({
  district: 990001,
  version: 1,
  on: '2026-03-02',
  rows: rows.map((row) => storedRow('category', row)),
})

test('the tree that every district starts with passes the schema and the law', () => {
  expect(Value.Check(RegistryCommand, categoryCommand())).toBe(true)
  expect(
    checkRows(buildRegistry({ district: 990001, version: 0, on: '2026-03-02', rows: [] }), 'category', rows),
  ).toEqual([])
  expect(new Set(rows.map(keyOf)).size).toBe(rows.length)
  expect(rows.filter(({ parent }) => parent === null).length).toBeGreaterThanOrEqual(12)
})

test.each([
  ['小区供热管道坏了,家里暖气不热', 'utilities.heating'],
  ['酒吧夜里太吵,噪音扰民睡不着', 'environment.noise'],
  ['门口井盖丢失,很危险', 'facilities.manholes'],
  ['饭店油烟直排,异味很大', 'environment.smoke'],
  ['楼后污水外溢,下水道堵塞', 'facilities.drainage'],
])('%s → %s', (words, category) => {
  expect(suggest(registry, { words, area: null, on: '2026-03-02' })[0]?.category).toBe(category)
})

test('a text that says nothing of any kind of matter has no suggestion', () => {
  expect(suggest(registry, { words: '您好', area: null, on: '2026-03-02' })).toEqual([])
})
