import { caseFieldsFor, caseLaw, caseRelationsOf, type CaseField, type Sight, type CaseFile, type CaseState } from '@shaoying/core'
import type { CasePage } from '@shaoying/contract'
import { joinId } from '../ledger/ids.ts'
import { sql } from '../platform/sql.ts'
import { cardOf, caseColumns, type CardRow } from './listCases.ts'
import { maySee } from './maySee.ts'
import { deadlinesOf, readFiles, readStory, readWords, shown, withWords, type ReadContext, type StoryEntry } from './story.ts'

/** Which field of the reading table an event's words belong to; what is not here belongs to the log. */
const fieldOf: Readonly<Record<string, 'matter' | 'notes' | 'satisfaction' | 'inspection'>> = {
  CaseFiled: 'matter',
  CaseCorrected: 'matter',
  NoteTaken: 'notes',
  CallBackAnswered: 'satisfaction',
  InspectionAsked: 'inspection',
}

/** One case as this actor may see it; undefined when it does not exist or is none of theirs, which look the same. */
export async function readCase(context: ReadContext, district: number, story: string): Promise<CasePage | undefined> {
  const { tx, actor, rules, language } = context
  if (district !== actor.district) return undefined
  const [row] = await tx.query<CardRow & { state: CaseState }>(sql`
    select ${caseColumns}, c.state from case_card c where c.district = ${district} and c.story = ${story}`)
  if (!row || row.state.stage === 'absent' || !maySee('case', row.state, actor, rules)) return undefined
  const { state, ...card } = row
  const id = joinId(district, story)
  const relations = caseRelationsOf(state, actor, rules)
  const agreed = state.origins.some(({ agrees }) => agrees)
  const fields = caseFieldsFor(relations, state.secrecy, { agreed })
  const [entries, words, files, whistles] = await Promise.all([
    readStory(tx, district, story),
    readWords(tx, district, story),
    readFiles(tx, district, story, id),
    whistlesOf(context, district, state),
  ])
  const inspects = relations.has('inspection')
  const reads: Reads = (field) => (field === 'inspection' ? inspects : readable.has(fields[field]))
  const story_ = entries.filter((entry) => mayKnow(entry, reads)).map((entry) => {
    const field = fieldOf[entry.type] ?? 'log'
    return shown(entry, withoutSealed(withWords(entry.data, words, reads(field)), entry, reads), stepOfEvent[entry.type] ?? null)
  })
  return {
    card: cardOf(district, card),
    state: withoutRequesters(withWords(state, words, reads('matter')) as CaseFile, reads, fields.identity),
    story: story_,
    deadlines: deadlinesOf(state.clocks, rules.profileNamed(state.profile), rules, language),
    files: reads('matter') ? files : [],
    whistles,
    fields,
    permits: caseLaw.permits(state, actor, rules),
  }
}

type Reads = (field: CaseField | 'inspection') => boolean
/** At which of the nine steps an event stands on the timeline. */
const stepOfEvent: Readonly<Record<string, number>> = {
  CaseFiled: 1, CaseSettled: 1, CaseAnswered: 1, CaseDeclined: 1, CaseCorrected: 2, OriginsJoined: 2, CaseMerged: 2, CaseTriaged: 3,
  CaseDispatched: 4, CaseRaised: 4, VisitorNamed: 4, CaseVisited: 4, CaseRecorded: 4, CaseReceived: 5, CaseAccepted: 5, CaseReturned: 5, ReturnRuled: 5,
  WhistleJoined: 6, WhistleHeard: 6, HandlerAssigned: 7, CaseHandedOn: 7, RequesterContacted: 7, WorkLogged: 7, CaseFinished: 7,
  CaseVerified: 8, FinishRejected: 8, CaseClosed: 8, CallBackAnswered: 9, CaseResolved: 9, CaseReopened: 9,
}

const readable = new Set<Sight>(['yes'])

/** Referrals are read by inspection alone; internal notes and call-backs by those the table names. */
function mayKnow({ type }: StoryEntry, reads: Reads): boolean {
  if (type === 'InspectionAsked') return reads('inspection')
  if (type === 'NoteTaken') return reads('notes')
  if (type === 'CallBackAnswered') return reads('answers')
  return true
}

/** Single marks of satisfaction stay sealed where only figures may be seen; who is complained about, too. */
function withoutSealed(data: unknown, entry: StoryEntry, reads: Reads): unknown {
  if (typeof data !== 'object' || data === null) return data
  const { origin, origins, accused, satisfied, ...rest } = data as Record<string, unknown>
  const kept: Record<string, unknown> = { ...rest }
  if (origin !== undefined && entry.type !== 'CaseFiled') kept['origin'] = origin
  if (Array.isArray(origins)) kept['origins'] = origins.length
  if (accused !== undefined && reads('accused')) kept['accused'] = accused
  if (satisfied !== undefined && (entry.type !== 'CallBackAnswered' || reads('satisfaction'))) kept['satisfied'] = satisfied
  return kept
}

/** The state for a screen: references to persons are kept only for those who may look behind them. */
function withoutRequesters(state: CaseFile, reads: Reads, identity: Sight): unknown {
  const mayLook = identity === 'yes' || identity === 'look'
  return {
    ...state,
    accused: reads('accused') ? state.accused : [],
    origins: state.origins.map(({ requester, answer, ...origin }) => ({
      ...origin,
      requester: mayLook ? requester : requester === null ? null : 'sealed',
      ...(answer && reads('answers') ? { answer: { ...answer, satisfied: reads('satisfaction') ? answer.satisfied : null } } : {}),
    })),
  }
}

async function whistlesOf({ tx }: ReadContext, district: number, { whistles = [] }: CaseFile): Promise<CasePage['whistles']> {
  if (whistles.length === 0) return []
  const ids = whistles.map(({ id }) => id.slice(7))
  const rows = await tx.query<{ story: string; number: string; stage: string }>(sql`
    select story, coalesce(letter, number) as number, stage from whistle_card where district = ${district} and story = any(${ids}::uuid[]) order by opened_at`)
  return rows.map(({ story, ...whistle }) => ({ id: joinId(district, story), ...whistle }))
}
