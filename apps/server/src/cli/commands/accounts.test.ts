import * as fs from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import iconv from 'iconv-lite'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { openPool, sql, type Database } from '../../platform/sql.ts'
import { askCommand as ask, printed } from '../../testing/askCommand.ts'
import { openDemoHouse, type DemoHouse } from '../../testing/demoHouse.ts'
import { readGiven } from '../arguments.ts'
import { accountClose, accountCreate, accountLink, accountList } from './accounts.ts'

/** A running house with posts and no accounts, beside which the commands run. */
let demo: DemoHouse
let owner: Database
let folder: string
const district = 990702
const password = 'a password of one’s own'

beforeAll(async () => {
  demo = await openDemoHouse({ at: '2026-03-02T01:00:00Z' })
  expect(demo.district).toBe(district)
  owner = openPool(demo.database.urls.owner, { name: 'test', max: 1 })
  folder = fs.mkdtempSync(join(tmpdir(), 'shaoying-accounts-'))
  vi.stubEnv('DATABASE_URL', demo.database.urls.owner)
  vi.stubEnv('DATA_DIR', demo.database.dataDir)
  vi.stubEnv('LOG_LEVEL', 'error')
})
afterAll(async () => {
  vi.unstubAllEnvs()
  await owner?.end()
  await demo?.end()
  if (folder) fs.rmSync(folder, { recursive: true })
})

type Made = { login: string; person: string; posts: string[]; link: string }
const create = async (...words: string[]) => (await ask(accountCreate, ...words)) as Made
const refuse = (...words: string[]) => accountCreate.run(readGiven(accountCreate, words))
const tokenOf = ({ link }: { link: string }): string => {
  expect(link).toMatch(/^http:\/\/127\.0\.0\.1:8080\/link#.{20,}$/)
  return link.split('#')[1] ?? ''
}
const redeem = (made: { link: string }) => demo.house.door.redeemLink(tokenOf(made), password)
const signIn = (account: string) => demo.house.door.signIn({ account, password })
const sessionOf = async (login: string): Promise<string> => {
  const signed = await signIn(login)
  if ('refused' in signed) throw new Error(signed.refused)
  return signed.token
}
const listed = async () => (await ask(accountList)) as { login: string; state: string; posts: string[] }[]
const stateOf = async (login: string) => (await listed()).find((one) => one.login === login)?.state
const accountsNow = () =>
  owner.query(sql`select login, person, district from door.account order by login collate "C"`)

test('an account opens by a link, acts in the posts of its person, and is seen in the list without its name', async () => {
  const person = 'p-990702-centre1'
  const made = await create('clerk', '--name', '甲街道中心', '--person', person)
  expect(made).toMatchObject({ login: 'clerk', person, district, posts: ['post-centre1'] })
  expect(await stateOf('clerk')).toBe('waiting')
  const again = await create('clerk', '--name', '甲街道中心', '--person', person)
  expect(await redeem(made)).toEqual({ refused: 'LinkInvalid' })
  expect(await redeem(again)).toEqual({ account: 'clerk' })
  expect(await signIn('clerk')).toMatchObject({
    who: { name: '甲街道中心', district, post: { id: 'post-centre1' }, actor: { role: 'centre_clerk' } },
  })
  expect(await listed()).toContainEqual({
    login: 'clerk',
    person,
    district,
    administers: [],
    state: 'open',
    posts: ['post-centre1'],
  })
  const words = (await printed(accountList)).join('')
  expect(words).toContain('clerk\tp-990702-centre1\t990702\topen\tpost-centre1\n')
  expect(words).not.toContain('甲街道')
  await expect(refuse('clerk', '--name', '甲街道中心', '--person', person)).rejects.toThrow(
    'has a password: shaoying account link clerk',
  )
})

test('an account administers its district only when it is told to', async () => {
  expect(await redeem(await create('plain', '--name', '乙'))).toEqual({ account: 'plain' })
  expect(await signIn('plain')).toMatchObject({ who: { posts: [], actor: null } })
  await redeem(await create('second', '--name', '丙', '--administers', '--district', String(district)))
  expect(await signIn('second')).toMatchObject({ who: { actor: { role: 'system_admin', district } } })
})

test('nobody gets another’s posts or name by a slip', async () => {
  await create('first', '--name', '丁', '--person', 'p-990702-leader1')
  const before = await accountsNow()
  await expect(refuse('slip', '--name', '戊', '--person', 'p-990702-leader1')).rejects.toThrow(
    'This person is known already, by another name.',
  )
  await expect(refuse('first', '--name', '丁', '--person', 'p-990702-leader2')).rejects.toThrow(
    'There is an account of this login already',
  )
  await expect(refuse('a b', '--name', '己')).rejects.toThrow('A login has letters')
  await expect(refuse('ok', '--name', '己', '--district', '360702')).rejects.toThrow(
    '360702 is not in this database',
  )
  await expect(refuse('ok')).rejects.toThrow('--name')
  await expect(refuse()).rejects.toThrow('Name one account')
  await expect(refuse('ok', '--from', 'x.csv')).rejects.toThrow('Name one account')
  await expect(refuse('--from', 'x.csv', '--administers')).rejects.toThrow('are for one account')
  expect(await accountsNow()).toEqual(before)
})

test('a new link ends the password, the sessions and the links before it', async () => {
  await redeem(await create('lost', '--name', '庚'))
  const session = await sessionOf('lost')
  const first = (await ask(accountLink, 'lost')) as { link: string }
  const second = (await ask(accountLink, 'lost')) as { link: string }
  expect(await demo.house.door.whoIs(session)).toEqual({ refused: 'NotSignedIn' })
  expect(await signIn('lost')).toEqual({ refused: 'SignInRefused' })
  expect(await redeem(first)).toEqual({ refused: 'LinkInvalid' })
  expect(await redeem(second)).toEqual({ account: 'lost' })
  expect(await signIn('lost')).toMatchObject({ who: { account: 'lost' } })
  await expect(accountLink.run(readGiven(accountLink, ['nobody']))).rejects.toThrow(
    'There is no open account nobody',
  )
})

test('a closed account is out within a second and stays closed', async () => {
  await redeem(await create('leaver', '--name', '辛'))
  const session = await sessionOf('leaver')
  expect(await demo.house.door.whoIs(session)).toMatchObject({ account: 'leaver' })
  const open = (await ask(accountLink, 'lost')) as { link: string }
  expect(await ask(accountClose, 'leaver')).toEqual({ login: 'leaver', closed: true })
  expect(await ask(accountClose, 'leaver')).toEqual({ login: 'leaver', closed: true })
  await expect
    .poll(() => demo.house.door.whoIs(session), { timeout: 3_000 })
    .toEqual({ refused: 'NotSignedIn' })
  expect(await signIn('leaver')).toEqual({ refused: 'SignInRefused' })
  expect(await stateOf('leaver')).toBe('closed')
  await ask(accountClose, 'lost')
  expect(await redeem(open)).toEqual({ refused: 'LinkInvalid' })
  await expect(accountLink.run(readGiven(accountLink, ['leaver']))).rejects.toThrow('no open account')
  await expect(refuse('leaver', '--name', '辛')).rejects.toThrow('closed and stays so')
  await expect(accountClose.run(readGiven(accountClose, ['nobody']))).rejects.toThrow('There is no account')
})

test('an account that was guessed at is listed as locked', async () => {
  await redeem(await create('guessed', '--name', '壬'))
  for (let n = 0; n < 5; n += 1)
    await demo.house.door.signIn({ account: 'guessed', password: `wrong guess ${n}` })
  expect(await stateOf('guessed')).toBe('locked')
})

test('a list opens its good accounts, names its faulty rows without repeating them, and does nothing twice', async () => {
  const list = join(folder, 'staff.csv')
  const rows = [
    '登录名,姓名,人员编码,区划编码',
    'a.one,子,p-990702-grid1,990702',
    'a.two,丑,,',
    'a one,寅,,',
    'a.four,,,',
    'a.one,卯,,',
    'a.six,辰,,999999',
    'a.seven,巳,p-990702-grid1,',
    'leaver,辛,,',
    'a.nine,午,p-990702-grid2,990702',
  ]
  fs.writeFileSync(list, iconv.encode(rows.join('\r\n'), 'gb18030'))
  const faults = [
    [4, 'login', 'NotALogin'],
    [5, 'name', 'CellMissing'],
    [6, 'login', 'Twice'],
    [7, 'district', 'DistrictUnknown'],
    [8, 'person', 'PersonDiffers'],
    [9, 'login', 'AccountClosed'],
  ].map(([row, column, code]) => ({ row, column, code, message: expect.any(String) as string }))
  const said = vi.spyOn(console, 'error').mockImplementation(() => {})
  try {
    const before = await accountsNow()
    expect(await ask(accountCreate, '--from', list, '--dry-run')).toEqual({
      ready: 3,
      unchanged: 0,
      findings: faults,
      withoutPost: 1,
    })
    expect(await accountsNow()).toEqual(before)

    const { opened, findings } = (await ask(accountCreate, '--from', list)) as {
      opened: Made[]
      findings: unknown
    }
    expect(findings).toEqual(faults)
    expect(process.exitCode).toBe(1)
    expect(opened).toMatchObject([
      { login: 'a.one', person: 'p-990702-grid1', posts: ['post-grid1'] },
      { login: 'a.two', posts: [] },
      { login: 'a.nine', person: 'p-990702-grid2', posts: ['post-grid2'] },
    ])
    expect(new Set(opened.map(tokenOf)).size).toBe(3)
    for (const made of opened) expect(await redeem(made)).toEqual({ account: made.login })
    expect(await signIn('a.nine')).toMatchObject({ who: { name: '午', post: { id: 'post-grid2' } } })

    const after = await accountsNow()
    expect(await ask(accountCreate, '--from', list)).toEqual({ opened: [], unchanged: 3, findings: faults })
    expect(await accountsNow()).toEqual(after)
    const errors = said.mock.calls.flat().map(String)
    expect(errors).toContain('row 8, person: This person is known already, by another name.')
    for (const name of ['寅', '卯', '辰', '巳', '辛']) expect(errors.join('\n')).not.toContain(name)
  } finally {
    said.mockRestore()
    process.exitCode = 0
  }
  const noTable = join(folder, 'empty.csv')
  fs.writeFileSync(noTable, '')
  await expect(refuse('--from', noTable)).rejects.toThrow('The table is empty.')
})

test('two who open the same list at once open each account once', async () => {
  const list = join(folder, 'both.csv')
  const rows = Array.from({ length: 40 }, (_, n) => `both${n},员${n}`)
  fs.writeFileSync(list, ['login,name', ...rows].join('\n'))
  const said: string[] = []
  const spy = vi.spyOn(process.stdout, 'write').mockImplementation((text) => said.push(String(text)) > 0)
  try {
    await Promise.all([refuse('--from', list, '--json'), refuse('--from', list, '--json')])
  } finally {
    spy.mockRestore()
  }
  const counts = said.map((text) => (JSON.parse(text) as { opened: unknown[] }).opened.length)
  expect(counts.toSorted((a, b) => a - b)).toEqual([0, 40])
})
