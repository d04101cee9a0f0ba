import { expect, vi } from 'vitest'
import { readGiven, type Command } from '../cli/arguments.ts'

/** Runs a command with `--json` and reads what it says. */
export async function askCommand(command: Command, ...words: string[]): Promise<unknown> {
  const said = await printed(command, ...words, '--json')
  expect(said).toHaveLength(1)
  return JSON.parse(said[0] ?? '')
}

/** Runs a command and gives what it writes to standard output. */
export async function printed(command: Command, ...words: string[]): Promise<string[]> {
  const said: string[] = []
  const spy = vi.spyOn(process.stdout, 'write').mockImplementation((text) => said.push(String(text)) > 0)
  try {
    await command.run(readGiven(command, words))
  } finally {
    spy.mockRestore()
  }
  return said
}
