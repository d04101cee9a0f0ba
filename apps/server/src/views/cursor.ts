/** Where a page ended: the sort key and the id of its last row. Opaque to clients. */
export type Cursor = { key: string; story: string }

export const writeCursor = ({ key, story }: Cursor): string => Buffer.from(JSON.stringify([key, story])).toString('base64url')

// What we write and nothing more: a text that only looks like a time or an id would break the statement that it goes into.
const instantForm = /^[1-9]\d{3}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/
const uuidForm = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

/** Reads a cursor; one that was not made by us gives undefined and the request is refused. */
export function readCursor(text: string): Cursor | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(text, 'base64url').toString('utf8'))
    if (!Array.isArray(value) || value.length !== 2) return undefined
    const [key, story] = value as unknown[]
    if (typeof key !== 'string' || typeof story !== 'string') return undefined
    if (!instantForm.test(key) || Number.isNaN(Date.parse(key)) || !uuidForm.test(story)) return undefined
    return { key, story }
  } catch {
    return undefined
  }
}
