import { readProfiles, type Mark, type MarkedNode, type ProfileFault, type ReadProfile } from '@shaoying/core'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { isAlias, isMap, isScalar, isSeq, parseDocument, type Node } from 'yaml'
import { failure } from './failure.ts'

/**
 * Reads every profile under a folder, `<id>/<inForceFrom>/*.yaml`, and refuses them all with one sentence that names
 * file and path where one is wrong.
 */
export async function loadProfiles(folder: string): Promise<readonly ReadProfile[]> {
  const versions = await Promise.all(
    (await versionFolders(folder)).map(async ([id, inForceFrom]) => {
      const place = join(folder, id, inForceFrom)
      const names = (await readdir(place)).filter((name) => name.endsWith('.yaml')).sort()
      const files = names.map(async (name) => ({
        name,
        root: parseMarked(await readFile(join(place, name), 'utf8'), `${id}/${inForceFrom}/${name}`),
      }))
      return { id, inForceFrom, files: await Promise.all(files) }
    }),
  )
  const read = readProfiles(versions)
  if ('faults' in read) throw failure(sentenceOf(read.faults))
  return read.profiles
}

/** Reads one YAML text into values with their marks: `!A` stated by the city, `!X` other source, `!?` assumed. */
export function parseMarked(text: string, file: string): MarkedNode {
  // Tags are looked at below; the parser itself need not know them.
  const document = parseDocument(text, { logLevel: 'silent' })
  const [error] = document.errors
  if (error) throw failure(`The profile file ${file} is not valid YAML: ${error.message.split('\n')[0]}.`)
  return document.contents === null ? { map: {} } : marked(document.contents, file, '')
}

const markOf: Readonly<Record<string, Mark>> = { '!A': 'stated', '!X': 'other source', '!?': 'assumed' }

function marked(node: Node, file: string, path: string): MarkedNode {
  const tag = isAlias(node) ? undefined : node.tag
  const mark = tag === undefined ? undefined : markOf[tag]
  if (tag?.startsWith('!') && mark === undefined) {
    throw failure(`The profile file ${file} has an unknown mark ${tag} at ${path}: use !A, !X or !?.`)
  }
  const own = mark === undefined ? {} : { mark }
  const below = (child: unknown, key: string): MarkedNode =>
    // The parser puts nodes, or null for an empty place, into the collections of a document.
    child === null ? { value: null } : marked(child as Node, file, path === '' ? key : `${path}.${key}`)

  if (isMap(node)) {
    const pairs = node.items.map(({ key, value }) => [String(key), below(value, String(key))] as const)
    return { ...own, map: Object.fromEntries(pairs) }
  }
  if (isSeq(node)) return { ...own, list: node.items.map((item, index) => below(item, String(index))) }
  if (isScalar(node)) return { ...own, value: scalar(node.value, node.type) }
  throw failure(`The profile file ${file} uses an alias at ${path}: write the value out.`)
}

function scalar(value: unknown, type: string | undefined): string | number | boolean | null {
  // A marked scalar comes as text, whatever it looks like; one in quotes is meant as text.
  if (typeof value === 'string' && type === 'PLAIN') {
    if (/^-?\d+(\.\d+)?$/.test(value)) return Number(value)
    if (value === 'true' || value === 'false') return value === 'true'
    if (value === 'null') return null
  }
  if (typeof value === 'number' || typeof value === 'boolean' || value === null) return value
  return typeof value === 'string' ? value : JSON.stringify(value)
}

async function versionFolders(folder: string): Promise<readonly (readonly [string, string])[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch((cause: unknown) => {
    throw failure(`The profiles cannot be read from ${folder}.`, cause)
  })
  const ids = entries.filter((entry) => entry.isDirectory()).map(({ name }) => name)
  const found = await Promise.all(
    ids.map(async (id) => {
      const versions = await readdir(join(folder, id), { withFileTypes: true })
      return versions
        .filter((entry) => entry.isDirectory() && /^\d{4}-\d{2}-\d{2}$/.test(entry.name))
        .map(({ name }) => [id, name] as const)
    }),
  )
  return found.flat().sort(([a, from], [b, until]) => `${a}@${from}`.localeCompare(`${b}@${until}`))
}

const shown = 8

function sentenceOf(faults: readonly ProfileFault[]): string {
  const lines = faults
    .slice(0, shown)
    .map(({ file, path, code, about }) => `${file}: ${path}: ${sayOf[code](about)}`)
  const more = faults.length > shown ? `\n… and ${faults.length - shown} more` : ''
  return `The profiles cannot be used:\n${lines.join('\n')}${more}`
}

const sayOf: Readonly<Record<ProfileFault['code'], (about: string) => string>> = {
  NotAMap: () => 'the file must be a map of names to values.',
  SaidTwice: (other) => `already said in ${other}.`,
  NoMark: () => 'has no mark: put !A (stated), !X (other source) or !? (assumed) before the value.',
  NoSource: () => 'comes from another source (!X): name it under sources.',
  NotAsFolder: (folder) => `must be as in the folder's name, ${folder}.`,
  BaseUnknown: (base) => `extends ${base}, which is not there.`,
  BaseInCircle: (base) => `extends ${base}, which extends it in turn.`,
  PredecessorUnknown: (ref) => `names ${ref}, which is not there.`,
  WrongShape: (message) => `${message}.`,
  Contradiction: (about) => `${about}.`,
}
