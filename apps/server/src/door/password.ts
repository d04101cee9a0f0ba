import { hash, verify } from '@node-rs/argon2'

// OWASP's first choice: argon2id (2 in the library's numbering), 19 MiB, two passes, one lane.
const cost = { algorithm: 2, memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const

/** Shortest password, in characters. */
export const shortestPassword = 10

/** Hashes a password with argon2id and a salt of its own. */
export function hashPassword(password: string): Promise<string> {
  return hash(password.normalize('NFKC'), cost)
}

/** Compares a password with a stored hash; without one it does the same work and says no, so that the time tells nobody who has an account. */
export async function isPassword(stored: string | null | undefined, password: string): Promise<boolean> {
  const matches = await verify(stored ?? (await nobodys()), password.normalize('NFKC'))
  return matches && typeof stored === 'string'
}

/** Whether a password is too short, or the account's own name. */
export function isWeak(password: string, login: string): boolean {
  return [...password].length < shortestPassword || password.toLowerCase() === login.toLowerCase()
}

let dummy: Promise<string> | undefined

function nobodys(): Promise<string> {
  dummy ??= hashPassword('nobody has this password')
  return dummy
}
