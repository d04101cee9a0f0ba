import * as fs from 'node:fs'
import { join } from 'node:path'
import { openServer } from '../../channels/server.ts'
import { beginClock } from '../../demo/beginClock.ts'
import { buildDemo, demoBegins } from '../../demo/build.ts'
import { demoAccountsExist } from '../../door/accounts.ts'
import { openHouse, type House } from '../../house/house.ts'
import { isLoopback, readConfig, type Config } from '../../platform/config.ts'
import { failure, listenFailure } from '../../platform/failure.ts'
import { openLog } from '../../platform/log.ts'
import { openPool } from '../../platform/sql.ts'
import type { Command } from '../arguments.ts'
import { openPlace, type Place } from '../openPlace.ts'
import { openProgress } from '../progress.ts'
import { demoPassword } from '../remote.ts'

/** `shaoying start`: the server, in the foreground, until Ctrl-C or SIGTERM. */
export const start: Command = {
  name: 'start',
  does: 'Start the server and print `ready <address>`; Ctrl-C or SIGTERM ends it in order.',
  positionals: [],
  flags: {
    'demo-if-new': {
      type: 'boolean',
      does: 'when the database is new, make it simulated and fill it with the demo district',
    },
    simulated: { type: 'boolean', does: 'when the database is new, give it a clock that can be moved' },
  },
  async run(given) {
    const config = readConfig(process.env)
    const wantsDemo = given.flag('demo-if-new')
    const ending = listenForEnd()
    try {
      const place = await openPlace(config, {
        simulated: wantsDemo || given.flag('simulated'),
        asGuest: false,
      })
      ending.then(place.close)
      if (place.movedTo !== undefined)
        console.error(
          `The database's account cannot reach ${config.DATA_DIR}: its files are in ${place.movedTo}.`,
        )
      if (ending.isWished()) return
      const demo = demoMarker(config)
      if (wantsDemo && place.isNew) {
        const until = Date.now()
        await beginClock(place.ownerUrl, new Date(demoBegins(until)).toISOString())
        demo.put({ until })
      }
      const unfinished = demo.read()
      const hasDemo = unfinished !== undefined || (await holdsDemo(place))
      if (hasDemo) refuseReachable(config)
      if (unfinished)
        await fillDemo(config, place, {
          until: unfinished.until,
          quiet: given.flag('json'),
          signal: ending.signal,
        })
      if (ending.isWished()) return
      demo.remove()

      const house = await openHouse({
        urls: place.urls,
        dataDir: config.DATA_DIR,
        log: openLog(config.LOG_LEVEL),
      })
      ending.then(house.end)
      const origin = await listen(config, house, ending.then)
      for (const warning of await house.warnings()) console.error(`warning: ${warningOf(warning)}`)
      if (given.flag('json'))
        process.stdout.write(
          `${JSON.stringify({ ready: origin, simulated: house.simulated, demo: hasDemo })}\n`,
        )
      else {
        if (hasDemo)
          console.log(
            `Demo accounts such as hotline1, centre1, office1, principal1, dept1, grid1 and admin1; the password of each is ${demoPassword}.`,
          )
        console.log(`ready ${origin}`)
      }
      await ending.wish
    } catch (error) {
      // Whoever asked for the end in the middle of the start broke it: that is no failure.
      if (!ending.isWished()) throw error
    } finally {
      await ending.run()
    }
  },
}

async function listen(
  { HOST, PORT }: Config,
  house: House,
  then: (step: () => Promise<unknown>) => void,
): Promise<string> {
  const app = await openServer(house)
  then(() => app.close())
  try {
    await app.listen({ host: HOST, port: PORT })
  } catch (error) {
    throw listenFailure(error, HOST, PORT)
  }
  const address = app.server.address()
  const port = typeof address === 'object' && address ? address.port : PORT
  return `http://${HOST.includes(':') ? `[${HOST}]` : HOST}:${port}`
}

async function holdsDemo({ urls }: Place): Promise<boolean> {
  const door = openPool(urls.door, { name: 'shaoying door', max: 1 })
  try {
    return await demoAccountsExist(door)
  } finally {
    await door.end()
  }
}

/** The demo's password is printed in the README: such a server is for this machine alone. */
function refuseReachable({ HOST }: Config): void {
  if (!isLoopback(HOST))
    throw failure(
      `This database has demo accounts, whose password everybody knows: set HOST to 127.0.0.1, not ${HOST}, or use another database.`,
    )
}

async function fillDemo(
  config: Config,
  place: Place,
  { until, quiet, signal }: { until: number; quiet: boolean; signal: AbortSignal },
): Promise<void> {
  const house = await openHouse({
    urls: place.urls,
    dataDir: config.DATA_DIR,
    log: openLog(config.LOG_LEVEL),
    background: false,
  })
  const progress = openProgress('demo district', { quiet })
  try {
    await buildDemo(house, { until, signal, onProgress: (done, total) => progress.at(done, total) })
    if (signal.aborted) return
    await house.clock.moveTo(new Date().toISOString())
    await house.settle()
  } finally {
    progress.end()
    await house.end()
  }
}

/** The operator's sentence for a warning of the house. */
function warningOf(warning: string): string {
  const [, year] = /"HolidayNoticeMissing","year":(\d{4})/.exec(warning) ?? []
  return year === undefined
    ? warning
    : `the holiday notice of ${year} is not loaded, so deadlines that reach it are provisional: shaoying calendar load <year.json> when it is published.`
}

/** Remembers a demo that was begun: a start that was cut off goes on where it stopped, since the same week has the same ids. */
function demoMarker({ DATA_DIR }: Config) {
  const path = join(DATA_DIR, 'demo.unfinished.json')
  return {
    put: (begun: { until: number }) => fs.writeFileSync(path, JSON.stringify(begun)),
    read(): { until: number } | undefined {
      if (!fs.existsSync(path)) return undefined
      const read: unknown = JSON.parse(fs.readFileSync(path, 'utf8'))
      return typeof read === 'object' && read !== null && 'until' in read
        ? { until: Number(read.until) }
        : undefined
    },
    remove: () => fs.rmSync(path, { force: true }),
  }
}

/** What has to be undone at the end, last first; a second signal insists. */
function listenForEnd() {
  const steps: (() => Promise<unknown>)[] = []
  const stop = new AbortController()
  let tell: () => void = () => {}
  const wish = new Promise<void>((resolve) => (tell = resolve))
  const onSignal = (): void => {
    if (stop.signal.aborted) process.exit(1)
    stop.abort()
    tell()
  }
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, onSignal)
  return {
    wish,
    signal: stop.signal,
    isWished: () => stop.signal.aborted,
    then: (step: () => Promise<unknown>) => void steps.push(step),
    async run() {
      for (const step of steps.splice(0).toReversed()) await step()
      for (const signal of ['SIGINT', 'SIGTERM'] as const) process.off(signal, onSignal)
    },
  }
}
