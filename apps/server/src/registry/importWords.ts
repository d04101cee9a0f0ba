import { refusalWords, type RefusalCode } from '@shaoying/core'

/** What can be wrong with a file before the law looks at its rows. */
export const importCodes = [
  'NotATable',
  'NoRows',
  'ColumnMissing',
  'CellMissing',
  'NotACode',
  'NotACount',
  'NotADate',
  'NotALimit',
  'NotYesOrNo',
  'NotOneOf',
  'TooLong',
  'Twice',
  'HangsOnAFaultyRow',
] as const
export type ImportCode = (typeof importCodes)[number] | RefusalCode

/** A sentence in both languages. */
export type Sentence = { readonly zh: string; readonly en: string }

const words: Record<(typeof importCodes)[number], Sentence> = {
  NotATable: { zh: '这个文件不是 xlsx 或 csv 表格。', en: 'This file is neither an xlsx nor a csv table.' },
  NoRows: { zh: '表格是空的。', en: 'The table is empty.' },
  ColumnMissing: { zh: '缺少“{about}”这一列。', en: 'The column "{about}" is missing.' },
  CellMissing: { zh: '这一格不能为空。', en: 'This cell must not be empty.' },
  NotACode: {
    zh: '“{about}”不是编码：只能用字母、数字和 _ . : @ -，最多 64 位；长数字请设为文本格式。',
    en: '"{about}" is no code: letters, digits and _ . : @ - only, at most 64; format long numbers as text.',
  },
  NotACount: { zh: '“{about}”不是整数。', en: '"{about}" is not a whole number.' },
  NotADate: { zh: '“{about}”不是日期，请写成 2026-01-31。', en: '"{about}" is no date; write 2026-01-31.' },
  NotALimit: {
    zh: '“{about}”不是时限，请写成“5 个工作日”或 5 workdays。',
    en: '"{about}" is no limit; write 5 workdays.',
  },
  NotYesOrNo: { zh: '“{about}”请写“是”或“否”。', en: 'Write yes or no, not "{about}".' },
  NotOneOf: { zh: '“{about}”不在可选值之内。', en: '"{about}" is not one of the values known here.' },
  TooLong: { zh: '这一格太长。', en: 'This cell is too long.' },
  Twice: { zh: '编码“{about}”在文件里出现了两次。', en: 'The code "{about}" stands twice in the file.' },
  HangsOnAFaultyRow: {
    zh: '它所依据的“{about}”这一行有错，请先改正那一行。',
    en: 'It hangs on "{about}", whose row is faulty: put that row right first.',
  },
}

/** The sentence of a code, with the word it is about put in. */
export function importSentence(code: ImportCode, about: string): Sentence {
  const sentence: Sentence = isImportCode(code) ? words[code] : refusalWords[code]
  return { zh: sentence.zh.replaceAll('{about}', about), en: sentence.en.replaceAll('{about}', about) }
}

function isImportCode(code: ImportCode): code is (typeof importCodes)[number] {
  return (importCodes as readonly string[]).includes(code) // Widened for the look-up alone.
}
