import pg from 'pg'
import { codeOf, failure } from './failure.ts'

/** Connects as the database's owner; throws a failure, without the password in it, when it cannot be reached or is too old (before 15). */
export async function connectOwner(url: string): Promise<pg.Client> {
  const { client, where } = clientOf(url)
  client.on('error', () => {}) // A lost connection fails the next statement, which tells it better.
  try {
    await client.connect()
  } catch (error) {
    throw failure(`The database at ${where} ${reasonOf(error)}: check DATABASE_URL.`, error)
  }
  const { rows } = await client.query<{ version: string }>(
    `select current_setting('server_version_num') as version`,
  )
  const version = Number(rows[0]?.version)
  if (version < 150_000) {
    await client.end()
    throw failure(
      `The database at ${where} is PostgreSQL ${Math.floor(version / 10_000)}; 15 or newer is needed.`,
    )
  }
  return client
}

function clientOf(url: string): { client: pg.Client; where: string } {
  try {
    const { host, pathname } = new URL(url)
    const client = new pg.Client({
      connectionString: url,
      application_name: 'shaoying migrate',
      connectionTimeoutMillis: 10_000,
      options: '-c TimeZone=UTC',
    })
    return { client, where: `${host || 'localhost'}${pathname}` }
  } catch (error) {
    throw failure(
      'DATABASE_URL is not an address such as postgres://owner:password@host:5432/shaoying.',
      error,
    )
  }
}

function reasonOf(error: unknown): string {
  switch (codeOf(error)) {
    case 'ECONNREFUSED':
      return 'cannot be reached (nothing listens there)'
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return 'cannot be reached (the host is not known)'
    case '28P01':
    case '28000':
      return 'refuses the account or its password'
    case '3D000':
      return 'does not exist'
    case '53300':
      return 'has no connection left'
    case '57P03':
      return 'is starting up or shutting down'
    default:
      return `cannot be reached (${error instanceof Error && error.message ? error.message : (codeOf(error) ?? 'no answer')})`
  }
}
