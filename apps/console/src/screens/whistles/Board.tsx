import { Link } from '@tanstack/react-router'
import { Badge, Button, Card } from 'antd'
import type { WhistleCard } from '@shaoying/contract'
import { useNames, useWhistles } from '../../api/queries.ts'
import { Due } from '../../parts/Due.tsx'
import { PageHead } from '../../parts/PageHead.tsx'
import { Awaiting, Nothing } from '../../parts/States.tsx'
import { useWords } from '../../words/words.ts'
import { Lanes } from './Lanes.tsx'

/** Before the letter; on the letter; at work; done and to be scored. */
const columns = [['ruling', 'applied', 'reported'], ['confirmed'], ['issued'], ['running'], ['done']] as const

/** Open whistles by stage, with a lane for each called unit. */
export function Board() {
  const { t, word } = useWords()
  const query = useWhistles({ open: true, limit: 200 })
  const cards = query.data?.pages.flatMap(({ items }) => items) ?? []
  return (
    <div className="page" style={{ maxWidth: 1680 }}>
      <PageHead title={t('nav.board')} extra={<Link to="/whistles">{t('whistles.list')}</Link>} />
      <Awaiting query={query} rows={10}>
        {cards.length === 0 ? (
          <Card>
            <Nothing title={t('whistles.empty')} />
          </Card>
        ) : (
          <div className="board" tabIndex={0} role="region" aria-label={t('nav.board')}>
            {columns.map((stages) => {
              const here = cards.filter(({ stage }) => stages.some((one) => one === stage))
              return (
                <section key={stages[0]}>
                  <h2>
                    <span>
                      {stages
                        .map((stage) => word('whistleStage', stage))
                        .slice(-2)
                        .join(' / ')}
                    </span>
                    <Badge count={here.length} showZero color="#5d6878" overflowCount={999} />
                  </h2>
                  {here.length === 0 ? <div className="quiet small">{t('whistles.emptyColumn')}</div> : null}
                  {here.map((card) => (
                    <BoardCard key={card.id} card={card} />
                  ))}
                </section>
              )
            })}
          </div>
        )}
      </Awaiting>
      {query.hasNextPage ? (
        <Button
          block
          style={{ marginTop: 12 }}
          loading={query.isFetchingNextPage}
          onClick={() => void query.fetchNextPage()}
        >
          {t('list.more')}
        </Button>
      ) : null}
    </div>
  )
}

function BoardCard({ card }: { card: WhistleCard }) {
  const { t, word } = useWords()
  const names = useNames()
  return (
    <Link to="/whistles/$id" params={{ id: card.id }} className="board-card">
      <div className="number quiet">{card.letter ?? card.number}</div>
      <div style={{ fontWeight: 500, margin: '2px 0' }}>
        {card.summary || word('whistleKind', card.purpose)}
      </div>
      <div className="small quiet">
        {names.unit(card.caller)} → {names.unit(card.lead)}
      </div>
      <Lanes card={card} />
      <div className="small" style={{ display: 'flex', justifyContent: 'space-between', gap: 8 }}>
        <span className="quiet">
          {t('whistles.reported', { reported: card.reported })} / {card.called}
        </span>
        <Due at={card.dueAt} />
      </div>
    </Link>
  )
}
