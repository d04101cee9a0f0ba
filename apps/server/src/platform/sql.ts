import { createHash } from 'node:crypto'
import type { Socket } from 'node:net'
import pg from 'pg'

/** A statement as data: its text with $1, $2… and its values. */
export type Query = { readonly text: string; readonly values: readonly unknown[]; readonly name?: string }

/** The right to speak to the database inside one transaction: whoever holds it may read and write, nobody else can. */
export type Tx = {
  /** Runs one statement and gives its rows; column types are the caller's word. */
  query<Row = Record<string, unknown>>(query: Query): Promise<Row[]>
}

/** One role's connections to the database. */
export type Database = Tx & {
  /** Runs the work in one transaction: commits what it returns, rolls back what it throws. `begin` travels with the first statement. */
  transaction<T>(work: (tx: Tx) => Promise<T>, options?: { readOnly?: boolean }): Promise<T>
  /** Waits for what is in flight and closes the connections. */
  end(): Promise<void>
}

/**
 * Makes a query of a template; every value becomes a parameter, and a value that is itself a query is put in as a fragment.
 * A statement without fragments is prepared under a name on each connection, so that its text is parsed and planned once.
 */
export function sql(text: TemplateStringsArray, ...values: unknown[]): Query {
  if (values.some(isFragment)) return compose(text, values)
  const statement = { ...statementOf(text), values, [mark]: true }
  return statement
}

type Prepared = { readonly text: string; readonly name: string }

/** The mark tells a query from a plain value that happens to look like one: no input from outside can carry a symbol. */
const mark = Symbol('query')

function isFragment(value: unknown): value is Query {
  return typeof value === 'object' && value !== null && mark in value
}

function fragment(text: string, values: readonly unknown[]): Query {
  const marked = { text, values, [mark]: true }
  return marked
}

const statements = new WeakMap<TemplateStringsArray, Prepared>()

function statementOf(parts: TemplateStringsArray): Prepared {
  const known = statements.get(parts)
  if (known) return known
  const text = parts.reduce((before, after, n) => `${before}$${n}${after}`)
  const made = { text, name: createHash('sha256').update(text).digest('base64url').slice(0, 22) }
  statements.set(parts, made)
  return made
}

function compose(parts: TemplateStringsArray, given: readonly unknown[]): Query {
  const values: unknown[] = []
  let text = parts[0] ?? ''
  for (const [n, value] of given.entries()) {
    if (isFragment(value)) {
      const shift = values.length
      text += value.text.replace(/\$(\d+)/g, (_, number: string) => `$${Number(number) + shift}`)
      values.push(...value.values)
    } else {
      values.push(value)
      text += `$${values.length}`
    }
    text += parts[n + 1] ?? ''
  }
  return fragment(text, values)
}

/** Gives a composed statement whose text is always the same a name, so that it is parsed once on each connection like the others. */
export function named(query: Query): Query {
  let name = names.get(query.text)
  if (name === undefined) names.set(query.text, (name = createHash('sha256').update(query.text).digest('base64url').slice(0, 22)))
  const statement = { ...query, name, [mark]: true }
  return statement
}

const names = new Map<string, string>()

/**
 * Makes one statement of several that write different tables, so that a transaction pays once for what each statement costs beside its
 * rows. All of them see the rows as they were before; none may count on another's.
 */
export function together(queries: readonly Query[]): Query | undefined {
  const [first, ...others] = queries
  if (!first || others.length === 0) return first
  const values = queries.flatMap((query) => query.values)
  const key = queries.map(({ name, text }) => name ?? text).join(' ')
  let statement = combined.get(key)
  if (!statement) {
    let shift = 0
    const parts = queries.map((query, n) => {
      const text = query.text.replace(/\$(\d+)/g, (_, number: string) => `$${Number(number) + shift}`)
      shift += query.values.length
      return `w${n} as (${text})`
    })
    const text = `with ${parts.join(', ')} select`
    combined.set(key, (statement = { text, name: createHash('sha256').update(text).digest('base64url').slice(0, 22) }))
  }
  return { ...statement, values }
}

/** Statements made of several, by the names of their parts; the desk has a few dozen of them. */
const combined = new Map<string, Prepared>()

/** Joins fragments with a separator, such as `and` or a comma; an empty list gives an empty fragment. */
export function join(fragments: readonly Query[], separator: ' and ' | ' or ' | ', '): Query {
  const [first, ...others] = fragments
  if (!first) return fragment('', [])
  return others.reduce((before, after) => {
    const shift = before.values.length
    const moved = after.text.replace(/\$(\d+)/g, (_, number: string) => `$${Number(number) + shift}`)
    return fragment(`${before.text}${separator}${moved}`, [...before.values, ...after.values])
  }, first)
}

/** Opens a pool for one role; `name` is what the database's own lists show, `max` the most connections, `onLost` hears of idle connections that broke. */
export function openPool(
  url: string,
  { name, max, onLost = () => {} }: { name: string; max: number; onLost?: (error: Error) => void },
): Database {
  const pool = new pg.Pool({
    connectionString: url,
    application_name: name,
    max,
    pipeline: true,
    connectionTimeoutMillis: 10_000,
    idleTimeoutMillis: 60_000,
    options: '-c TimeZone=UTC',
    types: { getTypeParser },
  })
  pool.on('error', onLost)
  const age = countAges()

  async function transaction<T>(work: (tx: Tx) => Promise<T>, options?: { readOnly?: boolean }): Promise<T> {
    const client = await pool.connect()
    let broken: Error | undefined
    const lost = (error: Error) => (broken = error)
    client.on('error', lost)
    try {
      const begun = client.query(options?.readOnly ? 'begin read only' : 'begin')
      begun.catch(() => {}) // Awaited below; a broken wire fails the work's first statement as well.
      const together = corked(client)
      const result = await work({
        query: (query) => {
          together()
          return run(client, query, age)
        },
      })
      await begun
      const { command } = await client.query('commit')
      if (command !== 'COMMIT')
        throw new Error(`the transaction was rolled back: a statement in it had failed`)
      return result
    } catch (error) {
      await client.query('rollback').catch((lostToo: Error) => (broken = lostToo))
      throw error
    } finally {
      client.off('error', lost)
      client.release(broken)
    }
  }

  return { transaction, query: (query) => run(pool, query, age), end: () => pool.end() }
}

/** What is asked in one go leaves in one packet: a system call each would cost more than many of the statements. */
function corked(client: pg.PoolClient): () => void {
  // The connection's socket is no part of the driver's types; where a later version hides it, nothing is gathered and nothing breaks.
  const { stream } = (client as unknown as { connection?: { stream?: Socket } }).connection ?? {}
  if (typeof stream?.cork !== 'function') return () => {}
  let isCorked = false
  return () => {
    if (isCorked) return
    isCorked = true
    stream.cork()
    process.nextTick(() => {
      isCorked = false
      stream.uncork()
    })
  }
}

/**
 * Counts statements in powers of ten. A statement is prepared anew under the next age: a plan that was made when a table was
 * empty would otherwise be kept until somebody analyses the table, and read all of it.
 */
function countAges(): () => number {
  let asked = 0
  let age = 0
  let next = 10
  return () => {
    if (++asked < next) return age
    next *= 10
    return ++age
  }
}

async function run<Row>(on: pg.Pool | pg.PoolClient, { text, values, name }: Query, age: () => number): Promise<Row[]> {
  const query = { text, values: values.slice() }
  const { rows } = await on.query(name === undefined ? query : { ...query, name: `${name}.${age()}` })
  // The row type is the caller's word: the database tests run every statement once.
  return rows as Row[]
}

/** PostgreSQL's types as the program wants them: instants as RFC 3339 in UTC with milliseconds, days as text, whole numbers as numbers. */
function getTypeParser(oid: number, format?: 'text' | 'binary'): (value: string) => unknown {
  if (format === 'binary') return pg.types.getTypeParser(oid, 'binary')
  return parsers.get(oid) ?? pg.types.getTypeParser(oid, 'text')
}

const asIs = (text: string): string => text
const textArrayOid: number = 1009
const textArray: (text: string) => (string | null)[] = pg.types.getTypeParser(textArrayOid, 'text')
const each =
  <T>(parse: (text: string) => T) =>
  (text: string): (T | null)[] =>
    textArray(text).map((item) => (item === null ? null : parse(item)))

/** Reads PostgreSQL's own spelling of an instant, `2026-11-02 01:30:00.123456+00`, into `2026-11-02T01:30:00.123Z`. */
export function instantOf(text: string): string {
  if (text.endsWith('infinity')) return text
  const parts = /^(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d)(?:\.(\d{1,6}))?\+00$/.exec(text)
  if (!parts) return new Date(text.replace(' ', 'T').replace(/([+-]\d\d)$/, '$1:00')).toISOString()
  return `${parts[1]}T${parts[2]}.${(parts[3] ?? '').padEnd(3, '0').slice(0, 3)}Z`
}

const parsers = new Map<number, (text: string) => unknown>([
  [20, Number], // int8
  [1016, each(Number)],
  [1082, asIs], // date
  [1182, each(asIs)],
  [1114, asIs], // timestamp without a zone, which no table of ours has
  [1184, instantOf], // timestamptz
  [1185, each(instantOf)],
])
