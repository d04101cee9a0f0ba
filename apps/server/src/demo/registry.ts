import type { RegistryCommand } from '@shaoying/core'
import { chunks } from '../registry/divisions.ts'
import { categoryCommand } from '../registry/categories.ts'
import { postId, type DemoPerson } from './people.ts'
import { districtUnits, placesOf, type DemoStreet } from './places.ts'
import type { Plan } from './plan.ts'
import { openRandom } from './random.ts'

type Rows<Type extends RegistryCommand['type']> = Extract<
  RegistryCommand,
  { type: Type; rows: unknown }
>['rows']

/** The demo's registry as instructions, in the order in which one needs the other. */
export function registryOf(plan: Plan, people: readonly DemoPerson[]): readonly RegistryCommand[] {
  const streets = placesOf(plan)
  return [
    { type: 'PutAreas', rows: areaRows(plan, streets) },
    ...chunks(unitRows(plan, streets)).map((rows): RegistryCommand => ({ type: 'PutUnits', rows })),
    { type: 'BindProfile', area: `${plan.district}000000`, profile: plan.profile, from: plan.boundSince },
    categoryCommand(plan.since),
    {
      type: 'PutCategories',
      rows: plan.categories.map((row) => ({ ...row, from: plan.since, until: null })),
    },
    { type: 'PutDuties', rows: dutyRows(plan, streets) },
    { type: 'PutPowers', rows: plan.powers.map((row) => ({ ...row, from: plan.since, until: null })) },
    { type: 'PutProblems', rows: plan.problems.map((row) => ({ ...row, from: plan.since, until: null })) },
    {
      type: 'PutPosts',
      rows: people.map(({ login, person, unit, role, area, standsInFor }) => ({
        id: postId(login),
        person,
        unit,
        role,
        ...(area === undefined ? {} : { area }),
        ...(standsInFor === undefined ? {} : { standsInFor }),
        from: plan.since,
        until: null,
      })),
    },
  ]
}

function areaRows(plan: Plan, streets: readonly DemoStreet[]): Rows<'PutAreas'> {
  const dated = { from: plan.since, until: null }
  const root = `${plan.district}000000`
  const random = openRandom(`${plan.district}/households`)
  const [least, most] = plan.households
  return [
    { code: root, parent: null, level: 'district', name: plan.name, ...dated },
    ...streets.flatMap((street) => [
      {
        code: street.area,
        parent: root,
        level: 'street' as const,
        name: street.name,
        ...(street.rural ? { rural: true } : {}),
        ...dated,
      },
      ...street.communities.flatMap((community) => [
        {
          code: community.area,
          parent: street.area,
          level: 'community' as const,
          name: community.name,
          ...dated,
        },
        ...community.grids.map((grid) => {
          const households = random.whole(least, most)
          return {
            code: grid.area,
            parent: community.area,
            level: 'grid2' as const,
            name: grid.name,
            households,
            persons: Math.min(1000, Math.round(households * 2.3)),
            ...dated,
          }
        }),
      ]),
    ]),
  ]
}

function unitRows(plan: Plan, streets: readonly DemoStreet[]): Rows<'PutUnits'> {
  const dated = { from: plan.since, until: null }
  const district = districtUnits(plan.district)
  const root = [`${plan.district}000000`]
  const inside = { parent: district.unit, areas: root, calleeKind: null, ...dated }
  const serving = { parent: district.unit, areas: [], ...dated }
  return [
    {
      id: district.unit,
      parent: null,
      kind: 'district',
      name: plan.name,
      areas: root,
      calleeKind: null,
      ...dated,
    },
    { id: district.centre, kind: 'district_centre', name: '区网格化服务管理中心', ...inside },
    { id: district.hotline, kind: 'hotline', name: '区12345热线办', ...inside },
    { id: district.callback, kind: 'callback_desk', name: '区回访中心', ...inside },
    { id: district.supervision, kind: 'supervision_office', name: '区督查室', ...inside },
    { id: district.inspection, kind: 'inspection_body', name: '区纪委监委', ...inside },
    ...plan.departments.map(({ id, name }) => ({
      id,
      kind: 'department' as const,
      name,
      calleeKind: 'department' as const,
      ...serving,
    })),
    ...plan.companies.map(({ id, name }) => ({
      id,
      kind: 'public_service_company' as const,
      name,
      calleeKind: 'public_service_company' as const,
      ...serving,
    })),
    ...plan.localUnits.map(({ id, name }) => ({
      id,
      kind: 'local_unit' as const,
      name,
      calleeKind: 'local_unit' as const,
      ...serving,
    })),
    ...plan.consultees.map(({ id, name }) => ({
      id,
      kind: 'consultee' as const,
      name,
      calleeKind: 'consultee' as const,
      ...serving,
    })),
    ...streets.flatMap((street) => {
      const own = { parent: street.unit, areas: [street.area], calleeKind: null, ...dated }
      return [
        {
          ...own,
          id: street.unit,
          parent: district.unit,
          kind: 'street' as const,
          name: street.name,
          letterCode: street.mark,
        },
        { ...own, id: street.centre, kind: 'centre' as const, name: `${street.name}网格化服务管理中心` },
        ...plan.offices.map(({ id, name }) => ({
          ...own,
          id: street.office(id),
          kind: 'office' as const,
          name: `${street.name}${name}`,
        })),
        {
          ...own,
          id: street.office('team'),
          kind: 'stationed_team' as const,
          name: `${street.name}综合行政执法大队`,
          controlMode: 'standing' as const,
        },
        ...street.communities.flatMap((community) => [
          {
            ...own,
            id: community.unit,
            kind: 'community' as const,
            name: community.name,
            areas: [community.area],
          },
          ...community.grids.map((grid) => ({
            ...own,
            id: grid.unit,
            parent: community.unit,
            kind: 'grid_team' as const,
            name: `${grid.name}团队`,
            areas: [grid.area],
          })),
        ]),
      ]
    }),
  ]
}

function dutyRows(plan: Plan, streets: readonly DemoStreet[]): Rows<'PutDuties'> {
  const dated = { from: plan.since, until: null }
  const listed = [...plan.departments, ...plan.companies].flatMap(({ id, name, basis, duties }) =>
    duties.map((category) => ({
      id: dutyId(id, category),
      unit: id,
      category,
      matter: `${name.replace(/^区/, '')}职责事项`,
      basis,
      status: 'listed' as const,
      ...dated,
    })),
  )
  const offices = streets.flatMap((street) =>
    Object.entries(plan.officeDuties).flatMap(([office, categories]) =>
      categories.map((category) => ({
        id: dutyId(street.office(office), category),
        unit: street.office(office),
        category,
        matter: '街道属地管理事项',
        basis: '街道职责清单',
        status: 'listed' as const,
        ...dated,
      })),
    ),
  )
  const removed = streets.flatMap((street) =>
    plan.removed.map(({ category, matter, basis }) => ({
      id: `${dutyId(street.unit, category)}:removed`,
      unit: street.unit,
      category,
      matter,
      basis,
      status: 'removed' as const,
      ...dated,
    })),
  )
  return [...listed, ...offices, ...removed]
}

/** The id of a unit's item on the duty list. */
export const dutyId = (unit: string, category: string): string => `${unit}:${category}`

/** Who answers for a category at a street, nearest item first: the street's own office, a department or a company. */
export function responsible(
  plan: Plan,
  street: DemoStreet,
  category: string,
): { unit: string; duty: string; isOffice: boolean } {
  const path = [category, category.split('.')[0] ?? category]
  for (const code of path) {
    const office = Object.entries(plan.officeDuties).find(([, categories]) => categories.includes(code))
    if (office)
      return { unit: street.office(office[0]), duty: dutyId(street.office(office[0]), code), isOffice: true }
    const unit = [...plan.departments, ...plan.companies].find(({ duties }) => duties.includes(code))
    if (unit) return { unit: unit.id, duty: dutyId(unit.id, code), isOffice: false }
  }
  const [first] = plan.offices
  return { unit: street.office(first?.id ?? 'office'), duty: '', isOffice: true }
}
