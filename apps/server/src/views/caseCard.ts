import { caseDueOf, caseLaw, invariant, isCarriedOver, isOpen, openWhistles, stepsOf, type CaseFile, type CaseState, type Instant } from '@shaoying/core'
import type { Opened } from '../desk/record.ts'
import { named, sql, type Query } from '../platform/sql.ts'

/** What S2 and S3 show instead of a summary. */
export const neutralSummary = '（保密事项）'

type Row = {
  story: string; version: number; state: string; number: string; stage: string; step: number; case_type: string; channel: string
  category: string | null; urgency: string; secrecy: string; area: string | null; community: string | null; street: string | null
  holder: string | null; handler: string | null; accused: string; due_at: Instant | null; origins: number; whistles: number
  carried: boolean; summary: string; external: string | null; opened_at: Instant; changed_at: Instant; closed_at: Instant | null
}

/** A card is a function of the case: to rebuild all cards, fold all stories and call this again. */
export function caseRows(cards: readonly (Opened & { state: CaseState })[], now: Instant): Row[] {
  return cards.map(({ story, version, state, summary, external }) => {
    invariant(state.stage !== 'absent', 'a card needs a case')
    const sealed = state.secrecy === 'S2' || state.secrecy === 'S3'
    return {
      story, version, state: JSON.stringify(state),
      number: state.number, stage: state.stage, step: stepNumber(state), case_type: state.caseType, channel: state.channel,
      category: state.category, urgency: state.urgency, secrecy: state.secrecy,
      area: state.area, community: state.community, street: state.street, holder: state.holder, handler: state.handler ?? null,
      accused: state.accused.join(' '),
      due_at: dueNow(state), origins: state.origins.length, whistles: openWhistles(state).length, carried: isCarriedOver(state),
      summary: sealed ? neutralSummary : (summary ?? ''),
      external: external ?? null,
      opened_at: state.filedAt, changed_at: now, closed_at: isOpen(state) ? null : (state.closedAt ?? now),
    }
  })
}

/** The deadline a list shows: that of the whole obligation where it runs, else of the first level. */
const dueNow = (state: CaseFile): Instant | null => caseDueOf(state, 'caseFinish') ?? caseDueOf(state, 'level1')

/** 1 to 9: how far the case has come. */
function stepNumber(state: CaseFile): number {
  const at = stepsOf(state).findLastIndex((step) => step.state === 'now' || step.state === 'done')
  return Math.max(1, at + 1)
}

const columns = (rows: readonly Row[]) => {
  const of = <Key extends keyof Row>(key: Key) => rows.map((row) => row[key])
  return sql`unnest(${of('story')}::uuid[], ${of('version')}::int[], ${of('state')}::jsonb[], ${of('number')}::text[], ${of('stage')}::text[], ${of('step')}::smallint[],
    ${of('case_type')}::text[], ${of('channel')}::text[], ${of('category')}::text[], ${of('urgency')}::text[], ${of('secrecy')}::text[], ${of('area')}::text[],
    ${of('community')}::text[], ${of('street')}::text[], ${of('holder')}::text[], ${of('handler')}::text[], ${of('accused')}::text[], ${of('due_at')}::timestamptz[],
    ${of('origins')}::smallint[], ${of('whistles')}::smallint[], ${of('carried')}::boolean[], ${of('summary')}::text[], ${of('external')}::text[],
    ${of('opened_at')}::timestamptz[], ${of('changed_at')}::timestamptz[], ${of('closed_at')}::timestamptz[])
    as c (story, version, state, number, stage, step, case_type, channel, category, urgency, secrecy, area, community, street, holder, handler,
      accused, due_at, origins, whistles, carried, summary, external, opened_at, changed_at, closed_at)`
}

export function insertCaseCards(district: number, rows: readonly Row[]): Query {
  return named(sql`
    insert into case_card (district, story, version, fold, state, number, stage, step, case_type, channel, category, urgency, secrecy, area,
      community, street, holder, handler, accused, due_at, origins, whistles, carried, summary, external, opened_at, changed_at, closed_at)
    select ${district}, c.story, c.version, ${caseLaw.fold}, c.state, c.number, c.stage, c.step, c.case_type, c.channel, c.category, c.urgency, c.secrecy, c.area,
      c.community, c.street, c.holder, c.handler, string_to_array(c.accused, ' '), c.due_at, c.origins, c.whistles, c.carried, c.summary, c.external,
      c.opened_at, c.changed_at, c.closed_at
    from ${columns(rows)}`)
}

export function updateCaseCards(district: number, rows: readonly Row[]): Query {
  return named(sql`
    update case_card k set version = c.version, fold = ${caseLaw.fold}, state = c.state, stage = c.stage, step = c.step, case_type = c.case_type,
      category = c.category, urgency = c.urgency, secrecy = c.secrecy, area = c.area, community = c.community, street = c.street,
      holder = c.holder, handler = c.handler, accused = string_to_array(c.accused, ' '), due_at = c.due_at, origins = c.origins,
      whistles = c.whistles, carried = c.carried, summary = case when c.summary = '' then k.summary else c.summary end,
      changed_at = c.changed_at, closed_at = coalesce(case when c.closed_at is null then null else k.closed_at end, c.closed_at)
    from ${columns(rows)}
    where k.district = ${district} and k.story = c.story`)
}
