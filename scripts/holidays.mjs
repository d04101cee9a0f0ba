// Writes packages/core/src/time/holidays.ts, the published holiday table 2007 to the newest year, from npm chinese-days.
// `node scripts/holidays.mjs --check` writes nothing and fails where the committed table differs.
import { readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'

const require = createRequire(import.meta.url)
const { version } = require('chinese-days/package.json')
const table = require('chinese-days/dist/chinese-days.json')
const target = new URL('../packages/core/src/time/holidays.ts', import.meta.url)
const firstYear = 2007

const years = {}
for (const [list, kind] of [
  [table.holidays, 'off'],
  [table.workdays, 'work'],
]) {
  for (const [date, text] of Object.entries(list).sort()) {
    const name = text.split(',')[1]
    // The notice of a year also rules the last days of December before it.
    const year = Number(date.slice(0, 4)) + (name === '元旦' && date.slice(5, 7) === '12' ? 1 : 0)
    if (year < firstYear) continue
    years[year] ??= { off: [], work: [] }
    years[year][kind].push([date, name])
  }
}

const rows = (days) => days.map(([date, name]) => `      ['${date}', '${name}'],\n`).join('')
const text = `// Written by scripts/holidays.mjs; do not edit.

/** A notice's days as [date, name]: those off (放假) and the weekend days worked instead (调休上班). */
export type Notice = {
  readonly off: readonly (readonly [string, string])[]
  readonly work: readonly (readonly [string, string])[]
}

/** Where the table comes from. */
export const holidaySource = 'npm chinese-days@${version}'

/** The State Council's holiday notices (国务院办公厅关于部分节假日安排的通知) by the year they rule. */
export const holidayNotices: Readonly<Record<string, Notice>> = {
${Object.entries(years)
  .map(
    ([year, { off, work }]) =>
      `  '${year}': {\n    off: [\n${rows(off)}    ],\n    work: [\n${rows(work)}    ],\n  },\n`,
  )
  .join('')}}
`

if (process.argv.includes('--check')) {
  if (readFileSync(target, 'utf8') !== text) {
    console.error(
      'packages/core/src/time/holidays.ts differs from npm chinese-days: run node scripts/holidays.mjs',
    )
    process.exit(1)
  }
} else writeFileSync(target, text)
