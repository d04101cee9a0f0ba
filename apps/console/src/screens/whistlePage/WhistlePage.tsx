import { Link, useParams } from '@tanstack/react-router'
import { Alert, Card, Steps, Tag } from 'antd'
import type { WhistlePage as Page } from '@shaoying/contract'
import type { Whistle } from '@shaoying/core'
import { useNames, useWhistlePage } from '../../api/queries.ts'
import { ActionBar } from '../../form/ActionBar.tsx'
import { fieldsOf } from '../../form/schema.ts'
import { useWhistleRows } from '../../form/pickers.tsx'
import { Due } from '../../parts/Due.tsx'
import { StageTag } from '../../parts/Marks.tsx'
import { PageHead } from '../../parts/PageHead.tsx'
import { loosely } from '../../parts/read.ts'
import { Awaiting, Failed } from '../../parts/States.tsx'
import { Wide } from '../../parts/Wide.tsx'
import { Deadlines } from '../../story/Deadlines.tsx'
import { Files } from '../../story/Files.tsx'
import { Timeline } from '../../story/Timeline.tsx'
import { useWords } from '../../words/words.ts'
import { ended } from '../whistles/Whistles.tsx'
import { CalledUnit } from './CalledUnit.tsx'
import { Letter } from './Letter.tsx'
import { MeetingPanel } from './MeetingPanel.tsx'

/** One whistle: the order as a letter, a row for each called unit, and the whole trace. */
export function WhistlePage() {
  const { id = '' } = useParams({ strict: false })
  const query = useWhistlePage(id)
  if (query.error && !query.data) return <Failed error={query.error} retry={() => void query.refetch()} />
  return (
    <div className="page">
      <Awaiting query={query} rows={14}>
        {query.data ? <Sheet page={query.data} /> : null}
      </Awaiting>
    </div>
  )
}

const course = ['applied', 'reported', 'confirmed', 'issued', 'running', 'done', 'closed'] as const

const partRank = (part: string | null | undefined): number =>
  ['lead', 'assisting', 'consultee'].indexOf(part ?? 'consultee')

/** Commands about one called unit belong to its row. */
const perUnit = (command: string): boolean =>
  fieldsOf('whistle', command).some(({ name }) => name === 'unit') && command !== 'TaskTeam'

function Sheet({ page }: { page: Page }) {
  const { t, word, language } = useWords()
  const names = useNames()
  const rows = useWhistleRows()
  const { card, permits, cases, story, deadlines, files } = page
  const state = loosely<Whistle>(page.state)
  const about = {
    story: { kind: 'whistle' as const, id: card.id },
    filesOf: cases[0]?.id ?? null,
    category: state.category ?? null,
    state: page.state,
    fixed: {},
  }
  const called = Object.entries(state.called ?? {}).toSorted(
    ([, a], [, b]) => partRank(a?.part) - partRank(b?.part),
  )
  const level = rows.find((row) => row.id === card.level)?.word[language] ?? card.level
  const at = course.findIndex((stage) => stage === card.stage)
  return (
    <>
      <PageHead
        title={card.summary || word('whistleKind', card.purpose)}
        extra={
          <ActionBar
            permits={permits.filter((command) => !perUnit(command))}
            about={about}
            version={card.version}
          />
        }
      />
      <div
        style={{ display: 'flex', flexWrap: 'wrap', gap: '4px 10px', alignItems: 'center', marginBottom: 12 }}
      >
        <span className="number">{card.letter ?? card.number}</span>
        <StageTag kind="whistle" stage={card.stage} />
        <Tag>{level}</Tag>
        <Tag>{word('whistleKind', card.purpose)}</Tag>
        {ended.has(card.stage) ? null : <Due at={card.dueAt} />}
        <span className="quiet small">
          {t('whistles.called', { called: card.called })} ·{' '}
          {t('whistles.reported', { reported: card.reported })} ·{' '}
          {t('whistles.finished', { finished: card.finished })}
        </span>
      </div>
      {state.emergency ? (
        <Alert type="warning" showIcon title={t('whistle.emergency')} style={{ marginBottom: 12 }} />
      ) : null}
      <Card size="small" style={{ marginBottom: 12 }} styles={{ body: { padding: '14px 16px 8px' } }}>
        <Wide label={t('case.steps')}>
          <Steps
            size="small"
            titlePlacement="vertical"
            responsive={false}
            style={{ minWidth: 640 }}
            current={Math.max(at, 0)}
            status={
              card.stage === 'refused' || card.stage === 'calledOff'
                ? 'error'
                : ended.has(card.stage)
                  ? 'finish'
                  : 'process'
            }
            items={course.map((stage) => ({ title: word('whistleStage', stage) }))}
          />
        </Wide>
      </Card>
      <div className="two-thirds">
        <div className="stack">
          <h2 className="section">{t('whistle.called')}</h2>
          {called.map(([key, one]) =>
            one ? (
              <CalledUnit
                key={key}
                name={key}
                callee={one}
                page={page}
                about={{ ...about, fixed: { unit: key } }}
                permits={(page.permitsOf?.[key] ?? permits).filter(perUnit)}
              />
            ) : null,
          )}
          <MeetingPanel state={state} />
          <Card title={t('whistle.log')}>
            <Timeline story={story} />
          </Card>
        </div>
        <div className="stack">
          <Letter page={page} state={state} level={level} />
          <Card size="small" title={t('whistle.cases')}>
            {cases.map((one) => (
              <div key={one.id} style={{ padding: '3px 0' }}>
                <Link to="/cases/$id" params={{ id: one.id }} className="number">
                  {one.number}
                </Link>{' '}
                <StageTag kind="case" stage={one.stage} />
                <div className="small">{one.summary}</div>
              </div>
            ))}
          </Card>
          <Card size="small" title={t('case.deadlines')} styles={{ body: { padding: 6 } }}>
            <Deadlines deadlines={deadlines} />
          </Card>
          {Object.keys(state.teams ?? {}).length > 0 ? (
            <Card size="small" title={t('whistle.teams')}>
              {Object.entries(state.teams ?? {}).map(([unit, team]) => (
                <div key={unit} className="small">
                  {names.unit(unit)}：{team?.task}{' '}
                  <Tag color={team?.finishedAt ? 'success' : 'processing'}>
                    {t(team?.finishedAt ? 'whistle.finished' : 'whistle.open')}
                  </Tag>
                </div>
              ))}
            </Card>
          ) : null}
          <Card size="small" title={t('case.files')}>
            <Files files={files} />
          </Card>
        </div>
      </div>
    </>
  )
}
