import { isFailure } from '../platform/failure.ts'
import { findCommand, helpOf, overview, readGiven, type Command } from './arguments.ts'
import { accountClose, accountCreate, accountLink, accountList } from './commands/accounts.ts'
import { exportCommand } from './commands/exporting.ts'
import { importCommand } from './commands/importing.ts'
import { mendCommand } from './commands/mending.ts'
import {
  adminCreate,
  calendarLoad,
  migrateCommand,
  registryImport,
  registryLoad,
} from './commands/operate.ts'
import { replay } from './commands/replaying.ts'
import { start } from './commands/start.ts'

/** Every command of the program. */
export const commands: readonly Command[] = [
  start,
  migrateCommand,
  adminCreate,
  accountCreate,
  accountList,
  accountLink,
  accountClose,
  registryLoad,
  registryImport,
  calendarLoad,
  mendCommand,
  importCommand,
  replay,
  exportCommand,
]

/** Runs the words of a command line; the exit code is the process's own. */
async function main(words: readonly string[]): Promise<void> {
  const [first] = words
  if (first === undefined || first === '--help' || first === 'help') {
    process.stdout.write(overview(commands))
    return
  }
  const found = findCommand(commands, words)
  if (!found) {
    const group = commands.filter(({ name }) => name.startsWith(`${first} `))
    if (group.length > 0)
      process.stderr.write(
        `shaoying ${first} has ${group.map(({ name }) => name).join(', ')}: see shaoying --help.\n`,
      )
    else process.stderr.write(`There is no command ${first}: see shaoying --help.\n`)
    process.exitCode = 1
    return
  }
  const { command, rest } = found
  const given = readGiven(command, rest)
  if (given.flag('help')) process.stdout.write(helpOf(command))
  else await command.run(given)
}

try {
  await main(process.argv.slice(2))
} catch (error) {
  // A failure is a sentence for the operator; anything else is a bug and shows where it is.
  process.stderr.write(
    isFailure(error)
      ? `${error.message}\n`
      : `${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`,
  )
  process.exitCode = 1
}
