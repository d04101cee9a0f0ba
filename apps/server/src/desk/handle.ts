import { createHash } from 'node:crypto'
import {
  byOf,
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
import { splitId, uuidv5 } from '../ledger/ids.ts'
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
  /** Serial numbers from this process's block; gaps are allowed. */
  numbers(count: number): Promise<readonly number[]>
  /** Whether an actor may know that a story exists at all. */
  maySee(kind: StoryKind, state: AnyState, actor: Actor, rules: Rules): boolean
}

/** What became of a batch: an answer each, and the asks that are due at once. */
export type Outcome = { answers: Answer[]; asksDueNow: readonly Given[]; touched: readonly { kind: StoryKind; story: string }[]; tells: boolean }

/** A transaction that saw an older time than a story it opened: it begins again. */
export class BehindTheStory extends Error {}

/**
 * The desk: every change to every story passes through here, whoever asks and however it arrived. Finds receipts, opens all
 * cards in key order, decides each in memory, then writes with one statement per table. One instruction is a batch of one.
 */
export async function handle(tx: Tx, given: readonly Given[], tools: DeskTools): Promise<Outcome> {
  const { district } = tools
  const opening = await open(tx, given, district)
  const { now, receipts, opened } = opening
  const rules = await tools.rulesAt(tx, opening.registryVersion, now)
  const filings = given.filter(({ instruction }) => instruction.story.kind !== 'registry' && !opened.get(instruction.story.id)).length
  const numbers = filings > 0 ? await tools.numbers(filings) : []

  const written: Written = {
    district, now, rules: rules.id,
    entries: [], words: [], persons: [], errands: [], receipts: [], doneErrands: [], letters: new Map(), letterUnits: new Map(),
  }
  for (const one of given) if (one.errand) written.doneErrands.push(one.errand)
  await openLetterNumbers(tx, given, written, district)

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
    const letterUnit = written.letterUnits.get(commandId)
    const letterNumber = letterUnit ? (written.letters.get(letterUnit)?.last ?? 0) + 1 : 0
    const isFiling = target.version === 0 && story.kind !== 'registry'
    const serial = isFiling ? numbers[nextNumber] : undefined

    const outcomes: { part: (typeof parts)[number]; on: Opened; events: readonly AnyEvent[] }[] = []
    let refusal: Refusal | undefined
    const seen = new Set<string>()
    for (const part of parts) {
      if (seen.has(part.story.id)) refusal = { code: 'SameStoryTwice' }
      seen.add(part.story.id)
      const on = part === parts[0] ? target : (opened.get(part.story.id) ?? fresh(part.story.kind, part.story.id))
      if (part !== parts[0] && (on.version === 0 || splitId(part.story.id).district !== district)) refusal ??= { code: 'NoSuchStory', about: part.story.id }
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
      const from = sealed.command['external'] as { system: string; id: string } | undefined
      if (part === parts[0] && from) on.external = `${from.system}:${from.id}`
      for (const event of events) {
        const entry: Recorded<AnyEvent> = { event, at: now, by: byOf(by) }
        const before = on.state
        on.state = laws[part.story.kind].evolve(before, entry)
        on.version++
        on.changed = true
        const body = canonical({ district, kind: part.story.kind, story: part.story.id, version: on.version, at: now, by: entry.by, rules: rules.id, command: commandId, ...dataOf(event) })
        written.entries.push({ kind: part.story.kind, story: on.story, version: on.version, type: event.type, person: by.person, unit: by.unit, commandId, body })
        if (takesNumber.has(event.type) && letterUnit) written.letters.set(letterUnit, { ...yearOf(letterUnit), last: letterNumber })
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
    answers, asksDueNow,
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
  return createHash('sha256').update(canonical({ story, expect, command, person: by.person })).digest()
}

type OpenedBatch = {
  now: Instant
  registryVersion: number
  receipts: Map<string, { hash: Buffer; answer: Answer }>
  opened: Map<string, Opened>
}

/** One round trip: the time, the registry's version, the receipts, and every named story locked in key order. */
async function open(tx: Tx, given: readonly Given[], district: number): Promise<OpenedBatch> {
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

  const [clock, receipts, cases, whistles, registries] = await Promise.all([
    tx.query<{ now: Instant; registry: number | null }>(sql`
      select now_here() as now, (select version from registry_card where district = ${district} and story = ${registryStory}) as registry`),
    tx.query<{ command_id: string; body_hash: Buffer; answer: Answer }>(sql`
      select command_id, body_hash, answer from receipt where district = ${district} and command_id = any(${commands}::uuid[])`),
    ids('case').length === 0 ? [] : tx.query<CardRow>(sql`
      select story, version, fold, state, changed_at as "changedAt" from case_card
      where district = ${district} and story = any(${ids('case')}::uuid[]) order by story for update`),
    ids('whistle').length === 0 ? [] : tx.query<CardRow>(sql`
      select story, version, fold, state, changed_at as "changedAt" from whistle_card
      where district = ${district} and story = any(${ids('whistle')}::uuid[]) order by story for update`),
    ids('registry').length === 0 ? [] : tx.query<CardRow>(sql`
      select story, version, fold, state, changed_at as "changedAt" from registry_card
      where district = ${district} and story = any(${ids('registry')}::uuid[]) order by story for update`),
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
  return {
    // Read before the registry's own lock was waited for, the version may be old by now: the locked row's is not.
    now, registryVersion: registries[0]?.version ?? registry ?? 0, opened,
    receipts: new Map(receipts.map(({ command_id, body_hash, answer }) => [command_id, { hash: body_hash, answer }])),
  }
}

type CardRow = { story: string; version: number; fold: number; state: AnyState; changedAt: Instant }

/** Whose count a numbered paper is of: the caller's where the caller issues, the street's where its centre does, the supervisor's own. */
const countedBy: Readonly<Record<string, (by: Actor) => string>> = {
  'whistle/ApplyWhistle': ({ unit }) => unit,
  'whistle/IssueWhistle': ({ street, unit }) => street ?? unit,
  'case/SuperviseCase': ({ unit }) => `supervision/${unit}`,
}
/** Events that use up the number. */
const takesNumber = new Set(['WhistleIssued', 'CaseSupervised'])

/** Letter numbers are gap-free per unit and year: read under lock, written only if the letter is issued. */
async function openLetterNumbers(tx: Tx, given: readonly Given[], written: Written, district: number): Promise<void> {
  for (const { instruction: { commandId, story, command }, by } of given) {
    const unit = countedBy[`${story.kind}/${command.type}`]?.(by)
    if (unit === undefined) continue
    const year = Number(new Date(Date.parse(written.now) + 8 * 3_600_000).getUTCFullYear())
    const key = `${year}/${unit}`
    written.letterUnits.set(commandId, key)
    if (written.letters.has(key)) continue
    await tx.query(sql`
      insert into letter_number (district, unit, year, last) values (${district}, ${unit}, ${year}, 0) on conflict do nothing`)
    const [row] = await tx.query<{ last: number }>(sql`
      select last from letter_number where district = ${district} and unit = ${unit} and year = ${year} for update`)
    written.letters.set(key, { unit, year, last: row?.last ?? 0 })
  }
}

function yearOf(key: string): { unit: string; year: number } {
  const slash = key.indexOf('/')
  return { year: Number(key.slice(0, slash)), unit: key.slice(slash + 1) }
}
