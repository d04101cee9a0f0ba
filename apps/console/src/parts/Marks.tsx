import { Tag } from 'antd'
import { useWords } from '../words/words.ts'

const caseColours: Record<string, string> = {
  collected: 'default',
  triaged: 'default',
  dispatched: 'blue',
  handling: 'processing',
  finished: 'cyan',
  verified: 'green',
  closed: 'success',
  declined: 'default',
  answered: 'success',
  merged: 'default',
}
const whistleColours: Record<string, string> = {
  ruling: 'gold',
  applied: 'gold',
  reported: 'gold',
  confirmed: 'blue',
  issued: 'blue',
  running: 'processing',
  done: 'cyan',
  closed: 'success',
  refused: 'default',
  calledOff: 'default',
}

/** Where a story is, in one word. */
export function StageTag({ kind, stage }: { kind: string; stage: string }) {
  const { word } = useWords()
  const colour = (kind === 'whistle' ? whistleColours : caseColours)[stage] ?? 'default'
  return <Tag color={colour}>{word(kind === 'whistle' ? 'whistleStage' : 'caseStage', stage)}</Tag>
}

/** Shown only where it is more than ordinary: a screen full of tags says nothing. */
export function UrgencyTag({ urgency }: { urgency: string | null }) {
  const { word } = useWords()
  if (urgency !== 'urgent' && urgency !== 'emergency') return null
  return (
    <Tag
      color={urgency === 'emergency' ? 'red' : 'orange'}
      variant={urgency === 'emergency' ? 'solid' : 'filled'}
    >
      {word('urgency', urgency)}
    </Tag>
  )
}
