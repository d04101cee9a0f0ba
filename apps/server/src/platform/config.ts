import { resolve } from 'node:path'
import { Type, type Static } from 'typebox'
import { Value } from 'typebox/value'
import { failure } from './failure.ts'

const DatabaseUrl = Type.String({ pattern: '^postgres(ql)?://.+' })

const Config = Type.Object({
  PORT: Type.Integer({ minimum: 0, maximum: 65535, default: 8080 }),
  HOST: Type.String({ minLength: 1, default: '127.0.0.1' }),
  DATA_DIR: Type.String({ minLength: 1, default: './data' }),
  DATABASE_URL: Type.Optional(DatabaseUrl),
  LOG_LEVEL: Type.Union(
    (['silent', 'error', 'warn', 'info', 'debug'] as const).map((level) => Type.Literal(level)),
    { default: 'info' },
  ),
  DESK_DATABASE_URL: Type.Optional(DatabaseUrl),
  READER_DATABASE_URL: Type.Optional(DatabaseUrl),
  SEQUENCER_DATABASE_URL: Type.Optional(DatabaseUrl),
  VAULT_DATABASE_URL: Type.Optional(DatabaseUrl),
  DOOR_DATABASE_URL: Type.Optional(DatabaseUrl),
})

/** What an operator sets, by environment variable; an empty variable counts as not set. */
export type Config = Static<typeof Config>

const expected: Record<keyof Config, string> = {
  PORT: 'a number from 0 to 65535',
  HOST: 'an address of this machine, such as 127.0.0.1',
  DATA_DIR: 'a folder',
  DATABASE_URL: 'an address such as postgres://owner:password@host:5432/shaoying',
  LOG_LEVEL: 'one of silent, error, warn, info, debug',
  DESK_DATABASE_URL: 'an address such as postgres://…',
  READER_DATABASE_URL: 'an address such as postgres://…',
  SEQUENCER_DATABASE_URL: 'an address such as postgres://…',
  VAULT_DATABASE_URL: 'an address such as postgres://…',
  DOOR_DATABASE_URL: 'an address such as postgres://…',
}

/** Reads the configuration once; throws a failure whose sentence names the variable and what it should be. `DATA_DIR` comes back absolute. */
export function readConfig(environment: Readonly<Record<string, string | undefined>>): Config {
  // Object.keys of a record typed by keyof Config holds exactly those keys.
  const names = Object.keys(expected) as (keyof Config)[]
  const given: Record<string, unknown> = {}
  for (const name of names) {
    const text = environment[name]?.trim()
    if (text) given[name] = name === 'PORT' && /^\d+$/.test(text) ? Number(text) : text
  }
  const filled = Value.Default(Config, given)
  if (!Value.Check(Config, filled)) {
    const wrong = names.find((name) =>
      [...Value.Errors(Config, filled)].some((error) => error.instancePath.startsWith(`/${name}`)),
    )
    // The URL may hold a password: its value is not repeated.
    const shown = wrong && !wrong.endsWith('_URL') ? ` "${String(given[wrong])}"` : ''
    throw failure(`${wrong ?? 'The configuration'}${shown} is not ${wrong ? expected[wrong] : 'valid'}.`)
  }
  return { ...filled, DATA_DIR: resolve(filled.DATA_DIR) }
}

/** Tells whether an address is reachable from this machine alone; the demo accounts are refused anywhere else. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || host === '[::1]' || /^127(\.\d{1,3}){3}$/.test(host)
}
