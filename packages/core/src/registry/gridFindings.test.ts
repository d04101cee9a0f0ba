import { expect, test } from 'vitest'
import type { Profile } from '../profile/profile.ts'
import { gridFindings } from './gridFindings.ts'
import type { RegistryList, StoredRow } from './rows.ts'
import { buildRegistry } from './snapshot.ts'

const on = '2026-03-02'
const stored = (list: RegistryList, key: string, body: Record<string, unknown>): StoredRow => ({
  list,
  key,
  from: '2026-01-01',
  until: null,
  body,
})
const grid = (code: string, more: Record<string, unknown>) =>
  stored('area', code, { code, parent: null, level: 'grid1', name: code, ...more })
const post = (id: string, area: string, gridRole: string, until: string | null = null): StoredRow => ({
  ...stored('post', id, { id, person: id, unit: 'u', role: 'grid_worker', area, gridRole }),
  until,
})
const place = (id: string, required: boolean) => ({ id, word: { zh: id, en: id }, required })

/** The part of a profile that grids are judged by. */
const profile = (part: Pick<Profile, 'gridRules' | 'gridTeam'>) =>
  ({ levels: [{ level: 'grid1', word: { zh: '网格', en: 'grid' } }], ...part }) as Profile
const build = (...rows: StoredRow[]) => buildRegistry({ district: 990001, version: 1, on, rows })

test('a grid outside its size is named, by the rule for towns or for villages', () => {
  const rules = profile({
    gridRules: { town: { households: { min: 300, max: 500 }, personsMax: 1000 }, village: { persons: 500 } },
    gridTeam: [],
  })
  const registry = build(
    grid('ok', { households: 400, persons: 1000 }),
    grid('small', { households: 299 }),
    grid('full', { persons: 1001 }),
    grid('village', { rural: true, persons: 900, households: 20 }),
    grid('unknown', {}),
  )
  expect(gridFindings(registry, rules, on)).toEqual([
    { grid: 'small', about: 'households', count: 299, min: 300, max: 500 },
    { grid: 'full', about: 'persons', count: 1001, min: null, max: 1000 },
    { grid: 'village', about: 'persons', count: 900, min: 250, max: 750 },
  ])
})

test('a city without rules for its grids flags none', () => {
  expect(
    gridFindings(
      build(grid('any', { households: 9, persons: 90_000 })),
      profile({ gridRules: {}, gridTeam: [] }),
      on,
    ),
  ).toEqual([])
})

test('an empty or ended place of the team flags the grid, an extra one does not', () => {
  const rules = profile({
    gridRules: {},
    gridTeam: [place('head', true), place('police', true), place('extra', false)],
  })
  const registry = build(grid('g', {}), post('a', 'g', 'head'), post('b', 'g', 'police', '2026-03-01'))
  expect(gridFindings(registry, rules, on)).toEqual([{ grid: 'g', about: 'team', place: 'police' }])
})
