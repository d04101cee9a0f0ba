import type { WantedAccount } from '../door/openAccounts.ts'
import type { Sheet } from '../registry/sheets.ts'

/** What is wrong with a row of a list of accounts. No cell is repeated: one may hold a name. */
export type StaffFinding = {
  readonly row: number
  readonly column: string
  readonly code: 'ColumnMissing' | 'CellMissing' | 'Twice' | 'DistrictUnknown' | 'NoRows'
}

const headersOf = {
  login: ['login', '登录名', '账号'],
  name: ['name', '姓名'],
  person: ['person', '人员编码', '人员'],
  district: ['district', '区划编码', '区县'],
} as const
type Field = keyof typeof headersOf

/** Reads the accounts of a list: a row each, with login, name, person and district; `usual` is the district of rows that name none. */
export function readStaff(
  sheet: Sheet,
  { usual, districts }: { usual: number | undefined; districts: readonly number[] },
): { staff: { row: number; account: WantedAccount }[]; findings: StaffFinding[] } {
  const headerOf = (field: Field) => headersOf[field].find((name) => sheet.headers.includes(name))
  const needed = (['login', 'name', 'district'] as const).filter(
    (field) => !(field === 'district' && usual !== undefined),
  )
  const missing = needed.filter((field) => headerOf(field) === undefined)
  if (missing.length > 0)
    return { staff: [], findings: missing.map((column) => ({ row: 1, column, code: 'ColumnMissing' })) }
  if (sheet.rows.length === 0) return { staff: [], findings: [{ row: 1, column: '', code: 'NoRows' }] }

  const staff: { row: number; account: WantedAccount }[] = []
  const findings: StaffFinding[] = []
  const seen = new Set<string>()
  for (const { row, cells } of sheet.rows) {
    const cell = (field: Field) => cells[headerOf(field) ?? '']?.trim() || undefined
    const [login, name, person] = [cell('login'), cell('name'), cell('person')]
    const district = cell('district') === undefined ? usual : Number(cell('district'))
    const faults: Omit<StaffFinding, 'row'>[] = []
    if (login === undefined) faults.push({ column: 'login', code: 'CellMissing' })
    else if (seen.has(login)) faults.push({ column: 'login', code: 'Twice' })
    else seen.add(login)
    if (name === undefined) faults.push({ column: 'name', code: 'CellMissing' })
    if (district === undefined) faults.push({ column: 'district', code: 'CellMissing' })
    else if (!districts.includes(district)) faults.push({ column: 'district', code: 'DistrictUnknown' })
    findings.push(...faults.map((fault) => ({ row, ...fault })))
    if (faults.length === 0 && login !== undefined && name !== undefined && district !== undefined)
      staff.push({ row, account: { login, name, district, ...(person === undefined ? {} : { person }) } })
  }
  return { staff, findings }
}
