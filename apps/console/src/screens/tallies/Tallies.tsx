import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { Alert, Card, DatePicker, Segmented, Table } from 'antd'
import dayjs from 'dayjs'
import { useMemo } from 'react'
import { useNames, useTallies } from '../../api/queries.ts'
import { PageHead } from '../../parts/PageHead.tsx'
import { Awaiting, Nothing } from '../../parts/States.tsx'
import type { Filter } from '../../routes.tsx'
import { moment } from '../../words/time.ts'
import { useWords } from '../../words/words.ts'
import { Chart } from './Chart.tsx'

const dimensions = ['street', 'category', 'channel', 'unit'] as const
type Dimension = (typeof dimensions)[number]
/** In which order figures are read; what is not named comes after. */
const measureOrder = [
  'collected',
  'dispatched',
  'answered',
  'self_handled',
  'declined',
  'finished',
  'verified',
  'closed',
  'resolved',
  'carried_over',
  'returned',
  'missed',
  'reopened',
  'merged',
]
const charted = ['collected', 'dispatched', 'finished', 'closed', 'resolved'] as const
const filterOf: Record<Dimension, string> = {
  street: 'street',
  category: 'category',
  channel: 'channel',
  unit: 'holder',
}

/** Counts by one dimension, as of a place in the ledger, each opening down to its cases. */
export function Tallies() {
  const { t, word } = useWords()
  const names = useNames()
  const navigate = useNavigate()
  const search: Filter = useSearch({ strict: false })
  const by = dimensions.find((one) => one === search['by']) ?? 'street'
  const { from, to } = search
  const query = useTallies({ by, ...(from ? { from } : {}), ...(to ? { to } : {}) })
  const change = (next: Record<string, string | undefined>) =>
    void navigate({
      to: '/tallies',
      search: Object.fromEntries(
        Object.entries({ ...search, ...next }).filter((entry): entry is [string, string] =>
          Boolean(entry[1]),
        ),
      ),
      replace: true,
    })
  const items = query.data?.items
  const rows = useMemo(() => {
    const name = (key: string, given: string) =>
      by === 'category'
        ? names.category(key) || given
        : by === 'channel'
          ? word('channel', key)
          : by === 'unit' || by === 'street'
            ? (names.unitOf.get(key)?.name ?? names.areaOf.get(key)?.name ?? given)
            : given
    return (items ?? [])
      .map(({ key, name: given, measures }) => ({
        key,
        name: name(key, given) || t('tallies.unnamed'),
        measures,
      }))
      .toSorted(
        (a, b) =>
          (b.measures['collected'] ?? b.measures['dispatched'] ?? 0) -
          (a.measures['collected'] ?? a.measures['dispatched'] ?? 0),
      )
  }, [items, by, names, word, t])
  const measures = useMemo(() => {
    const found = new Set(rows.flatMap(({ measures: of }) => Object.keys(of)))
    const place = (name: string) => measureOrder.indexOf(name) + 1 || 99
    return [...found].toSorted((a, b) => place(a) - place(b) || a.localeCompare(b))
  }, [rows])
  const shown = useMemo(() => rows.slice(0, 16), [rows])
  const series = useMemo(
    () =>
      charted
        .filter((name) => measures.includes(name))
        .slice(0, 4)
        .map((name) => ({
          name: word('measure', name),
          values: shown.map((row) => row.measures[name] ?? 0),
        })),
    [measures, shown, word],
  )
  const chartNames = useMemo(() => shown.map(({ name }) => name), [shown])
  const total = (name: string) => rows.reduce((sum, row) => sum + (row.measures[name] ?? 0), 0)
  return (
    <div className="page">
      <PageHead
        title={t('tallies.title')}
        hint={
          query.data
            ? `${t('tallies.asOf', { at: moment(query.data.asOf) })} · ${t('tallies.place', { place: query.data.place })}`
            : undefined
        }
      />
      <div className="filters">
        <div className="scroll-x">
          <Segmented
            value={by}
            options={dimensions.map((value) => ({ value, label: t(`tallies.dimension.${value}`) }))}
            onChange={(value) => change({ by: String(value) })}
          />
        </div>
        <DatePicker.RangePicker
          allowEmpty={[true, true]}
          value={[from ? dayjs(from) : null, to ? dayjs(to) : null]}
          onChange={(range) =>
            change({ from: range?.[0]?.format('YYYY-MM-DD'), to: range?.[1]?.format('YYYY-MM-DD') })
          }
        />
      </div>
      <Awaiting query={query} rows={12}>
        {rows.length === 0 ? (
          <Card>
            <Nothing title={t('tallies.empty')} />
          </Card>
        ) : (
          <div className="stack">
            <Card size="small">
              <Chart
                label={t('tallies.chart', { measure: series.map(({ name }) => name).join('、') })}
                names={chartNames}
                series={series}
                onOpen={(index) => {
                  const row = shown[index]
                  if (row) void navigate({ to: '/cases', search: { [filterOf[by]]: row.key } })
                }}
              />
            </Card>
            <Card styles={{ body: { padding: 0 } }}>
              <Table
                size="small"
                rowKey="key"
                dataSource={rows}
                pagination={false}
                scroll={{ x: 240 + measures.length * 92 }}
                columns={[
                  {
                    title: t(`tallies.dimension.${by}`),
                    fixed: 'left',
                    width: 190,
                    render: (_, { key, name }) =>
                      key === '' ? (
                        name
                      ) : (
                        <Link to="/cases" search={{ [filterOf[by]]: key }} title={t('tallies.openList')}>
                          {name}
                        </Link>
                      ),
                  },
                  ...measures.map((name) => ({
                    title: word('measure', name),
                    align: 'right' as const,
                    width: 92,
                    sorter: (a: (typeof rows)[number], b: (typeof rows)[number]) =>
                      (a.measures[name] ?? 0) - (b.measures[name] ?? 0),
                    render: (_: unknown, row: (typeof rows)[number]) =>
                      row.measures[name] ?? <span className="quiet">0</span>,
                  })),
                  ...(measures.includes('collected') && measures.includes('closed')
                    ? [
                        {
                          title: t('tallies.closedRate'),
                          align: 'right' as const,
                          width: 92,
                          render: (_: unknown, row: (typeof rows)[number]) =>
                            share(row.measures['closed'], row.measures['collected']),
                        },
                      ]
                    : []),
                ]}
                summary={() => (
                  <Table.Summary.Row>
                    <Table.Summary.Cell index={0}>
                      <strong>{t('tallies.total')}</strong>
                    </Table.Summary.Cell>
                    {measures.map((name, n) => (
                      <Table.Summary.Cell key={name} index={n + 1} align="right">
                        <strong>{total(name)}</strong>
                      </Table.Summary.Cell>
                    ))}
                    {measures.includes('collected') && measures.includes('closed') ? (
                      <Table.Summary.Cell index={measures.length + 1} align="right">
                        <strong>{share(total('closed'), total('collected'))}</strong>
                      </Table.Summary.Cell>
                    ) : null}
                  </Table.Summary.Row>
                )}
              />
            </Card>
            <Alert
              type="info"
              showIcon
              title={`${t('tallies.note')} ${t('tallies.closedRate')}：${t('tallies.closedRateHint')}`}
            />
          </div>
        )}
      </Awaiting>
    </div>
  )
}

const share = (part: number | undefined, whole: number | undefined): string =>
  whole ? `${(((part ?? 0) / whole) * 100).toFixed(1)} %` : '—'
