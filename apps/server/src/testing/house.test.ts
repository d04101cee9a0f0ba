import * as fs from 'node:fs'
import { join, relative, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

const root = fileURLToPath(new URL('../../../../', import.meta.url))

type Source = {
  readonly path: string
  readonly text: string
  readonly code: string
  readonly imports: readonly string[]
}

/** Every source file under a folder, its comments taken out of `code`; a folder that does not exist yet has none. */
function sources(folder: string): Source[] {
  const under = join(root, folder)
  if (!fs.existsSync(under)) return []
  return fs
    .readdirSync(under, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.tsx?$/.test(name) && !/(^|[\\/])(node_modules|dist)[\\/]/.test(name))
    .map((name) => {
      const path = join(under, name)
      const text = fs.readFileSync(path, 'utf8')
      const code = withoutComments(text)
      return { path: relative(root, path).split(sep).join('/'), text, code, imports: importsOf(code) }
    })
}

/** Takes comments out and leaves strings alone; good enough for our own formatted code. */
function withoutComments(text: string): string {
  return text.replace(
    /('(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"|`(?:\\.|[^`\\])*`)|\/\*[\s\S]*?\*\/|(?<![:\\])\/\/[^\n]*/g,
    (_, string?: string) => string ?? '',
  )
}

function importsOf(code: string): string[] {
  const statement =
    /^\s*(?:import|export|\})[^'"\n]*\bfrom\s*['"]([^'"\n]+)['"]|^\s*import\s*['"]([^'"\n]+)['"]|\bimport\(\s*['"]([^'"\n]+)['"]/gm
  return [...code.matchAll(statement)].map(([, from, bare, later]) => from ?? bare ?? later ?? '')
}

const isTest = ({ path }: Source) => /\.test\.tsx?$/.test(path) || path.includes('/testing/')

test('the reader of this test sees what it should see', () => {
  const code = withoutComments(
    `import { a } from './a.ts' // import { b } from 'pg'\n/* new Date() */ const url = 'http://x' // y`,
  )
  expect(code).toBe(`import { a } from './a.ts' \n const url = 'http://x' `)
  expect(
    importsOf(
      `import type { A } from "typebox"\nimport './b.ts'\nawait import('node:fs')\nexport * from './c.ts'`,
    ),
  ).toEqual(['typebox', './b.ts', 'node:fs', './c.ts'])
  expect(sources('packages/core/src').length).toBeGreaterThan(10)
})

test('the core reaches for nothing outside itself but the schema library', () => {
  const reaching = sources('packages/core/src')
    .filter((source) => !isTest(source))
    .flatMap(({ path, imports }) =>
      imports.filter((name) => !/^(\.|typebox(\/|$))/.test(name)).map((name) => `${path}: ${name}`),
    )
  expect(reaching).toEqual([])
})

test('the core has no clock and no randomness', () => {
  const impure = [...sources('packages/core/src'), ...sources('packages/insight/src')]
    .filter((source) => !isTest(source))
    .filter(({ code }) =>
      /\bDate\.now\b|\bnew Date\(\s*\)|\bDate\(\s*\)|\bMath\.random\b|\bperformance\.now\b|\brandomUUID\b|\bTemporal\.Now\b/.test(
        code,
      ),
    )
  expect(impure.map(({ path }) => path)).toEqual([])
})

/** Who may import whom: core ← contract ← {server, console, pocket}, core ← insight ← server; the verifier stands alone. */
const directions: Readonly<Record<string, readonly string[]>> = {
  'packages/core': [],
  'packages/contract': ['core'],
  'packages/insight': ['core'],
  'packages/verifier': [],
  'apps/server': ['core', 'contract', 'insight'],
  'apps/console': ['core', 'contract'],
  'apps/pocket': ['core', 'contract'],
}

test.each(Object.entries(directions))('%s imports only what stands before it', (folder, allowed) => {
  const wrong = sources(`${folder}/src`).flatMap(({ path, imports }) =>
    imports
      .filter((name) => {
        const house = /^@shaoying\/([^/]+)/.exec(name)?.[1]
        if (house !== undefined)
          return !allowed.includes(house) && !isTest({ path, text: '', code: '', imports: [] })
        if (!name.startsWith('.')) return false
        // Across packages one goes by the package's name, never by a path.
        return !join(path, '..', name).split(sep).join('/').startsWith(`${folder}/`)
      })
      .map((name) => `${path}: ${name}`),
  )
  expect(wrong).toEqual([])
})

test('relative imports say their file in full', () => {
  const short = ['packages/core', 'packages/contract', 'apps/server', 'apps/console'].flatMap((folder) =>
    sources(`${folder}/src`).flatMap(({ path, imports }) =>
      imports
        .filter((name) => name.startsWith('.') && !/\.(tsx?|json|css|svg|ya?ml)(\?\w+)?$/.test(name))
        .map((name) => `${path}: ${name}`),
    ),
  )
  expect(short).toEqual([])
})

test('no city has its name in the code', () => {
  const folder = join(root, 'profiles')
  const profiles = fs.existsSync(folder) ? fs.readdirSync(folder, { withFileTypes: true }) : []
  // A city's folder holds dated folders; others, such as those of import maps, are no city's.
  const isDated = (name: string) =>
    !name.startsWith('_') &&
    fs.readdirSync(join(folder, name)).some((child) => /^\d{4}-\d\d-\d\d$/.test(child))
  const ids = profiles.filter((entry) => entry.isDirectory() && isDated(entry.name)).map(({ name }) => name)
  const cities = [
    'zhanggong',
    'qitaihe',
    'huangpu',
    'beijing',
    'huashan',
    'wuhua',
    '章贡',
    '七台河',
    '黄浦',
    '北京',
    '华山',
    '五华',
    '赣州',
    ...ids,
  ]
  const named = new RegExp(cities.join('|'), 'i')
  const naming = [
    'packages/core/src',
    'packages/contract/src',
    'packages/insight/src',
    'apps/server/src',
    'apps/console/src',
    'apps/pocket/src',
  ]
    .flatMap(sources)
    .filter((source) => !isTest(source))
    .flatMap(({ path, code }) => {
      const city = named.exec(code)?.[0]
      return city === undefined ? [] : [`${path}: ${city}`]
    })
  expect(naming).toEqual([])
})

test('only the configuration sees the environment', () => {
  const seeing = sources('apps/server/src')
    .filter((source) => !isTest(source) && !/\/(main|cli\/.+)\.ts$/.test(source.path))
    .filter(({ code }) => /\bprocess\.env\b/.test(code))
  expect(seeing.map(({ path }) => path)).toEqual([])
})
