/** Where a page ended: the sort key and the id of its last row, and what tells lines of one story apart. Opaque to clients. */
export type Cursor = { key: string; story: string; line?: string }

export const writeCursor = ({ key, story, line }: Cursor): string =>
  Buffer.from(JSON.stringify(line === undefined ? [key, story] : [key, story, line])).toString('base64url')

// What we write and nothing more: a text that only looks like a time or an id would break the statement that it goes into.
const instantForm = /^[1-9]\d{3}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/
const uuidForm = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

/** Reads a cursor; one that was not made by us gives undefined and the request is refused. */
export function readCursor(text: string): Cursor | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(text, 'base64url').toString('utf8'))
    if (!Array.isArray(value) || value.length < 2 || value.length > 3) return undefined
    const [key, story, line] = value as unknown[]
    if (typeof key !== 'string' || typeof story !== 'string') return undefined
    if (!instantForm.test(key) || Number.isNaN(Date.parse(key)) || !uuidForm.test(story)) return undefined
    if (line === undefined) return { key, story }
    return typeof line === 'string' && /^[\w.-]{0,80}$/.test(line) ? { key, story, line } : undefined
  } catch {
    return undefined
  }
}
