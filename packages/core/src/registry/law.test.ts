import { expect, test } from 'vitest'
import type { Profile } from '../profile/profile.ts'
import type { Rules } from '../rules.ts'
import type { Stamp } from '../story.ts'
import type { Actor, Role } from '../words.ts'
import type { RegistryCommand } from './commands.ts'
import type { RegistryEvent } from './events.ts'
import { registryLaw } from './law.ts'
import { registryStoryId, type Area, type Registry, type Unit } from './registry.ts'
import { advanceRegistry, buildRegistry, registryOn, rowsFor, storedRows } from './snapshot.ts'
import type { RegistryState } from './state.ts'

const district = 990001
const story = { kind: 'registry', id: registryStoryId(district) } as const
const at = '2026-03-02T02:00:00.000Z'
const from = '2026-01-01'

function actor(role: Role, inDistrict = district): Actor {
  return {
    as: 'post',
    person: 'p1',
    post: 'x',
    role,
    unit: 'u',
    line: ['u'],
    street: null,
    district: inDistrict,
    areas: [],
  }
}
const admin = actor('system_admin')

function rulesOf(registry: Registry): Rules {
  // The registry's law looks at no profile and no calendar.
  const profile = {} as Profile
  return {
    id: 'test',
    profile,
    profileAt: () => profile,
    profileNamed: () => profile,
    registry,
    calendar: { version: '0', years: {} },
    simulated: true,
  }
}

/** A district's registry as the desk keeps it: state, snapshot and entries move together. */
function open(): {
  ask(command: RegistryCommand, by?: Actor): string
  registry: Registry
  state: RegistryState
  events: RegistryEvent[]
} {
  const house = {
    registry: buildRegistry({ district, version: 0, on: '2026-03-02', rows: [] }),
    state: registryLaw.absent,
    events: [] as RegistryEvent[],
    ask(command: RegistryCommand, by: Actor = admin): string {
      const stamp: Stamp = {
        by,
        at,
        rules: rulesOf(house.registry),
        commandId: '0',
        story,
        caseNumber: '',
        letterNumber: 1,
        others: new Map(),
      }
      const decision = registryLaw.decide(house.state, command, stamp)
      if ('refused' in decision) return `${decision.refused.code} ${decision.refused.about ?? ''}`.trim()
      for (const event of decision.accepted) {
        house.state = registryLaw.evolve(house.state, {
          event,
          at,
          by: { person: 'p1', post: 'x', role: 'system_admin', unit: 'u' },
        })
      }
      house.registry = advanceRegistry(house.registry, decision.accepted)
      house.events.push(...decision.accepted)
      return decision.accepted.map(({ type }) => type).join()
    },
  }
  return house
}

const area = (code: string, parent: string | null, level: Area['level'], more: Partial<Area> = {}): Area => ({
  code,
  parent,
  level,
  name: code,
  from,
  until: null,
  ...more,
})
const unit = (id: string, more: Partial<Unit> = {}) => ({
  id,
  parent: null,
  kind: 'department' as const,
  name: id,
  areas: [],
  calleeKind: 'department' as const,
  from,
  until: null,
  ...more,
})
const puts = (rows: Area[]): RegistryCommand => ({ type: 'PutAreas', rows })
const putUnits = (...rows: Unit[]): RegistryCommand => ({
  type: 'PutUnits',
  rows: rows.map(({ areas, ...row }) => ({ ...row, areas: [...areas] })),
})

test('the first row opens the district and says whether its clock is simulated', () => {
  const house = open()
  expect(house.ask(puts([area('d', null, 'district'), area('s', 'd', 'street')]))).toBe(
    'DistrictOpened,RowsPut',
  )
  expect(house.events[0]).toEqual({ type: 'DistrictOpened', simulated: true })
  expect(house.state).toMatchObject({ stage: 'open', entries: 2, rows: { area: 2 } })
  expect(house.registry.version).toBe(2)
})

test('what is there already is not put again', () => {
  const house = open()
  const command = puts([area('d', null, 'district')])
  house.ask(command)
  expect(house.ask(command)).toBe('')
})

test('only the administrator of the district changes it, and rulings put their matter on a list', () => {
  const house = open()
  expect(house.ask(puts([area('d', null, 'district')]), actor('centre_clerk'))).toBe('NotAdministrator')
  expect(house.ask(puts([area('d', null, 'district')]), actor('system_admin', 990002))).toBe('OtherDistrict')
  house.ask({
    type: 'PutCategories',
    rows: [{ code: 'c', parent: null, name: { zh: '类', en: 'kind' }, from, until: null }],
  })
  house.ask(putUnits(unit('u1')))
  const row = { id: 'q', category: 'c', matter: '桥', lead: 'u1', assisting: [], from, until: null }
  expect(house.ask({ type: 'ListProblem', row }, actor('principal_leader'))).toBe('NotAdministrator')
  expect(house.ask({ type: 'ListProblem', row }, actor('adjudicator'))).toBe('ProblemListed')
  expect(house.registry.problems.get('q')?.lead).toBe('u1')
  const duty = {
    id: 'm',
    unit: 'u1',
    category: 'c',
    matter: '协助',
    basis: '文',
    status: 'admitted' as const,
    from,
    until: null,
  }
  expect(house.ask({ type: 'AdmitMatter', row: duty, approvedBy: '区委' }, actor('district_leader'))).toBe(
    'MatterAdmitted',
  )
  expect(house.ask({ type: 'AdmitMatter', row: { ...duty, status: 'listed' }, approvedBy: '区委' })).toBe(
    'RowInvalid m',
  )
  expect(registryLaw.permits(house.state, actor('district_leader'), rulesOf(house.registry))).toEqual([
    'AdmitMatter',
  ])
  expect(registryLaw.permits(house.state, actor('grid_worker'), rulesOf(house.registry))).toEqual([])
})

test('a parent must exist, be in force, be of a higher level, and trees have no circles', () => {
  const house = open()
  expect(house.ask(puts([area('s', 'd', 'street')]))).toBe('ParentUnknown s')
  house.ask(puts([area('d', null, 'district', { from: '2026-02-01' })]))
  expect(house.ask(puts([area('s', 'd', 'street')]))).toBe('ParentUnknown s')
  expect(
    house.ask(
      puts([
        area('s', 'd', 'street', { from: '2026-02-01' }),
        area('t', 's', 'street', { from: '2026-02-01' }),
      ]),
    ),
  ).toBe('RowInvalid t')
  expect(house.ask(putUnits(unit('a', { parent: 'b' }), unit('b', { parent: 'a' })))).toBe('RowInvalid a')
})

test('a later row closes the earlier one of its key; one that runs into a later one is refused', () => {
  const house = open()
  house.ask(putUnits(unit('a', { name: 'old' })))
  expect(house.ask(putUnits(unit('a', { name: 'new', from: '2026-05-01' })))).toBe('RowsPut')
  expect(rowsFor(house.registry, 'unit', 'a').map(({ from, until }) => [from, until])).toEqual([
    ['2026-01-01', '2026-05-01'],
    ['2026-05-01', null],
  ])
  expect(house.registry.units.get('a')?.name).toBe('old')
  expect(registryOn(house.registry, '2026-05-01').units.get('a')?.name).toBe('new')
  expect(house.ask(putUnits(unit('a', { from: '2026-02-01' })))).toBe('PeriodOverlaps a')
  expect(house.ask(putUnits(unit('b'), unit('b', { name: 'twice' })))).toBe('PeriodOverlaps b')
  expect(house.ask(putUnits(unit('b', { until: from })))).toBe('RowInvalid b')
})

test('rows name units, areas, categories and persons that are there', () => {
  const house = open()
  house.ask(putUnits(unit('u1')))
  const post = { id: 'k', person: 'p', unit: 'u1', role: 'grid_worker' as const, from, until: null }
  expect(house.ask({ type: 'PutPosts', rows: [{ ...post, unit: 'u2' }] })).toBe('UnknownUnit k')
  expect(house.ask({ type: 'PutPosts', rows: [{ ...post, area: 'g' }] })).toBe('UnknownArea k')
  expect(house.ask({ type: 'PutPosts', rows: [{ ...post, standsInFor: 'nobody' }] })).toBe('RowInvalid k')
  expect(
    house.ask({ type: 'PutPosts', rows: [post, { ...post, id: 'k2', person: 'p2', standsInFor: 'p' }] }),
  ).toBe('RowsPut')
  expect(
    house.ask({
      type: 'PutDuties',
      rows: [
        { id: 'x', unit: 'u1', category: 'c', matter: 'm', basis: 'b', status: 'listed', from, until: null },
      ],
    }),
  ).toBe('UnknownCategory x')
  expect(
    house.ask({
      type: 'PutPowers',
      rows: [{ id: 'w', unit: 'u9', name: 'n', basis: 'b', from, until: null }],
    }),
  ).toBe('UnknownUnit w')
})

test('a row ends on a day, but not while others hang on it', () => {
  const house = open()
  house.ask(putUnits(unit('a'), unit('b', { parent: 'a' })))
  const ending = (key: string): RegistryCommand => ({
    type: 'EndRow',
    table: 'unit',
    key,
    on: '2026-04-01',
    reason: '撤销',
  })
  expect(house.ask(ending('a'))).toBe('RowInvalid b')
  expect(house.ask(ending('b'))).toBe('RowEnded')
  expect(house.ask(ending('b'))).toBe('')
  expect(house.ask(ending('a'))).toBe('RowEnded')
  expect(house.ask(ending('none'))).toBe('RowInvalid none')
  expect(house.registry.units.get('a')?.until).toBe('2026-04-01')
})

test('a unit that merges ends, its successor takes its areas, and the open stories are asked to follow on the day', () => {
  const house = open()
  house.ask(puts([area('d', null, 'district')]))
  house.ask(putUnits(unit('a', { areas: ['d'] }), unit('b')))
  const command: RegistryCommand = {
    type: 'SucceedUnit',
    unit: 'a',
    successor: 'b',
    on: '2026-06-01',
    reason: '机构改革',
  }
  expect(house.ask({ ...command, successor: 'a' })).toBe('RowInvalid a')
  expect(house.ask({ ...command, successor: 'z' })).toBe('UnknownUnit z')
  expect(house.ask(command)).toBe('UnitSucceeded')
  expect(house.ask(command)).toBe('')
  const event = house.events.at(-1)
  if (!event) throw new Error('nothing happened')
  const recorded = { event, at, by: { person: 'p1', post: 'x', role: 'system_admin', unit: 'u' } } as const
  expect(registryLaw.errandsFor(recorded, house.state, house.state, story, rulesOf(house.registry))).toEqual([
    {
      do: 'ask',
      at: '2026-05-31T16:00:00.000Z',
      story,
      command: { type: 'SpreadSuccession', unit: 'a', successor: 'b' },
    },
  ])
  const later = registryOn(house.registry, '2026-06-01')
  expect(later.units.get('a')).toMatchObject({ until: '2026-06-01', successor: 'b' })
  expect(later.units.get('b')?.areas).toEqual(['d'])
  expect(house.registry.units.get('b')?.areas).toEqual([])
})

test('a profile is bound to an area of the district or to the city above it', () => {
  const house = open()
  house.ask(puts([area('990001000000', null, 'district')]))
  expect(house.ask({ type: 'BindProfile', area: '990001001000', profile: 'x', from })).toBe(
    'UnknownArea 990001001000',
  )
  expect(house.ask({ type: 'BindProfile', area: '990000000000', profile: 'x', from })).toBe('ProfileBound')
  expect(house.ask({ type: 'BindProfile', area: '990000000000', profile: 'x', from })).toBe('')
  expect(house.registry.bindings).toEqual([{ area: '990000000000', profile: 'x', from }])
})

test('a decision by an old snapshot is refused', () => {
  const house = open()
  house.ask(putUnits(unit('a')))
  const old = house.registry
  house.ask(putUnits(unit('b')))
  const stamp: Stamp = {
    by: admin,
    at,
    rules: rulesOf(old),
    commandId: '0',
    story,
    caseNumber: '',
    letterNumber: 1,
    others: new Map(),
  }
  expect(registryLaw.decide(house.state, putUnits(unit('c')), stamp)).toEqual({
    refused: { code: 'StaleVersion' },
  })
})

test('a snapshot made of its stored rows is the snapshot that moved along', () => {
  const house = open()
  house.ask(puts([area('d', null, 'district'), area('s', 'd', 'street')]))
  house.ask(putUnits(unit('a', { areas: ['s'] }), unit('b')))
  house.ask(putUnits(unit('b', { name: 'later', from: '2026-02-01' })))
  house.ask({ type: 'SucceedUnit', unit: 'a', successor: 'b', on: '2026-03-01', reason: 'r' })
  house.ask({ type: 'BindProfile', area: 'd', profile: 'x', from })
  const again = buildRegistry({
    district,
    version: house.registry.version,
    on: '2026-03-02',
    rows: storedRows(house.registry).toReversed(),
  })
  expect(new Map([...again.units].sort())).toEqual(new Map([...house.registry.units].sort()))
  expect(again.history).toEqual(house.registry.history)
  expect(again.bindings).toEqual(house.registry.bindings)
})
