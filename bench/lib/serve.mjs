// One server process of a benchmark: `node serve.mjs '<json>'`; prints `ready <address>`. Ends in order on SIGTERM.
import { openServer } from '../../apps/server/dist/channels/server.js'
import { readInstruction } from '../../apps/server/dist/desk/instruction.js'
import { openHouse } from '../../apps/server/dist/house/house.js'
import { openLog } from '../../apps/server/dist/platform/log.js'

const { urls, dataDir, port = 0, options = {}, noop = false } = JSON.parse(process.argv[2])
const house = await openHouse({ urls, dataDir, log: openLog(process.env.LOG_LEVEL ?? 'silent'), ...options })
// The measure that others are held against: same server, same session, same body, same validation, and nothing done.
const extend = (app) =>
  app.post('/api/v1/noop', async ({ body, headers }) => {
    const who = await house.door.whoIs(headers.authorization.slice(7))
    if (!('actor' in who)) throw new Error('nobody')
    return { answers: body.instructions.map((one) => ({ commandId: readInstruction(one).instruction.commandId, version: 1 })) }
  })
const app = await openServer(house, noop ? { extend } : {})
const address = await app.listen({ host: '127.0.0.1', port })
console.log(`ready ${address}`)

process.once('SIGTERM', () => {
  void app
    .close()
    .then(() => house.end())
    .then(() => process.exit(0))
})
