// Timers over three server processes, one of them killed in the middle: each fires once, none early, none missed
//   --cases=260        how many cases are dispatched, each with several clocks, at staggered instants
import { judge } from './lib/judge.mjs'
import { openPlace } from './lib/place.mjs'
import { filing, newId, openBenchHouse, plant, uuidv7 } from './lib/plant.mjs'
import { sleep, startServer } from './lib/server.mjs'

const cases = Number(process.argv.find((word) => word.startsWith('--cases='))?.split('=')[1] ?? 260)
/** Short, so that what the killed process held is taken over while we watch. */
const claimSeconds = 4

await judge(
  'timers',
  { timers: { atLeast: Math.min(500, cases * 2) }, missed: { atMost: 0 }, doubled: { atMost: 0 }, early: { atMost: 0 }, takenOver: { moreThan: 0 }, firedByClock: { moreThan: 0 } },
  async () => {
    const place = await openPlace()
    const house = await openBenchHouse(place)
    const { district, actors } = await plant(house)
    await house.clock.moveTo(new Date(Date.now() + 3_600_000).toISOString())
    const by = (login) => actors.get(login)
    const ask = async (login, list) => {
      const answers = await house.desk.handle(district, list.map(({ story, command }) => ({ by: by(login), instruction: { commandId: uuidv7(), story, command } })))
      const no = answers.find((answer) => 'refused' in answer)
      if (no) throw new Error(JSON.stringify(no))
    }
    const stories = Array.from({ length: cases }, () => ({ kind: 'case', id: newId(district) }))
    await ask('hotline1', stories.map((story) => ({ story, command: filing() })))
    await ask('centre1', stories.map((story) => ({ story, command: { type: 'TriageCase', category: 'facilities.lamps' } })))
    // Each with another limit, so that they fall due one after the other.
    await ask('centre1', stories.map((story, n) => ({ story, command: { type: 'DispatchCase', to: 'dept1', outsideList: '属地先行处置', limit: { amount: 20 + n, unit: 'minute' } } })))
    const owner = await place.owner()
    const { rows: timers } = await owner.query(`select id, story, due_at, payload #>> '{command,type}' as type from errand where act = 'ask' and due_at > now_here() and due_at < now_here() + interval '30 days'`)

    const options = { background: true, claimSeconds }
    const servers = await Promise.all([1, 2, 3].map(() => startServer(place, { options })))
    const move = (to) => owner.query(`select move_clock($1)`, [to])
    const instants = timers.map(({ due_at }) => due_at.getTime()).sort((a, b) => a - b)
    const steps = 60
    let takenOver = 0
    try {
      for (let step = 1; step <= steps; step++) {
        const at = instants[Math.min(instants.length - 1, Math.ceil((instants.length * step) / steps) - 1)]
        await move(new Date(at).toISOString())
        await sleep(60)
        if (step === Math.floor(steps / 2)) {
          await servers[1].kill()
          // What it may have held at that moment: a claim that nobody will come back to.
          const { rowCount } = await owner.query(`
            update errand set claimed_until = clock_timestamp() + make_interval(secs => $1), attempts = attempts + 1
            where ctid in (select ctid from errand where act = 'ask' and due_at > now_here() and due_at < now_here() + interval '3 hours' limit 20)`, [claimSeconds])
          takenOver = rowCount
        }
      }
      await move(new Date(instants.at(-1) + 1_000).toISOString())
      for (let waitedMs = 0; waitedMs < 30_000; waitedMs += 200) {
        const { rows } = await owner.query(`select count(*)::int as n from errand where id = any($1::uuid[])`, [timers.map(({ id }) => id)])
        if (rows[0].n === 0) break
        await sleep(200)
      }
      const count = async (text) => Number((await owner.query(text, [timers.map(({ id }) => id)])).rows[0].n)
      const missed = await count(`
        select count(*) as n from unnest($1::uuid[]) as t (id) where exists (select from errand e where e.id = t.id) or not exists (select from receipt r where r.command_id = t.id)`)
      const firedByClock = await count(`select count(distinct command_id) as n from entry where command_id = any($1::uuid[])`)
      // One command makes each kind of event once; a clock is missed once.
      const doubled =
        (await count(`select count(*) as n from (select 1 from entry where command_id = any($1::uuid[]) group by command_id, type having count(*) > 1) as d`)) +
        Number((await owner.query(`
          select count(*) as n from (select 1 from entry where kind = 'case' and type = 'ClockMissed' group by story, convert_from(body, 'UTF8')::jsonb #>> '{data,clock}' having count(*) > 1) as d`)).rows[0].n)
      const { rows: receipts } = await owner.query('select command_id as id, at from receipt where command_id = any($1::uuid[])', [timers.map(({ id }) => id)])
      const firedAt = new Map(receipts.map(({ id, at }) => [id, at.getTime()]))
      const early = timers.filter(({ id, due_at }) => (firedAt.get(id) ?? Infinity) < due_at.getTime()).length
      return { timers: timers.length, firedByClock, takenOver, missed, doubled, early }
    } finally {
      for (const server of servers) await server.stop()
      await owner.end()
      await house.end()
      await place.end()
    }
  },
)
