import { parse } from 'csv-parse/sync'
import { readXlsx } from 'hucre/xlsx'
import iconv from 'iconv-lite'

/** A table as people keep it: one row of headers, then rows numbered as the spreadsheet shows them (the headers are row 1). */
export type Sheet = { readonly headers: readonly string[]; readonly rows: readonly SheetRow[] }
/** A row's cells as text, by header; empty cells are left out. */
export type SheetRow = { readonly row: number; readonly cells: Readonly<Record<string, string>> }

/** Thrown for a file that is no table; `code` is stable, the sentences are in `importWords.ts`. */
export type UnreadableSheet = Error & { readonly code: 'NotATable' | 'NoRows' }

/** Reads the first sheet of an xlsx, or a csv in UTF-8, UTF-16 or GB18030, whatever the file is called. Throws `UnreadableSheet`. */
export async function readSheet(bytes: Uint8Array): Promise<Sheet> {
  const isZip = bytes[0] === 0x50 && bytes[1] === 0x4b && bytes[2] === 0x03 && bytes[3] === 0x04
  const lines = isZip ? await linesOfXlsx(bytes) : linesOfCsv(bytes)
  const at = lines.findIndex((cells) => cells.some((cell) => cell !== ''))
  const headers = lines[at]?.map((cell) => cell.replace(/\s+/g, ''))
  if (!headers) throw unreadable('NoRows')
  const rows = lines.slice(at + 1).flatMap((cells, n): SheetRow[] => {
    const named = headers.flatMap((header, column) =>
      header !== '' && cells[column] ? [[header, cells[column]] as const] : [],
    )
    return named.length > 0 ? [{ row: at + n + 2, cells: Object.fromEntries(named) }] : []
  })
  return { headers: headers.filter((header) => header !== ''), rows }
}

/** Tells a file that is no table from a bug. */
export function isUnreadable(thrown: unknown): thrown is UnreadableSheet {
  return thrown instanceof Error && thrown.name === 'UnreadableSheet'
}

function unreadable(code: UnreadableSheet['code'], cause?: unknown): UnreadableSheet {
  return Object.assign(new Error(code, cause === undefined ? undefined : { cause }), {
    name: 'UnreadableSheet',
    code,
  })
}

async function linesOfXlsx(bytes: Uint8Array): Promise<string[][]> {
  try {
    const { sheets } = await readXlsx(bytes, { sheets: [0] })
    return (sheets[0]?.rows ?? []).map((cells) => cells.map(textOf))
  } catch (error) {
    throw unreadable('NotATable', error)
  }
}

function textOf(cell: string | number | boolean | Date | null | undefined): string {
  if (cell === null || cell === undefined) return ''
  if (cell instanceof Date) return cell.toISOString().slice(0, 10)
  return String(cell).trim()
}

function linesOfCsv(bytes: Uint8Array): string[][] {
  const text = decode(bytes)
  if (text.includes('\0')) throw unreadable('NotATable')
  const [firstLine = ''] = text.split('\n', 1)
  const delimiter =
    ([',', '\t', ';'] as const).toSorted(
      (a, b) => firstLine.split(b).length - firstLine.split(a).length,
    )[0] ?? ','
  try {
    const lines: string[][] = parse(text, { delimiter, relax_column_count: true, trim: true, bom: true })
    return lines
  } catch (error) {
    throw unreadable('NotATable', error)
  }
}

/** What is not valid UTF-8 is GB18030: the encoding in which Chinese spreadsheets write csv. */
function decode(bytes: Uint8Array): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return new TextDecoder('utf-16le').decode(bytes)
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return iconv.decode(Buffer.from(bytes), 'gb18030')
  }
}
