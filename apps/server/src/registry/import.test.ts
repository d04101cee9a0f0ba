import {
  advanceRegistry,
  buildRegistry,
  registryLaw,
  registryStoryId,
  type Registry,
  type RegistryCommand,
  type Rules,
  type Stamp,
} from '@shaoying/core'
import { writeXlsx } from 'hucre/xlsx'
import iconv from 'iconv-lite'
import { expect, test } from 'vitest'
import { categoryCommand } from './categories.ts'
import type { ImportTable } from './columns.ts'
import { planImport, runImport, type ImportPlan } from './importSheet.ts'
import { isUnreadable, readSheet } from './sheets.ts'

const district = 990001
const from = '2026-01-01'
const story = { kind: 'registry', id: registryStoryId(district) } as const

/** A district with one street and one community, whose registry obeys the law. */
function open() {
  const house = {
    registry: buildRegistry({ district, version: 0, on: '2026-03-02', rows: [] }),
    state: registryLaw.absent,
  }
  const ask = async (command: RegistryCommand) => {
    // The registry's law looks at no profile and no calendar.
    const rules = { registry: house.registry, simulated: true } as Rules
    const by = {
      as: 'system',
      person: 'system',
      post: '',
      role: 'system',
      unit: '',
      line: [],
      street: null,
      district,
      areas: [],
    } as const
    const stamp: Stamp = {
      by,
      at: '2026-03-02T02:00:00.000Z',
      rules,
      commandId: '',
      story,
      caseNumber: '',
      letterNumber: 1,
      others: new Map(),
    }
    const decision = registryLaw.decide(house.state, command, stamp)
    if ('refused' in decision) return decision
    for (const event of decision.accepted)
      house.state = registryLaw.evolve(house.state, { event, at: stamp.at, by })
    house.registry = advanceRegistry(house.registry, decision.accepted)
    return { version: house.registry.version }
  }
  return {
    ask,
    get registry(): Registry {
      return house.registry
    },
  }
}

async function openDistrict() {
  const house = open()
  const area = (code: string, parent: string | null, level: 'district' | 'street' | 'community') => ({
    code,
    parent,
    level,
    name: code,
    from,
    until: null,
  })
  await house.ask({
    type: 'PutAreas',
    rows: [
      area('990001000000', null, 'district'),
      area('990001001000', '990001000000', 'street'),
      area('990001001001', '990001001000', 'community'),
    ],
  })
  await house.ask({
    type: 'PutUnits',
    rows: [
      {
        id: 'u990001000000',
        parent: null,
        kind: 'district',
        name: 'd',
        areas: [],
        calleeKind: null,
        from,
        until: null,
      },
    ],
  })
  await house.ask(categoryCommand(from))
  return house
}

const csv = (text: string) => new TextEncoder().encode(text)
const plan = async (registry: Registry, table: ImportTable, text: string): Promise<ImportPlan> =>
  planImport(registry, table, await readSheet(csv(text)), { from })
const told = ({ findings }: ImportPlan) => findings.map(({ row, column, code }) => `${row} ${column} ${code}`)

const header = '网格编码,上级编码,层级,网格名称,户数,人数\n'
const grids = `${header}G2-1,G1-1,二级网格,东片,320,900\nG1-1,990001001001,一级网格,第一网格,400,1000\n\nG2-2,G1-1,二级网格,西片,310,880\n`

test('a district’s grids come in from csv, whatever the order of the rows, and a second time change nothing', async () => {
  const house = await openDistrict()
  const first = await plan(house.registry, 'area', grids)
  expect(first).toMatchObject({ rows: 3, unchanged: 0, findings: [] })
  expect(await runImport(first, house.ask)).toEqual({ done: 3 })
  expect(house.registry.areas.get('G2-2')).toEqual({
    code: 'G2-2',
    parent: 'G1-1',
    level: 'grid2',
    name: '西片',
    households: 310,
    persons: 880,
    from,
    until: null,
  })
  expect(await plan(house.registry, 'area', grids)).toMatchObject({
    rows: 3,
    unchanged: 3,
    findings: [],
    steps: [],
  })
})

test('the same table is read from xlsx, from GB18030 and from UTF-16', async () => {
  const bytes = await writeXlsx({
    sheets: [
      {
        name: '网格',
        rows: [
          ['网格编码', '上级编码', '层级', '网格名称', '户数', '生效日期'],
          ['G1', '990001001001', '网格', '第一网格', 400, new Date('2026-02-01T00:00:00Z')],
        ],
      },
    ],
  })
  const xlsx = await readSheet(bytes)
  const expected = [
    {
      row: 2,
      cells: {
        网格编码: 'G1',
        上级编码: '990001001001',
        层级: '网格',
        网格名称: '第一网格',
        户数: '400',
        生效日期: '2026-02-01',
      },
    },
  ]
  expect(xlsx.rows).toEqual(expected)
  const text =
    '网格编码;上级编码;层级;网格名称;户数;生效日期\r\nG1;990001001001;网格;第一网格;400;2026-02-01\r\n'
  expect((await readSheet(iconv.encode(text, 'gb18030'))).rows).toEqual(expected)
  expect((await readSheet(iconv.encode(text, 'utf-16le', { addBOM: true }))).rows).toEqual(expected)
  expect((await readSheet(iconv.encode(text, 'utf8', { addBOM: true }))).rows).toEqual(expected)
})

test('each faulty cell is told by row, column and a sentence in both languages; good rows go ahead', async () => {
  const house = await openDistrict()
  const found = await plan(
    house.registry,
    'area',
    `${header}G1,990001001001,网格,好,10,20\n,990001001001,网格,无编码,,\nG3,990001001001,方格,级别,,\nG4,990001001001,网格,户数,三百,\n3.60702E+11,990001001001,网格,长码,,\nG1,990001001001,网格,重复,,\n`,
  )
  expect(told(found)).toEqual([
    '3 网格编码 CellMissing',
    '4 层级 NotOneOf',
    '5 户数 NotACount',
    '6 网格编码 NotACode',
    '7 网格编码 Twice',
  ])
  expect(found.findings[2]?.message).toEqual({ zh: '“三百”不是整数。', en: '"三百" is not a whole number.' })
  expect(found.steps.flatMap(({ rows }) => rows)).toEqual([2])
})

test('a parent nobody knows is told, and so are the rows that hang on it', async () => {
  const house = await openDistrict()
  const found = await plan(
    house.registry,
    'area',
    `${header}G1,nowhere,一级网格,甲,,\nG2,G1,二级网格,乙,,\nG3,990001001001,一级网格,丙,,\n`,
  )
  expect(told(found)).toEqual(['2 上级编码 ParentUnknown', '3 上级编码 HangsOnAFaultyRow'])
  expect(found.steps.flatMap(({ rows }) => rows)).toEqual([4])
})

test('a missing column, an empty table and a picture are told as such', async () => {
  const house = await openDistrict()
  expect(told(await plan(house.registry, 'area', '网格编码,网格名称\nG1,甲\n'))).toEqual([
    '1 上级编码 ColumnMissing',
    '1 层级 ColumnMissing',
  ])
  expect(told(await plan(house.registry, 'area', header))).toEqual(['1  NoRows'])
  for (const bytes of [
    csv(''),
    new Uint8Array([0x50, 0x4b, 3, 4, 9, 9]),
    new Uint8Array([0x89, 0x50, 0, 0, 0]),
  ]) {
    await expect(readSheet(bytes).catch((error: unknown) => isUnreadable(error))).resolves.toBe(true)
  }
})

test('units, posts, duties, powers and problems come in the same way', async () => {
  const house = await openDistrict()
  const load = async (table: ImportTable, text: string) => {
    const found = await plan(house.registry, table, text)
    expect(found.findings).toEqual([])
    expect(await runImport(found, house.ask)).toEqual({ done: found.rows })
  }
  await load(
    'unit',
    '单位编码,上级单位,单位类型,单位名称,所辖区域,被吹哨类型\nteam,cg,派驻队伍,执法队,990001001000,派驻队伍\ncg,u990001000000,部门,城管局,990001000000、990001001000,部门\n',
  )
  await load('post', '岗位编码,人员编码,单位编码,岗位,AB角\nk2,p2,cg,部门负责人,p1\nk1,p1,cg,部门负责人,\n')
  await load(
    'duty',
    '职责编码,责任单位,事项类别,事项,依据,时限,状态\nd1,cg,environment.smoke,餐饮油烟,条例,5个工作日,列入\nd2,cg,rural,招商引资,文件,,取消\n',
  )
  await load('power', '赋权编码,单位,名称,依据\nw1,team,占道处罚,决定\n')
  await load('problem', '问题编码,事项类别,问题,主办单位,协办单位\nq1,environment.smoke,油烟,cg,team\n')
  expect(house.registry.units.get('cg')).toMatchObject({
    areas: ['990001000000', '990001001000'],
    calleeKind: 'department',
  })
  expect(house.registry.posts.get('k2')).toMatchObject({ role: 'department_head', standsInFor: 'p1' })
  expect(house.registry.duties.get('d1')).toMatchObject({
    limit: { amount: 5, unit: 'workday' },
    status: 'listed',
  })
  expect(house.registry.duties.get('d2')).toMatchObject({ status: 'removed' })
})

test('an import that is refused midway says at which row, and goes on from there', async () => {
  const house = await openDistrict()
  const rows = Array.from({ length: 25 }, (_, n) => `G${n},990001001001,网格,格${n},,\n`).join('')
  const sheet = await readSheet(csv(header + rows))
  const steps = planImport(house.registry, 'area', sheet, { from, rowsPerStep: 10 })
  let asked = 0
  const failing = async (command: RegistryCommand) => {
    asked += 1
    return asked === 2 ? ({ refused: { code: 'ParentUnknown', about: 'G12' } } as const) : house.ask(command)
  }
  expect(await runImport(steps, failing)).toMatchObject({
    done: 10,
    stopped: { row: 14, code: 'ParentUnknown' },
  })
  const again = planImport(house.registry, 'area', sheet, { from, rowsPerStep: 10 })
  expect(again.unchanged).toBe(10)
  expect(await runImport(again, house.ask)).toEqual({ done: 15 })
  expect([...house.registry.areas.keys()].filter((code) => code.startsWith('G')).length).toBe(25)
})
