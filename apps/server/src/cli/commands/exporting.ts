import { createWriteStream } from 'node:fs'
import { once } from 'node:events'
import { finished } from 'node:stream/promises'
import { stringify } from 'csv-stringify/sync'
import type { House } from '../../house/house.ts'
import { readConfig } from '../../platform/config.ts'
import { codeOf, failure } from '../../platform/failure.ts'
import { sql } from '../../platform/sql.ts'
import type { Command } from '../arguments.ts'
import { districtOf } from '../district.ts'
import { withHouse } from '../openPlace.ts'
import { openProgress, type Progress } from '../progress.ts'

/** `shaoying export`. */
export const exportCommand: Command = {
  name: 'export',
  does: 'Write out `cases` (csv: masked summaries, no words, no persons) or `ledger` (JSON lines: the very bytes, in the order of their places).',
  positionals: ['<cases|ledger>'],
  flags: {
    out: { type: 'string', value: 'file', does: 'the file to write; standard output where left out' },
    district: { type: 'string', value: 'code', does: 'one district alone' },
  },
  async run(given) {
    const [what = ''] = given.positionals
    const write = writers[what as keyof typeof writers]
    if (!Object.hasOwn(writers, what)) throw failure(`${what} cannot be exported: take cases or ledger.`)
    const only = districtOf(given)
    const out = given.text('out')
    const rows = await withHouse(readConfig(process.env), {}, async (house) => {
      await house.settle()
      const sink = await openSink(out)
      const progress = openProgress(what, { quiet: given.flag('json') })
      const districts = only === undefined ? await house.districts() : [only]
      const count = await write(house, districts, sink, progress)
      progress.end()
      await sink.end()
      return count
    })
    if (out !== undefined)
      process.stdout.write(
        given.flag('json')
          ? `${JSON.stringify({ what, rows, out })}\n`
          : `${rows} rows of ${what} are in ${out}.\n`,
      )
  },
}

type Sink = { put(text: string | Uint8Array): Promise<void>; end(): Promise<void> }

async function openSink(path: string | undefined): Promise<Sink> {
  const stream = path === undefined ? process.stdout : createWriteStream(path)
  if (path !== undefined)
    await once(stream, 'open').catch((error: unknown) => {
      throw failure(`The file ${path} cannot be written (${codeOf(error) ?? 'unknown error'}).`, error)
    })
  return {
    async put(text) {
      if (!stream.write(text)) await once(stream, 'drain')
    },
    async end() {
      if (path === undefined) return
      stream.end()
      await finished(stream)
    },
  }
}

const caseColumns = [
  'number',
  'stage',
  'step',
  'case_type',
  'channel',
  'category',
  'urgency',
  'area',
  'community',
  'street',
  'holder',
  'due_at',
  'origins',
  'whistles',
  'carried',
  'summary',
  'opened_at',
  'changed_at',
  'closed_at',
] as const

const writers = {
  async cases(
    house: House,
    districts: readonly number[],
    { put }: Sink,
    progress: Progress,
  ): Promise<number> {
    // A byte-order mark tells the spreadsheet that it is UTF-8.
    await put(`\uFEFF${stringify([caseColumns])}`)
    let count = 0
    for (const district of districts) {
      let after = '00000000-0000-0000-0000-000000000000'
      for (;;) {
        const rows = await house.db.reader.query<Record<string, unknown> & { story: string }>(sql`
          select story, number, stage, step, case_type, channel, category, urgency, area, community, street, holder, due_at, origins, whistles, carried,
            summary, opened_at, changed_at, closed_at
          from case_card where district = ${district} and story > ${after}::uuid order by story limit 2000`)
        const last = rows.at(-1)
        if (!last) break
        await put(stringify(rows.map((row) => caseColumns.map((column) => guarded(row[column])))))
        after = last.story
        count += rows.length
        progress.at(count)
      }
    }
    return count
  },
  async ledger(
    house: House,
    districts: readonly number[],
    { put }: Sink,
    progress: Progress,
  ): Promise<number> {
    let count = 0
    for (const district of districts) {
      let from = 0
      for (;;) {
        const rows = await house.db.reader.query<{ place: number; body: Uint8Array }>(sql`
          select place, body from place join entry using (district, story, version)
          where district = ${district} and place >= ${from} order by place limit 2000`)
        const last = rows.at(-1)
        if (!last) break
        for (const { body } of rows) {
          await put(body)
          await put('\n')
        }
        from = last.place + 1
        count += rows.length
        progress.at(count)
      }
    }
    return count
  },
} as const

/** A cell that a spreadsheet would take for a formula begins with an apostrophe. */
export function guarded(value: unknown): string {
  const text =
    typeof value === 'string'
      ? value
      : typeof value === 'number' || typeof value === 'boolean'
        ? String(value)
        : ''
  return /^[=+\-@\t\r]/.test(text) ? `'${text}` : text
}
