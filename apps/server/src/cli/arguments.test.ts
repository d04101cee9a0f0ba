import { expect, test } from 'vitest'
import { findCommand, helpOf, overview, readGiven, wholeNumber, type Command } from './arguments.ts'

const command: Command = {
  name: 'registry load',
  does: 'Load.',
  positionals: ['<code>', '[more]'],
  flags: {
    from: { type: 'string', value: 'folder', does: 'from a folder' },
    quick: { type: 'boolean', does: 'quickly' },
    account: { type: 'string', multiple: true, does: 'who' },
  },
  run: () => Promise.resolve(),
}

test('the longer name of a command wins, and what follows are its words', () => {
  const registry = { ...command, name: 'registry' }
  expect(findCommand([registry, command], ['registry', 'load', '360702'])).toEqual({
    command,
    rest: ['360702'],
  })
  expect(findCommand([registry, command], ['registry', '360702'])?.command).toBe(registry)
  expect(findCommand([command], ['registry'])).toBeUndefined()
})

test('flags and positionals are read by the table', () => {
  const given = readGiven(command, ['360702', '--from', 'x', '--account', 'a', '--account', 'b', '--json'])
  expect(given.positionals).toEqual(['360702'])
  expect([given.text('from'), given.flag('quick'), given.flag('json'), given.texts('account')]).toEqual([
    'x',
    false,
    true,
    ['a', 'b'],
  ])
})

test('what is not in the table is refused in one sentence that says where to look', () => {
  for (const words of [
    ['360702', '--form', 'x'],
    ['360702', '--from'],
    ['360702', '--quick=yes'],
    [],
    ['1', '2', '3'],
  ])
    expect(() => readGiven(command, words), words.join(' ')).toThrow(
      /^[^\n]*see shaoying registry load --help\.$/,
    )
  expect(() =>
    wholeNumber(
      readGiven({ ...command, flags: { speed: { type: 'string', does: '' } } }, ['1', '--speed', '1.5']),
      'speed',
      1,
      1,
      9,
    ),
  ).toThrow('--speed must be a whole number from 1 to 9, not 1.5.')
})

test('help needs nothing else and names every flag', () => {
  expect(readGiven(command, ['--help']).flag('help')).toBe(true)
  for (const flag of ['--from <folder>', '--quick', '--json', '--help'])
    expect(helpOf(command)).toContain(flag)
  expect(overview([command])).toContain('registry load <code> [more]  Load.')
})
