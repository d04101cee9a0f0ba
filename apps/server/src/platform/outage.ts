import { codeOf } from './failure.ts'

/** Classes of PostgreSQL's codes that say something of the moment and nothing of what was asked: connection, rollback, resources, locks, shutdown, system. */
const passing = /^(08|40|53|55|57|58)/
/** What the database's client says without a code when a connection broke or none was free. */
const wire = /connection terminated|connection ended|client has encountered a connection error|timeout exceeded when trying to connect|cannot use a pool after/i

/** Tells a broken wire or a busy database, which pass, from an error in what was asked, which comes again. */
export function isOutage(thrown: unknown): boolean {
  const code = codeOf(thrown)
  if (code !== undefined) return /^E[A-Z]+$/.test(code) || passing.test(code)
  return thrown instanceof Error && wire.test(thrown.message)
}
