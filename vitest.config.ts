import { existsSync } from 'node:fs'
import { defineConfig } from 'vitest/config'

const server = 'apps/server/src'
const database = {
  globalSetup: [`${server}/testing/globalSetup.ts`],
  testTimeout: 120_000,
  hookTimeout: 240_000,
}

/** Law is pure; database, story and screen share one PostgreSQL for the run, each file in a clone of its own. */
export default defineConfig({
  resolve: { conditions: ['source'] },
  ssr: { resolve: { conditions: ['source'] } },
  test: {
    exclude: ['**/node_modules/**', '**/dist/**'],
    maxWorkers: 2,
    projects: [
      {
        extends: true,
        test: {
          name: 'law',
          testTimeout: 60_000,
          include: [
            'packages/**/*.test.ts',
            ...(existsSync('apps/console/src') ? ['apps/console/src/**/*.test.{ts,tsx}'] : []),
          ],
        },
      },
      {
        extends: true,
        test: {
          ...database,
          name: 'database',
          include: [`${server}/**/*.test.ts`, 'db/**/*.test.ts'],
          exclude: ['**/node_modules/**', '**/dist/**', '**/*.story.test.ts', '**/*.screen.test.ts'],
        },
      },
      {
        extends: true,
        test: {
          ...database,
          name: 'story',
          include: ['apps/**/*.story.test.ts', 'profiles/**/*.story.test.ts'],
          testTimeout: 300_000,
        },
      },
      {
        extends: true,
        test: { ...database, name: 'screen', include: ['apps/**/*.screen.test.ts'], testTimeout: 300_000 },
      },
    ],
  },
})
