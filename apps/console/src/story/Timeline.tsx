import { Button, Timeline as Line } from 'antd'
import type { TimelineEntry } from '@shaoying/contract'
import { useState } from 'react'
import { useNow } from '../api/now.ts'
import { useNames } from '../api/queries.ts'
import { ago, moment } from '../words/time.ts'
import { useWords } from '../words/words.ts'
import { stepNames } from './steps.ts'
import { tellFields } from './tellField.ts'

/** What only counts time: interesting when it went wrong, in the way otherwise. */
const ticking = new Set(['ClockStarted', 'ClockMet', 'ClockResumed'])
const bad = new Set([
  'ClockMissed',
  'CaseReturned',
  'FinishRejected',
  'OrderReturned',
  'TaskSentBack',
  'WhistleRefused',
  'WhistleCalledOff',
  'CaseSupervised',
  'UnitSupervised',
])
const good = new Set([
  'CaseFinished',
  'CaseVerified',
  'CaseClosed',
  'CaseResolved',
  'CaseSettled',
  'CaseAnswered',
  'UnitCheckedIn',
  'TaskFinished',
  'TaskAccepted',
  'WhistleDone',
  'WhistleClosed',
  'WhistleIssued',
])

/** The story, newest first, in words a layman follows: who, what, when, and what they said. */
export function Timeline({ story }: { story: readonly TimelineEntry[] }) {
  const say = useWords()
  const names = useNames()
  const now = useNow()
  const [all, setAll] = useState(false)
  const { t, word } = say
  const shown = story.filter(({ type }) => all || !ticking.has(type)).toReversed()
  const hidden = story.filter(({ type }) => ticking.has(type)).length
  return (
    <>
      <Line
        items={shown.map((entry) => ({
          key: entry.version,
          color: bad.has(entry.type)
            ? 'red'
            : good.has(entry.type)
              ? 'green'
              : ticking.has(entry.type)
                ? 'gray'
                : 'blue',
          content: (
            <article>
              <div style={{ display: 'flex', flexWrap: 'wrap', gap: '2px 10px', alignItems: 'baseline' }}>
                <strong style={{ fontWeight: 600 }}>{word('event', entry.type)}</strong>
                <span className="small">
                  {[
                    names.unit(entry.unit),
                    entry.role === 'clock' || entry.role === 'system' || entry.unit === ''
                      ? word('role', entry.role)
                      : '',
                    entry.name ?? '',
                  ]
                    .filter(Boolean)
                    .join(' · ')}
                </span>
                <time className="quiet small" dateTime={entry.at} title={ago(entry.at, now, say)}>
                  {moment(entry.at)}
                </time>
                {entry.step ? (
                  <span className="quiet small">{word('step', stepNames[entry.step - 1])}</span>
                ) : null}
              </div>
              {tellFields(entry.type, entry.data, say, names).map((told, n) =>
                'quote' in told ? (
                  <p key={n} className="words quote">
                    {told.quote}
                  </p>
                ) : (
                  <div key={n} className="small">
                    <span className="quiet">{told.label}：</span>
                    {told.line}
                  </div>
                ),
              )}
            </article>
          ),
        }))}
      />
      {hidden > 0 ? (
        <Button type="link" size="small" onClick={() => setAll(!all)} aria-expanded={all}>
          {all ? '−' : '+'} {t('whistle.clocks')} ({hidden})
        </Button>
      ) : null}
    </>
  )
}
