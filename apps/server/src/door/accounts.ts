import { randomUUID } from 'node:crypto'
import { invariant } from '@shaoying/core'
import { failure } from '../platform/failure.ts'
import { sql, type Database, type Tx } from '../platform/sql.ts'
import { hashPassword, isWeak } from './password.ts'
import { hashToken, newToken } from './token.ts'

/** An account to be made: who it is for, where, and what else. Without a password it opens by a one-time link. */
export type NewAccount = {
  readonly login: string
  /** The person's pseudonym, as posts name it. */
  readonly person: string
  readonly name: string
  readonly phone?: string
  readonly district: number | null
  /** Demo accounts exist in simulated databases alone. */
  readonly demo?: boolean
  /** District codes that the account administers without a post, `*` for all. */
  readonly administers?: readonly string[]
}

/** What opens an account once: the token of its address, and the end of its 24 hours. */
export type Link = { readonly token: string; readonly expiresAt: string }

const linkHours = 24

/** Whether an account can be called so. */
export const isLogin = (login: string): boolean => /^[\p{L}\p{N}_.@-]{1,80}$/u.test(login)

/** A pseudonym (化名) for a person who has none yet. */
export const newPseudonym = (): string => `p${randomUUID().replaceAll('-', '').slice(0, 16)}`

/** Makes persons and their accounts; those that exist keep their passwords. Accounts given one password share one hashing. */
export async function createAccounts(
  db: Database,
  accounts: readonly NewAccount[],
  { password, mustChange = false }: { password?: string; mustChange?: boolean } = {},
): Promise<void> {
  const hashed = password === undefined ? null : await hashPassword(password)
  if (accounts.length === 0) return
  await db.transaction(async (tx) => {
    if (accounts.some(({ demo }) => demo)) {
      const [clock] = await tx.query<{ simulated: boolean }>(sql`select simulated from clock_here`)
      if (!clock?.simulated)
        throw failure('Demo accounts exist in a simulated database alone; this one keeps real time.')
    }
    await tx.query(sql`
      insert into door.person (id, name, phone)
      select distinct on (id) id, name, phone
      from unnest(${accounts.map(({ person }) => person)}::text[], ${accounts.map(({ name }) => name)}::text[],
        ${accounts.map(({ phone }) => phone ?? null)}::text[]) as given (id, name, phone)
      on conflict (id) do update set name = excluded.name, phone = coalesce(excluded.phone, door.person.phone)`)
    await tx.query(sql`
      insert into door.account (login, person, password, district, must_change, demo, administers)
      select login, person, ${hashed}, district, ${mustChange}, demo, string_to_array(administers, ' ')
      from unnest(${accounts.map(({ login }) => login)}::text[], ${accounts.map(({ person }) => person)}::text[],
        ${accounts.map(({ district }) => district)}::int[], ${accounts.map(({ demo }) => demo ?? false)}::boolean[],
        ${accounts.map(({ administers }) => (administers ?? []).join(' '))}::text[]) as given (login, person, district, demo, administers)
      on conflict (login) do nothing`)
  })
}

/**
 * Makes the first administrator of a database, for all districts or those named, and a one-time link that lives 24 hours. Asked again
 * before the link was used, it gives a new one; once an administrator has a password it throws a failure.
 */
export async function createFirstAdministrator(
  db: Database,
  login: string,
  districts: readonly string[] = ['*'],
): Promise<Link> {
  if (!isLogin(login)) throw failure(`"${login}" cannot be an account: letters, digits and _ . @ - alone.`)
  return db.transaction(async (tx) => {
    // Two command lines at once must not both make a first administrator.
    await tx.query(sql`lock table door.account in share row exclusive mode`)
    const others = await tx.query<{ login: string; password: string | null }>(sql`
      select login, password from door.account where administers <> '{}' and not demo and closed_at is null`)
    if (others.some(({ password }) => password !== null))
      throw failure('There is an administrator already: more are made by an administrator who is signed in.')
    const [taken] = await tx.query(
      sql`select from door.account where login = ${login} and administers = '{}'`,
    )
    if (taken)
      throw failure(`The account "${login}" exists already: choose another name for the administrator.`)
    const person = newPseudonym()
    await tx.query(
      sql`update door.link set used_at = now() where used_at is null and login = any(${others.map((other) => other.login)}::text[])`,
    )
    await tx.query(
      sql`insert into door.person (id, name) select ${person}, ${login}::text where not exists (select from door.account where login = ${login})`,
    )
    await tx.query(sql`
      insert into door.account (login, person, administers)
      select ${login}, ${person}, ${districts}::text[] where not exists (select from door.account where login = ${login})`)
    return issueLink(tx, login)
  })
}

/**
 * Makes a one-time link for an account whose password is lost or known to others: earlier links, the password and every session end.
 * Null: no such account, or a closed one.
 */
export async function createLink(db: Database, login: string): Promise<Link | null> {
  return db.transaction(async (tx) => {
    const [account] = await tx.query(
      sql`select from door.account where login = ${login} and closed_at is null for update`,
    )
    if (!account) return null
    await tx.query(sql`update door.link set used_at = now() where used_at is null and login = ${login}`)
    await tx.query(sql`update door.account set password = null where login = ${login}`)
    await tx.query(
      sql`update door.session set revoked_at = now() where login = ${login} and revoked_at is null`,
    )
    return issueLink(tx, login)
  })
}

async function issueLink(tx: Tx, login: string): Promise<Link> {
  const link = (await issueLinks(tx, [login])).get(login)
  invariant(link, 'the link that was just put is there')
  return link
}

/** Makes a one-time link for each of these accounts. */
export async function issueLinks(tx: Tx, logins: readonly string[]): Promise<ReadonlyMap<string, Link>> {
  const tokens = new Map(logins.map((login) => [login, newToken()]))
  const hashes = [...tokens.values()].map((token) => hashToken(token).toString('hex'))
  const rows = await tx.query<{ login: string; expiresAt: string }>(sql`
    insert into door.link (token_hash, login, expires_at)
    select decode(hash, 'hex'), login, now() + make_interval(hours => ${linkHours})
    from unnest(${hashes}::text[], ${[...tokens.keys()]}::text[]) as given (hash, login)
    returning login, expires_at as "expiresAt"`)
  return new Map(rows.map(({ login, expiresAt }) => [login, { token: tokens.get(login) ?? '', expiresAt }]))
}

/** Sets a password by a one-time link; the account's lock and its old sessions end with it. */
export async function redeemLink(
  db: Database,
  token: string,
  password: string,
): Promise<{ account: string } | { refused: 'LinkInvalid' | 'PasswordWeak' }> {
  const tokenHash = hashToken(token)
  const [link] = await db.query<{ login: string }>(sql`
    select login from door.link join door.account using (login)
    where token_hash = ${tokenHash} and used_at is null and expires_at > now() and closed_at is null`)
  if (!link) return { refused: 'LinkInvalid' }
  if (isWeak(password, link.login)) return { refused: 'PasswordWeak' }
  const hashed = await hashPassword(password)
  return db.transaction(async (tx) => {
    // Of two who use it at once, one finds it used.
    const [used] = await tx.query(
      sql`update door.link set used_at = now() where token_hash = ${tokenHash} and used_at is null and expires_at > now() returning login`,
    )
    if (!used) return { refused: 'LinkInvalid' }
    await tx.query(
      sql`update door.account set password = ${hashed}, must_change = false, failures = 0, locked_until = null where login = ${link.login}`,
    )
    await tx.query(
      sql`update door.session set revoked_at = now() where login = ${link.login} and revoked_at is null`,
    )
    return { account: link.login }
  })
}

/** Closes an account: nobody signs in by it any more, and its sessions end. False: there is no such account. */
export async function closeAccount(db: Database, login: string): Promise<boolean> {
  return db.transaction(async (tx) => {
    const [account] = await tx.query(
      sql`update door.account set closed_at = coalesce(closed_at, now()) where login = ${login} returning login`,
    )
    await tx.query(
      sql`update door.session set revoked_at = now() where login = ${login} and revoked_at is null`,
    )
    return account !== undefined
  })
}

/** Whether the database holds demo accounts, whose passwords everybody knows: such a server may listen on this machine alone. */
export async function demoAccountsExist(db: Tx): Promise<boolean> {
  const [found] = await db.query<{ exists: boolean }>(
    sql`select exists (select from door.account where demo and closed_at is null) as exists`,
  )
  return found?.exists ?? false
}

/** Names of persons by their pseudonyms, for those who may see them. */
export async function namesOf(db: Tx, persons: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const rows = await db.query<{ id: string; name: string }>(
    sql`select id, name from door.person where id = any(${[...new Set(persons)]}::text[])`,
  )
  return new Map(rows.map(({ id, name }) => [id, name]))
}
