import { play, type Played } from '../../story/play.ts'
import { openAlone } from '../../story/stage.ts'
import { readStory } from '../../story/storyFile.ts'
import { failure } from '../../platform/failure.ts'
import { wholeNumber, type Command, type Given } from '../arguments.ts'
import { openProgress } from '../progress.ts'
import { say } from '../print.ts'
import { openRemote, passwords } from '../remote.ts'
import { paceOf, remoteFlags, run as importRun, tell } from './importing.ts'

/** `shaoying replay`. */
export const replay: Command = {
  name: 'replay',
  does: 'Play a story file and check what it tells, or a data file in its own rhythm, through the public API.\nWithout --url a story gets a simulated server of its own, set up as it says.',
  positionals: ['<story.yaml|data>'],
  flags: {
    speed: {
      type: 'string',
      value: 'times',
      does: 'so many times faster than it happened; without it as fast as can be',
    },
    map: { type: 'string', value: 'map.yaml', does: 'for a data file: how rows become cases' },
    run: { type: 'string', value: 'name', does: 'tells one run of a story from another on the same server' },
    resume: { type: 'boolean', does: 'for a data file: go on where an earlier run stopped' },
    account: {
      type: 'string',
      multiple: true,
      value: 'name=login',
      does: 'for a data file: another account for a name of the map',
    },
    ...remoteFlags,
  },
  async run(given) {
    const [file = ''] = given.positionals
    const speed =
      given.text('speed') === undefined ? undefined : wholeNumber(given, 'speed', 1, 1, 1_000_000_000)
    if (/\.ya?ml$/i.test(file)) return tellStory(given, await playStory(given, file, speed))
    tell(given, await importRun(given, speed === undefined ? {} : { pace: paceOf(speed) }))
  },
}

async function playStory(given: Given, file: string, speed: number | undefined): Promise<Played> {
  const story = await readStory(file)
  const url = given.text('url')
  const alone = url === undefined ? await openAlone(story) : undefined
  const remote = alone?.remote ?? openRemote(url ?? '', passwords(given.text('password'), process.env))
  const progress = openProgress(story.title.en, { quiet: given.flag('json') })
  try {
    const { simulated } = await remote.open.clock()
    if (!simulated)
      throw failure(`The server ${remote.url} keeps real time: stories are played on a simulated one.`)
    const runName = given.text('run')
    return await play(story, remote, {
      onStep: (done, total, says) => progress.at(done, total, says),
      ...(speed === undefined ? {} : { speed }),
      ...(runName === undefined ? {} : { run: runName }),
    })
  } finally {
    progress.end()
    await alone?.end()
  }
}

function tellStory(given: Given, played: Played): void {
  const { steps, instructions, checks, differences } = played
  if (!given.flag('json'))
    for (const { step, says, difference } of differences)
      console.error(`step ${step}, ${says}: ${difference}`)
  say(
    given,
    `${steps} steps, ${instructions} instructions, ${checks} checks, ${differences.length} differences.`,
    played,
  )
  if (differences.length > 0) process.exitCode = 1
}
