import { spawnSync } from 'node:child_process'
import * as fs from 'node:fs'
import { createRequire } from 'node:module'
import { availableParallelism } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Browser, chromium } from 'playwright-core'

/** A browser for screen tests: where its program is, where it came from, and what it has to be started with. */
export type Chromium = {
  readonly path: string
  readonly from: 'npm' | 'debian'
  readonly environment: Readonly<Record<string, string>>
  readonly flags: readonly string[]
}

/**
 * Finds a Chromium: the one that npm brings (unpacked once beside `node_modules`, with a Chinese font), else Debian's.
 * Throws when neither runs on this machine, naming what was tried.
 */
export function findChromium(): Chromium {
  const tried: string[] = []
  for (const candidate of [fromNpm, fromDebian]) {
    const found = candidate()
    if (typeof found === 'string') tried.push(found)
    else return found
  }
  throw new Error(`no Chromium runs here: ${tried.join('; ')}`)
}

/** Starts the browser, headless; the caller closes it. */
export async function openBrowser(): Promise<Browser> {
  const { path, environment, flags } = findChromium()
  return chromium.launch({
    executablePath: path,
    args: [...flags],
    chromiumSandbox: false,
    env: { ...inherited(), ...environment },
    timeout: 60_000,
  })
}

const require = createRequire(import.meta.url)
const root = fileURLToPath(new URL('../../../../', import.meta.url))

/** No sandbox: it cannot be had as root or in a container. Nothing is asked of the network but the pages under test. */
const flags = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-dev-shm-usage',
  '--force-color-profile=srgb',
  '--font-render-hinting=none',
  `--renderer-process-limit=${availableParallelism()}`,
]

function inherited(): Record<string, string> {
  return Object.fromEntries(
    Object.entries(process.env).filter((entry): entry is [string, string] => entry[1] !== undefined),
  )
}

function fromNpm(): Chromium | string {
  let home: string
  try {
    home = join(dirname(require.resolve('@sparticuz/chromium')), '..', '..')
  } catch {
    return '@sparticuz/chromium is not installed'
  }
  const folder = join(root, 'node_modules', '.cache', 'shaoying', `chromium-${versionOf(home)}`)
  if (!fs.existsSync(folder)) unpack(folder)
  const path = join(folder, 'chromium')
  const fonts = { FONTCONFIG_FILE: writeFontList(folder), HOME: folder }
  const bare = { path, from: 'npm', environment: fonts, flags } as const
  if (runs(bare)) return bare
  // A machine without a desktop's libraries: the package brings those as well.
  const equipped = { ...bare, environment: { ...fonts, LD_LIBRARY_PATH: join(folder, 'al2023', 'lib') } }
  return runs(equipped) ? equipped : '@sparticuz/chromium does not start'
}

function fromDebian(): Chromium | string {
  for (const path of ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome']) {
    const found = { path, from: 'debian', environment: {}, flags } as const
    if (fs.existsSync(path) && runs(found)) return found
  }
  return 'there is no /usr/bin/chromium'
}

function versionOf(home: string): string {
  const manifest: unknown = JSON.parse(fs.readFileSync(join(home, 'package.json'), 'utf8'))
  return typeof manifest === 'object' && manifest !== null && 'version' in manifest
    ? String(manifest.version)
    : 'unknown'
}

function runs({ path, environment }: Chromium): boolean {
  return (
    spawnSync(path, ['--no-sandbox', '--version'], {
      env: { ...inherited(), ...environment },
      timeout: 30_000,
    }).status === 0
  )
}

/**
 * The package unpacks into the system's temporary folder, always the same one, without minding who else does so: a process
 * of its own is given a private one, and the result is moved into place whole.
 */
function unpack(folder: string): void {
  const unfinished = `${folder}.${process.pid}`
  fs.rmSync(unfinished, { recursive: true, force: true })
  fs.mkdirSync(unfinished, { recursive: true })
  const program = `import chromium from ${JSON.stringify(import.meta.resolve('@sparticuz/chromium'))}; await chromium.executablePath()`
  const { status, stderr } = spawnSync(process.execPath, ['--input-type=module', '--eval', program], {
    // The variable is the package's own sign that the libraries are wanted too.
    env: { ...inherited(), TMPDIR: unfinished, AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs22.x' },
    timeout: 120_000,
    encoding: 'utf8',
  })
  if (status !== 0) throw new Error(`Chromium could not be unpacked: ${stderr}`)
  try {
    fs.renameSync(unfinished, folder)
  } catch (error) {
    if (!fs.existsSync(folder)) throw error
    fs.rmSync(unfinished, { recursive: true, force: true }) // Another test was quicker.
  }
}

/** Fonts for the browser alone: a Chinese one from npm, the package's own Latin one, and whatever the system has. */
function writeFontList(folder: string): string {
  const chinese = dirname(require.resolve('@expo-google-fonts/noto-sans-sc/package.json'))
  const folders = [
    ...['400Regular', '500Medium', '600SemiBold', '700Bold'].map((weight) => join(chinese, weight)),
    join(folder, 'fonts'),
    '/usr/share/fonts',
  ]
  const prefer = (family: string) =>
    `<alias binding="same"><family>${family}</family><prefer><family>Noto Sans SC</family></prefer></alias>`
  const text = `<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>${folders.map((path) => `<dir>${path}</dir>`).join('')}
<cachedir>${join(folder, 'font-cache')}</cachedir>
${['sans-serif', 'serif', 'system-ui', 'PingFang SC', 'Microsoft YaHei', 'Segoe UI', 'Roboto', 'Arial'].map(prefer).join('')}
</fontconfig>
`
  const path = join(folder, 'fonts.conf')
  if (!fs.existsSync(path) || fs.readFileSync(path, 'utf8') !== text) {
    fs.writeFileSync(`${path}.${process.pid}`, text)
    fs.renameSync(`${path}.${process.pid}`, path)
  }
  return path
}
