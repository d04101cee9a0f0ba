// lists: to-do, case lists with filters, case page and search at ten thousand and at a million cases, against a no-op request
import { randomBytes } from 'node:crypto'
import { readSecret } from '../apps/server/dist/platform/secrets.js'
import { tokenOf, wordsOf } from '../apps/server/dist/readers/search.js'
import { judge, quantile } from './lib/judge.mjs'
import { openPlace } from './lib/place.mjs'
import { filing, newId, openBenchHouse, plant, uuidv7 } from './lib/plant.mjs'
import { openClient, startServer } from './lib/server.mjs'

const quick = process.argv.includes('--quick')
const large = quick ? 100_000 : 1_000_000
const small = 10_000
const asks = quick ? 60 : 200

/** What is asked for, by whom. */
const lists = {
  todo: ['centre1', '/todo?limit=50'],
  street: ['centre1', '/cases?limit=50'],
  district: ['hotline1', '/cases?limit=50'],
  category: ['hotline1', '/cases?limit=50&category=facilities.lamps'],
  stage: ['hotline1', '/cases?limit=50&stage=handling'],
  streetStage: ['centre1', '/cases?limit=50&open=true&stage=dispatched'],
  community: ['community1', '/cases?limit=50'],
  overdue: ['hotline1', '/cases?limit=50&overdue=true'],
  department: ['dept1', '/cases?limit=50'],
  number: ['hotline1', '/cases?number=bulk-7'],
  search: ['hotline1', `/cases?limit=20&search=${encodeURIComponent('路灯')}`],
  searchTwo: ['hotline1', `/cases?limit=20&search=${encodeURIComponent('路灯 维修')}`],
  page: ['hotline1', null],
}

const targets = Object.fromEntries(
  Object.keys(lists).flatMap((name) => [
    [`${name}Growth`, { atMost: 1.5 }],
    [`${name}PerNoop`, { atMost: 20 }],
  ]),
)

await judge('lists', targets, async () => {
  const at = await sized(small)
  const big = await sized(large)
  try {
    const figures = {}
    for (const [name, [account, path]] of Object.entries(lists)) {
      // Small and large take turns, so that what else the machine does falls on both.
      const few = []
      const many = []
      const noop = []
      for (let n = 0; n < asks; n++) {
        few.push(await at.ask(account, path))
        many.push(await big.ask(account, path))
        noop.push(await big.noop())
      }
      const [p95Few, p95Many, p95Noop] = [few, many, noop].map((times) => quantile(times.slice(Math.floor(asks / 10)), 0.95))
      figures[`${name}Growth`] = p95Many / p95Few
      figures[`${name}PerNoop`] = p95Many / p95Noop
      figures[`${name}P95Ms`] = p95Many
      figures.noopP95Ms = p95Noop
    }
    return figures
  } finally {
    await at.end()
    await big.end()
  }
})

/** A house with so many cases: one made by the desk, the others laid out like it, in every street, category, stage and week of two years. */
async function sized(count) {
  const place = await openPlace({ durable: false, settings: { maintenance_work_mem: '512MB', max_wal_size: '8GB' } })
  const house = await openBenchHouse(place)
  const { district, plan } = await plant(house)
  await house.end()
  const server = await startServer(place, { noop: true, options: { background: false } })
  const client = openClient(server.url, { connections: 4 })
  const tokens = {}
  for (const account of ['hotline1', 'centre1', 'dept1', 'community1']) tokens[account] = await client.signIn(account)
  const id = newId(district)
  const [{ version }] = await client.instruct(tokens.hotline1, [{ commandId: uuidv7(), story: { kind: 'case', id }, command: filing() }])
  if (!version) throw new Error('the pattern case was refused')
  await layOut(place, district, plan, count)
  const timed = async (method, path, token, body) => {
    const begun = performance.now()
    const { status } = await client.request(method, `/api/v1${path}`, { token, body })
    if (status !== 200) throw new Error(`${path} answered ${status}`)
    return performance.now() - begun
  }
  return {
    ask: (account, path) => timed('GET', path ?? `/cases/${id}`, tokens[account]),
    noop: () => timed('POST', '/noop', tokens.hotline1, { instructions: [{ commandId: uuidv7(), story: { kind: 'case', id: newId(district) }, command: filing() }] }),
    async end() {
      client.end()
      await server.stop()
      await place.end()
    },
  }
}

/** Copies the pattern case with SQL: what matters here is how much there is, and that the lists' columns are spread as in life. */
async function layOut(place, district, plan, count) {
  const owner = await place.owner()
  const streets = plan.streets.length
  const categories = ['facilities.lamps', 'facilities.drainage', 'environment.smoke', 'housing.property', 'traffic.parking', 'utilities.heating', 'neighbours.noise', 'safety.fire']
  const stages = ['closed', 'closed', 'closed', 'closed', 'closed', 'closed', 'handling', 'dispatched', 'finished', 'verified']
  await owner.query('set synchronous_commit = off')
  const { key } = readSecret(place.dataDir, 'search.json', ['key'])
  const words = wordsOf('楼下路灯不亮，晚上出行不便，请尽快维修。小区门口污水外溢，物业不管，油烟扰民，停车难，暖气不热')
  const tokens = words.map((word) => tokenOf(Buffer.from(key, 'utf8'), word).toString())
  const { rows } = await owner.query('select story from case_card limit 1')
  const pattern = rows[0].story
  await owner.query(`
    create unlogged table bulk as
    select n, (lpad(to_hex(n), 8, '0') || '-0000-7000-8000-' || $1)::uuid as story,
      now() - interval '1 second' * (n * 63072000.0 / $2) as at, 
      -- Mixed radix, so that every street has every category in every stage.
      n % 10 as stage, (n / 10) % 8 as category, 1 + (n / 80) % $3 as street, 1 + (n / 400) % 4 as community
    from generate_series(1, $2::int) as n`, [randomBytes(6).toString('hex'), count, streets])
  await owner.query(`
    insert into case_card (district, story, version, fold, state, number, stage, step, case_type, channel, category, urgency, secrecy, area, community, street,
      holder, handler, accused, due_at, origins, whistles, carried, summary, external, opened_at, changed_at, closed_at)
    select ${district}, b.story, 1, c.fold, c.state, 'bulk-' || b.n, ($1::text[])[b.stage + 1], 5, c.case_type, c.channel, ($2::text[])[b.category + 1], c.urgency, c.secrecy,
      c.area, 'u' || ${district} || lpad(b.street::text, 3, '0') || lpad(b.community::text, 3, '0'), 'u' || ${district} || lpad(b.street::text, 3, '0') || '000',
      case when b.stage between 6 and 8 then 'dept' || 1 + b.n % 12 end, null, '{}', b.at + interval '7 days', 1, 0, false, c.summary, null, b.at, b.at,
      case when b.stage < 6 then b.at + interval '5 days' end
    from bulk b cross join (select * from case_card where story = '${pattern}') c`, [stages, categories])
  await owner.query(`
    insert into entry (district, story, version, kind, type, at, person, unit, rules, command_id, body)
    select ${district}, b.story, 1, 'case', 'CaseFiled', b.at, e.person, e.unit, e.rules, gen_random_uuid(), e.body
    from bulk b cross join (select * from entry where story = '${pattern}' and version = 1) e`)
  await owner.query(`insert into party (district, unit, kind, opened_at, story) select ${district}, 'dept' || 1 + n % 12, 'case', at, story from bulk where stage >= 4`)
  await owner.query(`
    insert into todo (district, unit, story, kind, what, person, roles, due_at, since)
    select ${district}, case when stage = 7 then 'dept' || 1 + n % 12 else 'u' || ${district} || lpad(street::text, 3, '0') || '000.centre' end, story, 'case',
      case when stage = 7 then 'ReceiveCase' else 'VerifyCase' end, '', '{}', at + interval '7 days', at
    from bulk where stage >= 6`)
  await owner.query(`
    insert into search_token (district, token, opened_at, story)
    select ${district}, token, at, story from bulk cross join lateral (select unnest(($1::bigint[])[1 + n % 6 : 6 + n % 6]) as token) t on conflict do nothing`, [tokens])
  await owner.query('drop table bulk')
  for (const table of ['case_card', 'entry', 'party', 'todo', 'search_token']) await owner.query(`vacuum (analyze) ${table}`)
  await owner.query('checkpoint')
  await owner.end()
}
