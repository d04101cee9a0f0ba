// kill -9 of the server or of PostgreSQL in the middle of load: no acknowledged command is lost, none happens twice
//   --kills=50         how many times the main run kills
//   --connections=64   how many clients file and step cases at once
//   --control=3        kills of the control run, which must lose something for the detector to count
import { isDeepStrictEqual } from 'node:util'
import { laws } from '../apps/server/dist/desk/stories.js'
import { judge } from './lib/judge.mjs'
import { openPlace } from './lib/place.mjs'
import { filing, newId, openBenchHouse, plant, uuidv7 } from './lib/plant.mjs'
import { openClient, sleep, startServer } from './lib/server.mjs'

const flag = (name, otherwise) =>
  Number(process.argv.find((word) => word.startsWith(`--${name}=`))?.split('=')[1] ?? otherwise)
const kills = flag('kills', 50)
const connections = flag('connections', 64)
const controlKills = flag('control', 3)

await judge(
  'kills',
  {
    lost: { atMost: 0 },
    doubled: { atMost: 0 },
    otherAnswers: { atMost: 0 },
    holes: { atMost: 0 },
    otherCards: { atMost: 0 },
    unsettled: { atMost: 0 },
    acknowledged: { moreThan: 0 },
    cutShort: { moreThan: 0 },
    controlLost: { moreThan: 0 },
    forgeriesSeen: { atLeast: 3 },
  },
  async () => ({ ...(await mainRun()), ...(await controlRun()) }),
)

/** Kills again and again; the clients send again what they got no answer to, and go on. */
async function mainRun() {
  const place = await openPlace()
  const world = await settle(place)
  const server = await startServer(place)
  const load = await openLoad(server.url, world)
  const owner = { client: await place.owner() }
  const figures = { kills: 0, killsOfServer: 0, killsOfDatabase: 0, lost: 0 }
  let checked = 0
  try {
    load.begin()
    for (let n = 0; n < kills; n++) {
      await sleep(150 + Math.random() * 450)
      // Two of five hit the database: all of its processes at once.
      const hitsDatabase = n % 5 === 1 || n % 5 === 3
      if (hitsDatabase) await place.killDatabase()
      else await server.kill()
      const until = load.acknowledged.length
      if (hitsDatabase) await place.startDatabase()
      else await server.start()
      figures.kills++
      figures[hitsDatabase ? 'killsOfDatabase' : 'killsOfServer']++
      if (hitsDatabase) {
        await owner.client.end().catch(() => {})
        owner.client = await place.owner()
      }
      figures.lost += await lost(owner.client, load.acknowledged.slice(checked, until))
      checked = until
      if (process.stderr.isTTY) process.stderr.write(`\r${n + 1} of ${kills} kills, ${load.acknowledged.length} commands`)
    }
    if (process.stderr.isTTY) process.stderr.write('\n')
    await sleep(300)
    figures.unsettled = await load.finish()
    figures.acknowledged = load.acknowledged.length
    figures.refused = load.acknowledged.filter(({ answer }) => 'refused' in answer).length
    figures.cutShort = load.cutShort()
    // Once more over everything, not only what each kill could have touched.
    figures.lost += await lost(owner.client, load.acknowledged.slice(checked))
    figures.lost += await lost(owner.client, load.acknowledged)
    figures.otherAnswers = await load.sendAgain()
    await server.stop()
    await catchUp(place)
    Object.assign(figures, await examine(owner.client, load.acknowledged))
    figures.forgeriesSeen = await forge(owner.client, load.acknowledged)
  } finally {
    await load.finish().catch(() => {})
    load.end()
    await owner.client.end().catch(() => {})
    await server.kill()
    await place.end()
  }
  return figures
}

/** The same with commits that are not waited for: here something must be lost, or the detector sees nothing. */
async function controlRun() {
  const settings = { synchronous_commit: 'off', wal_writer_delay: '10s', wal_writer_flush_after: '1GB', wal_buffers: '64MB' }
  const place = await openPlace({ settings })
  const world = await settle(place)
  const server = await startServer(place)
  const figures = { controlAcknowledged: 0, controlLost: 0 }
  try {
    for (let n = 0; n < controlKills; n++) {
      const load = await openLoad(server.url, world)
      const before = await place.owner()
      await before.query('checkpoint') // Accounts and sessions are not what is tried here.
      await before.end()
      load.begin()
      await sleep(700)
      await place.killDatabase()
      const acknowledged = load.acknowledged.slice()
      await load.abandon()
      await place.startDatabase()
      const owner = await place.owner()
      figures.controlAcknowledged += acknowledged.length
      figures.controlLost += await lost(owner, acknowledged)
      await owner.end()
      await server.kill()
      await server.start()
    }
  } finally {
    await server.kill()
    await place.end()
  }
  return figures
}

async function settle(place) {
  const house = await openBenchHouse(place)
  const { district } = await plant(house)
  await house.end()
  return { district }
}

/** Clients that file cases and step those there are; each remembers what it sent and what it was answered. */
async function openLoad(url, { district }) {
  const client = openClient(url, { connections, timeoutMs: 10_000 })
  const hotline = await client.signIn('hotline1')
  const centre = await client.signIn('centre1')
  const acknowledged = []
  const shared = []
  let running = false
  let abandoned = false
  let broken = 0
  let lanes = []

  function next(own, n) {
    const commandId = uuidv7()
    if (own.length === 0 || n % 3 === 0) {
      const story = { kind: 'case', id: newId(district) }
      return { token: hotline, instruction: { commandId, story, command: filing(`第${n}件：楼下路灯不亮。`) } }
    }
    // Every fourth step is on a case that other clients step as well.
    const id = n % 4 === 0 && shared.length > 0 ? shared[n % shared.length] : own[n % own.length]
    const command =
      n % 3 === 1
        ? { type: 'NotePrivately', words: `记录${n}` }
        : { type: 'DispatchCase', to: `${district}-nobody`, outsideList: '属地先行处置' }
    return { token: centre, instruction: { commandId, story: { kind: 'case', id }, command } }
  }

  async function lane(at) {
    const own = []
    for (let n = at; running; n++) {
      const asked = next(own, n)
      const answer = await until(asked)
      if (!answer) return asked
      acknowledged.push({ ...asked, answer })
      if (asked.instruction.command.type === 'FileCase' && 'version' in answer) {
        own.push(asked.instruction.story.id)
        if (shared.length < 40) shared.push(asked.instruction.story.id)
      }
    }
    return undefined
  }

  /** Sends the same command until it is answered; gives up only when abandoned, or a minute after the load was told to end. */
  async function until({ token, instruction }) {
    for (let late = 0; late < 600; ) {
      if (abandoned) return undefined
      try {
        const [answer] = await client.instruct(token, [instruction])
        return answer
      } catch {
        broken++
        if (!running) late++
        await sleep(100)
      }
    }
    return undefined
  }

  return {
    acknowledged,
    cutShort: () => broken,
    begin() {
      running = true
      lanes = Array.from({ length: connections }, (_, at) => lane(at))
    },
    /** Ends the load when every command has its answer; answers how many have none. */
    async finish() {
      running = false
      return (await Promise.all(lanes)).filter((left) => left !== undefined).length
    },
    async abandon() {
      running = false
      abandoned = true
      client.end()
      await Promise.all(lanes)
    },
    /** Sends every tenth acknowledged command again; answers how many were answered otherwise than the first time. */
    async sendAgain() {
      let other = 0
      const some = acknowledged.filter((_, n) => n % 10 === 0)
      for (let from = 0; from < some.length; from += 200)
        for (const token of [hotline, centre]) {
          const mine = some.slice(from, from + 200).filter((one) => one.token === token)
          if (mine.length === 0) continue
          const answers = await client.instruct(token, mine.map(({ instruction }) => instruction))
          other += mine.filter(({ answer }, n) => !isDeepStrictEqual(answers[n], answer)).length
        }
      return other
    },
    end: () => client.end(),
  }
}

/** Lets sequencer, readers and errands do what is left, in a process of their own. */
async function catchUp(place) {
  const house = await openBenchHouse(place)
  await house.settle()
  await house.end()
}

/** How many acknowledged commands the database does not know: no receipt, another answer, or an accepted one without its entries. */
async function lost(owner, acknowledged) {
  if (acknowledged.length === 0) return 0
  const { rows } = await owner.query(
    `select a.id as "commandId", r.answer, (select max(version) from entry e where e.story = a.story and e.command_id = a.id) as version
     from unnest($1::uuid[], $2::uuid[]) as a (id, story) left join receipt r on r.command_id = a.id`,
    [acknowledged.map(({ instruction }) => instruction.commandId), acknowledged.map(({ instruction }) => instruction.story.id.slice(7))],
  )
  const known = new Map(rows.map(({ commandId, answer, version }) => [commandId, { answer, version }]))
  return acknowledged.filter(({ instruction: { commandId }, answer }) => {
    const row = known.get(commandId)
    if (!row?.answer) return true
    if ('refused' in answer) return row.answer.refused?.code !== answer.refused.code
    return row.answer.version !== answer.version || row.version !== answer.version
  }).length
}

/** What must hold of the whole database after all that. */
async function examine(owner, acknowledged) {
  const count = async (text, values = []) => Number((await owner.query(text, values)).rows[0].n)
  // A command of these clients makes each kind of event once; a second one of a kind is a second effect. So is a version below another's.
  const doubled = await count(`
    select count(*) as n from (
      select 1 from entry where kind = 'case' and person <> 'clock' group by command_id, type having count(*) > 1) as twice`)
  const accepted = acknowledged.filter(({ answer }) => 'version' in answer).length
  // Each accepted command counts once: as many commands in the ledger as were acknowledged, none that nobody sent.
  const inLedger = await count(`select count(distinct command_id) as n from entry where kind = 'case' and person <> 'clock'`)
  const holes =
    (await count(`select count(*) as n from (select 1 from entry group by district, story having max(version) <> count(*)) as h`)) +
    (await count(`select count(*) as n from (select 1 from place group by district having max(place) + 1 <> count(*)) as h`)) +
    (await count(`select count(*) as n from entry e where not exists (select from place p where p.district = e.district and p.story = e.story and p.version = e.version)`)) +
    (await count(`select count(*) as n from place p where not exists (select from entry e where e.district = p.district and e.story = p.story and e.version = p.version)`)) +
    (await count('select count(*) as n from ledger_queue'))
  let otherCards = await count(`
    select count(*) as n from (select story, max(version) as version from entry where kind = 'case' group by story) as l
    full join case_card c using (story) where c.version is distinct from l.version`)
  const { rows: cards } = await owner.query('select story, state from case_card')
  const { rows: entries } = await owner.query(`select story, body from entry where kind = 'case' order by story, version`)
  const states = new Map()
  for (const { story, body } of entries) {
    const { type, data, at, by } = JSON.parse(body.toString('utf8'))
    states.set(story, laws.case.evolve(states.get(story) ?? laws.case.absent, { event: { type, ...data }, at, by }))
  }
  for (const { story, state } of cards)
    if (!isDeepStrictEqual(JSON.parse(JSON.stringify(states.get(story) ?? null)), state)) otherCards++
  // What waits is what the states say.
  const { rows: todo } = await owner.query(`select story, unit, what, person from todo where kind = 'case'`)
  const line = ({ story, unit, what, person }) => `${story} ${unit} ${what} ${person ?? ''}`
  const waits = new Set(cards.flatMap(({ story, state }) => laws.case.waits(state).map((wait) => line({ story, ...wait }))))
  const lines = new Set(todo.map(line))
  for (const wait of waits) if (!lines.has(wait)) otherCards++
  for (const had of lines) if (!waits.has(had)) otherCards++
  return { stories: cards.length, entries: entries.length, doubled: doubled + Math.abs(inLedger - accepted), holes, otherCards }
}

/** The examiner is examined: an effect forged twice, an entry taken away and a card set back are each seen, and rolled back. */
async function forge(owner, acknowledged) {
  const forgeries = [
    [`insert into entry select e.district, e.story, e.version + 1, e.kind, e.type, e.at, e.person, e.unit, e.rules, e.command_id, e.body, e.salt
      from entry e join case_card c using (district, story, version) where e.kind = 'case' and e.person <> 'clock' limit 1`, 'doubled'],
    [`delete from entry where (story, version) in (select story, version from entry where kind = 'case' and version > 1 limit 1)`, 'holes'],
    [`update case_card set state = state || '{"forged": true}' where story in (select story from case_card limit 1)`, 'otherCards'],
  ]
  let seen = 0
  for (const [forgery, figure] of forgeries) {
    await owner.query('begin')
    try {
      const { rowCount } = await owner.query(forgery)
      if (rowCount > 0 && (await examine(owner, acknowledged))[figure] > 0) seen++
    } finally {
      await owner.query('rollback')
    }
  }
  return seen
}
