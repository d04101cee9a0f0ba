import { roles, unitKinds, calleeKinds } from '@shaoying/core'

/** The tables a district may bring along as a file. */
export const importTables = ['area', 'unit', 'post', 'duty', 'power', 'problem'] as const
export type ImportTable = (typeof importTables)[number]

/** A column: the row's field, the headers it goes by, whether every row must have it, and how its cell is read. */
export type Column = {
  readonly field: string
  readonly headers: readonly string[]
  readonly required?: true
  readonly as:
    | 'code'
    | 'text'
    | 'count'
    | 'date'
    | 'codes'
    | 'limit'
    | 'yes'
    | { readonly oneOf: Readonly<Record<string, string>> }
}

const same = (values: readonly string[]): Record<string, string> =>
  Object.fromEntries(values.map((value) => [value, value]))

const levels = {
  ...same(['city', 'district', 'street', 'community', 'grid1', 'grid2', 'building']),
  市: 'city',
  区: 'district',
  县: 'district',
  街道: 'street',
  镇: 'street',
  乡: 'street',
  社区: 'community',
  村: 'community',
  网格: 'grid1',
  一级网格: 'grid1',
  二级网格: 'grid2',
  楼栋: 'building',
  楼: 'building',
}

const kinds = {
  ...same(unitKinds),
  街道办: 'street',
  街道: 'street',
  镇: 'street',
  中心: 'centre',
  网格中心: 'centre',
  科室: 'section',
  办公室: 'office',
  派驻队伍: 'stationed_team',
  社区: 'community',
  网格团队: 'grid_team',
  部门: 'department',
  公共服务企业: 'public_service_company',
  驻区单位: 'local_unit',
  联盟单位: 'alliance_unit',
  党组织: 'party_org',
  市直单位: 'city_unit',
  征询单位: 'consultee',
}

const calledAs = {
  ...same(calleeKinds),
  部门: 'department',
  派驻队伍: 'stationed_team',
  公共服务企业: 'public_service_company',
  驻区单位: 'local_unit',
  联盟单位: 'alliance_unit',
  党组织: 'party_org',
  岗位人员: 'post_holder',
  党员: 'member',
  市直单位: 'city_unit',
  征询单位: 'consultee',
}

const roleWords = {
  ...same(roles),
  热线坐席: 'hotline_agent',
  窗口人员: 'window_clerk',
  中心工作人员: 'centre_clerk',
  科室工作人员: 'office_clerk',
  科室负责人: 'office_head',
  主管领导: 'leader_in_charge',
  主要领导: 'principal_leader',
  副职领导: 'deputy_leader',
  部门工作人员: 'department_clerk',
  部门负责人: 'department_head',
  网格员: 'grid_worker',
  楼长: 'building_head',
  楼栋长: 'building_head',
  单元长: 'stairwell_head',
  社区工作人员: 'community_clerk',
  社区书记: 'community_secretary',
  社区专员: 'community_commissioner',
  党员: 'member',
  裁定员: 'adjudicator',
  督查员: 'supervisor',
  纪检人员: 'inspector',
  回访员: 'callback_agent',
  审计员: 'auditor',
  区领导: 'district_leader',
  系统管理员: 'system_admin',
}

const dates: readonly Column[] = [
  { field: 'from', headers: ['from', '生效日期', '起始日期'], as: 'date' },
  { field: 'until', headers: ['until', '失效日期', '截止日期'], as: 'date' },
]

/** How each table's file is read; headers in Chinese or English, in any order. */
export const columnsOf: Readonly<Record<ImportTable, readonly Column[]>> = {
  area: [
    { field: 'code', headers: ['code', '编码', '网格编码', '区域编码'], required: true, as: 'code' },
    { field: 'parent', headers: ['parent', '上级编码', '上级'], required: true, as: 'code' },
    { field: 'level', headers: ['level', '层级', '级别'], required: true, as: { oneOf: levels } },
    { field: 'name', headers: ['name', '名称', '网格名称'], required: true, as: 'text' },
    { field: 'rural', headers: ['rural', '农村'], as: 'yes' },
    { field: 'households', headers: ['households', '户数'], as: 'count' },
    { field: 'persons', headers: ['persons', '人数', '人口'], as: 'count' },
    ...dates,
  ],
  unit: [
    { field: 'id', headers: ['id', '单位编码', '编码'], required: true, as: 'code' },
    { field: 'parent', headers: ['parent', '上级单位', '上级'], as: 'code' },
    { field: 'kind', headers: ['kind', '单位类型', '类型'], required: true, as: { oneOf: kinds } },
    { field: 'name', headers: ['name', '名称', '单位名称'], required: true, as: 'text' },
    { field: 'areas', headers: ['areas', '所辖区域'], as: 'codes' },
    { field: 'calleeKind', headers: ['calleeKind', '被吹哨类型'], as: { oneOf: calledAs } },
    {
      field: 'controlMode',
      headers: ['controlMode', '管理方式'],
      as: {
        oneOf: {
          ...same(['standing', 'dual', 'unified_command']),
          统一管理: 'standing',
          双重管理: 'dual',
          统一指挥协调: 'unified_command',
        },
      },
    },
    { field: 'letterCode', headers: ['letterCode', '机关代字'], as: 'text' },
    ...dates,
  ],
  post: [
    { field: 'id', headers: ['id', '岗位编码', '编码'], required: true, as: 'code' },
    { field: 'person', headers: ['person', '人员编码', '人员'], required: true, as: 'code' },
    { field: 'unit', headers: ['unit', '单位编码', '单位'], required: true, as: 'code' },
    { field: 'role', headers: ['role', '岗位', '角色'], required: true, as: { oneOf: roleWords } },
    { field: 'area', headers: ['area', '网格编码', '网格', '区域'], as: 'code' },
    { field: 'gridRole', headers: ['gridRole', '网格岗位'], as: 'code' },
    { field: 'standsInFor', headers: ['standsInFor', '代理人员', 'AB角'], as: 'code' },
    ...dates,
  ],
  duty: [
    { field: 'id', headers: ['id', '职责编码', '编码'], required: true, as: 'code' },
    { field: 'unit', headers: ['unit', '责任单位', '单位'], required: true, as: 'code' },
    { field: 'category', headers: ['category', '事项类别', '类别'], required: true, as: 'code' },
    { field: 'matter', headers: ['matter', '事项', '职责'], required: true, as: 'text' },
    { field: 'basis', headers: ['basis', '依据'], required: true, as: 'text' },
    { field: 'limit', headers: ['limit', '时限', '办理时限'], as: 'limit' },
    {
      field: 'status',
      headers: ['status', '状态'],
      as: {
        oneOf: {
          ...same(['listed', 'removed', 'admitted']),
          列入: 'listed',
          取消: 'removed',
          剔除: 'removed',
          准入: 'admitted',
        },
      },
    },
    ...dates,
  ],
  power: [
    { field: 'id', headers: ['id', '赋权编码', '编码'], required: true, as: 'code' },
    { field: 'unit', headers: ['unit', '单位', '单位编码'], required: true, as: 'code' },
    { field: 'name', headers: ['name', '名称', '事项'], required: true, as: 'text' },
    { field: 'basis', headers: ['basis', '依据'], required: true, as: 'text' },
    ...dates,
  ],
  problem: [
    { field: 'id', headers: ['id', '问题编码', '编码'], required: true, as: 'code' },
    { field: 'category', headers: ['category', '事项类别', '类别'], required: true, as: 'code' },
    { field: 'matter', headers: ['matter', '问题', '事项'], required: true, as: 'text' },
    { field: 'lead', headers: ['lead', '主办单位', '主办'], required: true, as: 'code' },
    { field: 'assisting', headers: ['assisting', '协办单位', '协办'], as: 'codes' },
    { field: 'ruling', headers: ['ruling', '裁定'], as: 'code' },
    ...dates,
  ],
}
