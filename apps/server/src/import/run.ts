import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import * as fs from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { ProblemError, type Answer, type Instruction } from '@shaoying/contract'
import { isOutage, reachFailure, type Remote } from '../cli/remote.ts'
import { readInstruction } from '../desk/instruction.ts'
import { uuidv5 } from '../ledger/ids.ts'
import { failure, isFailure } from '../platform/failure.ts'
import type { MapFile } from './mapFile.ts'
import { readRows, type Row } from './rows.ts'
import { importSpace } from './spaces.ts'
import { fill, textOf, valuesOf, type Suggested, type Values } from './values.ts'

/** A row that did not go in, or not all the way: its number in the file, the step, and why. */
export type BadRow = {
  readonly row: number
  readonly id: string | null
  readonly step: string
  readonly code: string
  readonly sentence: string
}

/** What an import came to. */
export type ImportReport = {
  readonly rows: number
  /** Rows whose every step was taken, now or by an earlier run. */
  readonly imported: number
  /** Instructions the server had already answered or done before this run cannot be told from new ones: both are one effect. */
  readonly instructions: number
  readonly bad: readonly BadRow[]
  /** Set where the import ended early: the first row that still has to be done. */
  readonly stoppedAt: number | null
}

/** How to import. */
export type ImportOptions = {
  readonly file: string
  readonly map: MapFile
  readonly remote: Remote
  /** Accounts instead of the map's own, by their name in the map. */
  readonly accounts?: Readonly<Record<string, string>>
  readonly dryRun?: boolean
  /** Begins at the row where an earlier run of this file stopped. */
  readonly resume?: boolean
  /** Where the bookmark of a half-imported file is kept. */
  readonly bookmarks: string
  readonly onProgress?: (done: number, total: number, bad: number) => void
  /** Waits for the row's turn; used to play a file in its own rhythm. */
  readonly pace?: (claimed: string | undefined) => Promise<void>
  readonly chunk?: number
  readonly signal?: AbortSignal
}

/** Server limits of one request (`POST instructions`), with room for the envelope. */
const most = { instructions: 500, bytes: 1_000_000 }

/** A row on its way: its story's id, its values, and whether it has dropped out. */
type Walker = {
  readonly row: number
  readonly id: string
  readonly values: Values
  readonly story: string
  wasThere: boolean
  isOut: boolean
}

/**
 * Brings a file's rows in as cases that walk the map's steps, through the public API. Ids are made from the source's own, so that a
 * second run, or one that was cut off, has no second effect. Good rows go in whatever becomes of the bad ones.
 */
export async function importFile(options: ImportOptions): Promise<ImportReport> {
  const { file, map, remote, accounts = {}, dryRun = false, resume = false, chunk = 250 } = options
  const loginOf = (as: string, values: Values): string =>
    as.startsWith('$') ? textOf(values[as.slice(1)]) : (accounts[as] ?? map.accounts[as] ?? as)

  const total = await countRows(file)
  const bookmark = await openBookmark(options.bookmarks, `${remote.url} ${map.system} ${await hashOf(file)}`)
  const from = resume ? bookmark.next : 0
  const first = map.steps[0]
  const filer = dryRun || !first ? undefined : await remote.as(loginOf(first.as, {}))
  const district = filer?.me.district ?? 100_000

  const bad: BadRow[] = []
  const seen = new Map<string, number>()
  let rows = 0
  let instructions = 0
  let waiting: Extract<Row, { fields: unknown }>[] = []
  let nextRow = from

  const refuseRow = (row: number, id: string | null, step: string, code: string, sentence: string): void => {
    bad.push({ row, id, step, code, sentence })
  }

  async function takeChunk(): Promise<void> {
    const taken = waiting
    waiting = []
    const suggested = dryRun || map.suggestFor === undefined ? [] : await suggest(taken)
    const walkers: Walker[] = []
    for (const [n, { number, fields }] of taken.entries()) {
      const id = textOf(fields[map.id])
      const read = valuesOf(map.fields, fields, suggested[n])
      const earlier = seen.get(id)
      if (id === '')
        refuseRow(
          number,
          null,
          'read',
          'RowInvalid',
          `${map.id} is empty, so the row cannot be told from others`,
        )
      else if (earlier !== undefined)
        refuseRow(number, id, 'read', 'RowInvalid', `has the same ${map.id} as row ${earlier}`)
      else if ('broken' in read) refuseRow(number, id, 'read', 'RowInvalid', read.broken)
      else {
        const story = `${district}-${uuidv5(importSpace, `${map.system}/${id}`)}`
        walkers.push({
          row: number,
          id,
          values: { ...read.values, id },
          story,
          wasThere: false,
          isOut: false,
        })
      }
      if (id !== '' && earlier === undefined) seen.set(id, number)
    }
    for (const [n, step] of map.steps.entries()) {
      const byLogin = new Map<string, { walker: Walker; instruction: Instruction }[]>()
      for (const walker of walkers) {
        if (walker.isOut || (step.when !== undefined && walker.values[step.when] === undefined)) continue
        const instruction = instructionOf(map, step, n === 0, walker)
        const read = readInstruction(instruction)
        if ('malformed' in read) {
          walker.isOut = true
          refuseRow(
            walker.row,
            walker.id,
            step.step,
            'MalformedInstruction',
            `${read.malformed} is missing, too long or not in the expected form`,
          )
          continue
        }
        const login = loginOf(step.as, walker.values)
        const list = byLogin.get(login) ?? []
        // Checked just now against the command's own schema.
        list.push({ walker, instruction: instruction as Instruction })
        byLogin.set(login, list)
      }
      if (dryRun) continue
      // Different accounts act on different rows: they need not wait for each other, and the desk gathers them.
      await Promise.all(
        [...byLogin].map(async ([login, list]) => {
          for (const batch of batches(list)) {
            const answers = await send(
              remote,
              login,
              batch.map(({ instruction }) => instruction),
            )
            instructions += answers.length
            for (const [k, { walker }] of batch.entries()) judge(walker, step.step, n === 0, answers[k])
          }
        }),
      )
    }
    nextRow = (taken.at(-1)?.number ?? nextRow) + 1
    if (!dryRun) await bookmark.put(nextRow)
  }

  function judge(walker: Walker, step: string, isFiling: boolean, answer: Answer | undefined): void {
    if (answer && 'version' in answer) return
    const { code = 'Unknown', message = 'no answer' } = answer?.refused ?? {}
    // Taken by an earlier run, with another map or so long ago that its receipts are gone: the steps that it has not taken follow.
    if (code === 'OtherBodySameCommand' || (isFiling && code === 'AlreadyExists')) walker.wasThere = true
    else if (!(walker.wasThere && (code === 'NotAtThisStage' || code === 'AlreadyDone'))) {
      walker.isOut = true
      refuseRow(walker.row, walker.id, step, code, message)
    }
  }

  async function suggest(taken: typeof waiting): Promise<(Suggested | undefined)[]> {
    const found: (Suggested | undefined)[] = Array.from({ length: taken.length })
    const caller = filer
    let next = 0
    const worker = async (): Promise<void> => {
      for (let n = next++; n < taken.length; n = next++) {
        const read = valuesOf(map.fields, taken[n]?.fields ?? {})
        const words = 'values' in read ? read.values[map.suggestFor ?? ''] : undefined
        if (typeof words === 'string' && caller)
          found[n] = await again(() =>
            caller.client.suggest({ body: { words: words.slice(0, 20_000) } }),
          ).catch(noSuggestion)
      }
    }
    await Promise.all(Array.from({ length: 8 }, worker))
    return found
  }

  try {
    for await (const row of readRows(file)) {
      if (row.number < from) continue
      if (options.signal?.aborted) return report(row.number)
      rows += 1
      if ('broken' in row) refuseRow(row.number, null, 'read', 'RowInvalid', row.broken)
      else {
        await options.pace?.(claimedTime(map, row.fields))
        waiting.push(row)
      }
      if (waiting.length >= (options.pace ? 1 : chunk)) {
        await takeChunk()
        options.onProgress?.(rows, total, bad.length)
      }
    }
    await takeChunk()
    options.onProgress?.(rows, total, bad.length)
    if (!dryRun) await bookmark.remove()
    return report(null)
  } catch (error) {
    const told = isFailure(error) ? error : reachFailure(error, remote.url)
    const reason = told instanceof Error ? told.message : String(told)
    throw failure(
      `Stopped at row ${Math.max(1, nextRow)} of ${total}. ${reason} Run the same command with --resume to go on from there.`,
      error,
    )
  }

  function report(stoppedAt: number | null): ImportReport {
    const failed = new Set(bad.map(({ row }) => row))
    return {
      rows,
      imported: rows - failed.size,
      instructions,
      bad: bad.toSorted((a, b) => a.row - b.row),
      stoppedAt: stoppedAt === null ? null : nextRow,
    }
  }
}

function claimedTime(map: MapFile, fields: Readonly<Record<string, unknown>>): string | undefined {
  const read = valuesOf(map.fields, fields)
  const time = map.time !== undefined && 'values' in read ? read.values[map.time] : undefined
  return typeof time === 'string' ? time : undefined
}

/** The same row and step always make the same instruction, to the letter. */
function instructionOf(
  map: MapFile,
  { step, do: shape }: MapFile['steps'][number],
  isFiling: boolean,
  { id, story, values }: Walker,
): unknown {
  const filled = fill(shape, values)
  const command = typeof filled === 'object' && filled !== null ? filled : {}
  return {
    commandId: uuidv5(importSpace, `${map.system}/${id}/${step}`),
    story: { kind: 'case', id: story },
    command: isFiling ? { ...command, external: { system: map.system, id } } : command,
  }
}

function* batches<T extends { instruction: Instruction }>(list: readonly T[]): Generator<readonly T[]> {
  let batch: T[] = []
  let bytes = 0
  for (const item of list) {
    const size = Buffer.byteLength(JSON.stringify(item.instruction)) + 1
    if (batch.length === most.instructions || (batch.length > 0 && bytes + size > most.bytes)) {
      yield batch
      batch = []
      bytes = 0
    }
    batch.push(item)
    bytes += size
  }
  if (batch.length > 0) yield batch
}

/** An unknown outcome is sent again: the ids make it harmless. */
async function send(
  remote: Remote,
  login: string,
  instructions: readonly Instruction[],
): Promise<readonly Answer[]> {
  const { client } = await remote.as(login)
  const { answers } = await again(() => client.instruct({ body: { instructions: [...instructions] } }))
  return answers
}

async function again<T>(call: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await call()
    } catch (error) {
      if (attempt === 4 || !isOutage(error)) throw error
      await sleep(250 * 2 ** attempt)
    }
  }
}

/** Words that the server cannot even read get no suggestion; the filing will say what is wrong with them. */
function noSuggestion(error: unknown): undefined {
  if (error instanceof ProblemError && error.code === 'Malformed') return undefined
  throw error
}

async function countRows(file: string): Promise<number> {
  let count = 0
  for await (const _ of readRows(file)) count += 1
  return count
}

async function hashOf(file: string): Promise<string> {
  const hash = createHash('sha256')
  for await (const part of createReadStream(file)) hash.update(part)
  return hash.digest('hex')
}

type Bookmark = { readonly next: number; put(next: number): Promise<void>; remove(): Promise<void> }

/** Remembers how far a file has come, by its content: moved or renamed, it is still the same file. */
async function openBookmark(folder: string, key: string): Promise<Bookmark> {
  const path = join(folder, `${createHash('sha256').update(key).digest('hex').slice(0, 24)}.json`)
  const text = await fs.readFile(path, 'utf8').catch(() => '{}')
  const read: unknown = JSON.parse(text)
  const next = typeof read === 'object' && read !== null && 'next' in read ? Number(read.next) : 0
  return {
    next: Number.isInteger(next) ? next : 0,
    async put(row) {
      await fs.mkdir(folder, { recursive: true })
      await fs.writeFile(`${path}.new`, JSON.stringify({ next: row }))
      await fs.rename(`${path}.new`, path)
    },
    remove: () => fs.rm(path, { force: true }),
  }
}
