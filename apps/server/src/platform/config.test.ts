import { expect, test } from 'vitest'
import { isLoopback, readConfig } from './config.ts'

test('without variables the server listens on this machine alone, at 8080, beside ./data', () => {
  expect(readConfig({ PORT: '' })).toEqual({
    PORT: 8080,
    HOST: '127.0.0.1',
    DATA_DIR: `${process.cwd()}/data`,
    LOG_LEVEL: 'info',
  })
})

test('a bad value gives one sentence that names it', () => {
  expect(() => readConfig({ PORT: 'http' })).toThrow('PORT "http" is not a number from 0 to 65535.')
  expect(() => readConfig({ PORT: '70000' })).toThrow('PORT "70000" is not a number from 0 to 65535.')
  expect(() => readConfig({ LOG_LEVEL: 'loud' })).toThrow(
    'LOG_LEVEL "loud" is not one of silent, error, warn, info, debug.',
  )
})

test('a bad database address is named without repeating the password in it', () => {
  expect(() => readConfig({ DATABASE_URL: 'mysql://root:hush@db/x' })).toThrow(
    /^DATABASE_URL is not an address such as/,
  )
})

test('loopback is this machine alone', () => {
  expect(['127.0.0.1', '127.3.2.1', 'localhost', '::1'].every(isLoopback)).toBe(true)
  expect(
    ['0.0.0.0', '::', '10.0.0.1', 'localhost.example.org', '127.0.0.1.example.org'].some(isLoopback),
  ).toBe(false)
})
