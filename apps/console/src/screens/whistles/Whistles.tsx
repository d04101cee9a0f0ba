import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { Button, Card, Checkbox, Select, Table } from 'antd'
import type { WhistleCard } from '@shaoying/contract'
import { useNow } from '../../api/now.ts'
import { useMe, useNames, useWhistles } from '../../api/queries.ts'
import { UnitPicker, useWhistleRows } from '../../form/pickers.tsx'
import { Due } from '../../parts/Due.tsx'
import { StageTag } from '../../parts/Marks.tsx'
import { PageHead } from '../../parts/PageHead.tsx'
import { Awaiting, Nothing } from '../../parts/States.tsx'
import { useNarrow } from '../../parts/useNarrow.ts'
import type { Filter } from '../../routes.tsx'
import { pressure, shortMoment } from '../../words/time.ts'
import { useWords } from '../../words/words.ts'
import { Lanes } from './Lanes.tsx'

const stages = [
  'ruling',
  'applied',
  'reported',
  'confirmed',
  'issued',
  'running',
  'done',
  'closed',
  'refused',
  'calledOff',
] as const
export const ended: ReadonlySet<string> = new Set(['closed', 'refused', 'calledOff'])

export function Whistles() {
  const { t, word, language } = useWords()
  const names = useNames()
  const narrow = useNarrow()
  const navigate = useNavigate()
  const mayApply = useMe().data?.permits.includes('ApplyWhistle') ?? false
  const rows = useWhistleRows()
  const search: Filter = useSearch({ strict: false })
  const { stage, level, street, open } = search
  const query = useWhistles({
    ...(stage ? { stage } : {}),
    ...(level ? { level } : {}),
    ...(street ? { street } : {}),
    ...(open ? { open: open === 'true' } : {}),
  })
  const cards = query.data?.pages.flatMap(({ items }) => items) ?? []
  const filter = (key: string, value: string | undefined) => {
    const { [key]: _, ...rest } = search
    void navigate({ to: '/whistles', search: value ? { ...rest, [key]: value } : rest, replace: true })
  }
  const levelWord = (id: string) => rows.find((row) => row.id === id)?.word[language] ?? id
  return (
    <div className="page">
      <PageHead
        title={t('whistles.title')}
        extra={
          <>
            <Link to="/board">{t('whistles.board')}</Link>
            {mayApply ? (
              <Button type="primary" onClick={() => void navigate({ to: '/apply', search: {} })}>
                {t('case.apply')}
              </Button>
            ) : null}
          </>
        }
      />
      <div className="filters" role="search">
        <Select
          allowClear
          aria-label={t('list.stage')}
          placeholder={t('list.stage')}
          value={stage ?? null}
          style={{ width: 130 }}
          options={stages.map((value) => ({ value, label: word('whistleStage', value) }))}
          onChange={(value?: string) => filter('stage', value)}
        />
        <Select
          allowClear
          aria-label={t('list.level')}
          placeholder={t('list.level')}
          value={level ?? null}
          style={{ width: 150 }}
          options={rows.map((row) => ({ value: row.id, label: row.word[language] }))}
          onChange={(value?: string) => filter('level', value)}
        />
        <div style={{ width: 180 }}>
          <UnitPicker
            label={t('list.street')}
            kinds={isStreet}
            {...(street ? { value: street } : {})}
            onChange={(value) => filter('street', value)}
          />
        </div>
        <Checkbox
          checked={open === 'true'}
          onChange={({ target }) => filter('open', target.checked ? 'true' : undefined)}
          style={{ alignItems: 'center' }}
        >
          {t('list.open')}
        </Checkbox>
        {Object.keys(search).length > 0 ? (
          <Button type="link" onClick={() => void navigate({ to: '/whistles', search: {} })}>
            {t('list.clear')}
          </Button>
        ) : null}
      </div>
      <Card styles={{ body: { padding: 0 } }}>
        <Awaiting query={query} rows={10}>
          {cards.length === 0 ? (
            <Nothing title={t('list.empty')} hint={t('list.emptyHint')} />
          ) : narrow ? (
            cards.map((card) => <WhistleLine key={card.id} card={card} />)
          ) : (
            <Table<WhistleCard>
              size="small"
              rowKey="id"
              dataSource={cards}
              pagination={false}
              scroll={{ x: 960 }}
              columns={[
                {
                  title: t('list.number'),
                  width: 170,
                  render: (_, { id, number, letter }) => (
                    <Link to="/whistles/$id" params={{ id }} className="number">
                      {letter ?? (number || t('whistle.noNumber'))}
                    </Link>
                  ),
                },
                {
                  title: t('list.summary'),
                  render: (_, { id, summary, purpose }) => (
                    <Link to="/whistles/$id" params={{ id }} className="row-link">
                      {summary || word('whistleKind', purpose)}
                    </Link>
                  ),
                },
                { title: t('list.level'), width: 110, render: (_, card) => levelWord(card.level) },
                { title: t('list.caller'), width: 150, render: (_, { caller }) => names.unit(caller) },
                { title: t('list.lead'), width: 150, render: (_, { lead }) => names.unit(lead) },
                { title: t('list.progress'), width: 130, render: (_, card) => <Lanes card={card} /> },
                {
                  title: t('list.stage'),
                  width: 95,
                  render: (_, card) => <StageTag kind="whistle" stage={card.stage} />,
                },
                {
                  title: t('list.due'),
                  width: 130,
                  render: (_, card) => (ended.has(card.stage) ? null : <Due at={card.dueAt} />),
                },
                {
                  title: t('list.opened'),
                  width: 105,
                  render: (_, { openedAt }) => <span className="quiet">{shortMoment(openedAt)}</span>,
                },
              ]}
            />
          )}
        </Awaiting>
      </Card>
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

const isStreet = (kind: string) => kind === 'street'

/** The same on a phone. */
function WhistleLine({ card }: { card: WhistleCard }) {
  const { word } = useWords()
  const names = useNames()
  const now = useNow()
  const over = ended.has(card.stage)
  return (
    <Link
      to="/whistles/$id"
      params={{ id: card.id }}
      className="todo-row"
      data-due={over ? 'calm' : pressure(card.dueAt, now)}
    >
      <span className="bar" aria-hidden />
      <span style={{ minWidth: 0 }}>
        <span className="title">{card.summary || word('whistleKind', card.purpose)}</span>
        <span className="meta">
          <span className="number">{card.letter ?? card.number}</span>
          <StageTag kind="whistle" stage={card.stage} />
          <span>{names.unit(card.lead)}</span>
          {over ? null : <Due at={card.dueAt} />}
        </span>
        <Lanes card={card} />
      </span>
    </Link>
  )
}
