import { existsSync } from 'node:fs'
import { buildRegistry, checkRows, type Area, type Unit } from '@shaoying/core'
import { expect, test } from 'vitest'
import { divisionCommands, onlyMissing, readDivisions } from './divisions.ts'

const folder = new URL('../../../../../shared/data/divisions/', import.meta.url).pathname

function rowsOf(prefix: string, from?: string): { areas: Area[]; units: Unit[]; districts: number } {
  const divisions = readDivisions(prefix, from)
  const commands = [...divisions.values()].flatMap((district) => divisionCommands(district))
  return {
    areas: commands.flatMap((command) => (command.type === 'PutAreas' ? command.rows : [])),
    units: commands.flatMap((command) => (command.type === 'PutUnits' ? command.rows : [])),
    districts: divisions.size,
  }
}

const counted = [
  ['360702', 1, 17, 229],
  ['2309', 4, 44, 319],
  ['530102', 1, 11, 101],
  ['440112', 1, 17, 167],
  ['11', 16, 349, 7535],
] as const

test.each(counted)(
  'all divisions under %s become areas and units',
  (prefix, districts, streets, communities) => {
    const { areas, units, districts: found } = rowsOf(prefix)
    const count = (level: string) => areas.filter((area) => area.level === level).length
    expect([found, count('district'), count('street'), count('community')]).toEqual([
      districts,
      districts,
      streets,
      communities,
    ])
    expect(units.length).toBe(6 * districts + 3 * streets + communities)
    expect(new Set(units.map(({ id }) => id)).size).toBe(units.length)
    expect(areas.every(({ code }) => /^\d{12}$/.test(code))).toBe(true)
  },
)

test.skipIf(!existsSync(folder)).each(counted)(
  'the folder of the register gives the same under %s (skipped without the folder)',
  (prefix, districts, streets, communities) => {
    const { areas } = rowsOf(prefix, folder)
    expect(areas.length).toBe(districts + streets + communities)
    expect(areas).toEqual(rowsOf(prefix).areas)
  },
)

test('the commands of a district pass the registry’s own law', () => {
  const empty = buildRegistry({ district: 360702, version: 0, on: '2026-01-01', rows: [] })
  const { areas, units } = rowsOf('360702')
  expect(checkRows(empty, 'area', areas)).toEqual([])
  const known = buildRegistry({
    district: 360702,
    version: 1,
    on: '2026-01-01',
    rows: areas.map(({ from, until, ...body }) => ({ list: 'area', key: body.code, from, until, body })),
  })
  expect(checkRows(known, 'unit', units)).toEqual([])
  const [district = []] = [...readDivisions('360702').values()]
  expect(onlyMissing(known, divisionCommands(district)).map(({ type }) => type)).toEqual(['PutUnits'])
})

test('a code that nothing has is told in one sentence', () => {
  expect(() => readDivisions('999999')).toThrow('No district has a code that begins with 999999.')
  expect(() => readDivisions('36070')).toThrow('is not the code of a province')
  expect(() => readDivisions('360702', '/nowhere')).toThrow('The folder /nowhere has no areas.csv.')
})
