import { sql, type Database } from '../platform/sql.ts'
import { isPassword } from './password.ts'

/** Wrong passwords in a row after which an account is locked, and for how long. */
export const failuresAllowed = 5
const lockedMinutes = 15

/** Tries passwords, and locks an account after five wrong ones in a row for a quarter of an hour. Real time, even where stories are simulated. */
export type Attempts = (login: string, password: string) => Promise<'right' | 'wrong' | 'locked'>

/** Attempts at one account go one after another; what is known of strangers is kept in memory, so that they are answered like accounts. */
export function openAttempts(db: Database): Attempts {
  const waiting = new Map<string, Promise<unknown>>()
  const strangers = new Map<string, { failures: number; lockedUntil: number }>()

  function stranger(login: string): 'wrong' | 'locked' {
    const known = strangers.get(login) ?? { failures: 0, lockedUntil: 0 }
    strangers.delete(login)
    const isLocked = known.lockedUntil > Date.now()
    const failures = isLocked ? known.failures : known.lockedUntil > 0 ? 1 : known.failures + 1
    const lockedUntil = isLocked
      ? known.lockedUntil
      : failures >= failuresAllowed
        ? Date.now() + lockedMinutes * 60_000
        : 0
    strangers.set(login, { failures, lockedUntil })
    const [oldest] = strangers.keys()
    if (strangers.size > 10_000 && oldest !== undefined) strangers.delete(oldest)
    return isLocked ? 'locked' : 'wrong'
  }

  async function attempt(login: string, password: string): Promise<'right' | 'wrong' | 'locked'> {
    // The attempt is counted before it is judged: a hundred at once are not a hundred guesses.
    const [counted] = await db.query<{ password: string | null }>(sql`
      update door.account
      set failures = case when locked_until is not null then 1 else failures + 1 end,
        locked_until = case
          when locked_until is null and failures + 1 >= ${failuresAllowed}::int then now() + make_interval(mins => ${lockedMinutes})
        end
      where login = ${login} and closed_at is null and (locked_until is null or locked_until <= now())
      returning password`)
    if (counted) {
      if (!(await isPassword(counted.password, password))) return 'wrong'
      await db.query(sql`update door.account set failures = 0, locked_until = null where login = ${login}`)
      return 'right'
    }
    const [locked] = await db.query(
      sql`select from door.account where login = ${login} and closed_at is null`,
    )
    if (locked) return 'locked'
    const answer = stranger(login)
    if (answer === 'wrong') await isPassword(null, password)
    return answer
  }

  return async (login, password) => {
    // What no account can be called does not reach the database, which would reject it.
    if (/[\0\p{Surrogate}]/u.test(login)) return 'wrong'
    const mine = (waiting.get(login) ?? Promise.resolve()).then(() => attempt(login, password))
    const settled = mine.catch(() => undefined)
    waiting.set(login, settled)
    try {
      return await mine
    } finally {
      if (waiting.get(login) === settled) waiting.delete(login)
    }
  }
}
