/** What an operator can put right: main prints the sentence, nothing else, and leaves with exit code 1. */
export type Failure = Error & { readonly name: 'Failure' }

/** Makes a failure out of one clear sentence that says what is wrong and what would put it right. */
export function failure(sentence: string, cause?: unknown): Failure {
  const error = new Error(sentence, cause === undefined ? undefined : { cause })
  // The name is what tells a failure from a bug, and it is set on the same line.
  return Object.assign(error, { name: 'Failure' } as const)
}

/** Tells whether what was thrown is for the operator (one sentence) or a bug (with its stack). */
export function isFailure(thrown: unknown): thrown is Failure {
  return thrown instanceof Error && thrown.name === 'Failure'
}

/** Reads the system's or PostgreSQL's error code off whatever was thrown, or undefined. */
export function codeOf(thrown: unknown): string | undefined {
  if (typeof thrown !== 'object' || thrown === null || !('code' in thrown)) return undefined
  return typeof thrown.code === 'string' ? thrown.code : undefined
}

/** Turns a server's failure to listen into the sentence for the operator; anything else is returned as it came. */
export function listenFailure(thrown: unknown, host: string, port: number): unknown {
  switch (codeOf(thrown)) {
    case 'EADDRINUSE':
      return failure(
        `Port ${port} on ${host} is taken by another program: stop it or choose another with PORT.`,
        thrown,
      )
    case 'EACCES':
      return failure(
        `Port ${port} on ${host} may not be used by this account: choose one above 1023 with PORT.`,
        thrown,
      )
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return failure(`The address ${host} is not one of this machine's: choose another with HOST.`, thrown)
    default:
      return thrown
  }
}
