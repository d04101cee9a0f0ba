import { parseArgs } from 'node:util'
import { failure } from '../platform/failure.ts'

/** A flag of a command: whether it takes a value, and what it does. */
export type Flag = {
  readonly type: 'boolean' | 'string'
  readonly multiple?: true
  readonly value?: string
  readonly does: string
}

/** What was given on the command line, already checked against the command's own table. */
export type Given = {
  readonly positionals: readonly string[]
  flag(name: string): boolean
  text(name: string): string | undefined
  texts(name: string): readonly string[]
}

/** One command of the program as data: its words, its flags, and what it does. */
export type Command = {
  /** Words after `shaoying`, such as `registry load`. */
  readonly name: string
  readonly does: string
  readonly positionals: readonly string[]
  readonly flags: Readonly<Record<string, Flag>>
  run(given: Given): Promise<void>
}

/** Flags that every command has. */
export const everyFlag = {
  json: { type: 'boolean', does: 'print one JSON value for machines, and nothing else, on standard output' },
  help: { type: 'boolean', does: 'show this help' },
} as const satisfies Record<string, Flag>

/** Finds the command that the first words name, and the words that are left; undefined when there is none. */
export function findCommand(
  commands: readonly Command[],
  words: readonly string[],
): { command: Command; rest: readonly string[] } | undefined {
  for (const length of [2, 1]) {
    const command = commands.find(({ name }) => name === words.slice(0, length).join(' '))
    if (command) return { command, rest: words.slice(length) }
  }
  return undefined
}

/** Reads flags and positionals by the command's table; throws a failure of one sentence for anything that is not in it. */
export function readGiven(command: Command, words: readonly string[]): Given {
  const flags: Record<string, Flag> = { ...command.flags, ...everyFlag }
  const options = Object.fromEntries(
    Object.entries(flags).map(([name, { type, multiple }]) => [
      name,
      { type, ...(multiple ? { multiple } : {}) },
    ]),
  )
  let parsed: { values: Record<string, unknown>; positionals: string[] }
  try {
    parsed = parseArgs({ args: [...words], options, allowPositionals: true, strict: true })
  } catch (error) {
    const reason =
      error instanceof Error ? (error.message.split('. ')[0] ?? '').replace(/\.$/, '') : 'not understood'
    throw failure(`${reason}: see shaoying ${command.name} --help.`, error)
  }
  const { values, positionals } = parsed
  const needed = command.positionals.filter((name) => !name.startsWith('[')).length
  if (
    values['help'] !== true &&
    (positionals.length < needed || positionals.length > command.positionals.length)
  )
    throw failure(
      `shaoying ${command.name} takes ${command.positionals.join(' ') || 'no arguments'}: see shaoying ${command.name} --help.`,
    )
  const text = (name: string): string | undefined => {
    const value = values[name]
    return typeof value === 'string' ? value : undefined
  }
  return {
    positionals,
    flag: (name) => values[name] === true,
    text,
    texts: (name) => {
      const value = values[name]
      return Array.isArray(value) ? value.map(String) : typeof value === 'string' ? [value] : []
    },
  }
}

/** The page shown by `--help`. */
export function helpOf({ name, does, positionals, flags }: Command): string {
  const all: Readonly<Record<string, Flag>> = { ...flags, ...everyFlag }
  const rows = Object.entries(all).map(([flag, { type, value = 'value', does: text }]): [string, string] => [
    type === 'string' ? `--${flag} <${value}>` : `--${flag}`,
    text,
  ])
  const width = Math.max(...rows.map(([left]) => left.length))
  const lines = rows.map(([left, text]) => `  ${left.padEnd(width)}  ${text}`)
  return `Usage: shaoying ${[name, ...positionals].join(' ')} [flags]\n\n${does}\n\nFlags:\n${lines.join('\n')}\n`
}

/** The page shown by `shaoying --help`. */
export function overview(commands: readonly Command[]): string {
  const width = Math.max(...commands.map(({ name, positionals }) => [name, ...positionals].join(' ').length))
  const lines = commands.map(
    ({ name, positionals, does }) =>
      `  ${[name, ...positionals].join(' ').padEnd(width)}  ${does.split('\n')[0]}`,
  )
  return `shaoying (哨应): the operating system of grassroots city governance\n\nUsage: shaoying <command> [flags]\n\nCommands:\n${lines.join('\n')}\n\nshaoying <command> --help tells more. PORT, HOST, DATA_DIR and DATABASE_URL are honoured.\n`
}

/** Reads a whole number within bounds from a flag, or gives the usual one. */
export function wholeNumber(given: Given, name: string, usual: number, min: number, max: number): number {
  const text = given.text(name)
  if (text === undefined) return usual
  const value = Number(text)
  if (!Number.isInteger(value) || value < min || value > max)
    throw failure(`--${name} must be a whole number from ${min} to ${max}, not ${text}.`)
  return value
}
