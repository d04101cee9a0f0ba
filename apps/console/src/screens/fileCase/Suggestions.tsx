import { Link } from '@tanstack/react-router'
import { Button, Card, Tag } from 'antd'
import { useEffect, useState, type RefObject } from 'react'
import { useNames, useSuggestion } from '../../api/queries.ts'
import { StageTag } from '../../parts/Marks.tsx'
import { useWords } from '../../words/words.ts'

export type Taken = { category?: string; unit?: string; area?: string }
type Props = {
  words: string
  area: string | undefined
  taken: Taken | undefined
  onTake: (taken: Taken) => void
  offer: RefObject<Taken | undefined>
}

/** What is known about the words being typed: category, unit, similar open cases, each with its reasons; or an honest silence. */
export function Suggestions({ words, area, taken, onTake, offer }: Props) {
  const { t, word } = useWords()
  const names = useNames()
  const settled = useSettled(words.trim(), 450)
  const enough = settled.length >= 4
  const query = useSuggestion({ words: settled, ...(area ? { area } : {}) }, enough)
  const found = enough ? query.data : undefined
  const sure = found !== undefined && (found.category !== null || found.unit !== null)
  useEffect(() => {
    offer.current = found && sure ? taking(found) : undefined
  }, [offer, found, sure])
  return (
    <div className="stack" aria-live="polite">
      <Card size="small" title={t('file.suggestions')}>
        {!enough ? (
          <span className="quiet small">{t('file.typing')}</span>
        ) : found && !sure ? (
          <span className="quiet small">{t('file.abstain')}</span>
        ) : null}
        {found && sure ? (
          <div className="stack">
            <dl className="facts" style={{ gridTemplateColumns: '1fr' }}>
              {found.category ? (
                <Row label={word('field', 'category')}>{names.category(found.category)}</Row>
              ) : null}
              {found.unit ? <Row label={t('file.unit')}>{names.unit(found.unit)}</Row> : null}
              {found.area ? <Row label={word('field', 'area')}>{names.place(found.area)}</Row> : null}
            </dl>
            {found.why.length > 0 ? (
              <div>
                <span className="quiet small">{t('file.why')} </span>
                {found.why.flatMap(({ code, words: hits }) =>
                  hits.map((hit) => (
                    <Tag key={`${code}/${hit}`}>{names.unitOf.has(hit) ? names.unit(hit) : hit}</Tag>
                  )),
                )}
              </div>
            ) : null}
            <Button
              block
              disabled={Boolean(found.category) && taken?.category === found.category}
              onClick={() => onTake(taking(found))}
            >
              {found.category && taken?.category === found.category ? t('file.taken') : t('file.take')}
            </Button>
            <span className="quiet small">{t('file.takeKey')}</span>
          </div>
        ) : null}
      </Card>
      <Card size="small" title={t('file.similar')}>
        {!found || found.similar.length === 0 ? (
          <span className="quiet small">{t('file.noSimilar')}</span>
        ) : null}
        {found?.similar.map(({ id, number, summary, stage }) => (
          <div key={id} style={{ padding: '5px 0' }}>
            <Link to="/cases/$id" params={{ id }} target="_blank" className="number">
              {number}
            </Link>{' '}
            <StageTag kind="case" stage={stage} />
            <div className="small">{summary}</div>
          </div>
        ))}
      </Card>
    </div>
  )
}

const taking = ({
  category,
  unit,
  area,
}: {
  category: string | null
  unit: string | null
  area: string | null
}): Taken => ({
  ...(category ? { category } : {}),
  ...(unit ? { unit } : {}),
  ...(area ? { area } : {}),
})

function Row({ label, children }: { label: string; children: React.ReactNode }) {
  return (
    <div>
      <dt>{label}</dt>
      <dd>
        <strong>{children}</strong>
      </dd>
    </div>
  )
}

/** A value once it has stood still for a moment. */
function useSettled(value: string, forMs: number): string {
  const [settled, setSettled] = useState(value)
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), forMs)
    return () => clearTimeout(timer)
  }, [value, forMs])
  return settled
}
