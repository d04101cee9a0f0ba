import { deadLetters, sendAgain } from '../../errands/deadLetters.ts'
import { parkedReaders, unpark } from '../../ledger/follow.ts'
import { readConfig } from '../../platform/config.ts'
import { failure } from '../../platform/failure.ts'
import type { Command } from '../arguments.ts'
import { districtOf } from '../district.ts'
import { withHouse } from '../openPlace.ts'
import { say } from '../print.ts'

/** `shaoying mend`. */
export const mendCommand: Command = {
  name: 'mend',
  does: 'List what stands still, parked readers and dead letters, and let it go on. Shows kinds and ids, no persons and no words.',
  positionals: [],
  flags: {
    district: { type: 'string', value: 'code', does: 'one district alone; needed by --unpark' },
    retry: { type: 'boolean', does: 'send the dead letters again, their attempts forgotten' },
    unpark: { type: 'string', value: 'reader', does: 'let a parked reader try the same entry again' },
    skip: {
      type: 'boolean',
      does: 'with --unpark: pass over the entry; the reader never knows it until its tables are built anew',
    },
  },
  async run(given) {
    const district = districtOf(given)
    const reader = given.text('unpark')
    if (reader === undefined && given.flag('skip'))
      throw failure('--skip belongs to --unpark: say which reader is to pass over its entry.')
    if (reader !== undefined && district === undefined)
      throw failure('Say with --district in which district the reader is to go on.')
    const mended = await withHouse(readConfig(process.env), {}, async ({ db }) => {
      if (reader !== undefined && district !== undefined)
        if (!(await unpark(db.sequencer, district, reader, given.flag('skip'))))
          throw failure(`No reader ${reader} is parked in ${district}: shaoying mend lists those that are.`)
      return {
        sent: given.flag('retry') ? await sendAgain(db.desk, district) : 0,
        unparked: reader ?? null,
        parked: await parkedReaders(db.reader, district),
        dead: await deadLetters(db.reader, district),
      }
    })
    const { sent, parked, dead } = mended
    const soon = 'a running server takes it up within seconds, otherwise the next start does.'
    say(
      given,
      [
        ...(reader === undefined ? [] : [`The reader ${reader} of ${district} may go on: ${soon}`]),
        ...(given.flag('retry') ? [`${sent} dead letters are sent again: ${soon}`] : []),
        ...parked.map(
          (each) =>
            `reader ${each.reader} of ${each.district} is parked at place ${each.place} since ${each.since}: ${each.reason}`,
        ),
        ...dead.map(
          (each) =>
            `errand ${each.id} of ${each.district} (${each.act} ${each.command ?? ''}, ${each.kind} ${each.story}) is dead since ${each.since}, ${each.attempts} attempts: ${each.reason}`,
        ),
        `${parked.length} parked readers, ${dead.length} dead letters.`,
      ],
      mended,
    )
  },
}
