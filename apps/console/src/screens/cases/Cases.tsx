import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { Button, Card, Checkbox, Input, Select, Table, Tag } from 'antd'
import type { CaseCard } from '@shaoying/contract'
import { useNow } from '../../api/now.ts'
import { useCases, useNames } from '../../api/queries.ts'
import { CategoryPicker, UnitPicker } from '../../form/pickers.tsx'
import { Due } from '../../parts/Due.tsx'
import { StageTag, UrgencyTag } from '../../parts/Marks.tsx'
import { PageHead } from '../../parts/PageHead.tsx'
import { Awaiting, Nothing } from '../../parts/States.tsx'
import { useNarrow } from '../../parts/useNarrow.ts'
import type { Filter } from '../../routes.tsx'
import { pressure, shortMoment } from '../../words/time.ts'
import { useWords } from '../../words/words.ts'

const stages = [
  'collected',
  'triaged',
  'dispatched',
  'handling',
  'finished',
  'verified',
  'closed',
  'answered',
  'declined',
  'merged',
] as const
const channels = [
  'hotline',
  'window',
  'patrol',
  'portal',
  'wechat',
  'meeting',
  'visit',
  'device',
  'supervisor',
  'open311',
  'file',
] as const
const texts = ['stage', 'category', 'channel', 'street', 'community', 'holder', 'number', 'search'] as const
const switches = ['open', 'overdue', 'carried'] as const

/** Cases by filters that are the address itself: what one sees can be sent as a link. */
export function Cases() {
  const { t, word } = useWords()
  const navigate = useNavigate()
  const search: Filter = useSearch({ strict: false })
  const query = useCases({
    ...Object.fromEntries(texts.flatMap((key) => (search[key] ? [[key, search[key]]] : []))),
    ...Object.fromEntries(switches.flatMap((key) => (search[key] ? [[key, search[key] === 'true']] : []))),
  })
  const filter = (key: string, value: string | undefined) => {
    const { [key]: _, ...rest } = search
    void navigate({ to: '/cases', search: value ? { ...rest, [key]: value } : rest, replace: true })
  }
  const cards = query.data?.pages.flatMap(({ items }) => items) ?? []
  const options = (group: 'caseStage' | 'channel', codes: readonly string[]) =>
    codes.map((value) => ({ value, label: word(group, value) }))
  return (
    <div className="page">
      <PageHead title={t('cases.title')} />
      <div className="filters" role="search">
        <Input.Search
          type="search"
          key={search['search'] ?? ''}
          allowClear
          defaultValue={search['search'] ?? ''}
          placeholder={t('list.search')}
          aria-label={t('list.search')}
          style={{ width: 230 }}
          onSearch={(value) => filter('search', value.trim())}
        />
        <Select
          allowClear
          aria-label={t('list.stage')}
          placeholder={t('list.stage')}
          value={search['stage'] ?? null}
          options={options('caseStage', stages)}
          style={{ width: 120 }}
          onChange={(value?: string) => filter('stage', value)}
        />
        <div style={{ width: 170 }}>
          <CategoryPicker
            label={t('list.category')}
            {...(search['category'] ? { value: search['category'] } : {})}
            onChange={(value) => filter('category', value)}
          />
        </div>
        <Select
          allowClear
          aria-label={t('list.channel')}
          placeholder={t('list.channel')}
          value={search['channel'] ?? null}
          options={options('channel', channels)}
          style={{ width: 130 }}
          onChange={(value?: string) => filter('channel', value)}
        />
        <div style={{ width: 170 }}>
          <UnitPicker
            label={t('list.street')}
            kinds={isStreet}
            {...(search['street'] ? { value: search['street'] } : {})}
            onChange={(value) => filter('street', value)}
          />
        </div>
        <div style={{ width: 170 }}>
          <UnitPicker
            label={t('list.holder')}
            {...(search['holder'] ? { value: search['holder'] } : {})}
            onChange={(value) => filter('holder', value)}
          />
        </div>
        <span style={{ display: 'inline-flex', alignItems: 'center', gap: 4 }}>
          {switches.map((key) => (
            <Checkbox
              key={key}
              checked={search[key] === 'true'}
              onChange={({ target }) => filter(key, target.checked ? 'true' : undefined)}
            >
              {t(`list.${key}`)}
            </Checkbox>
          ))}
        </span>
        {Object.keys(search).length > 0 ? (
          <Button type="link" onClick={() => void navigate({ to: '/cases', search: {} })}>
            {t('list.clear')}
          </Button>
        ) : null}
      </div>
      <Card styles={{ body: { padding: 0 } }}>
        <Awaiting query={query} rows={12}>
          {cards.length === 0 ? (
            <Nothing title={t('list.empty')} hint={t('list.emptyHint')} />
          ) : (
            <CaseTable cards={cards} />
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
      ) : cards.length > 20 ? (
        <p className="quiet small" style={{ textAlign: 'center' }}>
          {t('list.end')}
        </p>
      ) : null}
    </div>
  )
}

const isStreet = (kind: string) => kind === 'street'
const ended = new Set(['closed', 'answered', 'declined', 'merged'])

export function CaseTable({ cards }: { cards: readonly CaseCard[] }) {
  const { t, word } = useWords()
  const names = useNames()
  const narrow = useNarrow()
  if (narrow) return cards.map((card) => <CaseLine key={card.id} card={card} />)
  return (
    <Table<CaseCard>
      size="small"
      rowKey="id"
      dataSource={cards}
      pagination={false}
      scroll={{ x: 980 }}
      columns={[
        {
          title: t('list.number'),
          width: 150,
          render: (_, { id, number }) => (
            <Link to="/cases/$id" params={{ id }} className="number">
              {number}
            </Link>
          ),
        },
        {
          title: t('list.summary'),
          render: (_, { id, summary, urgency, carried, whistles, origins, caseType }) => (
            <>
              <Link to="/cases/$id" params={{ id }} className="row-link">
                {summary || word('caseType', caseType)}
              </Link>{' '}
              <UrgencyTag urgency={urgency} />
              {carried ? <Tag color="purple">{t('list.carried')}</Tag> : null}
              {whistles > 0 ? <Tag color="volcano">{word('measure', 'whistles')}</Tag> : null}
              {origins > 1 ? <Tag>×{origins}</Tag> : null}
            </>
          ),
        },
        {
          title: t('list.category'),
          width: 130,
          render: (_, { category }) =>
            names.category(category) || <span className="quiet">{t('case.noCategory')}</span>,
        },
        {
          title: t('list.place'),
          width: 150,
          render: (_, { area, community, street }) =>
            names.area(area) || names.unit(community) || names.unit(street),
        },
        {
          title: t('list.holder'),
          width: 150,
          render: (_, { holder }) => names.unit(holder) || <span className="quiet">{t('case.nobody')}</span>,
        },
        {
          title: t('list.stage'),
          width: 90,
          render: (_, { stage }) => <StageTag kind="case" stage={stage} />,
        },
        {
          title: t('list.due'),
          width: 130,
          render: (_, { dueAt, stage }) => (ended.has(stage) ? null : <Due at={dueAt} />),
        },
        {
          title: t('list.opened'),
          width: 110,
          render: (_, { openedAt }) => <span className="quiet">{shortMoment(openedAt)}</span>,
        },
      ]}
    />
  )
}

/** The same on a phone. */
function CaseLine({ card }: { card: CaseCard }) {
  const { word } = useWords()
  const names = useNames()
  const over = ended.has(card.stage)
  const now = useNow()
  return (
    <Link
      to="/cases/$id"
      params={{ id: card.id }}
      className="todo-row"
      data-due={over ? 'calm' : pressure(card.dueAt, now)}
    >
      <span className="bar" aria-hidden />
      <span style={{ minWidth: 0 }}>
        <span className="title">{card.summary || word('caseType', card.caseType)}</span>
        <span className="meta">
          <span className="number">{card.number}</span>
          <StageTag kind="case" stage={card.stage} />
          <UrgencyTag urgency={card.urgency} />
          <span>{names.unit(card.holder)}</span>
          {over ? null : <Due at={card.dueAt} />}
        </span>
      </span>
    </Link>
  )
}
