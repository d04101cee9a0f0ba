import type { WhistleCard } from '@shaoying/contract'
import { useWords } from '../../words/words.ts'

/** A short lane per called unit: called, reported for duty, finished. */
export function Lanes({ card: { called, reported, finished } }: { card: WhistleCard }) {
  const { t } = useWords()
  const said = [
    t('whistles.called', { called }),
    t('whistles.reported', { reported }),
    t('whistles.finished', { finished }),
  ].join(' · ')
  return (
    <span role="img" aria-label={said} title={said}>
      <span className="lane" aria-hidden>
        {Array.from({ length: Math.min(called, 12) }, (_, n) => (
          <i key={n} data-s={n < finished ? 'finished' : n < reported ? 'reported' : 'called'} />
        ))}
      </span>
    </span>
  )
}
