// walk: whole nine-step stories over HTTP, and what a command on an existing case costs beside a create
import { judge } from './lib/judge.mjs'
import { openPlace } from './lib/place.mjs'
import { filing, newId, openBenchHouse, plant, uuidv7 } from './lib/plant.mjs'
import { openClient, startServer } from './lib/server.mjs'

const quick = process.argv.includes('--quick')
const stories = quick ? 300 : 2_000
const lanes = 32

/** Every step of a case after it was filed, with who takes it. */
const steps = [
  ['centre1', () => ({ type: 'TriageCase', category: 'facilities.lamps' })],
  ['centre1', () => ({ type: 'DispatchCase', to: 'dept1', duty: 'dept1:facilities.lamps' })],
  ['dept1', () => ({ type: 'ReceiveCase' })],
  ['dept1', () => ({ type: 'AcceptCase' })],
  ['dept1', () => ({ type: 'ContactRequester', how: 'phone', reached: true, words: '已联系，约定上门时间。' })],
  ['dept1', () => ({ type: 'LogWork', words: '已到场，更换灯头，线路正常。' })],
  ['dept1', () => ({ type: 'FinishCase', contacted: '电话联系', words: '路灯已修复并通电，现场试灯正常。' })],
  ['centre1', () => ({ type: 'VerifyCase', method: 'site_check', words: '夜间现场查看，路灯已亮。' })],
  ['centre1', () => ({ type: 'CloseCase' })],
  ['callback1', (id) => ({ type: 'AnswerCallBack', origin: id, contacted: true, resolved: true, satisfied: true })],
]

await judge('walk', { commandPerCreate: { atMost: 2 }, refused: { atMost: 0 } }, async () => {
  const place = await openPlace()
  let server
  try {
    const house = await openBenchHouse(place)
    const { district } = await plant(house)
    await house.end()
    server = await startServer(place)
    const client = openClient(server.url, { connections: lanes })
    const tokens = {}
    for (const account of ['hotline1', 'centre1', 'dept1', 'callback1']) tokens[account] = await client.signIn(account)
    let refused = 0
    const ask = async (account, id, command) => {
      const [answer] = await client.instruct(tokens[account], [{ commandId: uuidv7(), story: { kind: 'case', id }, command }])
      if (answer.refused) {
        refused++
        if (refused <= 3) console.error(`${command.type}: ${answer.refused.code} ${answer.refused.message}`)
      }
    }
    /** Does the work for every id on all lanes at once; CPU microseconds of server and database for each, and how many a second. */
    const wave = async (ids, work) => {
      const before = server.cpu() + place.databaseCpu()
      const begun = performance.now()
      const left = [...ids]
      await Promise.all(Array.from({ length: lanes }, async () => {
        for (let id = left.pop(); id !== undefined; id = left.pop()) await work(id)
      }))
      return { cpuUs: ((server.cpu() + place.databaseCpu() - before) * 1e6) / ids.length, perSecond: ids.length / ((performance.now() - begun) / 1_000) }
    }

    const warm = Array.from({ length: 100 }, () => newId(district))
    await wave(warm, (id) => ask('hotline1', id, filing()))
    for (const [account, command] of steps) await wave(warm, (id) => ask(account, id, command(id)))

    const ids = Array.from({ length: stories }, () => newId(district))
    const begun = performance.now()
    const create = await wave(ids, (id) => ask('hotline1', id, filing()))
    const figures = {}
    let cpu = 0
    for (const [account, command] of steps) {
      const { cpuUs } = await wave(ids, (id) => ask(account, id, command(id)))
      figures[`cpuUs${command('').type}`] = cpuUs
      cpu += cpuUs
    }
    const seconds = (performance.now() - begun) / 1_000
    client.end()
    return {
      commandPerCreate: cpu / steps.length / create.cpuUs,
      refused,
      storiesPerSecond: stories / seconds,
      commandsPerSecond: (stories * (steps.length + 1)) / seconds,
      cpuUsFileCase: create.cpuUs,
      ...figures,
    }
  } finally {
    await server?.stop()
    await place.end()
  }
})
