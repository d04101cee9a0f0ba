import { clockActor, type Instant, type StoryKind } from '@shaoying/core'
import { OutcomeUnknown, type Desk } from '../desk/desk.ts'
import type { Given } from '../desk/instruction.ts'
import { joinId, uuidv5 } from '../ledger/ids.ts'
import { isOutage } from '../platform/outage.ts'
import { sql, type Database } from '../platform/sql.ts'
import { isSpread, storiesToTell, type Spread } from '../registry/spread.ts'

type Due = { id: string; act: 'ask' | 'tell'; kind: StoryKind; story: string; dueAt: Instant; payload: Payload; attempts: number }
type Payload = {
  district?: number
  command?: { type: string } & Record<string, unknown>
  whom?: { unit?: string; roles?: readonly string[]; person?: string; requesterOf?: string }
  message?: string
  about?: Record<string, unknown>
}

/** How long a claim keeps other processes away: longer than any batch takes, short enough that what a killed one held is late by little. */
export const claimSeconds = 60
const batch = 400
/** After so many failures an errand is put on the list of dead letters and waits for an operator. */
export const attemptsBeforeDead = 8

/**
 * Runs what is due in one district: asks go to the desk as one batch, tells become notices. Several processes may run at once:
 * a claim keeps others away for a minute, and an ask's command id makes it happen once whoever asks. Answers how many were done.
 */
export async function runErrands(db: Database, desk: Desk, district: number, onTrouble: (error: unknown) => void, claimFor = claimSeconds): Promise<number> {
  // Notices first and at once: they stay in the database, so that one statement moves them. One it cannot move is claimed like the others, and looked at alone.
  const delivered = await deliverDue(db, district).catch((error: unknown) => {
    if (isOutage(error)) throw error
    return 0
  })
  const due = await db.query<Due>(sql`
    update errand e set claimed_until = clock_timestamp() + make_interval(secs => ${claimFor}), attempts = attempts + 1
    where e.district = ${district} and e.id = any(array(
      select id from errand
      where district = ${district} and dead_at is null and due_at <= now_here()
        and (claimed_until is null or claimed_until < clock_timestamp())
      order by due_at, id limit ${batch} for update skip locked))
    returning e.id, e.act, e.kind, e.story, e.due_at as "dueAt", e.payload, e.attempts`)
  if (due.length === 0) return delivered
  due.sort((a, b) => (a.dueAt === b.dueAt ? (a.id < b.id ? -1 : 1) : a.dueAt < b.dueAt ? -1 : 1))

  const tells = due.filter(({ act }) => act === 'tell')
  if (tells.length > 0) await tellAll(tells)

  const asks = due.filter(({ act, payload }) => act === 'ask' && !isSpread(payload.command))
  await Promise.all([...byDistrict(asks)].map(([to, those]) => askAll(to, those)))
  for (const errand of due.filter(({ payload }) => isSpread(payload.command))) await attempt(errand, () => spread(errand))
  return delivered + due.length

  /** Together; and where that fails, one by one, so that a bad one takes no other with it. */
  async function tellAll(those: readonly Due[]): Promise<void> {
    try {
      await deliver(db, district, those)
    } catch (error) {
      if (those.length === 1 || isOutage(error)) return failed(those, error)
      for (const errand of those) await attempt(errand, () => deliver(db, district, [errand]))
    }
  }

  /** Asks of one district in one batch; each is ticked off with its own effect. Another district's desk cannot tick off ours. */
  async function askAll(to: number, those: readonly Due[]): Promise<void> {
    const settled = await desk.handleEach(to, those.map((errand) => askOf(to, errand, to === district)))
    const done: string[] = []
    for (const [n, errand] of those.entries()) {
      const outcome = settled[n]
      if (outcome instanceof OutcomeUnknown || outcome === undefined) await failed([errand], outcome?.cause)
      else if (to !== district) done.push(errand.id)
    }
    if (done.length > 0) await db.query(sql`delete from errand where district = ${district} and id = any(${done}::uuid[])`)
  }

  function byDistrict(those: readonly Due[]): Map<number, Due[]> {
    const sorted = new Map<number, Due[]>()
    for (const errand of those) {
      const to = errand.payload.district ?? district
      const known = sorted.get(to)
      if (known) known.push(errand)
      else sorted.set(to, [errand])
    }
    return sorted
  }

  async function spread(errand: Due): Promise<void> {
    // Told apart by `isSpread`. A command's id is made of errand and story: begun again after a crash, nobody hears it twice.
    const told = await db.transaction((tx) => storiesToTell(tx, district, errand.payload.command as unknown as Spread))
    const given = told.map(({ story, command }): Given => ({ by: clockActor(district), instruction: { commandId: uuidv5(errand.id, story.id), story, command } }))
    for (let from = 0; from < given.length; from += 100) await desk.handle(district, given.slice(from, from + 100))
    await db.query(sql`delete from errand where district = ${district} and id = ${errand.id}`)
  }

  async function attempt(errand: Due, work: () => Promise<unknown>): Promise<void> {
    try {
      await work()
    } catch (error) {
      await failed([errand], error)
    }
  }

  /**
   * A failure is written on the errand: it comes again after a while, doubled each time, and in the end lies with the dead letters.
   * A broken wire is not the errand's failure and does not count.
   */
  async function failed(errands: readonly Due[], error: unknown): Promise<void> {
    onTrouble(error)
    const counts = isOutage(error) ? 0 : 1
    await db.query(sql`
      update errand set claimed_until = clock_timestamp() + make_interval(secs => least(3600, 2 ^ attempts)), attempts = attempts - 1 + ${counts},
        last_error = ${errorName(error)}, dead_at = case when attempts - 1 + ${counts} >= ${attemptsBeforeDead} then now_here() end
      where district = ${district} and id = any(${errands.map(({ id }) => id)}::uuid[])`)
  }
}

/** The kind of failure, never its values: a database's message may repeat what it was given. */
function errorName(error: unknown): string {
  const { name = 'Error', code } = (error ?? {}) as { name?: string; code?: string }
  return code === undefined ? name : `${name} ${code}`
}

function askOf(to: number, { id, kind, story, payload }: Due, isOurs: boolean): Given {
  const command = payload.command ?? { type: 'nothing' }
  return {
    by: clockActor(to),
    instruction: { commandId: id, story: { kind, id: joinId(to, story) }, command },
    ...(isOurs ? { errand: id } : {}),
  }
}

/** Notices inside the house; what leaves it (SMS, web hooks) will take the same way out. */
async function deliver(db: Database, district: number, tells: readonly Due[]): Promise<void> {
  const inside = tells.filter(({ payload }) => payload.whom?.unit !== undefined || payload.whom?.person !== undefined)
  await db.query(sql`
    with gone as (delete from errand where district = ${district} and id = any(${tells.map(({ id }) => id)}::uuid[]) returning id)
    insert into notice (district, id, unit, roles, person, message, about, kind, story, at)
    select ${district}, n.id, n.unit, string_to_array(n.roles, ' '), n.person, n.message, n.about, n.kind, n.story, n.at
    from unnest(${inside.map(({ id }) => id)}::uuid[], ${inside.map(({ payload }) => payload.whom?.unit ?? '')}::text[],
      ${inside.map(({ payload }) => (payload.whom?.roles ?? []).join(' '))}::text[], ${inside.map(({ payload }) => payload.whom?.person ?? '')}::text[],
      ${inside.map(({ payload }) => payload.message ?? '')}::text[], ${inside.map(({ payload }) => JSON.stringify(payload.about ?? {}))}::jsonb[],
      ${inside.map(({ kind }) => kind)}::text[], ${inside.map(({ story }) => story)}::uuid[], ${inside.map(({ dueAt }) => dueAt)}::timestamptz[])
      as n (id, unit, roles, person, message, about, kind, story, at)
    join gone using (id)
    on conflict do nothing`)
}

/** Moves what is to be told inside the house, and is due, from the errands to the notices; answers how many. */
async function deliverDue(db: Database, district: number): Promise<number> {
  const [told] = await db.query<{ n: number }>(sql`
    with gone as (
      delete from errand where district = ${district} and id = any(array(
        select id from errand
        where district = ${district} and act = 'tell' and dead_at is null and due_at <= now_here()
          and (claimed_until is null or claimed_until < clock_timestamp())
        order by due_at, id limit ${batch} for update skip locked))
      returning id, kind, story, due_at, payload -> 'whom' as whom, payload ->> 'message' as message, payload -> 'about' as about),
    told as (
      insert into notice (district, id, unit, roles, person, message, about, kind, story, at)
      select ${district}, id, coalesce(whom ->> 'unit', ''), array(select jsonb_array_elements_text(coalesce(whom -> 'roles', '[]'))),
        coalesce(whom ->> 'person', ''), message, coalesce(about, '{}'), kind, story, due_at
      from gone where whom ? 'unit' or whom ? 'person'
      on conflict do nothing)
    select count(*) as n from gone`)
  return told?.n ?? 0
}
