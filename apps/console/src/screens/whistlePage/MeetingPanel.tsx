import { Card, Tag } from 'antd'
import type { Whistle } from '@shaoying/core'
import { useNames } from '../../api/queries.ts'
import { textOf, type Loose } from '../../parts/read.ts'
import { moment } from '../../words/time.ts'
import { useWords } from '../../words/words.ts'

/** The meeting of a whistle, who came to it, and the tasks that came out of it. */
export function MeetingPanel({ state }: { state: Loose<Whistle> }) {
  const { t } = useWords()
  const names = useNames()
  const meeting = state.meeting
  const resolutions = state.resolutions ?? []
  if (!meeting && resolutions.length === 0) return null
  const attended = meeting?.attended ?? {}
  return (
    <Card title={t('whistle.meeting')}>
      {meeting ? (
        <>
          <div>
            <strong>{meeting.at ? moment(meeting.at) : ''}</strong> {textOf(meeting.place) ?? ''}
          </div>
          {textOf(meeting.agenda) ? (
            <>
              <div className="quiet small" style={{ marginTop: 8 }}>
                {t('whistle.agenda')}
              </div>
              <p className="words">{meeting.agenda}</p>
            </>
          ) : null}
          <div className="quiet small" style={{ margin: '8px 0 4px' }}>
            {t('whistle.invited')}
          </div>
          {(meeting.invited ?? []).map((unit) => (
            <Tag
              key={unit}
              color={attended[unit] ? 'success' : (meeting.absent ?? []).includes(unit) ? 'error' : 'default'}
            >
              {names.unit(unit)} · {t(attended[unit] ? 'whistle.attended' : 'whistle.notAttended')}
            </Tag>
          ))}
        </>
      ) : null}
      {resolutions.length > 0 ? (
        <h3 className="section" style={{ marginTop: 16 }}>
          {t('whistle.resolutions')}
        </h3>
      ) : null}
      {resolutions.map((one, n) => (
        <div
          key={one.id ?? n}
          style={{
            display: 'flex',
            gap: 10,
            padding: '6px 0',
            borderTop: '1px solid var(--ant-color-border-secondary)',
          }}
        >
          <span style={{ flex: 1 }}>{one.task}</span>
          <span className="small">{names.unit(one.owner)}</span>
          <Tag color={one.finishedAt ? 'success' : 'processing'}>
            {t(one.finishedAt ? 'whistle.finished' : 'whistle.open')}
          </Tag>
        </div>
      ))}
    </Card>
  )
}
