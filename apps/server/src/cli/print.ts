import type { Given } from './arguments.ts'

/** Says a result: as lines for people, or as one JSON value for machines. */
export function say(given: Given, lines: string | readonly string[], value: unknown): void {
  if (given.flag('json')) process.stdout.write(`${JSON.stringify(value)}\n`)
  else process.stdout.write(`${[lines].flat().join('\n')}\n`)
}
