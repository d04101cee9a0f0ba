import { registryStoryId, type Post, type Unit } from '@shaoying/core'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { openPool, sql, type Database } from '../platform/sql.ts'
import { loadRegistry } from '../registry/loadRegistry.ts'
import { projectRegistry } from '../registry/project.ts'
import { freshDatabase, type FreshDatabase } from '../testing/database.ts'
import {
  closeAccount,
  createAccounts,
  createFirstAdministrator,
  createLink,
  demoAccountsExist,
  namesOf,
} from './accounts.ts'
import { openDoor, type Door } from './openDoor.ts'
import { hashToken } from './token.ts'

const district = 990001
const password = 'a long enough one'
let house: FreshDatabase
let db: Database
let reader: Database
let desk: Database
let owner: Database
let door: Door

beforeAll(async () => {
  house = await freshDatabase()
  db = openPool(house.urls.door, { name: 'test', max: 4 })
  reader = openPool(house.urls.reader, { name: 'test', max: 2 })
  desk = openPool(house.urls.desk, { name: 'test', max: 1 })
  owner = openPool(house.urls.owner, { name: 'test', max: 1 })
  const from = '2020-01-01'
  const unit = (
    id: string,
    parent: string | null,
    kind: Unit['kind'],
    areas: string[],
    until: string | null = null,
  ): Unit => ({ id, parent, kind, name: id, areas, calleeKind: null, from, until })
  const post = (
    id: string,
    person: string,
    of: string,
    role: Post['role'],
    more: Partial<Post> = {},
  ): Post => ({ id, person, unit: of, role, from, until: null, ...more })
  await desk.transaction(async (tx) => {
    await projectRegistry(tx, district, 1, [
      {
        type: 'RowsPut',
        list: 'unit',
        rows: [
          unit('d', null, 'district', ['a']),
          unit('s', 'd', 'street', ['a1']),
          unit('s.centre', 's', 'centre', ['a1']),
          unit('gone', 'd', 'department', [], '2021-01-01'),
        ],
      },
      {
        type: 'RowsPut',
        list: 'post',
        rows: [
          post('k1', 'p1', 's.centre', 'centre_clerk'),
          post('k2', 'p1', 'd', 'adjudicator', { standsInFor: 'p2' }),
          post('k3', 'p1', 'gone', 'department_head'),
          post('k4', 'p1', 's', 'principal_leader', { until: '2021-01-01' }),
          post('k5', 'p2', 's', 'grid_worker', { area: 'a11' }),
        ],
      },
    ])
    const [, story] = /^\d+-(.+)$/.exec(registryStoryId(district)) ?? []
    await tx.query(
      sql`insert into registry_card (district, story, version, fold, state, changed_at) values (${district}, ${story}, 2, 1, '{}', now_here())`,
    )
  })
})
afterAll(async () => {
  await Promise.all([db.end(), reader.end(), desk.end(), owner.end()])
  await house.drop()
})

const rules = {
  rulesFor: async (tx: Parameters<typeof loadRegistry>[0], of: number) => ({
    registry: await loadRegistry(tx, of),
  }),
}
beforeEach(() => {
  door = openDoor({ door: db, reader, rules })
})

let serial = 0
/** A new account for a test's own. */
async function account(person = 'p1'): Promise<string> {
  serial += 1
  const login = `clerk${serial}`
  await createAccounts(db, [{ login, person, name: '甲', district }], { password })
  return login
}
async function tokenOf(login: string, more: { post?: string; machine?: boolean } = {}): Promise<string> {
  const answer = await door.signIn({ account: login, password, ...more })
  if ('refused' in answer) throw new Error(answer.refused)
  return answer.token
}

test('whoever signs in is known by the token, in the first of the posts in force today', async () => {
  const token = await tokenOf(await account())
  const who = await door.whoIs(token)
  expect(who).toMatchObject({ person: 'p1', name: '甲', district, kind: 'browser', post: { id: 'k1' } })
  expect('posts' in who && who.posts.map(({ id }) => id)).toEqual(['k1', 'k2'])
  expect('actor' in who && who.actor).toEqual({
    as: 'post',
    person: 'p1',
    post: 'k1',
    role: 'centre_clerk',
    unit: 's.centre',
    line: ['s.centre', 's', 'd'],
    street: 's',
    district,
    areas: ['a1'],
  })
  const [stored] = await owner.query<{ token_hash: Buffer }>(
    sql`select token_hash from door.session where token_hash = ${hashToken(token)}`,
  )
  expect(stored?.token_hash.toString('base64url')).not.toBe(token)
})

test('one acts in another of one’s posts for a request or for good, never in another’s', async () => {
  const token = await tokenOf(await account())
  expect(await door.whoIs(token, 'k2')).toMatchObject({
    actor: { role: 'adjudicator', street: null, standsInFor: 'p2' },
  })
  expect(await door.whoIs(token)).toMatchObject({ post: { id: 'k1' } })
  expect(await door.choosePost(token, 'k2')).toMatchObject({ post: { id: 'k2' } })
  expect(await door.whoIs(token)).toMatchObject({ post: { id: 'k2' } })
  for (const post of ['k3', 'k4', 'k5', 'admin.990001', 'nonsense'])
    expect(await door.whoIs(token, post)).toEqual({ refused: 'NotMyPost' })
  expect(await door.signIn({ account: await account(), password, post: 'k5' })).toEqual({
    refused: 'NotMyPost',
  })
})

test('a grid worker’s area is the post’s own', async () => {
  const who = await door.whoIs(await tokenOf(await account('p2')))
  expect(who).toMatchObject({ actor: { areas: ['a11'], street: 's', unit: 's' } })
})

test('a person without a post is known, and acts as nobody', async () => {
  expect(await door.whoIs(await tokenOf(await account('p9')))).toMatchObject({
    person: 'p9',
    post: null,
    actor: null,
    posts: [],
  })
})

test('a wrong password, an unknown account and a text that cannot be one are answered alike', async () => {
  const login = await account()
  for (const wrong of [
    { account: login, password: 'not the one' },
    { account: 'nobody', password },
    { account: 'no\0body', password },
    { account: '\ud800', password },
  ]) {
    expect(await door.signIn(wrong)).toEqual({ refused: 'SignInRefused' })
  }
  expect(await door.whoIs('no such token')).toEqual({ refused: 'NotSignedIn' })
})

test('five wrong passwords lock an account for a quarter of an hour, even against the right one and many at once', async () => {
  const login = await account()
  const answers = await Promise.all(
    Array.from({ length: 12 }, (_, n) => door.signIn({ account: login, password: `wrong password ${n}` })),
  )
  expect(answers.map((answer) => 'refused' in answer && answer.refused)).toEqual([
    ...Array(5).fill('SignInRefused'),
    ...Array(7).fill('Locked'),
  ])
  expect(await door.signIn({ account: login, password })).toEqual({ refused: 'Locked' })
  const [lock] = await owner.query<{ minutes: number }>(
    sql`select round(extract(epoch from locked_until - now()) / 60)::int as minutes from door.account where login = ${login}`,
  )
  expect(lock?.minutes).toBe(15)
  await owner.query(
    sql`update door.account set locked_until = now() - interval '1 second' where login = ${login}`,
  )
  expect(await door.signIn({ account: login, password })).toMatchObject({ who: { account: login } })
})

test('who has no account is locked out the same way', async () => {
  const answers: unknown[] = []
  for (let n = 0; n < 7; n += 1) answers.push(await door.signIn({ account: 'stranger', password }))
  expect(answers.map((answer) => (answer as { refused: string }).refused)).toEqual([
    ...Array(5).fill('SignInRefused'),
    ...Array(2).fill('Locked'),
  ])
})

test('many right sign-ins of one account at once all succeed', async () => {
  const login = await account()
  const answers = await Promise.all(
    Array.from({ length: 12 }, () => door.signIn({ account: login, password })),
  )
  expect(answers.every((answer) => 'token' in answer)).toBe(true)
})

test('a changed password needs the old one, is long enough, is not the account’s name, and ends the other sessions', async () => {
  const login = await account()
  const mine = await tokenOf(login)
  const other = await tokenOf(login, { machine: true })
  expect(await door.whoIs(other)).toMatchObject({ kind: 'machine' })
  expect(await door.changePassword(mine, { old: 'wrong', new: 'another long one' })).toEqual({
    refused: 'SignInRefused',
  })
  expect(await door.changePassword(mine, { old: password, new: 'short' })).toEqual({
    refused: 'PasswordWeak',
  })
  expect(await door.changePassword(mine, { old: password, new: 'another long one' })).toEqual({
    changed: true,
  })
  expect(await door.whoIs(mine)).toMatchObject({ account: login })
  expect(await door.whoIs(other)).toEqual({ refused: 'NotSignedIn' })
  expect(await door.signIn({ account: login, password })).toEqual({ refused: 'SignInRefused' })
  expect(await door.signIn({ account: login, password: 'another long one' })).toMatchObject({
    who: { account: login },
  })
})

test('a session ends by signing out, by revocation, by its time, and with its account', async () => {
  const login = await account()
  const [a, b, c, d] = [
    await tokenOf(login),
    await tokenOf(login),
    await tokenOf(login),
    await tokenOf(login),
  ] as const
  await door.signOut(a)
  expect(await door.whoIs(a)).toEqual({ refused: 'NotSignedIn' })
  await owner.query(
    sql`update door.session set expires_at = now() - interval '1 second' where token_hash = ${hashToken(b)}`,
  )
  expect(await door.whoIs(b)).toEqual({ refused: 'NotSignedIn' })
  expect(await door.whoIs(c)).toMatchObject({ account: login })
  await door.revoke(login)
  expect(await door.whoIs(c)).toEqual({ refused: 'NotSignedIn' })
  await owner.query(sql`update door.session set revoked_at = null where token_hash = ${hashToken(d)}`)
  await closeAccount(db, login)
  expect(await openDoor({ door: db, reader, rules }).whoIs(d)).toEqual({ refused: 'NotSignedIn' })
  expect(await door.signIn({ account: login, password })).toEqual({ refused: 'SignInRefused' })
})

test('an answer is used again for a second at most, so that asking costs no query', async () => {
  const login = await account()
  const token = await tokenOf(login)
  await door.whoIs(token)
  await owner.query(sql`update door.session set revoked_at = now() where token_hash = ${hashToken(token)}`)
  expect(await door.whoIs(token)).toMatchObject({ account: login })
  await expect.poll(() => door.whoIs(token), { timeout: 3_000 }).toEqual({ refused: 'NotSignedIn' })
})

test('the first administrator sets a password by a link that works once, and may put the first row of any district', async () => {
  const first = await createFirstAdministrator(db, 'root')
  const { token, expiresAt } = await createFirstAdministrator(db, 'root')
  expect(await door.redeemLink(first.token, password)).toEqual({ refused: 'LinkInvalid' })
  expect(Math.round((Date.parse(expiresAt) - Date.now()) / 3_600_000)).toBe(24)
  expect(await door.signIn({ account: 'root', password })).toEqual({ refused: 'SignInRefused' })
  expect(await door.redeemLink(token, 'root')).toEqual({ refused: 'PasswordWeak' })
  const answers = await Promise.all([door.redeemLink(token, password), door.redeemLink(token, password)])
  expect(answers).toContainEqual({ account: 'root' })
  expect(answers).toContainEqual({ refused: 'LinkInvalid' })
  const session = await tokenOf('root')
  expect(await door.whoIs(session)).toMatchObject({ district, actor: { role: 'system_admin', district } })
  expect(await door.whoIs(session, 'admin.990077')).toMatchObject({
    actor: { role: 'system_admin', district: 990077 },
  })
  await expect(createFirstAdministrator(db, 'second')).rejects.toThrow('There is an administrator already')
})

test('a link that is too old is not valid; a lost password is replaced by a new one', async () => {
  const login = await account()
  const session = await tokenOf(login)
  const old = await createLink(db, login)
  await owner.query(
    sql`update door.link set expires_at = now() - interval '1 second' where token_hash = ${hashToken(old?.token ?? '')}`,
  )
  expect(await door.redeemLink(old?.token ?? '', password)).toEqual({ refused: 'LinkInvalid' })
  const fresh = await createLink(db, login)
  expect(await door.redeemLink(fresh?.token ?? '', 'quite another one')).toEqual({ account: login })
  expect(await door.whoIs(session)).toEqual({ refused: 'NotSignedIn' })
  expect(await createLink(db, 'nobody')).toBeNull()
})

test('demo accounts are seen, and refused where the clock is real', async () => {
  expect(await demoAccountsExist(db)).toBe(false)
  const demo = { login: 'demo1', person: 'p1', name: '甲', district, demo: true }
  await owner.query(sql`update clock_here set simulated = false`)
  await expect(createAccounts(db, [demo], { password })).rejects.toThrow(
    'Demo accounts exist in a simulated database alone',
  )
  await owner.query(sql`update clock_here set simulated = true`)
  await createAccounts(db, [demo], { password })
  expect(await demoAccountsExist(db)).toBe(true)
  expect((await namesOf(db, ['p1', 'nobody'])).get('p1')).toBe('甲')
})
