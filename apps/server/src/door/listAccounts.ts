import { sql, type Tx } from '../platform/sql.ts'

/** How an account stands: `waiting` has no password yet, `locked` opens by itself after a while, `closed` never again. */
export type AccountState = 'open' | 'waiting' | 'locked' | 'closed'

/** An account as an operator sees it: no name, no password. */
export type ListedAccount = {
  readonly login: string
  readonly person: string
  readonly district: number | null
  readonly administers: readonly string[]
  readonly state: AccountState
}

/** All accounts, or those of one district. */
export async function listAccounts(db: Tx, district?: number): Promise<ListedAccount[]> {
  return db.query<ListedAccount>(sql`
    select login, person, district, administers,
      case when closed_at is not null then 'closed' when locked_until > now() then 'locked' when password is null then 'waiting' else 'open' end as state
    from door.account where ${district ?? null}::int is null or district = ${district ?? null}::int
    order by district nulls first, login`)
}
