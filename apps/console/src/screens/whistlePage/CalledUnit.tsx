import { Tag } from 'antd'
import type { WhistlePage } from '@shaoying/contract'
import type { Callee } from '@shaoying/core'
import { useMe, useNames } from '../../api/queries.ts'
import { ActionBar } from '../../form/ActionBar.tsx'
import type { About } from '../../form/about.ts'
import { Due } from '../../parts/Due.tsx'
import { textOf, type Loose } from '../../parts/read.ts'
import { clockName } from '../../story/tellField.ts'
import { shortMoment } from '../../words/time.ts'
import { useWords } from '../../words/words.ts'

type Props = {
  name: string
  callee: Loose<Callee>
  page: WhistlePage
  about: Omit<About, 'command'>
  permits: readonly string[]
}
type State = keyof typeof colours

const colours = {
  waiting: 'default',
  called: 'gold',
  received: 'blue',
  accepted: 'blue',
  reported: 'geekblue',
  working: 'processing',
  finished: 'cyan',
  verified: 'success',
  returned: 'red',
  released: 'default',
  declined: 'default',
  absent: 'red',
} as const

/** One called unit: its part and task, each of its own clocks, how far it is, what came of it, and what may be done about it now. */
export function CalledUnit({ name, callee, page, about, permits }: Props) {
  const say = useWords()
  const { t, word } = say
  const names = useNames()
  const mine = useMe().data?.post?.unit
  const unit = callee.unit ?? name
  const state = stateOf(callee)
  const clocks = page.deadlines.filter((one) => one.unit === name || one.unit === unit)
  const result = callee.score?.ruled?.result ?? callee.score?.combined?.result
  return (
    <article className="called" aria-label={names.unit(unit)}>
      <header className="called-head">
        <h3>{names.unit(unit)}</h3>
        <Tag color={callee.part === 'lead' ? 'red' : 'default'}>{word('part', callee.part)}</Tag>
        <Tag color={colours[state]}>{t(`whistle.state.${state}`)}</Tag>
        {unit === mine ? <Tag color="blue">{t('whistle.mine')}</Tag> : null}
        {callee.sentBack ? <Tag color="orange">{t('whistle.rework', { count: callee.sentBack })}</Tag> : null}
        {callee.urged ? <Tag>{t('whistle.urged', { count: callee.urged })}</Tag> : null}
        <span style={{ flex: 1 }} />
        {result !== undefined && result !== null ? (
          <span className="result">
            {t('whistle.score')} <b>{result}</b>
          </span>
        ) : callee.score?.drafted ? (
          <span className="quiet small">{t('whistle.drafted')}</span>
        ) : null}
      </header>
      {textOf(callee.task) ? (
        <p className="words" style={{ margin: '8px 0 0' }}>
          {callee.task}
        </p>
      ) : null}
      <div
        className="small quiet"
        style={{ display: 'flex', flexWrap: 'wrap', gap: '2px 16px', marginTop: 4 }}
      >
        {callee.presence ? <span>{word('presence', callee.presence)}</span> : null}
        {textOf(callee.site) ? (
          <span>
            {t('whistle.site')}：{callee.site}
          </span>
        ) : null}
        {textOf(callee.team?.leader) ? (
          <span>
            {t('whistle.team')}：{callee.team?.leader}
          </span>
        ) : null}
        {textOf(callee.team?.phone) ? (
          <span>
            {t('whistle.phone')}：{callee.team?.phone}
          </span>
        ) : null}
        {callee.checkedIn?.at ? (
          <span>
            {word('event', 'UnitCheckedIn')}：{shortMoment(callee.checkedIn.at)}{' '}
            {textOf(callee.checkedIn.people) ?? ''}
          </span>
        ) : null}
        {callee.score?.objection && !callee.score.ruled ? (
          <span className="due-late">{t('whistle.objected')}</span>
        ) : null}
      </div>
      {clocks.length > 0 ? (
        <div className="called-clocks">
          {clocks.map((one) => (
            <div key={one.clock} className="clock" title={one.explanation}>
              <span>{clockName(one.clock, say)}</span>
              {one.metAt ? (
                <b className={one.missedAt ? 'due-late' : undefined} style={{ fontWeight: 500 }}>
                  ✓ {shortMoment(one.metAt)}
                </b>
              ) : (
                <Due at={one.dueAt} />
              )}
            </div>
          ))}
        </div>
      ) : null}
      {permits.length > 0 ? (
        <div style={{ marginTop: 10 }}>
          <ActionBar permits={permits} about={about} version={page.card.version} most={2} size="small" />
        </div>
      ) : null}
    </article>
  )
}

function stateOf(callee: Loose<Callee>): State {
  if (callee.releasedAt) return 'released'
  if (callee.declinedAt) return 'declined'
  if (callee.openReturn) return 'returned'
  if (callee.verifiedAt) return 'verified'
  if (callee.finishedAt) return 'finished'
  if (callee.absentAt && !callee.checkedIn) return 'absent'
  if (callee.firstActionAt) return 'working'
  if (callee.checkedIn) return 'reported'
  if (callee.acceptedAt) return 'accepted'
  if (callee.receivedAt) return 'received'
  return callee.calledAt ? 'called' : 'waiting'
}
