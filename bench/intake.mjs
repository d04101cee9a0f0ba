// intake: durable creates over HTTP with everything on, against a no-op POST on the same server, no gathering, a bare client, and slow fsyncs
import { execFileSync } from 'node:child_process'
import { createHash, randomUUID } from 'node:crypto'
import { existsSync, mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import pg from 'pg'
import { judge } from './lib/judge.mjs'
import { median, percentile, post } from './lib/load.mjs'
import { debianBinaries, openPlace } from './lib/place.mjs'
import { filing, newId, openBenchHouse, plant, uuidv7 } from './lib/plant.mjs'
import { openClient, sleep, startServer } from './lib/server.mjs'

const quick = process.argv.includes('--quick')
const rounds = quick ? 1 : 5
const forMs = quick ? 2_000 : 4_000
const connections = 64
// A district that takes this much in has a PostgreSQL built for its machine; `--embedded` measures the one from npm, which is built to run anywhere.
const debian = debianBinaries !== undefined && !process.argv.includes('--embedded')

/** One create as one statement: a row in each table the desk writes for it. */
const bareText = `
  with e as (insert into entry (district, story, version, kind, type, person, unit, rules, command_id, body)
      values ($1, $2, 1, 'case', 'CaseFiled', 'p', 'u', 'r', $3, convert_to($4, 'UTF8'))),
    q as (insert into ledger_queue (district, story, version) values ($1, $2, 1)),
    c as (insert into content (district, story, id, words) values ($1, $2, 'w', $5)),
    v as (insert into vault.requester (district, story, ref, name, phone, address) values ($1, $2, 'p', $6, $7, null)),
    t as (insert into todo (district, unit, story, kind, what, person, roles, due_at, since) values ($1, 'u', $2, 'case', 'TriageCase', '', '{}', null, now())),
    r as (insert into errand (district, id, act, kind, story, due_at, payload) values ($1, $8, 'tell', 'case', $2, now() + interval '1 day', $9)),
    b as (insert into receipt (district, command_id, body_hash, answer) values ($1, $3, $10, $11))
  insert into case_card (district, story, version, fold, state, number, stage, step, case_type, channel, category, urgency, secrecy, area, community, street,
    holder, handler, accused, due_at, origins, whistles, carried, summary, external, opened_at, changed_at, closed_at)
  values ($1, $2, 1, 1, $12, $13, 'collected', 2, 'complaint', 'hotline', 'facilities.lamps', 'ordinary', 'S1', '990702001001', 'u990702001001', 'u990702001000',
    null, null, '{}', null, 1, 0, false, $14, null, now(), now(), null)`

await judge(
  'intake',
  {
    createsPerNoop: { atLeast: 0.25 },
    gatheredPerUngathered: { atLeast: 1.5 },
    cpuPerBareStatement: { atMost: 3 },
    serverPssMb: { atMost: 200 },
    slowSyncPerUndelayed: { atLeast: 0.5 },
    delaySeenMs: { atLeast: 0.9 },
    refused: { atMost: 0 },
  },
  async () => {
    const place = await openPlace({ simulated: false, debian })
    const figures = { databaseBuild: debian ? debianBinaries : 'embedded' }
    try {
      const district = await planted(place)
      const gathered = await startServer(place, { noop: true })
      const token = await signIn(gathered)
      const run = (server, path, width = connections, lasting = forMs) =>
        post({ url: server.url, path: `/api/v1/${path}`, token, connections: width, forMs: lasting, expected: path === 'noop' ? 20_000 : 5_000, body: () => creation(district) })
      await run(gathered, 'noop', connections, 1_000)
      // Long enough for the program to be compiled: what a server costs is what it costs on its second minute.
      await run(gathered, 'instructions', connections, quick ? 1_500 : 5_000)

      const ratios = []
      const creates = []
      const noops = []
      const cpu = []
      const server = []
      const database = []
      let refused = 0
      let pss = 0
      for (let round = 0; round < rounds; round++) {
        const noop = await run(gathered, 'noop')
        await caughtUp(gathered)
        const before = [gathered.cpu(), place.databaseCpu()]
        const create = await run(gathered, 'instructions')
        server.push(((gathered.cpu() - before[0]) / create.done) * 1e6)
        database.push(((place.databaseCpu() - before[1]) / create.done) * 1e6)
        cpu.push(server.at(-1) + database.at(-1))
        pss = Math.max(pss, gathered.pss() / 1024 / 1024)
        refused += create.bad
        noops.push(noop.perSecond)
        creates.push(create.perSecond)
        ratios.push(create.perSecond / noop.perSecond)
        await caughtUp(gathered)
      }
      // The same writes as one statement, sent one by one by a bare client on as many connections.
      const bare = await bareStatements(place, district, forMs)
      await gathered.stop()

      const ungathered = await startServer(place, { options: { gathering: false } })
      await run(ungathered, 'instructions', connections, 1_500)
      const apart = await run(ungathered, 'instructions')
      await ungathered.stop()

      Object.assign(figures, {
        createsPerNoop: median(ratios),
        gatheredPerUngathered: median(creates) / apart.perSecond,
        cpuPerBareStatement: median(cpu) / bare.cpuUs,
        serverPssMb: pss,
        refused,
        createsPerSecond: median(creates),
        noopsPerSecond: median(noops),
        ungatheredPerSecond: apart.perSecond,
        barePerSecond: bare.perSecond,
        cpuUsPerCreate: median(cpu),
        serverCpuUsPerCreate: median(server),
        databaseCpuUsPerCreate: median(database),
        cpuUsPerBareStatement: bare.cpuUs,
      })
    } finally {
      await place.end()
    }
    Object.assign(figures, await withSlowSyncs())
    return figures
  },
)

async function planted(place) {
  const house = await openBenchHouse(place)
  const { district } = await plant(house)
  await house.end()
  return district
}

async function signIn(server) {
  const client = openClient(server.url)
  const token = await client.signIn('hotline1')
  client.end()
  return token
}

function creation(district) {
  return JSON.stringify({ instructions: [{ commandId: uuidv7(), story: { kind: 'case', id: newId(district) }, command: filing() }] })
}

/** Waits until places are given and readers have read: a round begins with nothing left over from the one before. */
async function caughtUp(server) {
  for (let waited = 0; waited < 60_000; waited += 250) {
    const response = await fetch(`${server.url}/health`)
    const { districts } = await response.json()
    if (districts.every(({ queued, errandsDue, readers }) => queued === 0 && errandsDue === 0 && readers.every(({ behind }) => behind === 0))) return
    await sleep(250)
  }
  throw new Error('the readers did not catch up within a minute')
}

async function bareStatements(place, district, lasting) {
  const pool = new pg.Pool({ connectionString: place.urls.desk, max: connections })
  pool.on('error', () => {})
  const owner = await place.owner()
  const { rows } = await owner.query(`select state::text as state, convert_from(e.body, 'UTF8') as body from case_card c join entry e using (district, story) where e.version = 1 limit 1`)
  await owner.end()
  const [{ state, body }] = rows
  const { words, requester } = filing()
  const clients = await Promise.all(Array.from({ length: connections }, () => pool.connect()))
  for (const client of clients) client.on('error', () => {})
  let done = 0
  const work = async (client) => {
    const story = uuidv7()
    const command = uuidv7()
    const payload = JSON.stringify({ whom: { unit: 'u' }, message: 'CaseFiled', about: {} })
    const hash = createHash('sha256').update(command).digest()
    await client.query({
      name: 'create', text: bareText,
      values: [district, story, command, body, words, requester.name, requester.phone, randomUUID(), payload, hash, JSON.stringify({ version: 1 }), state, `bare-${story}`, words],
    })
    done++
  }
  for (const client of clients.slice(0, 4)) await work(client)
  done = 0
  const own = process.cpuUsage()
  const before = place.databaseCpu()
  const begun = performance.now()
  await Promise.all(
    clients.map(async (client) => {
      while (performance.now() - begun < lasting) await work(client)
    }),
  )
  const { user, system } = process.cpuUsage(own)
  const cpuUs = ((place.databaseCpu() - before) * 1e6 + user + system) / done
  const perSecond = done / ((performance.now() - begun) / 1_000)
  for (const client of clients) client.release()
  await pool.end()
  return { cpuUs, perSecond }
}

/** The same load with every fsync of the database a millisecond slower, beside an undelayed one. */
async function withSlowSyncs() {
  const folder = mkdtempSync(join(tmpdir(), 'shaoying-slow-'))
  execFileSync('chmod', ['755', folder])
  const library = join(folder, 'slowSync.so')
  execFileSync('cc', ['-shared', '-fPIC', '-O2', '-o', library, fileURLToPath(new URL('lib/slowSync.c', import.meta.url)), '-ldl'])
  if (!existsSync(library)) throw new Error('the slow fsync could not be compiled')
  const rate = async (preload) => {
    const place = await openPlace({ simulated: false, debian, variables: preload ? { LD_PRELOAD: library } : {} })
    try {
      const district = await planted(place)
      const server = await startServer(place)
      const token = await signIn(server)
      const run = (lasting, width = 32) => post({ url: server.url, path: '/api/v1/instructions', token, connections: width, forMs: lasting, body: () => creation(district) })
      await run(1_500)
      // One client alone waits for each of its syncs: this is how the delay is seen to be there.
      const alone = percentile((await run(1_000, 1)).times, 0.1)
      const { perSecond } = await run(forMs)
      await server.stop()
      return { perSecond, alone }
    } finally {
      await place.end()
    }
  }
  const undelayed = await rate(false)
  const slowed = await rate(true)
  return {
    slowSyncPerUndelayed: slowed.perSecond / undelayed.perSecond,
    delaySeenMs: slowed.alone - undelayed.alone,
    undelayedPerSecond: undelayed.perSecond,
    slowedPerSecond: slowed.perSecond,
  }
}
