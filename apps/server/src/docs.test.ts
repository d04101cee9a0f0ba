import { execFile, spawnSync } from 'node:child_process'
import * as fs from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { gzipSync } from 'node:zlib'
import { base, routes } from '@shaoying/contract'
import type { FastifyInstance } from 'fastify'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openServer } from './channels/server.ts'
import { findCommand, readGiven, type Command } from './cli/arguments.ts'
import { peopleOf } from './demo/people.ts'
import { readPlan } from './demo/plan.ts'
import { demoPassword, openDemoHouse, type DemoHouse } from './testing/demoHouse.ts'

const root = fileURLToPath(new URL('../../../', import.meta.url))
const text = (path: string): string => fs.readFileSync(join(root, path), 'utf8')
const exists = (path: string): boolean => fs.existsSync(join(root, path))
const run = promisify(execFile)

const guides = fs.readdirSync(join(root, 'docs/guides')).map((name) => `docs/guides/${name}`)
const told = [
  'README.md',
  'README.zh-CN.md',
  'CONTRIBUTING.md',
  'profiles/README.md',
  'profiles/STORIES.md',
  ...guides,
].filter(exists)
const pages = [
  ...told,
  'ARCHITECTURE.md',
  ...fs
    .readdirSync(join(root, 'docs'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`),
].filter((path, n, all) => all.indexOf(path) === n)

type Block = { readonly path: string; readonly language: string; readonly lines: readonly string[] }

function blocksOf(path: string): Block[] {
  return [...text(path).matchAll(/^```(\w*)\n([\s\S]*?)^```$/gm)].map(([, language = '', body = '']) => ({
    path,
    language,
    lines: body.trimEnd().split('\n'),
  }))
}

/** The commands of a page's `sh` blocks: continued lines joined, what a here-document holds and comments left out. */
function commandsOf(path: string): string[] {
  return blocksOf(path)
    .filter(({ language }) => language === 'sh')
    .flatMap(({ lines }) =>
      lines
        .join('\n')
        .replaceAll('\\\n', ' ')
        .replaceAll(/(<<(\w+)[^\n]*)\n[\s\S]*?\n\2$/gm, '$1')
        .split('\n')
        .map((line) => line.replace(/(^|\s)#\s.*$/, '').trim())
        .filter((line) => line !== ''),
    )
}
const everyCommand = told.flatMap((path) => commandsOf(path).map((line) => ({ path, line })))

/** Commands of the program, read off its own tables. */
const commands: Command[] = []
beforeAll(async () => {
  const folder = new URL('./cli/commands/', import.meta.url)
  for (const name of fs.readdirSync(folder).filter((file) => /^\w+\.ts$/.test(file))) {
    const found = (await import(/* @vite-ignore */ new URL(name, folder).href)) as Record<string, unknown>
    for (const value of Object.values(found)) if (isCommand(value)) commands.push(value)
  }
})
const isCommand = (value: unknown): value is Command =>
  typeof value === 'object' && value !== null && 'run' in value && 'flags' in value && 'positionals' in value

/** What is wrong with the words after `npx shaoying`; undefined when the program takes them. */
function complaint(words: readonly string[]): string | undefined {
  if (words.length === 1 && words[0] === '--help') return undefined
  const found = findCommand(commands, words)
  if (!found) return `there is no command ${words.join(' ')}`
  try {
    readGiven(found.command, found.rest)
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
  return undefined
}

const outside = new Set([
  'cat',
  'cd',
  'curl',
  'git',
  'mkdir',
  'node',
  'npm',
  'npx',
  'pg_dump',
  'export',
  'head',
  'tar',
])
const wordsOf = (line: string): string[] => line.split(/\s+/).filter((word) => word !== '')

describe('every command that a page shows is known', () => {
  test('there are commands to look at', () => {
    expect(everyCommand.length).toBeGreaterThan(60)
    expect(commands.length).toBeGreaterThan(7)
  })

  test('each line begins with a program that we know', () => {
    const first = ({ line }: { line: string }) =>
      wordsOf(line).find((word) => !/^[\w]+=/.test(word) || /\$\(/.test(word)) ?? ''
    const unknown = everyCommand.filter((one) => {
      const word = first(one).replace(/^\w+=(\S*-)?\$\(/, '')
      return word !== '' && !outside.has(word)
    })
    expect(unknown).toEqual([])
  })

  test('npm runs scripts that exist', () => {
    const manifest = JSON.parse(text('package.json')) as { scripts: Record<string, string> }
    const asked = everyCommand.flatMap(({ line }) =>
      [...line.matchAll(/\bnpm (?:run )?([\w-]+)/g)].map(([whole, name = '']) => ({
        line,
        name,
        isRun: whole.includes(' run '),
      })),
    )
    expect(asked.length).toBeGreaterThan(8)
    const own = new Set(['ci', 'install'])
    expect(
      asked.filter(({ name, isRun }) => (isRun || !own.has(name)) && manifest.scripts[name] === undefined),
    ).toEqual([])
  })

  test('shaoying takes what is shown', () => {
    const asked = everyCommand.flatMap(({ path, line }) =>
      [...line.matchAll(/\bnpx shaoying ([^|;&)]*)/g)].map(([, words = '']) => ({
        path,
        words: wordsOf(words),
      })),
    )
    expect(asked.length).toBeGreaterThan(20)
    expect(
      asked.flatMap(({ path, words }) => {
        const wrong = complaint(words)
        return wrong === undefined ? [] : [`${path}: ${wrong}`]
      }),
    ).toEqual([])
    for (const { words } of asked)
      for (const word of words) if (word.startsWith('profiles/')) expect(exists(word), word).toBe(true)
  })

  test('what it does not take is found', () => {
    expect(complaint(['frobnicate'])).toContain('no command')
    expect(complaint(['start', '--faster'])).toContain('--faster')
    expect(complaint(['import'])).toContain('import')
  })

  test('other programs of npm are installed, and their files are there', () => {
    const asked = pages
      .flatMap((path) => [...text(path).matchAll(/\bnpx ([\w-]+)([^`\n|]*)/g)])
      .filter(([, name]) => name !== 'shaoying')
    expect(asked.length).toBeGreaterThan(3)
    for (const [whole, name = '', rest = ''] of asked) {
      expect(exists(`node_modules/.bin/${name}`), whole).toBe(true)
      for (const word of wordsOf(rest))
        if (word.includes('/') && !word.includes('<')) expect(exists(word), whole).toBe(true)
    }
  })
})

const otherRoutes = ['GET /health', 'GET /metrics', 'GET /openapi.json', 'GET /docs', `GET ${base}/stream`]
const known = new Set([
  ...Object.values(routes).map(({ method, path }) => `${method} ${base}${path.replace(/:\w+/g, '{id}')}`),
  ...otherRoutes,
])

describe('every address is in the contract', () => {
  test('those that curl asks', () => {
    const asked = everyCommand.flatMap(({ line }) =>
      [...line.matchAll(/\bcurl ([^|]*)/g)].map(([, rest = '']) => {
        const [, address = ''] = /(?:127\.0\.0\.1:8080|\$SHAOYING)(\/[^\s"'?)]*)/.exec(rest) ?? []
        const sends = / (-d|-F|--data-urlencode) /.test(rest) && !/ -G /.test(` ${rest}`)
        const method = /-X (\w+)/.exec(rest)?.[1] ?? (sends ? 'POST' : 'GET')
        return `${method} ${address.replaceAll(/\$\w+/g, '{id}')}`
      }),
    )
    expect(asked.length).toBeGreaterThan(20)
    expect(asked.filter((one) => !known.has(one))).toEqual([])
  })

  test('those that the guide names', () => {
    const named = [...text('docs/guides/integrator.md').matchAll(/`(GET|POST|DELETE) (\/[^`\s]*)`/g)].map(
      ([, method, path]) => `${method} ${base}${path}`,
    )
    expect(named.length).toBeGreaterThan(9)
    expect(named.filter((one) => !known.has(one))).toEqual([])
  })
})

describe('what the pages list is what there is', () => {
  test('every route of the contract is in the guide for integrators', () => {
    const guide = text('docs/guides/integrator.md')
    const paths = Object.values(routes).map(({ path }) => path)
    const told = (path: string) =>
      guide.includes(path.replace(':id', '{id}')) || guide.includes(path.replace(':id', '$CASE'))
    expect(paths.filter((path) => !told(path))).toEqual([])
  })

  test('every setting is in the guide for operators', () => {
    const settings = [
      ...text('apps/server/src/platform/config.ts').matchAll(/^ {2}([A-Z][A-Z_]+): Type\./gm),
    ].map(([, name = '']) => name)
    expect(settings.length).toBeGreaterThan(8)
    expect(settings.filter((name) => !text('docs/guides/operator.md').includes(`\`${name}\``))).toEqual([])
  })

  test('every problem is in the guide for integrators, with its status', () => {
    const problems = [
      ...text('apps/server/src/channels/problem.ts').matchAll(/^ {2}(\w+): \{ status: (\d+)/gm),
    ].map(([, code = '', status = '']) => `${status} ${code}`)
    const listed = [...text('docs/guides/integrator.md').matchAll(/^\| ([\d, ]+) \| (`\w+`.*)\|$/gm)].flatMap(
      ([, statuses = '', codes = '']) =>
        [...codes.matchAll(/`(\w+)`/g)].flatMap(([, code]) =>
          statuses.split(', ').map((status) => `${status.trim()} ${code}`),
        ),
    )
    // A bug is not part of the contract.
    expect(problems.filter((one) => !listed.includes(one) && one !== '500 Broken')).toEqual([])
  })

  test.each(['README.md', 'README.zh-CN.md'])('%s lists every demo account and no other', async (path) => {
    const accounts = peopleOf(await readPlan())
      .filter(({ hasAccount }) => hasAccount)
      .map(({ login }) => login)
    const rows = text(path)
      .split('\n')
      .filter((line) => /^\| `[a-z]+\d+`/.test(line))
      .map((line) => line.split('|')[1] ?? '')
    expect(rows.flatMap(accountsIn).toSorted()).toEqual(accounts.toSorted())
    expect(text(path)).toContain(`\`${demoPassword}\``)
  })

  test('every decision is in the index, and numbered without a gap', () => {
    const files = fs
      .readdirSync(join(root, 'docs/decisions'))
      .filter((name) => /^\d{3}-/.test(name))
      .toSorted()
    expect(files.map((name) => Number(name.slice(0, 3)))).toEqual(files.map((_, n) => n + 1))
    expect(
      [...text('docs/decisions/README.md').matchAll(/\]\((\d{3}-[\w-]+\.md)\)/g)].map(([, name]) => name),
    ).toEqual(files)
    for (const name of files)
      for (const part of ['Context', 'Decision', 'Consequences'])
        expect(text(`docs/decisions/${name}`), name).toContain(`**${part}.**`)
  })
})

/** `a1`, `a6`, `a11` … `a96` are all of them, in steps of five; `b1` … `b4` in steps of one. */
function accountsIn(cell: string): string[] {
  const marks = [...cell.matchAll(/`([a-z]+)(\d+)`|…/g)]
  return marks.flatMap(([whole, name, number], n) => {
    if (whole !== '…') return [`${name}${number}`]
    const [from, until, before] = [marks[n - 1], marks[n + 1], marks[n - 2]]
    const step = before?.[1] === from?.[1] ? Number(from?.[2]) - Number(before?.[2]) : 1
    const between: string[] = []
    for (let at = Number(from?.[2]) + step; at < Number(until?.[2]); at += step)
      between.push(`${from?.[1]}${at}`)
    return between
  })
}

describe('the two readmes are one', () => {
  const [english, chinese] = ['README.md', 'README.zh-CN.md']
  const headings = (path: string) => [...text(path).matchAll(/^(#+) /gm)].map(([, marks]) => marks)
  const shown = (path: string) =>
    blocksOf(path)
      .filter(({ language }) => language === 'sh')
      .map(({ lines }) => lines)
  const named = (path: string) =>
    [...text(path).matchAll(/^\| (`.*?) \|/gm)].map(([, cell = '']) => accountsIn(cell))
  const linked = (path: string) => new Set(linksOf(path).filter((to) => !to.startsWith('README')))

  test('same sections', () => expect(headings(chinese)).toEqual(headings(english)))
  test('same commands', () => expect(shown(chinese)).toEqual(shown(english)))
  test('same accounts', () => expect(named(chinese)).toEqual(named(english)))
  test('same links', () => expect(linked(chinese)).toEqual(linked(english)))
  test('as many points', () =>
    expect(text(chinese).match(/^- /gm)?.length).toBe(text(english).match(/^- /gm)?.length))
})

function linksOf(path: string): string[] {
  return [...text(path).matchAll(/\]\(([^)\s]+)\)/g)]
    .map(([, to = '']) => to)
    .filter((to) => !/^(https?|mailto):/.test(to))
}
const slugsOf = (path: string): string[] =>
  [...text(path).matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N} -]/gu, '')
      .trim()
      .replaceAll(' ', '-'),
  )

test.each(pages)('the links of %s lead somewhere', (path) => {
  const broken = linksOf(path).filter((to) => {
    const [file = '', anchor] = to.split('#')
    const target = file === '' ? path : relative(root, join(root, dirname(path), file))
    return (
      !exists(target) || (anchor !== undefined && target.endsWith('.md') && !slugsOf(target).includes(anchor))
    )
  })
  expect(broken).toEqual([])
})

/** Node and npm are all that a machine must have; what is shown with curl is tried where there is one. */
const hasCurl = spawnSync('bash', ['-c', 'curl --version']).status === 0

describe('the examples run', () => {
  let demo: DemoHouse
  let app: FastifyInstance
  let origin: string
  let folder: string
  beforeAll(async () => {
    demo = await openDemoHouse({ at: '2026-03-02T01:00:00Z', accounts: true, background: true })
    app = await openServer(demo.house)
    origin = await app.listen({ host: '127.0.0.1', port: 0 })
    folder = fs.mkdtempSync(join(tmpdir(), 'shaoying-docs-'))
    fs.writeFileSync(join(folder, 'photo.png'), Buffer.from(onePixel, 'base64'))
  }, 60_000)
  afterAll(async () => {
    await app?.close()
    await demo?.end()
    if (folder) fs.rmSync(folder, { recursive: true })
  })

  /** Plays blocks one after the other in one shell, as a reader would, and gives what each of them said. */
  async function play(blocks: readonly Block[]): Promise<string[]> {
    const mark = '\n=== next ===\n'
    const script = blocks
      .map(({ lines }) => lines.join('\n').replaceAll('http://127.0.0.1:8080', origin))
      // A stream has no end: three seconds of it are enough, and curl says 28.
      .map((lines) => lines.replace(/^curl -s -N .*$/m, '{ $& --max-time 3 || [ $? = 28 ]; }'))
      .join(`\nprintf '${mark.replaceAll('\n', '\\n')}'\n`)
    const { stdout } = await run('bash', ['-eu', '-c', script], {
      cwd: folder,
      timeout: 60_000,
      maxBuffer: 32 * 1024 * 1024,
    })
    return stdout.split(mark)
  }

  test.skipIf(!hasCurl)(
    'of the guide for integrators, in their order, with the answers that it shows',
    async () => {
      const all = blocksOf('docs/guides/integrator.md')
      const shown = all.filter(
        ({ language, lines }) => language === 'sh' && !lines.some((line) => line.includes('npx shaoying')),
      )
      const said = await play(shown)
      expect(said).toHaveLength(shown.length)
      const saidBy = (part: string) =>
        said[shown.findIndex(({ lines }) => lines.some((line) => line.includes(part)))] ?? ''

      const [filed, again] = shown.flatMap(({ lines }, n) =>
        lines.some((line) => line.includes('@filing.json')) ? [said[n] ?? ''] : [],
      )
      expect(JSON.parse(filed ?? '')).toMatchObject({ answers: [{ version: expect.any(Number) }] })
      expect(JSON.parse(again ?? '')).toEqual(JSON.parse(filed ?? ''))
      expect(JSON.parse(saidBy('cases/$CASE" -H'))).toMatchObject({
        card: { channel: 'hotline' },
        permits: expect.any(Array),
      })
      // Three pages of cases, those found by a word, what waits, whistles, tallies.
      expect(saidBy('search=').match(/"items":\[/g)).toHaveLength(6)
      expect(JSON.parse(saidBy('photo.png'))).toMatchObject({ type: 'image/png', sha256: expect.any(String) })
      expect(JSON.parse(saidBy('/looks'))).toEqual({ name: '来电人', phone: '13800000000', address: null })
      expect(saidBy('-X DELETE')).toBe('{"signedOut":true}')

      // Only the one that is meant to be refused is.
      const refused = shown.filter((_, n) => /urn:shaoying:problem/.test(said[n] ?? ''))
      expect(refused.map(({ lines }) => lines[0])).toEqual([expect.stringContaining('limit=9999')])

      for (const [n, block] of all.entries()) {
        const next = all[n + 1]
        const answer = said[shown.indexOf(block)]
        if (next?.language !== 'json' || answer === undefined) continue
        for (const [, code] of next.lines.join('\n').matchAll(/"code": "(\w+)"/g))
          expect(answer).toContain(`"code":"${code}"`)
      }
    },
    90_000,
  )

  test.skipIf(!hasCurl)(
    'those that ask the server in the other pages',
    async () => {
      const shown = ['README.md', 'docs/guides/operator.md']
        .flatMap(blocksOf)
        .filter(({ lines }) => lines.every((line) => line.startsWith('curl ')))
      expect(shown.length).toBeGreaterThan(1)
      const said = (await play(shown)).join('')
      expect(said).toContain('"status":"ok"')
      expect(said).toContain('"openapi":"3.1.0"')
      expect(said).toContain('shaoying_ledger_places')
    },
    90_000,
  )

  const isBuilt = exists('apps/server/dist/cli/main.js')
  test.skipIf(!isBuilt)(
    'the program as it is built shows its help, and reads a file with the map that is named',
    async () => {
      const shaoying = (...words: string[]) =>
        run('npx', ['--no-install', 'shaoying', ...words], { cwd: root, timeout: 60_000 })
      const { stdout } = await shaoying('--help')
      for (const { name } of commands) expect(stdout).toContain(name)
      const line =
        everyCommand
          .map((one) => one.line)
          .find((one) => one.includes('import messages') && one.includes('--dry-run')) ?? ''
      const file = join(folder, 'messages.jsonl.gz')
      const row = {
        id: 'a1',
        topic: '路灯不亮',
        detail: '小区门口的路灯三天没有亮了。',
        time: '2020/1/2 8:30:00',
        reply: '已派人修好。',
        reply_time: '2020/1/3 9:00:00',
      }
      fs.writeFileSync(file, gzipSync(`${JSON.stringify(row)}\n`))
      const words = wordsOf(line.replace('npx shaoying', '').replace('messages.jsonl.gz', file))
      expect(JSON.parse((await shaoying(...words, '--json')).stdout)).toMatchObject({
        rows: 1,
        imported: 1,
        bad: [],
      })
    },
    120_000,
  )
})

const onePixel =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=='
