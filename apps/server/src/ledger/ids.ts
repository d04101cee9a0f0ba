import { createHash, randomBytes } from 'node:crypto'
import { invariant, type StoryId } from '@shaoying/core'

/** A time-ordered UUID (version 7, RFC 9562); `atMs` in milliseconds since 1970. */
export function uuidv7(atMs: number = Date.now()): string {
  const bytes = randomBytes(16)
  bytes.writeUIntBE(atMs, 0, 6)
  return shaped(bytes, 0x70)
}

/** A name-based UUID (version 5, RFC 9562): the same namespace and name give the same id, here and on every machine. */
export function uuidv5(namespace: string, name: string): string {
  const hash = createHash('sha1').update(Buffer.from(namespace.replaceAll('-', ''), 'hex')).update(name).digest()
  return shaped(hash.subarray(0, 16), 0x50)
}

function shaped(bytes: Buffer, version: number): string {
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | version, 6)
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8)
  const hex = bytes.toString('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`
}

/** Takes `<district>-<uuid>` apart. */
export function splitId(id: StoryId): { district: number; story: string } {
  invariant(id[6] === '-' && id.length === 43, 'a story id is <district>-<uuid>')
  return { district: Number(id.slice(0, 6)), story: id.slice(7) }
}

export const joinId = (district: number, story: string): StoryId => `${district}-${story}`
