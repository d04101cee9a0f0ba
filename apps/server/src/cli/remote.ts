import { createClient, ProblemError, sendByFetch, type Client, type Reply } from '@shaoying/contract'
import { codeOf, failure } from '../platform/failure.ts'

/** Where a server that was started by hand listens. */
export const usualUrl = 'http://127.0.0.1:8080'
/** The password of every demo account; a real server has none of these accounts. */
export const demoPassword = 'shaoying-demo'

/** Somebody signed in to a server over HTTP. */
export type Caller = { readonly login: string; readonly client: Client; readonly me: Reply<'signIn'>['me'] }

/** Signs accounts in as they are needed and keeps their sessions; `passwordOf` says each one's password. */
export type Remote = { readonly url: string; as(login: string): Promise<Caller>; readonly open: Client }

/** Reads the password for an account: `SHAOYING_PASSWORD_<LOGIN>`, then the flag, then `SHAOYING_PASSWORD`, then the demo's. */
export function passwords(
  flag: string | undefined,
  environment: Readonly<Record<string, string | undefined>>,
): (login: string) => string {
  return (login) =>
    environment[`SHAOYING_PASSWORD_${login.toUpperCase().replaceAll(/[^A-Z0-9]/g, '_')}`] ??
    flag ??
    environment['SHAOYING_PASSWORD'] ??
    demoPassword
}

/** Opens a server by its address; nothing is sent before it is asked for. */
export function openRemote(address: string, passwordOf: (login: string) => string): Remote {
  const url = originOf(address)
  const callers = new Map<string, Promise<Caller>>()
  async function signIn(login: string): Promise<Caller> {
    let token: string | undefined
    const client = createClient(
      sendByFetch(
        url,
        () => token,
        () => 'en',
      ),
    )
    try {
      const reply = await client.signIn({
        body: { account: login, password: passwordOf(login), machine: true },
      })
      token = reply.token
      return { login, client, me: reply.me }
    } catch (error) {
      if (error instanceof ProblemError && error.status < 500 && error.status !== 429)
        throw failure(
          `The server ${url} does not let the account ${login} in (${error.message}): give --password or SHAOYING_PASSWORD.`,
          error,
        )
      throw reachFailure(error, url)
    }
  }
  return {
    url,
    open: createClient(sendByFetch(url)),
    as(login) {
      const known = callers.get(login)
      if (known) return known
      const made = signIn(login)
      callers.set(login, made)
      made.catch(() => callers.delete(login)) // Whoever asked hears of it; the next one tries again.
      return made
    },
  }
}

function originOf(address: string): string {
  try {
    const url = new URL(address)
    if (url.protocol !== 'http:' && url.protocol !== 'https:') throw new TypeError('not http')
    return url.origin
  } catch (error) {
    throw failure(`${address} is not the address of a server, such as ${usualUrl}.`, error)
  }
}

/** Turns a broken wire into the operator's sentence; a server's own refusal and bugs stay what they are. */
export function reachFailure(error: unknown, url: string): unknown {
  if (!(error instanceof TypeError)) return error
  const reason =
    codeOf(error.cause) === 'ECONNREFUSED' ? 'nothing listens there' : (codeOf(error.cause) ?? error.message)
  return failure(
    `The server ${url} cannot be reached (${reason}): start it with npm start, or give its address with --url.`,
    error,
  )
}

/** Whether sending the same thing again may help: the wire broke, or the server was busy or restarting. */
export function isOutage(error: unknown): boolean {
  if (error instanceof ProblemError) return error.status === 429 || error.status >= 500
  return error instanceof TypeError || error instanceof SyntaxError
}
