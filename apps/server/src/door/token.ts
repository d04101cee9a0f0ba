import { createHash, randomBytes } from 'node:crypto'

/** A fresh opaque token of 256 bits; it is shown once and kept nowhere. */
export function newToken(): string {
  return randomBytes(32).toString('base64url')
}

/** What is stored of a token: whoever reads the table cannot use it. */
export function hashToken(token: string): Buffer {
  return createHash('sha256').update(token).digest()
}
