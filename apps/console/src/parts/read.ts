/** Reading what the server gave as `unknown`, because it was redacted to what this reader may see: any field may be gone. */
export type Loose<T> = T extends readonly (infer Item)[]
  ? readonly Loose<Item>[]
  : T extends object
    ? { [K in keyof T]?: Loose<T[K]> | null }
    : T

/** A redacted state under its own type, every field optional. */
export const loosely = <T extends object>(state: unknown): Loose<T> =>
  // The server redacts a value of this type by leaving fields out; every reader treats every field as possibly absent.
  (typeof state === 'object' && state !== null ? state : {}) as Loose<T>

export const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

export const textOf = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' ? value : undefined

/** A plain value as text; what is no plain value says nothing. */
export const plainText = (value: unknown): string =>
  typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? String(value) : ''
