import { calleesOf, invariant, isObliged, whistleLaw, type Instant, type Whistle, type WhistleState } from '@shaoying/core'
import type { Opened } from '../desk/record.ts'
import { named, sql, type Query } from '../platform/sql.ts'

type Row = {
  story: string; version: number; state: string; number: string; letter: string | null; level: string; purpose: string; stage: string
  street: string | null; caller: string; lead: string | null; called: number; reported: number; finished: number; due_at: Instant | null
  summary: string; opened_at: Instant; changed_at: Instant; closed_at: Instant | null
}

const ended = new Set(['closed', 'refused', 'calledOff'])

/** A card is a function of the whistle, but for its serial number and its masked summary. */
export function whistleRows(cards: readonly (Opened & { state: WhistleState })[], now: Instant): Row[] {
  return cards.map(({ story, version, state, number, summary }) => {
    invariant(state.stage !== 'absent', 'a card needs a whistle')
    const callees = calleesOf(state).filter(isObliged)
    return {
      story, version, state: JSON.stringify(state), number: number ?? '', letter: state.number, level: state.row, purpose: state.kind, stage: state.stage,
      street: state.caller.street, caller: state.caller.unit, lead: callees.find(({ part }) => part === 'lead')?.unit ?? null,
      called: callees.length, reported: callees.filter(({ checkedIn }) => checkedIn !== null).length,
      finished: callees.filter(({ finishedAt }) => finishedAt !== null).length,
      due_at: nextDue(state), summary: summary ?? '', opened_at: state.appliedAt, changed_at: now,
      closed_at: ended.has(state.stage) ? (state.closedAt ?? now) : null,
    }
  })
}

function nextDue(state: Whistle): Instant | null {
  let nearest: Instant | null = null
  for (const { due, metAt, missedAt } of Object.values(state.clocks))
    if (metAt === null && missedAt === null && (nearest === null || due.at < nearest)) nearest = due.at
  return nearest
}

const columns = (rows: readonly Row[]) => {
  const of = <Key extends keyof Row>(key: Key) => rows.map((row) => row[key])
  return sql`unnest(${of('story')}::uuid[], ${of('version')}::int[], ${of('state')}::jsonb[], ${of('number')}::text[], ${of('letter')}::text[], ${of('level')}::text[],
    ${of('purpose')}::text[], ${of('stage')}::text[], ${of('street')}::text[], ${of('caller')}::text[], ${of('lead')}::text[], ${of('called')}::smallint[],
    ${of('reported')}::smallint[], ${of('finished')}::smallint[], ${of('due_at')}::timestamptz[], ${of('summary')}::text[],
    ${of('opened_at')}::timestamptz[], ${of('changed_at')}::timestamptz[], ${of('closed_at')}::timestamptz[])
    as c (story, version, state, number, letter, level, purpose, stage, street, caller, lead, called, reported, finished, due_at, summary, opened_at, changed_at, closed_at)`
}

export function insertWhistleCards(district: number, rows: readonly Row[]): Query {
  return named(sql`
    insert into whistle_card (district, story, version, fold, state, number, letter, level, purpose, stage, street, caller, lead, called, reported, finished,
      due_at, summary, opened_at, changed_at, closed_at)
    select ${district}, c.story, c.version, ${whistleLaw.fold}, c.state, c.number, c.letter, c.level, c.purpose, c.stage, c.street, c.caller, c.lead, c.called,
      c.reported, c.finished, c.due_at, c.summary, c.opened_at, c.changed_at, c.closed_at
    from ${columns(rows)}`)
}

export function updateWhistleCards(district: number, rows: readonly Row[]): Query {
  return named(sql`
    update whistle_card k set version = c.version, fold = ${whistleLaw.fold}, state = c.state, letter = c.letter, stage = c.stage, lead = c.lead,
      called = c.called, reported = c.reported, finished = c.finished, due_at = c.due_at, changed_at = c.changed_at,
      closed_at = coalesce(case when c.closed_at is null then null else k.closed_at end, c.closed_at)
    from ${columns(rows)}
    where k.district = ${district} and k.story = c.story`)
}
