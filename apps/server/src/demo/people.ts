import type { Actor, Role } from '@shaoying/core'
import { districtUnits, placesOf } from './places.ts'
import type { Plan } from './plan.ts'

/** Somebody of the demo: named by post and number, never by a person's name. */
export type DemoPerson = {
  readonly login: string
  readonly person: string
  readonly name: string
  readonly unit: string
  readonly role: Role
  readonly area?: string
  readonly standsInFor?: string
  /** Administers accounts and registry. */
  readonly administers?: readonly string[]
  readonly hasAccount: boolean
}

/** Everybody of the demo, one post each. */
export function peopleOf(plan: Plan): readonly DemoPerson[] {
  const here = plan.name.replace(/[区县市]$/, '')
  const district = districtUnits(plan.district)
  const people: DemoPerson[] = []
  const add = (login: string, word: string, role: Role, unit: string, more: Partial<DemoPerson> = {}): void => {
    const number = /\d+$/.exec(login)?.[0] ?? '1'
    people.push({
      login,
      person: `p-${plan.district}-${login}`,
      name: `${here}·${word}${number.padStart(2, '0')}`,
      role,
      unit,
      hasAccount: true,
      ...more,
    })
  }
  add('admin1', '系统管理员', 'system_admin', district.unit, { administers: ['accounts', 'registry'] })
  add('district1', '区领导', 'district_leader', district.unit)
  add('districtcentre1', '区中心', 'centre_clerk', district.centre)
  add('importer1', '导入员', 'centre_clerk', district.centre)
  add('hotline1', '热线坐席', 'hotline_agent', district.hotline)
  add('hotline2', '热线坐席', 'hotline_agent', district.hotline)
  add('callback1', '回访员', 'callback_agent', district.callback)
  add('adjudicator1', '裁定员', 'adjudicator', district.centre)
  add('supervisor1', '督查员', 'supervisor', district.supervision)
  add('inspector1', '监察员', 'inspector', district.inspection)
  add('auditor1', '审计员', 'auditor', district.unit)
  for (const { id } of plan.departments) add(id, '部门经办', 'department_clerk', id)
  for (const { id } of plan.companies) add(id, '企业经办', 'department_clerk', id)
  for (const { id } of plan.localUnits) add(id, '驻区单位经办', 'department_clerk', id)
  for (const street of placesOf(plan)) {
    add(`centre${street.n}`, '街道中心', 'centre_clerk', street.centre)
    for (const { id } of plan.offices) add(`${id}${street.n}`, id === plan.offices[0]?.id ? '综治办' : '城建办', 'office_head', street.office(id))
    add(`leader${street.n}`, '主管领导', 'leader_in_charge', street.unit)
    add(`principal${street.n}`, '主要领导', 'principal_leader', street.unit)
    add(`deputy${street.n}`, '副职领导', 'deputy_leader', street.unit, { standsInFor: `p-${plan.district}-principal${street.n}` })
    for (const community of street.communities) {
      add(`community${community.n}`, '社区书记', 'community_secretary', community.unit)
      for (const [g, grid] of community.grids.entries())
        // A hundred grid workers have posts; the first of each community has an account to sign in with.
        add(`grid${grid.n}`, '网格员', 'grid_worker', grid.unit, { area: grid.area, hasAccount: g === 0 })
    }
  }
  return people
}

/** People as actors of the desk, by login. */
export function actorsOf(plan: Plan, people: readonly DemoPerson[]): ReadonlyMap<string, Actor> {
  const streets = placesOf(plan)
  const district = districtUnits(plan.district)
  const parents = new Map<string, string>(Object.values(district).map((unit) => [unit, district.unit]))
  const areas = new Map<string, readonly string[]>([[district.unit, [`${plan.district}000000`]]])
  for (const street of streets) {
    parents.set(street.unit, district.unit)
    for (const unit of [street.centre, ...plan.offices.map(({ id }) => street.office(id))]) parents.set(unit, street.unit)
    for (const community of street.communities) {
      parents.set(community.unit, street.unit)
      areas.set(community.unit, [community.area])
      for (const grid of community.grids) parents.set(grid.unit, community.unit)
    }
  }
  for (const { id } of [...plan.departments, ...plan.companies, ...plan.localUnits]) parents.set(id, district.unit)
  const lineOf = (unit: string): string[] => {
    const parent = parents.get(unit)
    return parent === undefined || parent === unit ? [unit] : [unit, ...lineOf(parent)]
  }
  return new Map(
    people.map(({ login, person, unit, role, area, standsInFor }) => {
      const line = lineOf(unit)
      const street = streets.find((one) => line.includes(one.unit))
      const actor: Actor = {
        as: 'post',
        person,
        post: `post-${login}`,
        role,
        unit,
        line,
        street: street?.unit ?? null,
        district: plan.district,
        areas: area === undefined ? (areas.get(unit) ?? []) : [area],
        ...(standsInFor === undefined ? {} : { standsInFor }),
      }
      return [login, actor]
    }),
  )
}
