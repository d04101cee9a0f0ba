import { sql, type Database, type Tx } from '../platform/sql.ts'
import { isLogin, issueLinks, newPseudonym, type Link } from './accounts.ts'

/** An account that is wanted for somebody of the staff; it opens by a one-time link, never by a password given to it. */
export type WantedAccount = {
  readonly login: string
  readonly name: string
  /** The pseudonym, as posts name the person; a new one is made where it is left out. */
  readonly person?: string
  readonly district: number
  /** Whether it also administers its district, without a post. */
  readonly administers?: boolean
}

/** Why an account is not opened. */
export type AccountFault =
  'NotALogin' | 'NotAName' | 'NotAPseudonym' | 'AccountClosed' | 'AccountDiffers' | 'PersonDiffers'

/** What became of a wanted account. `there`: it was open already, exactly so; `waiting` tells that it has no password yet. */
export type Opening =
  | { readonly outcome: 'opened'; readonly person: string; readonly link: Link | null }
  | { readonly outcome: 'there'; readonly person: string; readonly waiting: boolean }
  | { readonly outcome: 'faulty'; readonly code: AccountFault; readonly field: 'login' | 'name' | 'person' }

type Known = {
  login: string
  person: string
  name: string
  district: number | null
  administers: string[]
  isClosed: boolean
  waiting: boolean
}

/**
 * Opens accounts, all that are not faulty, in one transaction; asked twice, it changes nothing. Answers in the order of the asking.
 * A known person is never renamed and a known account never moved by it: a slip in a pseudonym must not hand one's posts to another.
 * A dry run answers the same and writes nothing; its links are null.
 */
export async function openAccounts(
  db: Database,
  wanted: readonly WantedAccount[],
  { dryRun = false }: { dryRun?: boolean } = {},
): Promise<Opening[]> {
  return db.transaction(async (tx) => {
    // Two command lines at once must not open one account twice.
    if (!dryRun) await tx.query(sql`lock table door.account in share row exclusive mode`)
    const openings = await judged(tx, wanted)
    if (dryRun) return openings
    const fresh = wanted.flatMap((account, n) => {
      const opening = openings[n]
      return opening?.outcome === 'opened' ? [{ ...account, person: opening.person }] : []
    })
    if (fresh.length === 0) return openings
    await tx.query(sql`
      insert into door.person (id, name)
      select distinct on (id) id, name
      from unnest(${fresh.map(({ person }) => person)}::text[], ${fresh.map(({ name }) => name)}::text[]) as given (id, name)
      on conflict (id) do nothing`)
    await tx.query(sql`
      insert into door.account (login, person, district, administers)
      select login, person, district, case when administers then array[district::text] else '{}' end
      from unnest(${fresh.map(({ login }) => login)}::text[], ${fresh.map(({ person }) => person)}::text[],
        ${fresh.map(({ district }) => district)}::int[],
        ${fresh.map(({ administers }) => administers ?? false)}::boolean[]) as given (login, person, district, administers)`)
    const links = await issueLinks(
      tx,
      fresh.map(({ login }) => login),
    )
    return openings.map((opening, n) =>
      opening.outcome === 'opened'
        ? { ...opening, link: links.get(wanted[n]?.login ?? '') ?? null }
        : opening,
    )
  })
}

async function judged(tx: Tx, wanted: readonly WantedAccount[]): Promise<Opening[]> {
  const sound = wanted.filter((account) => faultOf(account) === null)
  const accounts = await tx.query<Known>(sql`
    select login, person, name, district, administers, closed_at is not null as "isClosed", password is null as waiting
    from door.account join door.person on person.id = account.person
    where login = any(${sound.map(({ login }) => login)}::text[])`)
  const persons = await tx.query<{ id: string; name: string }>(sql`
    select id, name from door.person where id = any(${sound.flatMap(({ person }) => person ?? [])}::text[])`)
  const known = new Map(accounts.map((account) => [account.login, account]))
  const names = new Map(persons.map(({ id, name }) => [id, name]))
  return wanted.map((account): Opening => {
    const fault = faultOf(account)
    if (fault) return { outcome: 'faulty', ...fault }
    const there = known.get(account.login)
    if (there?.isClosed) return { outcome: 'faulty', code: 'AccountClosed', field: 'login' }
    if (there)
      return isSame(there, account)
        ? { outcome: 'there', person: there.person, waiting: there.waiting }
        : { outcome: 'faulty', code: 'AccountDiffers', field: 'login' }
    const person = account.person ?? newPseudonym()
    if ((names.get(person) ?? account.name) !== account.name)
      return { outcome: 'faulty', code: 'PersonDiffers', field: 'person' }
    names.set(person, account.name)
    known.set(account.login, { ...account, person, administers: [], isClosed: false, waiting: true })
    return { outcome: 'opened', person, link: null }
  })
}

function faultOf({
  login,
  name,
  person,
}: WantedAccount): Pick<Opening & { outcome: 'faulty' }, 'code' | 'field'> | null {
  if (!isLogin(login)) return { code: 'NotALogin', field: 'login' }
  if (!/^\P{C}{1,80}$/u.test(name) || name.trim() !== name) return { code: 'NotAName', field: 'name' }
  if (person !== undefined && !/^[A-Za-z0-9_.:@-]{1,64}$/.test(person))
    return { code: 'NotAPseudonym', field: 'person' }
  return null
}

function isSame(there: Known, { person, name, district, administers = false }: WantedAccount): boolean {
  return (
    there.district === district &&
    there.name === name &&
    (person ?? there.person) === there.person &&
    (!administers || there.administers.some((code) => code === '*' || code === String(district)))
  )
}
