import { readFile } from 'node:fs/promises'
import { codeOf, failure } from '../platform/failure.ts'
import { importSentence } from '../registry/importWords.ts'
import { isUnreadable, readSheet, type Sheet } from '../registry/sheets.ts'

/** Reads a table from an xlsx or csv file; throws a failure where there is none. */
export async function readSheetFile(file: string): Promise<Sheet> {
  const bytes = await readFile(file).catch((error: unknown) => {
    throw failure(
      codeOf(error) === 'ENOENT' ? `There is no file ${file}.` : `The file ${file} cannot be read.`,
      error,
    )
  })
  return readSheet(bytes).catch((error: unknown) => {
    throw isUnreadable(error) ? failure(`${file}: ${importSentence(error.code, '').en}`, error) : error
  })
}
