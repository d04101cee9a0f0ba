import type { Names } from '../api/queries.ts'
import { isRecord, plainText } from '../parts/read.ts'
import { moment } from '../words/time.ts'
import type { Say } from '../words/words.ts'
import type { Vocabulary } from '../words/zh.ts'

/** A field of an event as a label and a line a layman follows; or a quotation of what somebody wrote. */
export type Told = { label: string; line: string } | { quote: string }

const words = new Set([
  'words',
  'done',
  'answer',
  'whereToGo',
  'why',
  'outsideList',
  'matter',
  'whyNotHere',
  'actAsked',
  'task',
  'agenda',
  'minutes',
])
const units = new Set([
  'to',
  'unit',
  'responsible',
  'owner',
  'lead',
  'from',
  'waitsAt',
  'callBack',
  'issuer',
  'on',
  'community',
  'street',
  'centre',
  'invited',
  'assisting',
  'units',
  'absent',
  'accused',
])
const vocabularies: Record<string, Vocabulary> = {
  channel: 'channel',
  caseType: 'caseType',
  urgency: 'urgency',
  secrecy: 'secrecy',
  kind: 'whistleKind',
  part: 'part',
  presence: 'presence',
  checkIn: 'checkIn',
  method: 'method',
  conduct: 'conduct',
  shows: 'shows',
  decision: 'decision',
  reason: 'reason',
  voice: 'voice',
  why: 'movedBy',
  warnings: 'warning',
  status: 'dutyStatus',
}
const yesNo = new Set([
  'solved',
  'reached',
  'contacted',
  'resolved',
  'satisfied',
  'interim',
  'late',
  'emergency',
  'afterwards',
  'sampled',
  'doubleTrack',
])
const instants = new Set(['until', 'reviewAt', 'musterAt', 'at', 'dueAt'])
/** Said elsewhere on the page, or meant for machines. */
const silent = new Set([
  'type',
  'profile',
  'origin',
  'inputs',
  'terms',
  'seats',
  'caller',
  'precedent',
  'suggested',
  'external',
  'point',
  'direct',
  'how',
  'request',
  'supervision',
  'key',
  'of',
  'parts',
  'calleeKind',
  'clocked',
  'scored',
  'mayBeReferred',
  'band',
  'whistle',
  'case',
  'cases',
  'claimedAt',
  'claimant',
  'person',
  'year',
  'letterNumber',
  'usualMuster',
  'waitingSince',
  'open',
  'origins',
  'into',
  'row',
  'resolution',
  'calendar',
])

/** Every field of an event that says something to the reader, in the order in which the law wrote them. */
export function tellFields(type: string, data: unknown, say: Say, names: Names): readonly Told[] {
  if (!isRecord(data)) return []
  const told = Object.entries(data).flatMap(([name, value]): Told[] => {
    if (value === null || value === undefined || value === '' || (Array.isArray(value) && value.length === 0))
      return []
    if (name === 'why' && type === 'DeadlineMoved')
      return [{ label: say.word('field', 'whatMoved'), line: say.word('movedBy', plainText(value)) }]
    if (words.has(name) && typeof value === 'string') return [{ quote: value }]
    if (name === 'tasks' && Array.isArray(value))
      return value
        .filter(isRecord)
        .map((task) => ({ label: names.unit(plainText(task['owner'])), line: plainText(task['task']) }))
    if (name === 'called' && Array.isArray(value))
      return value.filter(isRecord).map((one) => ({
        label: say.word('part', String(one['part'])),
        line: [names.unit(plainText(one['unit'] ?? one['key'])), plainText(one['task'])]
          .filter((part) => part !== '')
          .join('：'),
      }))
    if (silent.has(name) && !(name === 'how' && type === 'RequesterContacted')) return []
    const line = tellValue(name, value, type, say, names)
    return line === '' ? [] : [{ label: say.word('field', name), line }]
  })
  return told
}

function tellValue(name: string, value: unknown, type: string, say: Say, names: Names): string {
  const { word, t } = say
  if (Array.isArray(value)) {
    if (name === 'files' || name === 'people' || name === 'powers') return String(value.length)
    if (name === 'items')
      return value
        .filter(isRecord)
        .map((one) => `${word('scoreItem', String(one['item']))} ${String(one['points'])}`)
        .join(' · ')
    return value
      .map((one) => tellValue(name, one, type, say, names))
      .filter(Boolean)
      .join('、')
  }
  if (typeof value === 'boolean') return yesNo.has(name) ? t(value ? 'form.yes' : 'form.no') : ''
  if (typeof value === 'number') return yesNo.has(name) ? '' : String(value)
  if (isRecord(value)) {
    if (typeof value['amount'] === 'number')
      return `${value['amount']} ${word('limitUnit', String(value['unit']))}`
    if (typeof value['until'] === 'string') return moment(value['until'])
    if (name === 'due') return moment(String(value['at']))
    if (name === 'place')
      return names.place(plainText(value['area'] ?? value['community'] ?? value['street']))
    return ''
  }
  if (typeof value !== 'string') return ''
  if (name === 'to' && type === 'CaseEscalated') return word('escalation', value)
  if (name === 'what') return word('request', value)
  if (name === 'stage') return word('whistleStage', value)
  if (name === 'clock') return clockName(value, say)
  if (name === 'how') return word('how', value)
  if (name === 'category') return names.category(value)
  if (name === 'area') return names.place(value)
  if (name === 'file') return ''
  if (units.has(name)) return names.unit(value)
  if (instants.has(name)) return moment(value) || value
  const vocabulary = vocabularies[name]
  return vocabulary ? word(vocabulary, value) : value
}

/** A clock's name without the number of its turn. */
export const clockName = (clock: string, { word }: Pick<Say, 'word'>): string =>
  word('clock', clock.split(/[.:@]/, 1)[0])
