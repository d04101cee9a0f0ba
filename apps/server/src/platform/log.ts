import { pino, type Logger } from 'pino'

/** What the programs write down about themselves: one JSON line each, to standard error, never a secret or a person's data. */
export type Log = Logger

const secrets = [
  'password',
  'token',
  'authorization',
  'cookie',
  'secret',
  'phone',
  'name',
  'address',
  'text',
  'body',
]

/** Opens the log at a level; known secret and personal fields are struck out at the first three depths. */
export function openLog(level: string): Log {
  return pino(
    {
      level,
      base: null,
      timestamp: () => `,"at":"${new Date().toISOString()}"`,
      redact: {
        paths: [
          ...secrets.flatMap((field) => [`*.${field}`, `*.*.${field}`]),
          ...secrets.filter((field) => field !== 'name' && field !== 'text').map((field) => field),
          'req.headers["set-cookie"]',
          'res.headers["set-cookie"]',
        ],
        censor: '[struck out]',
      },
    },
    process.stderr,
  )
}
