import { invariant, type Actor, type Registry, type Role } from '@shaoying/core'
import { actorOf } from '../door/actorOf.ts'
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
  /** Districts whose registry and accounts this one administers. */
  readonly administers?: readonly string[]
  readonly hasAccount: boolean
}

/** Everybody of the demo, one post each. */
export function peopleOf(plan: Plan): readonly DemoPerson[] {
  const here = plan.name.replace(/[区县市]$/, '')
  const district = districtUnits(plan.district)
  const people: DemoPerson[] = []
  const add = (
    login: string,
    word: string,
    role: Role,
    unit: string,
    more: Partial<DemoPerson> = {},
  ): void => {
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
  add('admin1', '系统管理员', 'system_admin', district.unit, { administers: [String(plan.district)] })
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
    for (const { id } of plan.offices)
      add(
        `${id}${street.n}`,
        id === plan.offices[0]?.id ? '综治办' : '城建办',
        'office_head',
        street.office(id),
      )
    add(`leader${street.n}`, '主管领导', 'leader_in_charge', street.unit)
    add(`principal${street.n}`, '主要领导', 'principal_leader', street.unit)
    add(`deputy${street.n}`, '副职领导', 'deputy_leader', street.unit, {
      standsInFor: `p-${plan.district}-principal${street.n}`,
    })
    for (const community of street.communities) {
      add(`community${community.n}`, '社区书记', 'community_secretary', community.unit)
      for (const [g, grid] of community.grids.entries())
        // A hundred grid workers have posts; the first of each community has an account to sign in with.
        add(`grid${grid.n}`, '网格员', 'grid_worker', grid.unit, { area: grid.area, hasAccount: g === 0 })
    }
  }
  return people
}

/** People as actors of the desk, by login, as the registry's posts make them. */
export function actorsOf(registry: Registry, people: readonly DemoPerson[]): ReadonlyMap<string, Actor> {
  return new Map(
    people.map(({ login }) => {
      const post = registry.posts.get(postId(login))
      invariant(post, `the registry has no post of ${login}`)
      return [login, actorOf(registry, post)]
    }),
  )
}

/** Every person of the demo has one post, named after the login. */
export const postId = (login: string): string => `post-${login}`
