import type { UnitId } from '../words.ts'
import type { SecrecyName } from './events.ts'
import type { Relation } from './relations.ts'
import type { CaseState } from './state.ts'

/** What there is to read of a case. */
export const caseFields = [
  'number',
  'summary',
  'matter',
  'identity',
  'accused',
  'notes',
  'log',
  'answers',
  'satisfaction',
  'scores',
] as const
export type CaseField = (typeof caseFields)[number]

/** How far a field may be read: `look` = with a purpose, and recorded; `neutral` = without a word of the matter; `batches` = in groups of five and more. */
export type Sight = 'yes' | 'look' | 'batches' | 'neutral' | 'no'

/** Columns of the table: what a post is to the case when it reads. */
export type Reader =
  | 'requester'
  | 'desk'
  | 'holder'
  | 'called'
  | 'centre'
  | 'verifier'
  | 'callBackDesk'
  | 'supervisor'
  | 'inspection'
  | 'auditor'

const readerOf: Readonly<Record<Relation, readonly Reader[]>> = {
  requester: ['requester'],
  filer: [],
  desk: ['desk'],
  holder: ['holder'],
  responsible: ['holder'],
  handler: [],
  visitor: ['holder'],
  community: ['called'],
  gridTeam: ['called'],
  centre: ['centre'],
  office: ['centre'],
  streetLeader: ['centre'],
  calledLine: ['called'],
  verifier: ['verifier'],
  callBackDesk: ['callBackDesk'],
  adjudicator: ['supervisor'],
  approver: ['supervisor'],
  supervisor: ['supervisor'],
  inspection: ['inspection'],
  auditor: ['auditor'],
  accusedLine: [],
}

type Row = Readonly<Record<Reader, Sight>>

const row = (
  [requester, desk, holder, called, centre]: readonly [Sight, Sight, Sight, Sight, Sight],
  [verifier, callBackDesk, supervisor, inspection, auditor]: readonly [Sight, Sight, Sight, Sight, Sight],
): Row => ({
  requester,
  desk,
  holder,
  called,
  centre,
  verifier,
  callBackDesk,
  supervisor,
  inspection,
  auditor,
})

const everyone: Row = row(['yes', 'yes', 'yes', 'yes', 'yes'], ['yes', 'yes', 'yes', 'yes', 'yes'])

/** Who may read what, where the class does not matter; columns as in `docs/law.md`. */
const table: Readonly<Record<Exclude<CaseField, 'matter'>, Row>> = {
  number: everyone,
  summary: everyone,
  identity: row(['yes', 'look', 'look', 'no', 'no'], ['no', 'look', 'no', 'look', 'no']),
  accused: row(['no', 'yes', 'no', 'no', 'no'], ['no', 'yes', 'look', 'look', 'look']),
  notes: row(['no', 'yes', 'yes', 'no', 'yes'], ['yes', 'yes', 'yes', 'look', 'look']),
  log: row(['yes', 'yes', 'yes', 'neutral', 'yes'], ['yes', 'yes', 'yes', 'yes', 'yes']),
  answers: row(['yes', 'yes', 'yes', 'no', 'yes'], ['yes', 'yes', 'yes', 'yes', 'yes']),
  satisfaction: row(['yes', 'no', 'batches', 'batches', 'batches'], ['no', 'yes', 'look', 'look', 'look']),
  scores: row(['no', 'no', 'no', 'yes', 'yes'], ['no', 'no', 'no', 'look', 'look']),
}

/** The matter itself, by its class; a called unit reads its task in the whistle. S2 is neutral for those who handle it, S3 is with inspection alone. */
const matter: Readonly<Record<SecrecyName, Row>> = {
  S0: row(['yes', 'yes', 'yes', 'neutral', 'yes'], ['yes', 'yes', 'look', 'look', 'look']),
  S1: row(['yes', 'yes', 'yes', 'neutral', 'yes'], ['yes', 'yes', 'look', 'look', 'look']),
  S2: row(['yes', 'yes', 'neutral', 'neutral', 'neutral'], ['neutral', 'yes', 'look', 'look', 'look']),
  S3: row(['yes', 'no', 'no', 'no', 'no'], ['no', 'no', 'no', 'look', 'look']),
}

const sights: readonly Sight[] = ['no', 'neutral', 'batches', 'look', 'yes']

/**
 * What someone who is this to the case may read of it: the widest of their columns. The accused's line reads nothing,
 * and for whoever has no relation the case does not exist.
 */
export function fieldsFor(
  relations: ReadonlySet<Relation>,
  secrecy: SecrecyName,
  { agreed = false }: { agreed?: boolean } = {},
): Record<CaseField, Sight> {
  const readers = relations.has('accusedLine') ? [] : [...relations].flatMap((relation) => readerOf[relation])
  const widest = (of: Row): Sight =>
    readers.reduce<Sight>(
      (best, reader) => (sights.indexOf(of[reader]) > sights.indexOf(best) ? of[reader] : best),
      'no',
    )
  // The holder looks at an identity only where the requester agreed to it.
  const identity = agreed ? table.identity : { ...table.identity, holder: 'no' as const }
  return {
    number: widest(table.number),
    summary: widest(table.summary),
    matter: widest(matter[secrecy]),
    identity: widest(identity),
    accused: widest(table.accused),
    notes: widest(table.notes),
    log: widest(table.log),
    answers: widest(table.answers),
    satisfaction: widest(table.satisfaction),
    scores: widest(table.scores),
  }
}

/** Nobody without a relation, and nobody of the accused's line, can see that the case exists. */
export function mayKnowOf(relations: ReadonlySet<Relation>): boolean {
  return !relations.has('accusedLine') && [...relations].some((relation) => readerOf[relation].length > 0)
}

/** Units with a relation to the case, for the second wall: whoever stands in one of their lines may find it. */
export function readersOf(state: CaseState): { units: readonly UnitId[] } {
  if (state.stage === 'absent') return { units: [] }
  const units = new Set<UnitId>([state.filedUnit])
  const add = (unit: UnitId | null | undefined) =>
    void (unit !== null && unit !== undefined && units.add(unit))
  for (const unit of [state.centre, state.street, state.community, state.holder, state.responsible]) add(unit)
  for (const unit of [state.finished?.unit, state.finished?.waitsAt, state.verified?.unit, state.callBack])
    add(unit)
  add(state.openReturn?.waitsAt)
  add(state.openReturn?.unit)
  add(state.carriedOver?.owner)
  for (const { waitsAt, unit } of state.requests ?? []) {
    add(waitsAt)
    add(unit)
  }
  for (const whistle of state.whistles ?? []) whistle.units.forEach(add)
  for (const { unit } of state.supervisions ?? []) add(unit)
  units.delete('')
  for (const unit of state.accused) units.delete(unit)
  return { units: [...units] }
}
