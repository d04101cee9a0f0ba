import Value from 'typebox/value'
import type { LocalDate } from '../time/instant.ts'
import { readLimit } from '../time/limit.ts'
import { contradictions } from './contradictions.ts'
import { Profile, profileRef } from './profile.ts'
import type { Mark } from './vocabulary.ts'

/** A value of a profile file with the mark that stands before it; a mark on a list or map holds for all that is in it. */
export type MarkedNode = { readonly mark?: Mark } & (
  | { readonly value: string | number | boolean | null }
  | { readonly list: readonly MarkedNode[] }
  | { readonly map: Readonly<Record<string, MarkedNode>> }
)

/** The files of one version of a profile, parsed: `profiles/<id>/<inForceFrom>/*.yaml`. */
export type ProfileFiles = {
  readonly id: string
  readonly inForceFrom: LocalDate
  readonly files: readonly { readonly name: string; readonly root: MarkedNode }[]
}

/** A profile as the law reads it, with the mark of every leaf and the source of those from elsewhere, by path. */
export type ReadProfile = {
  readonly profile: Profile
  readonly marks: Readonly<Record<string, Mark>>
  readonly sources: Readonly<Record<string, string>>
}

/** What is wrong with a profile's files: where, and what, as a code with what it is about. */
export type ProfileFault = {
  readonly file: string
  readonly path: string
  readonly code:
    | 'NotAMap'
    | 'SaidTwice'
    | 'NoMark'
    | 'NoSource'
    | 'NotAsFolder'
    | 'BaseUnknown'
    | 'BaseInCircle'
    | 'PredecessorUnknown'
    | 'WrongShape'
    | 'Contradiction'
  readonly about: string
}

/**
 * Reads profiles from their parsed files. A leaf without a mark (stated, other source, assumed) is refused with its
 * path, and so is a value from another source whose source is not named, a word that is not in the vocabulary, and
 * values that contradict each other. A file may say `extends: <id>@<date>`: what it leaves out is taken from there,
 * maps key by key, lists and single values as a whole. `partial: true` marks files that only serve to be extended.
 */
export function readProfiles(
  versions: readonly ProfileFiles[],
): { readonly profiles: readonly ReadProfile[] } | { readonly faults: readonly ProfileFault[] } {
  const faults: ProfileFault[] = []
  const drafts = new Map(versions.map((files) => [profileRef(files), gather(files, faults)]))
  const profiles: ReadProfile[] = []
  for (const [ref, draft] of drafts) {
    const whole = extend(ref, drafts, faults, [])
    if (!whole) continue
    const leaves = flatten(whole)
    faults.push(...leaves.faults)
    if (draft.partial) continue
    const { marks } = leaves
    const value = { id: draft.id, ...leaves.value }
    const found = judge(draft, value, drafts)
    faults.push(...found)
    // `judge` has found the value to be of this shape.
    if (found.length === 0)
      profiles.push({ profile: value as unknown as Profile, marks, sources: whole.sources })
  }
  return faults.length > 0 ? { faults: distinct(faults) } : { profiles }
}

type Placed = { readonly file: string; readonly node: MarkedNode }

type Draft = {
  readonly id: string
  readonly inForceFrom: LocalDate
  readonly folder: string
  readonly base: string | undefined
  readonly partial: boolean
  readonly entries: Readonly<Record<string, Placed>>
  readonly sources: Readonly<Record<string, string>>
}

function gather({ id, inForceFrom, files }: ProfileFiles, faults: ProfileFault[]): Draft {
  const folder = `${id}/${inForceFrom}`
  const entries: Record<string, Placed> = {}
  const plain: Record<string, Placed> = {}
  for (const { name, root } of files) {
    const file = `${folder}/${name}`
    if (!('map' in root)) {
      faults.push({ file, path: '', code: 'NotAMap', about: name })
      continue
    }
    const language = /^words\.(zh|en)\.yaml$/.exec(name)?.[1]
    const said: readonly (readonly [string, MarkedNode])[] = language
      ? [[`words.${language}`, root]]
      : Object.entries(root.map)
    for (const [key, node] of said) {
      const into = unmarked.has(key) ? plain : entries
      if (into[key]) faults.push({ file, path: key, code: 'SaidTwice', about: into[key].file })
      else into[key] = { file, node: inherit(node, language ? undefined : root.mark) }
    }
  }
  const text = (key: string): string | undefined => {
    const node = plain[key]?.node
    return node && 'value' in node ? String(node.value) : undefined
  }
  if (text('id') !== undefined && text('id') !== id) {
    faults.push({ file: plain['id']?.file ?? folder, path: 'id', code: 'NotAsFolder', about: id })
  }
  const sources = plain['sources']?.node
  return {
    id,
    inForceFrom,
    folder,
    base: text('extends'),
    partial: text('partial') === 'true',
    entries,
    sources:
      sources && 'map' in sources
        ? mapValues(sources.map, (node) => ('value' in node ? String(node.value) : ''))
        : {},
  }
}

// What a file says of itself rather than of the city.
const unmarked: ReadonlySet<string> = new Set(['id', 'extends', 'partial', 'sources'])

function inherit(node: MarkedNode, mark: Mark | undefined): MarkedNode {
  return node.mark === undefined && mark !== undefined ? { ...node, mark } : node
}

type Whole = Pick<Draft, 'entries' | 'sources'>

function extend(
  ref: string,
  drafts: ReadonlyMap<string, Draft>,
  faults: ProfileFault[],
  seen: readonly string[],
): Whole | undefined {
  const draft = drafts.get(ref)
  if (!draft) return undefined
  if (draft.base === undefined) return draft
  if (seen.includes(draft.base) || !drafts.has(draft.base)) {
    const code = drafts.has(draft.base) ? 'BaseInCircle' : 'BaseUnknown'
    faults.push({ file: draft.folder, path: 'extends', code, about: draft.base })
    return undefined
  }
  const below = extend(draft.base, drafts, faults, [...seen, ref])
  if (!below) return undefined
  const entries: Record<string, Placed> = { ...below.entries }
  for (const [key, { file, node }] of Object.entries(draft.entries)) {
    const under = entries[key]
    entries[key] = { file, node: under ? overlay(under.node, node) : node }
  }
  return { entries, sources: { ...below.sources, ...draft.sources } }
}

function overlay(under: MarkedNode, over: MarkedNode): MarkedNode {
  if (!('map' in under) || !('map' in over)) return over
  // An empty map says that there is nothing, not that nothing is changed.
  if (Object.keys(over.map).length === 0) return over
  const map: Record<string, MarkedNode> = mapValues(under.map, (node) => inherit(node, under.mark))
  for (const [key, node] of Object.entries(over.map)) {
    const own = inherit(node, over.mark)
    map[key] = map[key] ? overlay(map[key], own) : own
  }
  return { map }
}

type Leaves = { value: Record<string, unknown>; marks: Record<string, Mark>; faults: ProfileFault[] }

function flatten({ entries, sources }: Whole): Leaves {
  const marks: Record<string, Mark> = {}
  const faults: ProfileFault[] = []

  const walk = (node: MarkedNode, path: string, above: Mark | undefined, file: string): unknown => {
    const mark = node.mark ?? above
    if ('map' in node && Object.keys(node.map).length > 0) {
      return mapValues(node.map, (child, key) => walk(child, `${path}.${key}`, mark, file))
    }
    if ('list' in node && node.list.length > 0) {
      return node.list.map((child, index) => walk(child, `${path}.${index}`, mark, file))
    }
    if (mark === undefined) faults.push({ file, path, code: 'NoMark', about: path })
    else marks[path] = mark
    if (mark === 'other source' && !sourceOf(sources, path)) {
      faults.push({ file, path, code: 'NoSource', about: path })
    }
    if ('map' in node) return {}
    if ('list' in node) return []
    return typeof node.value === 'string' ? (readLimit(node.value) ?? node.value) : node.value
  }

  const value: Record<string, unknown> = {}
  for (const [key, { file, node }] of Object.entries(entries)) {
    const [first, language] = key.split('.') as [string, string | undefined] // only `words.zh` and `words.en` have two parts
    const read = walk(node, key, undefined, file)
    // Nothing but the words is read from two keys.
    value[first] =
      language === undefined ? read : { ...(value[first] as object | undefined), [language]: read }
  }
  return { value, marks, faults }
}

/** The source named for a path, or for what it is part of. */
export function sourceOf(sources: Readonly<Record<string, string>>, path: string): string | undefined {
  const parts = path.split('.')
  for (let length = parts.length; length > 0; length--) {
    const source = sources[parts.slice(0, length).join('.')]
    if (source) return source
  }
  return undefined
}

function judge(
  { folder, entries, inForceFrom }: Draft,
  value: unknown,
  drafts: ReadonlyMap<string, Draft>,
): ProfileFault[] {
  const file = (path: string): string => {
    const [first, second] = path.split('.')
    return entries[first ?? '']?.file ?? entries[`${first}.${second}`]?.file ?? folder
  }
  const shape = [...Value.Errors(Profile, value)].map(({ instancePath, message, params }): ProfileFault => {
    const path = instancePath.slice(1).replaceAll('/', '.')
    const detail =
      'additionalProperties' in params
        ? `: ${String(params['additionalProperties'])}`
        : 'requiredProperties' in params
          ? `: ${String(params['requiredProperties'])}`
          : ''
    return { file: file(path), path, code: 'WrongShape', about: `${message}${detail}` }
  })
  if (shape.length > 0) return shape

  const profile = value as Profile // it has the schema's shape
  const faults: ProfileFault[] = contradictions(profile).map(({ path, about }) => ({
    file: file(path),
    path,
    code: 'Contradiction',
    about,
  }))
  if (profile.inForceFrom !== inForceFrom) {
    faults.push({ file: file('inForceFrom'), path: 'inForceFrom', code: 'NotAsFolder', about: inForceFrom })
  }
  if (profile.predecessor !== null && !drafts.has(profile.predecessor)) {
    faults.push({
      file: file('predecessor'),
      path: 'predecessor',
      code: 'PredecessorUnknown',
      about: profile.predecessor,
    })
  }
  return faults
}

function distinct(faults: readonly ProfileFault[]): readonly ProfileFault[] {
  const byText = new Map(
    faults.map((fault) => [`${fault.file} ${fault.path} ${fault.code} ${fault.about}`, fault]),
  )
  return [...byText.values()]
}

function mapValues<In, Out>(
  record: Readonly<Record<string, In>>,
  change: (value: In, key: string) => Out,
): Record<string, Out> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, change(value, key)]))
}
