import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { readMap } from '../../import/mapFile.ts'
import { importFile, type ImportReport } from '../../import/run.ts'
import { readConfig } from '../../platform/config.ts'
import { failure } from '../../platform/failure.ts'
import type { Command, Given } from '../arguments.ts'
import { openProgress } from '../progress.ts'
import { say } from '../print.ts'
import { openRemote, passwords, usualUrl } from '../remote.ts'

/** Flags of everything that speaks to a running server. */
export const remoteFlags = {
  url: { type: 'string', value: 'address', does: `the server's address; ${usualUrl} where left out` },
  password: {
    type: 'string',
    value: 'text',
    does: 'password of the accounts; SHAOYING_PASSWORD, or SHAOYING_PASSWORD_<LOGIN> for one of them, is better',
  },
} as const

/** `shaoying import`. */
export const importCommand: Command = {
  name: 'import',
  does: 'Bring the rows of a file (jsonl, csv, both also .gz, or xlsx) in as cases that walk the steps of a map file. Twice is once.',
  positionals: ['<file>'],
  flags: {
    map: { type: 'string', value: 'map.yaml', does: 'how rows become cases; profiles/maps/ has some' },
    'dry-run': { type: 'boolean', does: 'read and check every row, send nothing' },
    resume: { type: 'boolean', does: 'go on at the row where an earlier run of this file stopped' },
    account: {
      type: 'string',
      multiple: true,
      value: 'name=login',
      does: 'let another account act for a name of the map',
    },
    ...remoteFlags,
  },
  async run(given) {
    const report = await run(given, {})
    tell(given, report)
  },
}

/** Imports a file as the flags say; used by `replay` with a pace. */
export async function run(
  given: Given,
  { pace }: { pace?: (claimed: string | undefined) => Promise<void> },
): Promise<ImportReport> {
  const [file = ''] = given.positionals
  const mapPath = given.text('map')
  if (mapPath === undefined)
    throw failure(
      'Say with --map how the rows become cases, such as profiles/maps/messages-with-replies.yaml.',
    )
  const map = await readMap(mapPath)
  const accounts = Object.fromEntries(
    given.texts('account').map((pair) => pairOf(pair, Object.keys(map.accounts))),
  )
  const stop = new AbortController()
  const onSignal = (): void => (stop.signal.aborted ? process.exit(1) : stop.abort())
  process.on('SIGINT', onSignal)
  const progress = openProgress('import', { quiet: given.flag('json') })
  try {
    return await importFile({
      file,
      map,
      accounts,
      remote: openRemote(given.text('url') ?? usualUrl, passwords(given.text('password'), process.env)),
      dryRun: given.flag('dry-run'),
      resume: given.flag('resume'),
      bookmarks: join(readConfig(process.env).DATA_DIR, 'imports'),
      onProgress: (done, total, bad) => progress.at(done, total, bad > 0 ? `${bad} bad` : ''),
      signal: stop.signal,
      ...(pace ? { pace } : {}),
    })
  } finally {
    progress.end()
    process.off('SIGINT', onSignal)
  }
}

function pairOf(pair: string, names: readonly string[]): [string, string] {
  const [name = '', login = ''] = pair.split('=', 2)
  if (login === '' || !names.includes(name))
    throw failure(`--account takes name=login with a name of the map (${names.join(', ')}), not ${pair}.`)
  return [name, login]
}

/** Says what an import came to; bad rows are named, and leave exit code 1. */
export function tell(given: Given, { rows, imported, bad, stoppedAt }: ImportReport): void {
  if (!given.flag('json'))
    for (const { row, id, step, code, sentence } of bad)
      console.error(`row ${row}${id === null ? '' : ` (${id})`}, ${step}: ${code}: ${sentence}`)
  const verb = given.flag('dry-run') ? 'would go in' : 'went all the way'
  const stopped =
    stoppedAt === null
      ? ''
      : ` Stopped before row ${stoppedAt}: run the same command with --resume to go on from there.`
  say(given, `${imported} of ${rows} rows ${verb}, ${bad.length} bad.${stopped}`, {
    rows,
    imported,
    bad,
    stoppedAt,
  })
  if (bad.length > 0 || stoppedAt !== null) process.exitCode = 1
}

/** Waits so that rows come in the rhythm of their own times, so many times faster. */
export function paceOf(speed: number): (claimed: string | undefined) => Promise<void> {
  let first: { claimed: number; real: number } | undefined
  return async (claimed) => {
    if (claimed === undefined) return
    const at = Date.parse(claimed)
    first ??= { claimed: at, real: Date.now() }
    const wait = first.real + (at - first.claimed) / speed - Date.now()
    if (wait > 0) await sleep(Math.min(wait, 60_000))
  }
}
