// What `npm start` and `npm test` do first on a machine with git, Node and npm: install and build what is missing or stale.
import { spawnSync } from 'node:child_process'
import * as fs from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const root = fileURLToPath(new URL('..', import.meta.url))

/** The TypeScript projects in the order of their dependence; the console is there once it has a configuration. */
export const projects = ['packages/core', 'packages/contract', 'apps/server', 'apps/console'].filter(
  (folder) => fs.existsSync(join(root, folder, 'tsconfig.json')),
)

/** Checks that this Node is one the program runs on; says so in one sentence and leaves otherwise. */
export function checkNode() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
  if (major > 20 || (major === 20 && minor >= 19)) return
  leave(`Node ${process.versions.node} is too old: 20.19 or newer is needed.`)
}

/** Installs the packages of the lock file when they are missing or others; silent unless it fails. */
export function install() {
  if (isInstalled()) return
  say('Installing packages…')
  const npm = process.env.npm_execpath
  const [program, first] = npm?.endsWith('npm-cli.js') ? [process.execPath, [npm]] : ['npm', []]
  // Development packages too, whatever NODE_ENV says: the compiler is one of them. No package's install script is run.
  const wanted = [
    'ci',
    '--ignore-scripts',
    '--include=dev',
    '--include=optional',
    '--no-audit',
    '--no-fund',
    '--loglevel=error',
  ]
  const { status, stdout, stderr, error } = spawnSync(program, [...first, ...wanted], {
    cwd: root,
    encoding: 'utf8',
    shell: process.platform === 'win32' && program === 'npm',
  })
  if (status === 0) return
  process.stderr.write(`${stdout ?? ''}${stderr ?? ''}`)
  leave(
    `The packages could not be installed${error ? ` (${error.message})` : ''}: see the lines above, then start again.`,
  )
}

/** Compares what is installed with the lock file, package by package; what is optional may be absent on this machine. */
function isInstalled() {
  try {
    const wanted = packagesOf('package-lock.json')
    const there = packagesOf('node_modules/.package-lock.json')
    return Object.entries(wanted).every(
      ([path, { version, link, optional, devOptional }]) =>
        path === '' ||
        link ||
        !path.includes('node_modules/') ||
        (there[path] ? there[path].version === version : optional || devOptional),
    )
  } catch {
    return false
  }
}

function packagesOf(file) {
  return JSON.parse(fs.readFileSync(join(root, file), 'utf8')).packages
}

/** Compiles the programs and, when it has changed, the console; shows the compiler's words and gives false when it fails. */
export function build() {
  const code = projects.filter((folder) => folder !== 'apps/console')
  if (code.length > 0 && isStale(code.flatMap(sourcesOf), 'node_modules/.cache/shaoying/built')) {
    say('Building the server…')
    if (run('typescript/bin/tsc', ['-b', ...code]) !== 0)
      return refuse('The server could not be built: see the lines above.')
    stamp('node_modules/.cache/shaoying/built')
  }
  const inputs = ['index.html', 'public', 'vite.config.ts', 'package.json', 'src'].map(
    (path) => `apps/console/${path}`,
  )
  const isThere = fs.existsSync(join(root, 'apps/console/vite.config.ts'))
  if (
    isThere &&
    isStale(
      [...inputs, ...['packages/core', 'packages/contract'].flatMap(sourcesOf)],
      'apps/console/dist/index.html',
    )
  ) {
    say('Building the console…')
    if (run('vite/bin/vite.js', ['build', '--logLevel', 'warn'], join(root, 'apps/console')) !== 0)
      return refuse('The console could not be built: see the lines above.')
  }
  return true
}

function refuse(sentence) {
  console.error(sentence)
  return false
}

const sourcesOf = (folder) => ['src', 'package.json', 'tsconfig.json'].map((path) => `${folder}/${path}`)

/** Tells whether any of the files is newer than what was made of them, or nothing was made, or its output is gone. */
function isStale(paths, product) {
  const made = fs.statSync(join(root, product), { throwIfNoEntry: false })?.mtimeMs
  if (made === undefined) return true
  if (
    product.endsWith('built') &&
    !projects.every((folder) => folder === 'apps/console' || fs.existsSync(join(root, folder, 'dist')))
  )
    return true
  return [...paths, 'package-lock.json', 'tsconfig.base.json'].some((path) => newest(join(root, path)) > made)
}

function newest(path) {
  const stat = fs.statSync(path, { throwIfNoEntry: false })
  if (!stat) return 0
  if (!stat.isDirectory()) return stat.mtimeMs
  return Math.max(stat.mtimeMs, ...fs.readdirSync(path).map((name) => newest(join(path, name))))
}

function stamp(path) {
  fs.mkdirSync(join(root, path, '..'), { recursive: true })
  fs.writeFileSync(join(root, path), '')
}

/** Runs a program of an installed package with this same Node, showing its output; gives its exit status. */
export function run(program, options, cwd = root, environment = {}) {
  const { status } = spawnSync(process.execPath, [join(root, 'node_modules', program), ...options], {
    cwd,
    stdio: 'inherit',
    env: { ...process.env, ...environment },
  })
  return status ?? 1
}

export function say(line) {
  console.error(line)
}

export function leave(sentence) {
  console.error(sentence)
  process.exit(1)
}
