import { letterOf, type ScoreViewer, visibleScore, whistleLaw, whistleRelationsOf, type Whistle, type WhistleState } from '@shaoying/core'
import type { WhistlePage } from '@shaoying/contract'
import { joinId } from '../ledger/ids.ts'
import { sql } from '../platform/sql.ts'
import { whistleColumns, type WhistleRow } from './listWhistles.ts'
import { maySee } from './maySee.ts'
import { caseScope } from './scope.ts'
import { deadlinesOf, readFiles, readStory, readWords, shown, withWords, type ReadContext } from './story.ts'

/** One whistle as this actor may see it; undefined when it does not exist or is none of theirs. */
export async function readWhistle(context: ReadContext, district: number, story: string): Promise<WhistlePage | undefined> {
  const { tx, actor, rules, language } = context
  if (district !== actor.district) return undefined
  const [row] = await tx.query<WhistleRow & { state: WhistleState }>(sql`
    select ${whistleColumns}, c.state from whistle_card c where c.district = ${district} and c.story = ${story}`)
  if (!row || row.state.stage === 'absent' || !maySee('whistle', row.state, actor, rules)) return undefined
  const { state, story: _, ...card } = row
  const id = joinId(district, story)
  const relations = whistleRelationsOf(state, actor, rules)
  const [entries, words, files, cases] = await Promise.all([
    readStory(tx, district, story),
    readWords(tx, district, story),
    readFiles(tx, district, story, id),
    casesOf(context, district, state),
  ])
  const inspects = actor.role === 'inspector'
  const scores = Object.fromEntries(Object.keys(state.called).map((key) => [key, visibleScore(state, key, viewerOf(key))]))
  function viewerOf(key: string): ScoreViewer {
    if (inspects || actor.role === 'auditor') return 'inspection'
    if (relations.includes('office') || relations.includes('centre') || relations.includes('confirmer')) return 'street'
    const callee = (state as Whistle).called[key]
    // Who rules on an objection reads what was objected to.
    if (relations.includes('adjudicator') && callee && callee.score.objection !== null) return 'street'
    return callee && actor.line.includes(callee.unit) ? 'called' : 'other'
  }
  return {
    card: { id, ...card },
    state: { ...(withWords(blinded(state, scores), words, true) as Whistle), scores: withWords(scores, words, true) },
    story: entries
      .filter(({ type }) => type !== 'UnitReferred' || inspects)
      .map((entry) => shown(entry, blind(entry.type) ? {} : withWords(entry.data, words, true), null)),
    deadlines: deadlinesOf(state.clocks, rules.profileNamed(state.profile), rules, language),
    files,
    cases,
    letter: withWords(letterOf(state, rules), words, true),
    permits: whistleLaw.permits(state, actor, rules),
    // The law asked of a whistle that called this unit alone.
    permitsOf: Object.fromEntries(Object.entries(state.called).map(([key, callee]) => [key, whistleLaw.permits({ ...state, called: { [key]: callee } }, actor, rules)])),
  }
}

type CalleeScore = Whistle['called'][string]['score']

/** The state with nothing of a score in it but what this reader may see. */
function blinded(state: Whistle, scores: Readonly<Record<string, Partial<CalleeScore> | null>>): Whistle {
  const called = Object.entries(state.called).map(([key, callee]) => [key, { ...callee, score: { ...unseen, ...scores[key] } }] as const)
  return { ...state, called: Object.fromEntries(called) }
}

const unseen: CalleeScore = { drafted: null, combined: null, rated: null, objection: null, ruled: null }

/** Marks are read from `state.scores`, which keeps both sides blind until both are in; the timeline says only that they were given. */
const blind = (type: string): boolean => /Score|Rated|Objected/.test(type)

async function casesOf({ tx, actor }: ReadContext, district: number, { cases }: Whistle): Promise<WhistlePage['cases']> {
  if (cases.length === 0) return []
  const ids = cases.map((id) => id.slice(7))
  const rows = await tx.query<{ story: string; number: string; summary: string; stage: string }>(sql`
    select c.story, c.number, c.summary, c.stage from case_card c
    where c.district = ${district} and c.story = any(${ids}::uuid[]) and ${caseScope(actor)} order by c.opened_at`)
  return rows.map(({ story, ...one }) => ({ id: joinId(district, story), ...one }))
}
