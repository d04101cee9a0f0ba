import { Steps } from 'antd'
import { useNarrow } from '../parts/useNarrow.ts'
import { useWords } from '../words/words.ts'
import { stepNames } from './steps.ts'

type Props = { at: number; ended: boolean; holder: string }

/** Where a case is on its way, and who has it there. */
export function NineSteps({ at, ended, holder }: Props) {
  const { t, word } = useWords()
  const narrow = useNarrow()
  if (narrow)
    return (
      <div role="img" aria-label={`${t('case.steps')} ${at} / 9 ${word('step', stepNames[at - 1])}`}>
        <div style={{ display: 'flex', justifyContent: 'space-between', gap: 8 }}>
          <strong>
            {at} / 9 {word('step', stepNames[at - 1])}
          </strong>
          <span className="quiet">{holder}</span>
        </div>
        <div className="nine" aria-hidden>
          {stepNames.map((step, n) => (
            <i key={step} data-s={n < at - 1 || ended ? 'done' : n === at - 1 ? 'now' : 'later'} />
          ))}
        </div>
      </div>
    )
  return (
    <Steps
      size="small"
      titlePlacement="vertical"
      current={at - 1}
      status={ended ? 'finish' : 'process'}
      responsive={false}
      items={stepNames.map((step) => ({ title: word('step', step) }))}
    />
  )
}
