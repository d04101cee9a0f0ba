import { Collapse, Tag } from 'antd'
import type { DeadlineShown } from '@shaoying/contract'
import { useNames } from '../api/queries.ts'
import { Due } from '../parts/Due.tsx'
import { moment } from '../words/time.ts'
import { useWords } from '../words/words.ts'
import { clockName } from './tellField.ts'

/** Each clock with how it stands, and how its end came about when one asks. */
export function Deadlines({ deadlines }: { deadlines: readonly DeadlineShown[] }) {
  const say = useWords()
  const names = useNames()
  const { t } = say
  if (deadlines.length === 0) return <div className="quiet small">{t('case.noDeadlines')}</div>
  const running = (one: DeadlineShown) => one.metAt === null
  const sorted = deadlines.toSorted(
    (a, b) => Number(running(b)) - Number(running(a)) || a.dueAt.localeCompare(b.dueAt),
  )
  return (
    <Collapse
      ghost
      size="small"
      items={sorted.map((one, n) => ({
        key: n,
        label: (
          <div style={{ display: 'flex', justifyContent: 'space-between', gap: 8, flexWrap: 'wrap' }}>
            <span>
              {clockName(one.clock, say)}
              {one.unit && names.unitOf.has(one.unit) ? (
                <span className="quiet small"> · {names.unit(one.unit)}</span>
              ) : null}
              {one.provisional ? (
                <Tag color="gold" style={{ marginInlineStart: 6 }} title={t('case.provisionalHint')}>
                  {t('case.provisional')}
                </Tag>
              ) : null}
            </span>
            <span>
              {running(one) ? (
                <Due at={one.dueAt} />
              ) : (
                <span className={one.missedAt ? 'due-late' : 'quiet'}>
                  {t(one.missedAt ? 'case.metLate' : 'case.met')}
                </span>
              )}
            </span>
          </div>
        ),
        children: (
          <div className="small">
            <p className="words">{one.explanation}</p>
            <p className="quiet" style={{ margin: '4px 0 0' }}>
              {moment(one.from)} → {moment(one.dueAt)}
              {one.metAt ? ` · ${moment(one.metAt)}` : ''}
            </p>
          </div>
        ),
      }))}
    />
  )
}
