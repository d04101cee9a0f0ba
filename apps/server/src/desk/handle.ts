import { hash } from 'node:crypto'
import {
  byOf,
  invariant,
  registryStoryId,
  type Actor,
  type Errand,
  type Instant,
  type Recorded,
  type Refusal,
  type Rules,
  type Stamp,
  type StoryKind,
} from '@shaoying/core'
import { canonical } from '../ledger/canonical.ts'
import { joinId, splitId, uuidv5 } from '../ledger/ids.ts'
import { sql, type Tx } from '../platform/sql.ts'
import { isSpread } from '../registry/spread.ts'
import type { Answer, Given } from './instruction.ts'
import { record, type Opened, type Written } from './record.ts'
import { seal } from './seal.ts'
import { kindOrder, laws, type AnyCommand, type AnyEvent, type AnyState } from './stories.ts'

/** What the desk needs from the house besides the transaction. */
export type DeskTools = {
  district: number
  /** The rules in force, refreshed when the registry's version moved. */
  rulesAt(tx: Tx, registryVersion: number, now: Instant): Promise<Rules>
  /** Serial numbers taken for this transaction, one for each story it may open; gaps are allowed. */
  numbers: readonly number[]
  /** After a clash: looks as well for stories of another kind under the ids that are named. */
  careful: boolean
  /** Whether an actor may know that a story exists at all. */
  maySee(kind: StoryKind, state: AnyState, actor: Actor, rules: Rules): boolean
}

/** What became of a batch: an answer each, and the asks that are due at once. */
export type Outcome = {
  answers: Answer[]
  asksDueNow: readonly Given[]
  touched: readonly { kind: StoryKind; story: string }[]
  tells: boolean
  /** How many of the serial numbers, from the first on. */
  numbersUsed: number
}

/** A transaction that saw an older time than a story it opened: it begins again. */
export class BehindTheStory extends Error {}

/**
 * The desk: every change to every story passes through here, whoever asks and however it arrived. Finds receipts, opens all
 * cards in key order, decides each in memory, then writes all tables at once. One instruction is a batch of one.
 */
export async function handle(tx: Tx, given: readonly Given[], tools: DeskTools): Promise<Outcome> {
  const { district } = tools
  const opening = await open(tx, given, tools)
  const { now, receipts, opened, externals } = opening
  const rules = await tools.rulesAt(tx, opening.registryVersion, now)
  const { numbers } = tools

  const written: Written = {
    district, now, rules: rules.id,
    entries: [], words: [], persons: [], errands: [], receipts: [], doneErrands: [], letters: new Map(),
  }
  for (const one of given) if (one.errand) written.doneErrands.push(one.errand)

  const answers: Answer[] = []
  const asksDueNow: Given[] = []
  let nextNumber = 0

  for (const one of given) {
    const { instruction, by } = one
    const { commandId, story, expect } = instruction
    const hash = bodyHash(one)
    const done = receipts.get(commandId)
    if (done) {
      answers.push(done.hash.equals(hash) ? done.answer : { commandId, refused: { code: 'OtherBodySameCommand' } })
      continue
    }
    const refuse = (refusal: Refusal) => {
      const answer: Answer = { commandId, refused: refusal }
      answers.push(answer)
      receipts.set(commandId, { hash, answer })
      written.receipts.push({ commandId, hash, answer })
    }

    if (splitId(story.id).district !== district) {
      refuse({ code: 'OtherDistrict' })
      continue
    }
    const law = laws[story.kind]
    const target = opened.get(story.id) ?? fresh(story.kind, story.id)
    if (target.kind !== story.kind) {
      refuse({ code: 'NoSuchStory' })
      continue
    }
    if (expect !== undefined && expect !== target.version) {
      const visible = target.version === 0 || tools.maySee(story.kind, target.state, by, rules)
      refuse({ code: visible ? 'StaleVersion' : 'NoSuchStory' })
      continue
    }

    const sealed = seal(story.kind, instruction.command, commandId)
    const parts = [{ story, command: sealed.command }, ...law.partsFor(sealed.command, story).map((part) => ({ story: part.story, command: part.command as AnyCommand }))]
    const others = new Map(parts.slice(1).map((part) => [part.story.id, opened.get(part.story.id)?.state ?? laws[part.story.kind].absent]))
    const external = externalOf(instruction)
    const holder = external === undefined ? undefined : externals.get(external)
    if (holder !== undefined && holder !== story.id) {
      refuse({ code: 'AlreadyExists' })
      continue
    }
    const letter = await letterFor(tx, law.letterSeries?.(target.state, sealed.command, by), written)
    const letterNumber = letter === undefined ? 0 : letter.last + 1
    const isFiling = target.version === 0 && story.kind !== 'registry'
    const serial = isFiling ? numbers[nextNumber] : undefined
    invariant(!isFiling || serial !== undefined, 'a number was taken for every story that may be opened')

    const outcomes: { part: (typeof parts)[number]; on: Opened; events: readonly AnyEvent[] }[] = []
    let refusal: Refusal | undefined
    const seen = new Set<string>()
    for (const part of parts) {
      if (seen.has(part.story.id)) refusal = { code: 'SameStoryTwice' }
      seen.add(part.story.id)
      const on = part === parts[0] ? target : (opened.get(part.story.id) ?? fresh(part.story.kind, part.story.id))
      if (part !== parts[0] && (on.version === 0 || on.kind !== part.story.kind || splitId(part.story.id).district !== district)) refusal ??= { code: 'NoSuchStory', about: part.story.id }
      if (refusal) break
      const stamp: Stamp = {
        by, at: now, rules, commandId, story: part.story,
        caseNumber: serial === undefined ? '' : numberOf(now, serial),
        letterNumber,
        others: part === parts[0] ? others : new Map([[story.id, target.state]]),
        ...(part === parts[0] ? {} : { partOf: story }),
      }
      const decision = laws[part.story.kind].decide(on.state, part.command, stamp)
      if ('refused' in decision) {
        refusal = decision.refused
        const unseen = refusal.code === 'NotYours' || refusal.code === 'NotAtThisStage'
        if (unseen && on.version > 0 && by.as === 'post' && !tools.maySee(part.story.kind, on.state, by, rules)) refusal = { code: 'NoSuchStory' }
        else if (refusal.code === 'NotAtThisStage' && on.version === 0) refusal = { code: 'NoSuchStory' }
        break
      }
      outcomes.push({ part, on, events: decision.accepted })
    }
    if (refusal) {
      refuse(refusal)
      continue
    }

    if (isFiling) nextNumber++
    for (const { part, on, events } of outcomes) {
      if (events.length === 0) continue
      opened.set(part.story.id, on)
      if (serial !== undefined && part === parts[0]) on.number = numberOf(now, serial)
      if (part === parts[0] && sealed.summary !== undefined) on.summary = sealed.summary
      if (part === parts[0] && external !== undefined) {
        on.external = external
        externals.set(external, story.id)
      }
      for (const event of events) {
        const entry: Recorded<AnyEvent> = { event, at: now, by: byOf(by) }
        const before = on.state
        on.state = laws[part.story.kind].evolve(before, entry)
        on.version++
        on.changed = true
        const body = canonical({ district, kind: part.story.kind, story: part.story.id, version: on.version, at: now, by: entry.by, rules: rules.id, command: commandId, ...dataOf(event) })
        written.entries.push({ kind: part.story.kind, story: on.story, version: on.version, type: event.type, person: by.person, unit: by.unit, commandId, body })
        if (letter && takesNumber.has(event.type)) letter.last = letterNumber
        const errands = laws[part.story.kind].errandsFor(entry, before, on.state, part.story, rules)
        for (const [n, errand] of errands.entries()) schedule(errand, uuidv5(commandId, `${part.story.id}/${on.version}/${n}`), on, written, asksDueNow, by)
        if (part.story.kind === 'registry') (on.registryEvents ??= []).push({ version: on.version, event })
      }
    }
    for (const { id, words } of sealed.words) written.words.push({ story: target.story, id, words })
    for (const person of sealed.persons) written.persons.push({ story: target.story, ...person })
    const answer: Answer = { commandId, version: target.version }
    answers.push(answer)
    receipts.set(commandId, { hash, answer })
    written.receipts.push({ commandId, hash, answer })
  }

  const touched = [...opened.values()].filter(({ changed }) => changed)
  await record(tx, written, touched, rules)
  return {
    answers, asksDueNow, numbersUsed: nextNumber,
    touched: touched.map(({ kind, story }) => ({ kind, story })),
    tells: written.errands.some(({ act }) => act === 'tell'),
  }
}

/** The event's own fields under `data`, its name beside them. */
function dataOf({ type, ...data }: AnyEvent): { type: string; data: Record<string, unknown> } {
  return { type, data }
}

function fresh(kind: StoryKind, id: string): Opened {
  return { kind, id, story: splitId(id).story, version: 0, isNew: true, state: laws[kind].absent, before: laws[kind].absent, changed: false }
}

/** `20190924-0000123`: the day in China and a serial number of the district. */
function numberOf(now: Instant, serial: number): string {
  const day = new Date(Date.parse(now) + 8 * 3_600_000).toISOString().slice(0, 10).replaceAll('-', '')
  return `${day}-${String(serial).padStart(7, '0')}`
}

function schedule(errand: Errand, id: string, on: Opened, written: Written, asksDueNow: Given[], by: Actor): void {
  if (errand.do === 'tell') {
    const { whom, message, about } = errand
    written.errands.push({ id, act: 'tell', kind: on.kind, story: on.story, dueAt: errand.at, payload: { whom, message, about } })
    return
  }
  const { story, command } = errand
  written.errands.push({ id, act: 'ask', kind: story.kind, story: splitId(story.id).story, dueAt: errand.at, payload: { district: splitId(story.id).district, command } })
  if (errand.at <= written.now && splitId(story.id).district === written.district && !isSpread(command))
    asksDueNow.push({ by: { ...clockOf(written.district), district: by.district }, instruction: { commandId: id, story, command }, errand: id })
}

const clocks = new Map<number, Actor>()
function clockOf(district: number): Actor {
  let actor = clocks.get(district)
  if (!actor) {
    actor = { as: 'clock', person: 'clock', post: '', role: 'clock', unit: '', line: [], street: null, district, areas: [] }
    clocks.set(district, actor)
  }
  return actor
}

/** What a command is known by: who asked what of which story. */
export function bodyHash({ instruction: { story, expect, command }, by }: Given): Buffer {
  return hash('sha256', canonical({ story, expect, command, person: by.person }), 'buffer')
}

type OpenedBatch = {
  now: Instant
  registryVersion: number
  receipts: Map<string, { hash: Buffer; answer: Answer }>
  opened: Map<string, Opened>
  /** Who holds the external ids that are named. */
  externals: Map<string, string>
}

/** One round trip: the time, the registry's version, the receipts, and every named story locked in key order. */
async function open(tx: Tx, given: readonly Given[], { district, careful }: DeskTools): Promise<OpenedBatch> {
  const named = new Map<StoryKind, Set<string>>(kindOrder.map((kind) => [kind, new Set()]))
  for (const { instruction: { story, command } } of given) {
    if (splitId(story.id).district !== district) continue
    named.get(story.kind)?.add(splitId(story.id).story)
    for (const part of laws[story.kind].partsFor(command, story))
      if (splitId(part.story.id).district === district) named.get(part.story.kind)?.add(splitId(part.story.id).story)
  }
  const registryStory = splitId(registryStoryId(district)).story
  const ids = (kind: StoryKind) => [...(named.get(kind) ?? [])].sort()
  const commands = given.map(({ instruction }) => instruction.commandId)
  const outside = [...new Set(given.flatMap(({ instruction }) => externalOf(instruction) ?? []))]
  const all = kindOrder.flatMap(ids)

  const [clock, receipts, cases, whistles, registries, held, firsts] = await Promise.all([
    tx.query<{ now: Instant; registry: number | null }>(sql`
      select now_here() as now, (select version from registry_card where district = ${district} and story = ${registryStory}) as registry`),
    tx.query<{ command_id: string; body_hash: Buffer; answer: Answer }>(sql`
      select r.* from unnest(${commands}::uuid[]) as named (id)
      cross join lateral (select command_id, body_hash, answer from receipt where district = ${district} and command_id = named.id limit 1) as r`),
    ids('case').length === 0 ? [] : tx.query<CardRow>(sql`
      select c.* from unnest(${ids('case')}::uuid[]) as named (story)
      cross join lateral (
        select story, version, fold, state, changed_at as "changedAt" from case_card where district = ${district} and story = named.story for update) as c`),
    ids('whistle').length === 0 ? [] : tx.query<CardRow>(sql`
      select c.* from unnest(${ids('whistle')}::uuid[]) as named (story)
      cross join lateral (
        select story, version, fold, state, changed_at as "changedAt" from whistle_card where district = ${district} and story = named.story for update) as c`),
    ids('registry').length === 0 ? [] : tx.query<CardRow>(sql`
      select c.* from unnest(${ids('registry')}::uuid[]) as named (story)
      cross join lateral (
        select story, version, fold, state, changed_at as "changedAt" from registry_card where district = ${district} and story = named.story for update) as c`),
    outside.length === 0 ? [] : tx.query<{ external: string; story: string }>(sql`
      select external, story from case_card where district = ${district} and external = any(${outside}::text[])`),
    !careful || all.length === 0 ? [] : tx.query<{ story: string; kind: StoryKind }>(sql`
      select story, kind from entry where district = ${district} and version = 1 and story = any(${all}::uuid[])`),
  ])
  const [{ now, registry }] = clock as [{ now: Instant; registry: number | null }]
  const opened = new Map<string, Opened>()
  for (const [kind, rows] of [['case', cases], ['whistle', whistles], ['registry', registries]] as const)
    for (const { story, version, fold, state, changedAt } of rows) {
      if (fold > laws[kind].fold) throw new Error(`this server is older than the story ${story}: fold ${fold}`)
      if (changedAt > now) throw new BehindTheStory(story)
      const id = `${district}-${story}`
      opened.set(id, { kind, id, story, version, isNew: false, state, before: state, changed: false })
    }
  // One id is one story, whatever kind somebody calls it.
  for (const { story, kind } of firsts) {
    const id = joinId(district, story)
    if (!opened.has(id)) opened.set(id, { ...fresh(kind, id), version: 1, isNew: false })
  }
  return {
    externals: new Map(held.map(({ external, story }) => [external, joinId(district, story)])),
    // Read before the registry's own lock was waited for, the version may be old by now: the locked row's is not.
    now, registryVersion: registries[0]?.version ?? registry ?? 0, opened,
    receipts: new Map(receipts.map(({ command_id, body_hash, answer }) => [command_id, { hash: body_hash, answer }])),
  }
}

type CardRow = { story: string; version: number; fold: number; state: AnyState; changedAt: Instant }

/** Events that use up the letter number of their stamp. */
const takesNumber: ReadonlySet<string> = new Set(['WhistleIssued', 'CaseSupervised'])

/** Letter numbers are gap-free per series and year: read under lock by the first command that may use one, written only if one does. */
async function letterFor(tx: Tx, series: string | null | undefined, { district, now, letters }: Written): Promise<{ last: number } | undefined> {
  if (series === null || series === undefined) return undefined
  const known = letters.get(series)
  if (known) return known
  const year = new Date(Date.parse(now) + 8 * 3_600_000).getUTCFullYear()
  await tx.query(sql`
    insert into letter_number (district, unit, year, last) values (${district}, ${series}, ${year}, 0) on conflict do nothing`)
  const [row] = await tx.query<{ last: number }>(sql`
    select last from letter_number where district = ${district} and unit = ${series} and year = ${year} for update`)
  const letter = { unit: series, year, last: row?.last ?? 0 }
  letters.set(series, letter)
  return letter
}

/** System and id that a filing names as its origin. */
function externalOf({ command: { external } }: Given['instruction']): string | undefined {
  // The shape of a command that files allows nothing else under this name.
  const from = external as { system: string; id: string } | undefined
  return from === undefined ? undefined : `${from.system}:${from.id}`
}
