import { invariant, type CaseState, type Instant, type RegistryEvent, type Rules, type StoryKind, type Wait, type WhistleState } from '@shaoying/core'
import { sql, together, type Query, type Tx } from '../platform/sql.ts'
import { projectRegistry } from '../registry/project.ts'
import { caseRows, insertCaseCards, updateCaseCards } from '../views/caseCard.ts'
import { insertWhistleCards, updateWhistleCards, whistleRows } from '../views/whistleCard.ts'
import { partiesOf } from '../views/parties.ts'
import type { Answer } from './instruction.ts'
import { laws, type AnyEvent, type AnyState } from './stories.ts'

/** A story that lies open on the desk: as it was read, and as it is after the instructions so far. */
export type Opened = {
  kind: StoryKind
  id: string
  story: string
  version: number
  isNew: boolean
  state: AnyState
  before: AnyState
  changed: boolean
  number?: string
  summary?: string
  /** System and id the story came from, so that it is not filed twice. */
  external?: string
  registryEvents?: { version: number; event: AnyEvent }[]
}

/** Everything a batch writes besides the cards. */
export type Written = {
  district: number
  now: Instant
  rules: string
  entries: { kind: StoryKind; story: string; version: number; type: string; person: string; unit: string; commandId: string; body: string }[]
  words: { story: string; id: string; words: string }[]
  persons: { story: string; ref: string; name: string | null; phone: string | null; address: string | null }[]
  errands: { id: string; act: 'ask' | 'tell'; kind: StoryKind; story: string; dueAt: Instant; payload: unknown }[]
  receipts: { commandId: string; hash: Buffer; answer: Answer }[]
  doneErrands: string[]
  /** Letter numbers by their series, as far as they are used. */
  letters: Map<string, { unit: string; year: number; last: number }>
}

/** Writes a batch in the transaction that opened the cards: set-based, a part for each table, and the parts together one statement. */
export async function record(tx: Tx, written: Written, touched: readonly Opened[], rules: Rules): Promise<void> {
  const { district } = written
  const waiting: Promise<unknown>[] = []
  const writes: Query[] = []
  const send = (query: Query) => writes.push(query)

  const { entries } = written
  if (entries.length > 0) {
    send(sql`
      insert into entry (district, story, version, kind, type, person, unit, rules, command_id, body)
      select ${district}, e.story, e.version, e.kind, e.type, e.person, e.unit, ${written.rules}, e.command_id, convert_to(e.body, 'UTF8')
      from unnest(${entries.map((e) => e.story)}::uuid[], ${entries.map((e) => e.version)}::int[], ${entries.map((e) => e.kind)}::text[],
        ${entries.map((e) => e.type)}::text[], ${entries.map((e) => e.person)}::text[], ${entries.map((e) => e.unit)}::text[],
        ${entries.map((e) => e.commandId)}::uuid[], ${entries.map((e) => e.body)}::text[])
        as e (story, version, kind, type, person, unit, command_id, body)`)
    send(sql`
      insert into ledger_queue (district, story, version)
      select ${district}, story, version
      from unnest(${entries.map((e) => e.story)}::uuid[], ${entries.map((e) => e.version)}::int[]) as q (story, version)`)
  }

  if (written.words.length > 0)
    send(sql`
      insert into content (district, story, id, words)
      select ${district}, story, id, words
      from unnest(${written.words.map((w) => w.story)}::uuid[], ${written.words.map((w) => w.id)}::text[], ${written.words.map((w) => w.words)}::text[])
        as c (story, id, words)`)
  if (written.persons.length > 0)
    send(sql`
      insert into vault.requester (district, story, ref, name, phone, address)
      select ${district}, story, ref, name, phone, address
      from unnest(${written.persons.map((p) => p.story)}::uuid[], ${written.persons.map((p) => p.ref)}::text[], ${written.persons.map((p) => p.name)}::text[],
        ${written.persons.map((p) => p.phone)}::text[], ${written.persons.map((p) => p.address)}::text[]) as p (story, ref, name, phone, address)`)

  // The state's type follows from the kind it was opened under.
  const of = (kind: StoryKind, isNew: boolean) => touched.filter((one) => one.kind === kind && one.isNew === isNew)
  const newCases = of('case', true)
  const oldCases = of('case', false)
  const newWhistles = of('whistle', true)
  const oldWhistles = of('whistle', false)
  if (newCases.length > 0) send(insertCaseCards(district, caseRows(newCases as Card<CaseState>[], written.now)))
  if (oldCases.length > 0) send(updateCaseCards(district, caseRows(oldCases as Card<CaseState>[], written.now)))
  if (newWhistles.length > 0) send(insertWhistleCards(district, whistleRows(newWhistles as Card<WhistleState>[], written.now)))
  if (oldWhistles.length > 0) send(updateWhistleCards(district, whistleRows(oldWhistles as Card<WhistleState>[], written.now)))
  for (const registry of touched.filter(({ kind }) => kind === 'registry')) {
    send(sql`
      insert into registry_card (district, story, version, fold, state, changed_at)
      values (${district}, ${registry.story}, ${registry.version}, ${laws.registry.fold}, ${JSON.stringify(registry.state)}, ${written.now})
      on conflict (district, story) do update set
        version = excluded.version, fold = excluded.fold, state = excluded.state, changed_at = excluded.changed_at`)
    const [first] = registry.registryEvents ?? []
    if (first) waiting.push(projectRegistry(tx, district, first.version, (registry.registryEvents ?? []).map(({ event }) => event as RegistryEvent)))
  }

  putTodo(written, touched, send)
  putParties(written, touched, rules, send)

  const { errands } = written
  if (errands.length > 0)
    send(sql`
      insert into errand (district, id, act, kind, story, due_at, payload)
      select ${district}, id, act, kind, story, due_at, payload
      from unnest(${errands.map((e) => e.id)}::uuid[], ${errands.map((e) => e.act)}::text[], ${errands.map((e) => e.kind)}::text[],
        ${errands.map((e) => e.story)}::uuid[], ${errands.map((e) => e.dueAt)}::timestamptz[], ${errands.map((e) => JSON.stringify(e.payload))}::jsonb[])
        as e (id, act, kind, story, due_at, payload)
      on conflict (district, id) do nothing`)
  if (written.doneErrands.length > 0)
    send(sql`delete from errand where district = ${district} and id = any(${written.doneErrands}::uuid[])`)
  const letters = [...written.letters.values()]
  if (letters.length > 0)
    send(sql`
      update letter_number n set last = l.last
      from unnest(${letters.map((l) => l.unit)}::text[], ${letters.map((l) => l.year)}::int[], ${letters.map((l) => l.last)}::int[]) as l (unit, year, last)
      where n.district = ${district} and n.unit = l.unit and n.year = l.year and n.last < l.last`)

  const { receipts } = written
  if (receipts.length > 0)
    send(sql`
      insert into receipt (district, command_id, body_hash, answer)
      select ${district}, command_id, decode(hash, 'hex'), answer
      from unnest(${receipts.map((r) => r.commandId)}::uuid[], ${receipts.map((r) => r.hash.toString('hex'))}::text[], ${receipts.map((r) => JSON.stringify(r.answer))}::jsonb[])
        as r (command_id, hash, answer)`)
  const all = together(writes)
  if (all) waiting.push(tx.query(all))
  await allOf(waiting)
}

export type Card<State> = Opened & { state: State }

/** Waits for all, then throws the first failure: nothing may be left running on a connection that is given back. */
async function allOf(waiting: Promise<unknown>[]): Promise<void> {
  const results = await Promise.allSettled(waiting)
  for (const result of results) if (result.status === 'rejected') throw result.reason
}

const waitKey = (wait: Wait) => `${wait.unit}\n${wait.what}\n${wait.person ?? ''}`
const same = (a: Wait, b: Wait) => a.dueAt === b.dueAt && a.roles.join() === b.roles.join()

/** One line where a unit is waited for by several clocks (three units to score): the most urgent one shows. */
function waitsByKey(waits: readonly Wait[]): Map<string, Wait> {
  const lines = new Map<string, Wait>()
  for (const wait of waits) {
    const key = waitKey(wait)
    const known = lines.get(key)
    if (!known || (wait.dueAt !== null && (known.dueAt === null || wait.dueAt < known.dueAt))) lines.set(key, wait)
  }
  return lines
}

/** To-do rows are what a story waits for; only the difference is written. */
function putTodo(written: Written, touched: readonly Opened[], send: (query: Query) => void): void {
  const gone: { story: string; unit: string; what: string; person: string }[] = []
  const put: { story: string; kind: string; wait: Wait }[] = []
  for (const { kind, story, before, state, isNew } of touched) {
    const law = laws[kind]
    const had = isNew ? new Map<string, Wait>() : waitsByKey(law.waits(before))
    for (const wait of waitsByKey(law.waits(state)).values()) {
      const old = had.get(waitKey(wait))
      had.delete(waitKey(wait))
      if (!old || !same(old, wait)) put.push({ story, kind, wait })
    }
    for (const wait of had.values()) gone.push({ story, unit: wait.unit, what: wait.what, person: wait.person ?? '' })
  }
  if (gone.length > 0)
    send(sql`
      delete from todo t using unnest(${gone.map((g) => g.story)}::uuid[], ${gone.map((g) => g.unit)}::text[], ${gone.map((g) => g.what)}::text[], ${gone.map((g) => g.person)}::text[])
        as g (story, unit, what, person)
      where t.district = ${written.district} and t.story = g.story and t.unit = g.unit and t.what = g.what and t.person = g.person`)
  if (put.length > 0)
    send(sql`
      insert into todo (district, unit, story, kind, what, person, roles, due_at, since)
      select ${written.district}, unit, story, kind, what, person, string_to_array(roles, ' '), due_at, ${written.now}
      from unnest(${put.map((p) => p.wait.unit)}::text[], ${put.map((p) => p.story)}::uuid[], ${put.map((p) => p.kind)}::text[], ${put.map((p) => p.wait.what)}::text[],
        ${put.map((p) => p.wait.person ?? '')}::text[], ${put.map((p) => p.wait.roles.join(' '))}::text[], ${put.map((p) => p.wait.dueAt)}::timestamptz[])
        as p (unit, story, kind, what, person, roles, due_at)
      on conflict (district, story, unit, what, person) do update set roles = excluded.roles, due_at = excluded.due_at`)
}

/** Units with a relation that does not follow from the place: once related, a line keeps sight of the story. */
function putParties(written: Written, touched: readonly Opened[], rules: Rules, send: (query: Query) => void): void {
  const put: { unit: string; kind: string; story: string; openedAt: Instant }[] = []
  for (const one of touched) {
    if (one.kind === 'registry') continue
    const had = new Set(one.isNew ? [] : partiesOf(one.kind, one.before, rules).units)
    const { units, openedAt } = partiesOf(one.kind, one.state, rules)
    invariant(openedAt, 'a story that exists was opened at some time')
    for (const unit of units) if (!had.has(unit)) put.push({ unit, kind: one.kind, story: one.story, openedAt })
  }
  if (put.length === 0) return
  send(sql`
    insert into party (district, unit, kind, opened_at, story)
    select ${written.district}, unit, kind, opened_at, story
    from unnest(${put.map((p) => p.unit)}::text[], ${put.map((p) => p.kind)}::text[], ${put.map((p) => p.openedAt)}::timestamptz[], ${put.map((p) => p.story)}::uuid[])
      as p (unit, kind, opened_at, story)
    on conflict do nothing`)
}
