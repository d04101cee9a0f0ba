import { randomBytes } from 'node:crypto'
import * as fs from 'node:fs'
import { join } from 'node:path'
import { codeOf, failure } from './failure.ts'

/** Reads a file of passwords from the data folder's `secrets/`, making those that are missing (24 random bytes each). Only the owner may read it. */
export function readSecret<Name extends string>(
  dataDir: string,
  file: string,
  names: readonly Name[],
): Record<Name, string> {
  const folder = join(dataDir, 'secrets')
  const path = join(folder, file)
  try {
    fs.mkdirSync(folder, { recursive: true, mode: 0o700 })
    const known = fs.existsSync(path) ? asPasswords(JSON.parse(fs.readFileSync(path, 'utf8'))) : {}
    const missing = names.filter((name) => known[name] === undefined)
    for (const name of missing) known[name] = randomBytes(24).toString('base64url')
    if (missing.length > 0) {
      // Written beside and moved: a power cut leaves the old file or the new one, never half of one.
      fs.writeFileSync(`${path}.new`, `${JSON.stringify(known, null, 2)}\n`, { mode: 0o600, flush: true })
      fs.renameSync(`${path}.new`, path)
    }
    // Every name was filled in above.
    return known as Record<Name, string>
  } catch (error) {
    throw failure(
      `The passwords in ${path} cannot be read or written (${codeOf(error) ?? 'not valid JSON'}).`,
      error,
    )
  }
}

function asPasswords(read: unknown): Record<string, string> {
  if (typeof read !== 'object' || read === null) throw new SyntaxError('not an object')
  return Object.fromEntries(
    Object.entries(read).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  )
}
