import { createReadStream } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { createInterface } from 'node:readline'
import { createGunzip, gunzipSync } from 'node:zlib'
import { parse } from 'csv-parse/sync'
import { readXlsx } from 'hucre/xlsx'
import iconv from 'iconv-lite'
import { codeOf, failure } from '../platform/failure.ts'

/** A row of a file with the number that a person finds it under: line of a text file, row of a sheet. */
export type Row = { readonly number: number } & (
  { readonly fields: Readonly<Record<string, unknown>> } | { readonly broken: string }
)

/** Reads JSON lines, csv (UTF-8 or GB18030) or the first sheet of an xlsx, the texts also gzipped; a broken row is a row, a broken file a failure. */
export async function* readRows(path: string): AsyncGenerator<Row> {
  const name = path.toLowerCase().replace(/\.gz$/, '')
  try {
    if (name.endsWith('.jsonl') || name.endsWith('.ndjson')) yield* jsonRows(path)
    else if (name.endsWith('.csv')) yield* csvRows(await unpacked(path))
    else if (name.endsWith('.xlsx')) yield* sheetRows(await readFile(path))
    else throw failure(`The file ${path} is of no kind that can be read: jsonl, csv (both also .gz) or xlsx.`)
  } catch (error) {
    throw readFailure(error, path)
  }
}

function readFailure(error: unknown, path: string): unknown {
  const code = codeOf(error)
  if (code === 'ENOENT') return failure(`There is no file ${path}.`, error)
  if (code === 'EACCES') return failure(`The file ${path} may not be read by this account.`, error)
  if (code?.startsWith('Z_')) return failure(`The file ${path} is damaged: it cannot be unpacked.`, error)
  return error
}

async function* jsonRows(path: string): AsyncGenerator<Row> {
  const file = createReadStream(path)
  const input = path.toLowerCase().endsWith('.gz') ? file.pipe(createGunzip()) : file
  // A pipe does not hand errors on: a file that is missing must not hang the reader.
  if (input !== file) file.on('error', (error) => input.destroy(error))
  let number = 0
  for await (const line of createInterface({ input, crlfDelay: Infinity })) {
    number += 1
    const text = number === 1 ? line.replace(/^\uFEFF/, '') : line
    if (text.trim() !== '') yield { number, ...jsonRow(text) }
  }
}

function jsonRow(line: string): { fields: Record<string, unknown> } | { broken: string } {
  try {
    const read: unknown = JSON.parse(line)
    // An object that is not an array is a record.
    if (typeof read === 'object' && read !== null && !Array.isArray(read))
      return { fields: read as Record<string, unknown> }
    return { broken: 'the line is JSON but not an object' }
  } catch {
    return { broken: 'the line is not JSON' }
  }
}

async function unpacked(path: string): Promise<Buffer> {
  const bytes = await readFile(path)
  return path.toLowerCase().endsWith('.gz') ? gunzipSync(bytes) : bytes
}

/** Bytes that are not UTF-8 are read as GB18030, what a Chinese office program writes. */
function textOf(bytes: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return iconv.decode(bytes, 'gb18030')
  }
}

function* csvRows(bytes: Buffer): Generator<Row> {
  const rows: { record: Record<string, string>; info: { lines: number } }[] = parse(textOf(bytes), {
    columns: (header: string[]) => header.map((name) => name.trim()),
    bom: true,
    info: true,
    relax_column_count: true,
    skip_empty_lines: true,
  })
  for (const { record, info } of rows) yield { number: info.lines, fields: record }
}

async function* sheetRows(bytes: Buffer): AsyncGenerator<Row> {
  const { sheets } = await readXlsx(bytes, { sheets: [0] })
  const [header = [], ...rows] = sheets[0]?.rows ?? []
  const names = header.map((cell) => String(cell ?? '').trim())
  for (const [n, row] of rows.entries()) {
    if (row.every((cell) => cell === null || cell === '')) continue
    yield {
      number: n + 2,
      fields: Object.fromEntries(names.map((name, column) => [name, row[column] ?? undefined])),
    }
  }
}
