import { isRecord } from '../parts/read.ts'

/** What was typed and not yet accepted, by story and command. Who asks stays in this tab alone and goes with it. */
export type DraftKey = `${string}/${string}`

const sealed = 'requester'
const name = (key: DraftKey) => `shaoying.draft.${key}`

export function keepDraft(key: DraftKey, values: Record<string, unknown>): void {
  const { [sealed]: identity, ...open } = values
  write(localStorage, name(key), open)
  write(sessionStorage, name(key), identity === undefined ? {} : { [sealed]: identity })
}

export function readDraft(key: DraftKey): Record<string, unknown> | undefined {
  const values = { ...read(localStorage, name(key)), ...read(sessionStorage, name(key)) }
  return Object.keys(values).length > 0 ? values : undefined
}

export function dropDraft(key: DraftKey): void {
  localStorage.removeItem(name(key))
  sessionStorage.removeItem(name(key))
}

/** A shared desk: what one person typed is not the next one's. */
export function dropAllDrafts(): void {
  for (const store of [localStorage, sessionStorage])
    for (const key of Object.keys(store)) if (key.startsWith('shaoying.draft.')) store.removeItem(key)
}

function write(store: Storage, key: string, values: Record<string, unknown>): void {
  const filled = Object.entries(values).filter(
    ([, value]) => value !== undefined && value !== '' && value !== null,
  )
  try {
    if (filled.length === 0) store.removeItem(key)
    else store.setItem(key, JSON.stringify(Object.fromEntries(filled)))
  } catch {
    // A full or forbidden store loses the draft, not the work.
  }
}

function read(store: Storage, key: string): Record<string, unknown> {
  try {
    const found: unknown = JSON.parse(store.getItem(key) ?? '{}')
    return isRecord(found) ? found : {}
  } catch {
    return {}
  }
}
