import { Card } from 'antd'
import type { CaseCard } from '@shaoying/contract'
import type { CaseFile } from '@shaoying/core'
import { useNames } from '../../api/queries.ts'
import type { Loose } from '../../parts/read.ts'
import { moment } from '../../words/time.ts'
import { useWords } from '../../words/words.ts'

/** Four facts, never one: the unit's claim, somebody else's check, the closed file, the problem gone. */
export function FourMarks({ state, card }: { state: Loose<CaseFile>; card: CaseCard }) {
  const { t } = useWords()
  const names = useNames()
  const marks = [
    { name: 'finished', at: state.finished?.at, by: state.finished?.unit },
    { name: 'verified', at: state.verified?.at, by: state.verified?.unit },
    {
      name: 'closed',
      at: state.closedAt ?? (card.stage === 'closed' ? card.closedAt : undefined),
      by: undefined,
    },
    { name: 'resolved', at: state.resolvedAt, by: undefined },
  ] as const
  return (
    <Card size="small" title={t('case.marks')}>
      <div className="marks" style={{ gridTemplateColumns: 'repeat(2, minmax(0, 1fr))' }}>
        {marks.map(({ name, at, by }) => (
          <div key={name} className="mark" data-on={Boolean(at)} title={t(`case.markHint.${name}`)}>
            <b>
              {at ? '✓ ' : '○ '}
              {t(`case.mark.${name}`)}
            </b>
            <span className="quiet" style={{ fontSize: 12 }}>
              {at ? [moment(at), names.unit(by)].filter(Boolean).join(' · ') : t('case.notYet')}
            </span>
          </div>
        ))}
      </div>
    </Card>
  )
}
