import type { Link } from '../door/accounts.ts'
import type { Config } from '../platform/config.ts'

/** The address of a one-time link as the server listens. The token stands behind the `#`: no server and no proxy ever logs it. */
export const addressOf = ({ HOST, PORT }: Config, { token }: Link): string =>
  `http://${HOST}:${PORT}/link#${token}`
