import { expect, test } from 'vitest'
import { buildRegistry } from './snapshot.ts'
import type { RegistryList, StoredRow } from './rows.ts'
import { responsibleFor, suggest } from './suggest.ts'

const stored = (list: RegistryList, key: string, body: Record<string, unknown>): StoredRow => ({
  list,
  key,
  from: '2026-01-01',
  until: null,
  body,
})
const category = (code: string, parent: string | null, words: string[]) =>
  stored('category', code, { code, parent, name: { zh: code, en: code }, words })
const unit = (id: string, areas: string[]) =>
  stored('unit', id, { id, parent: null, kind: 'department', name: id, areas, calleeKind: 'department' })
const duty = (id: string, of: string, what: string) =>
  stored('duty', id, { id, unit: of, category: what, matter: id, basis: 'b', status: 'listed' })
const on = '2026-03-02'

const registry = buildRegistry({
  district: 990001,
  version: 1,
  on,
  rows: [
    stored('area', 'd', { code: 'd', parent: null, level: 'district', name: 'd' }),
    stored('area', 's1', { code: 's1', parent: 'd', level: 'street', name: 's1' }),
    stored('area', 's2', { code: 's2', parent: 'd', level: 'street', name: 's2' }),
    category('city', null, []),
    category('lamp', 'city', ['路灯', '路灯不亮', '照明']),
    category('noise', null, ['噪音', '广场舞']),
    category('rubbish', 'city', ['垃圾']),
    unit('bureau', []),
    unit('street1', ['s1']),
    unit('x', []),
    duty('d1', 'bureau', 'city'),
    duty('d2', 'street1', 'rubbish'),
    duty('d3', 'bureau', 'noise'),
    duty('d4', 'x', 'noise'),
  ],
})

test('words of the tree found in the text speak for a category, the longer ones more', () => {
  expect(suggest(registry, { words: '小区门口路灯不亮,垃圾没人收', area: null, on })).toEqual([
    { category: 'lamp', weight: 4, hits: ['路灯不亮'], responsible: { unit: 'bureau', duty: 'd1' } },
    { category: 'rubbish', weight: 2, hits: ['垃圾'], responsible: { unit: 'bureau', duty: 'd1' } },
  ])
})

test('where nothing speaks for a category there is no suggestion', () => {
  expect(suggest(registry, { words: '感谢你们', area: 's1', on })).toEqual([])
})

test('the unit in charge of the place comes before one of the whole district, its own duty before its parent category', () => {
  expect(responsibleFor(registry, 'rubbish', 's1', on)).toEqual({ unit: 'street1', duty: 'd2' })
  expect(responsibleFor(registry, 'rubbish', 's2', on)).toEqual({ unit: 'bureau', duty: 'd1' })
})

test('two units with equal claims are for a person to choose between', () => {
  expect(responsibleFor(registry, 'noise', 's1', on)).toBeNull()
})
