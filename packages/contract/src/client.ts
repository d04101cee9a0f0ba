import { base, routes, type Body, type Params, type QueryOf, type Reply, type RouteName } from './routes.ts'

type Given<Name extends RouteName> = (Body<Name> extends undefined ? object : { body: Body<Name> }) &
  (QueryOf<Name> extends undefined ? object : { query?: QueryOf<Name> }) &
  (Params<Name> extends undefined ? object : { params: Params<Name> })

/** How a call leaves: fetch in a browser, fetch with a bearer token in a program. Throws what is not 2xx. */
export type Send = (method: string, path: string, body?: unknown) => Promise<unknown>

export type Client = { [Name in RouteName]: (given?: Given<Name>) => Promise<Reply<Name>> }

/** A typed client for the whole contract. */
export function createClient(send: Send): Client {
  const calls = Object.entries(routes).map(([name, { method, path }]) => [
    name,
    (given: { body?: unknown; query?: Record<string, string | number | boolean | undefined>; params?: Record<string, string> } = {}) => {
      let to: string = base + path
      for (const [key, value] of Object.entries(given.params ?? {})) to = to.replace(`:${key}`, encodeURIComponent(value))
      const asked = new URLSearchParams()
      for (const [key, value] of Object.entries(given.query ?? {})) if (value !== undefined) asked.set(key, `${value}`)
      const tail = asked.size > 0 ? `?${asked}` : ''
      return send(method, to + tail, given.body)
    },
  ])
  // Each call is made from its own row of the table, so its reply is the row's reply.
  return Object.fromEntries(calls) as Client
}

/** The server's refusal of a whole request: an RFC 9457 problem document. */
export class ProblemError extends Error {
  readonly status: number
  readonly code: string
  constructor(status: number, code: string, title: string) {
    super(title)
    this.status = status
    this.code = code
  }
}

/** Sends with fetch: same-origin cookies in a browser, a bearer token elsewhere. */
export const sendByFetch =
  (origin: string, token?: () => string | undefined, language?: () => string): Send =>
  async (method, path, body) => {
    const headers: Record<string, string> = {}
    const bearer = token?.()
    if (bearer) headers['authorization'] = `Bearer ${bearer}`
    if (language) headers['accept-language'] = language()
    if (body !== undefined) headers['content-type'] = 'application/json'
    const response = await fetch(origin + path, {
      method,
      headers,
      credentials: 'same-origin',
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    const text = await response.text()
    const parsed: unknown = text === '' ? undefined : JSON.parse(text)
    if (response.ok) return parsed
    const { code = 'Unknown', title = response.statusText } = (parsed ?? {}) as { code?: string; title?: string }
    throw new ProblemError(response.status, code, title)
  }
