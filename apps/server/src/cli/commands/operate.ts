import { readFile } from 'node:fs/promises'
import { noticeFaults, registryStoryId, type Actor, type RegistryCommand } from '@shaoying/core'
import { Type } from 'typebox'
import { Value } from 'typebox/value'
import { createFirstAdministrator } from '../../door/accounts.ts'
import type { Answer } from '../../desk/instruction.ts'
import type { House } from '../../house/house.ts'
import { uuidv7 } from '../../ledger/ids.ts'
import { readConfig } from '../../platform/config.ts'
import { codeOf, failure } from '../../platform/failure.ts'
import { categoryCommand } from '../../registry/categories.ts'
import { importTables, type ImportTable } from '../../registry/columns.ts'
import { divisionCommands, onlyMissing, readDivisions } from '../../registry/divisions.ts'
import { planImport, runImport } from '../../registry/importSheet.ts'
import type { Command } from '../arguments.ts'
import { districtCode, onlyDistrict } from '../district.ts'
import { addressOf } from '../link.ts'
import { openPlace, shownUrl, withHouse } from '../openPlace.ts'
import { openProgress } from '../progress.ts'
import { say } from '../print.ts'
import { readSheetFile } from '../sheetFile.ts'

/** `shaoying migrate`. */
export const migrateCommand: Command = {
  name: 'migrate',
  does: 'Bring the database to this program’s schema and make its run-time roles.',
  positionals: [],
  flags: {
    simulated: {
      type: 'boolean',
      does: 'give a new database a clock that can be moved; it stays so for ever',
    },
  },
  async run(given) {
    const place = await openPlace(readConfig(process.env), { simulated: given.flag('simulated') })
    await place.close()
    const { applied, isNew, ownerUrl } = place
    const what =
      applied.length === 0
        ? 'is up to date'
        : `has ${isNew ? 'been made' : 'been brought forward'} with ${applied.join(', ')}`
    say(given, `The database ${shownUrl(ownerUrl)} ${what}.`, { applied, isNew })
  },
}

/** `shaoying admin create`. */
export const adminCreate: Command = {
  name: 'admin create',
  does: 'Make the first administrator of a database; prints a one-time link for the first password (24 hours).',
  positionals: ['<login>'],
  flags: {
    district: {
      type: 'string',
      multiple: true,
      value: 'code',
      does: 'district to administer; without it all of them',
    },
  },
  async run(given) {
    const config = readConfig(process.env)
    const [login = ''] = given.positionals
    const districts = given.texts('district')
    for (const code of districts) districtCode(code)
    const made = await withHouse(config, {}, ({ db }) =>
      createFirstAdministrator(db.door, login, districts.length > 0 ? districts : undefined),
    )
    const link = addressOf(config, made)
    say(given, [`Open this link once, before ${made.expiresAt}, to set the password of ${login}:`, link], {
      login,
      link,
      expiresAt: made.expiresAt,
    })
  },
}

/** `shaoying registry load`. */
export const registryLoad: Command = {
  name: 'registry load',
  does: 'Load the real areas and units under a code: 6 digits a district, 4 a city, 2 a province. What is there already stays as it is.',
  positionals: ['<code>'],
  flags: {
    from: {
      type: 'string',
      value: 'folder',
      does: 'read the division tables from a folder instead of the ones that came along',
    },
  },
  async run(given) {
    const [code = ''] = given.positionals
    const divisions = readDivisions(code, given.text('from'))
    const loaded = await withHouse(readConfig(process.env), {}, async (house) => {
      const progress = openProgress(`divisions of ${code}`, { quiet: given.flag('json') })
      const done: { district: number; areas: number; commands: number }[] = []
      for (const [district, rows] of divisions) {
        const { registry } = await house.rules.rulesFor(house.db.reader, district)
        const commands = onlyMissing(registry, [...divisionCommands(rows), categoryCommand()])
        for (const command of commands) await ask(house, district, command)
        done.push({ district, areas: rows.length, commands: commands.length })
        progress.at(done.length, divisions.size, String(district))
      }
      progress.end()
      return done
    })
    const areas = loaded.reduce((sum, each) => sum + each.areas, 0)
    const fresh = loaded.filter(({ commands }) => commands > 0).length
    say(
      given,
      `${areas} areas of ${loaded.length} districts are in the registry; ${fresh} districts had something new.`,
      loaded,
    )
  },
}

/** `shaoying registry import`. */
export const registryImport: Command = {
  name: 'registry import',
  does: `Import a list from xlsx or csv: ${importTables.join(', ')}. Faulty rows are named, all others go ahead.`,
  positionals: ['<list>', '<file>'],
  flags: {
    district: {
      type: 'string',
      value: 'code',
      does: 'the district whose list it is; needed where the database has several',
    },
    'dry-run': { type: 'boolean', does: 'only say what would change' },
    from: { type: 'string', value: 'date', does: 'first day of rows that name none; today where left out' },
  },
  async run(given) {
    const [list = '', file = ''] = given.positionals
    const table = importTables.find((name): name is ImportTable => name === list)
    if (!table) throw failure(`There is no list ${list}: take one of ${importTables.join(', ')}.`)
    const sheet = await readSheetFile(file)
    await withHouse(readConfig(process.env), {}, async (house) => {
      const district = await onlyDistrict(house, given.text('district'))
      const { registry } = await house.rules.rulesFor(house.db.reader, district)
      const from = given.text('from') ?? (await house.clock.now()).slice(0, 10)
      const plan = planImport(registry, table, sheet, { from })
      for (const { row, column, message } of plan.findings)
        console.error(`row ${row}${column ? `, ${column}` : ''}: ${message.en}`)
      const ready = plan.steps.reduce((sum, step) => sum + step.rows.length, 0)
      if (given.flag('dry-run')) {
        say(
          given,
          `Dry run: ${ready} rows would go in, ${plan.unchanged} are there already, ${plan.findings.length} findings.`,
          { ...plan, steps: undefined, ready },
        )
        return
      }
      const progress = openProgress(list, { quiet: given.flag('json') })
      const { done, stopped } = await runImport(
        plan,
        (command) => decided(house, district, command),
        (rows) => progress.at(rows, ready),
      )
      progress.end()
      if (stopped)
        throw failure(
          `Stopped at row ${stopped.row}: ${stopped.message.en} Correct it and run the same command again; it goes on from there.`,
        )
      say(
        given,
        `${done} rows went in, ${plan.unchanged} were there already, ${plan.findings.length} findings.`,
        { done, unchanged: plan.unchanged, findings: plan.findings },
      )
      if (plan.findings.length > 0) process.exitCode = 1
    })
  },
}

const closed = { additionalProperties: false }
const Days = Type.Array(
  Type.Object(
    { date: Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}$' }), name: Type.String({ minLength: 1 }) },
    closed,
  ),
)
const Notice = Type.Object(
  {
    year: Type.Integer({ minimum: 2000, maximum: 2200 }),
    source: Type.String({ minLength: 1 }),
    off: Days,
    work: Days,
  },
  closed,
)

/** `shaoying calendar load`. */
export const calendarLoad: Command = {
  name: 'calendar load',
  does: 'Load a year’s holiday notice (year, source, off, work); open deadlines that it touches move, each by an event.',
  positionals: ['<year.json>'],
  flags: {},
  async run(given) {
    const [file = ''] = given.positionals
    const notice = await readNotice(file)
    const [fault] = noticeFaults(notice.year, notice)
    if (fault) throw failure(`The notice is not right at ${fault.date}: ${faultWords[fault.code]}.`)
    const { year, off, work, source } = notice
    const calendar = await withHouse(readConfig(process.env), {}, async (house) => {
      const version = await house.loadNotice(year, { off, work, source })
      // Every open deadline it touches moves now, not when a server comes by.
      await house.settle()
      return version
    })
    say(given, `The notice of ${year} is loaded and every open deadline that it touches has moved.`, {
      year,
      calendar,
    })
  },
}

const faultWords = {
  DayOfAnotherYear: 'the day belongs to another year',
  DayTwice: 'the day is named twice',
  MadeUpOnAWeekday: 'a make-up day is a weekday anyway',
} as const

async function readNotice(file: string) {
  let read: unknown
  try {
    read = JSON.parse(await readFile(file, 'utf8'))
  } catch (error) {
    throw failure(
      codeOf(error) === 'ENOENT' ? `There is no file ${file}.` : `The file ${file} is not JSON.`,
      error,
    )
  }
  if (Value.Check(Notice, read)) return read
  const [fault] = Value.Errors(Notice, read)
  throw failure(
    `The notice ${file} is wrong at ${fault?.instancePath || '/'}: ${fault?.message ?? 'not a notice'}.`,
  )
}

async function decided(
  house: House,
  district: number,
  command: RegistryCommand,
): Promise<Extract<Answer, { version: number }> | Extract<Answer, { refused: unknown }>> {
  const by: Actor = {
    as: 'system',
    person: 'system',
    post: '',
    role: 'system',
    unit: '',
    line: [],
    street: null,
    district,
    areas: [],
  }
  const [answer] = await house.desk.handle(district, [
    {
      by,
      instruction: {
        commandId: uuidv7(),
        story: { kind: 'registry', id: registryStoryId(district) },
        command,
      },
    },
  ])
  if (!answer) throw new Error('the desk gave no answer')
  return answer
}

async function ask(house: House, district: number, command: RegistryCommand): Promise<void> {
  const answer = await decided(house, district, command)
  if ('refused' in answer)
    throw failure(
      `The registry of ${district} refused ${command.type}: ${answer.refused.code} ${answer.refused.about ?? ''}.`,
    )
}
