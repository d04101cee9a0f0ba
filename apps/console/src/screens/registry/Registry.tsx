import { useNavigate, useSearch } from '@tanstack/react-router'
import { Card, Input, Table, Tabs, Tag, Tree } from 'antd'
import { useMemo, useState } from 'react'
import { useAreas, useCategories, useDuties, useNames, usePosts, useUnits } from '../../api/queries.ts'
import { PageHead } from '../../parts/PageHead.tsx'
import { Awaiting, Nothing } from '../../parts/States.tsx'
import type { Filter } from '../../routes.tsx'
import { useWords } from '../../words/words.ts'
import { Wide } from '../../parts/Wide.tsx'
import { ProfileTable } from './ProfileTable.tsx'

/** To look things up: who there is, what each must do, where everything is, and by which rules. */
export function Registry() {
  const { t } = useWords()
  const navigate = useNavigate()
  const search: Filter = useSearch({ strict: false })
  const tabs = [
    {
      key: 'units',
      label: t('registry.units'),
      children: (
        <Units
          chosen={search['unit']}
          onChoose={(unit) =>
            void navigate({ to: '/registry', search: { tab: 'units', unit }, replace: true })
          }
        />
      ),
    },
    { key: 'duties', label: t('registry.duties'), children: <Duties /> },
    { key: 'areas', label: t('registry.areas'), children: <Areas /> },
    { key: 'categories', label: t('registry.categories'), children: <Categories /> },
    { key: 'profile', label: t('registry.profile'), children: <ProfileTable /> },
  ]
  return (
    <div className="page">
      <PageHead title={t('registry.title')} />
      <Tabs
        items={tabs}
        activeKey={search['tab'] ?? 'units'}
        destroyOnHidden
        onChange={(tab) => void navigate({ to: '/registry', search: { tab }, replace: true })}
      />
    </div>
  )
}

type Node = { key: string; title: string; children?: Node[] }

function treeOf(
  rows: readonly { key: string; parent: string | null; title: string }[],
  typed: string,
): Node[] {
  const nodes = new Map<string, Node & { parent: string | null }>(rows.map((row) => [row.key, { ...row }]))
  const wanted = new Set<string>()
  if (typed !== '')
    for (const { key, title } of rows)
      if (`${title} ${key}`.toLowerCase().includes(typed.toLowerCase()))
        for (let at: string | null | undefined = key; at; at = nodes.get(at)?.parent) {
          if (wanted.has(at)) break
          wanted.add(at)
        }
  const roots: Node[] = []
  for (const node of nodes.values()) {
    if (typed !== '' && !wanted.has(node.key)) continue
    const parent = node.parent === null ? undefined : nodes.get(node.parent)
    if (parent) (parent.children ??= []).push(node)
    else roots.push(node)
  }
  return roots
}

function Search({ onSearch }: { onSearch: (typed: string) => void }) {
  const { t } = useWords()
  return (
    <Input.Search
      type="search"
      allowClear
      placeholder={t('registry.search')}
      aria-label={t('registry.search')}
      style={{ maxWidth: 320, marginBottom: 12 }}
      onChange={({ target }) => onSearch(target.value.trim())}
    />
  )
}

function Units({ chosen, onChoose }: { chosen: string | undefined; onChoose: (unit: string) => void }) {
  const { t, word } = useWords()
  const names = useNames()
  const query = useUnits()
  const [typed, setTyped] = useState('')
  const items = query.data?.items
  const tree = useMemo(
    () =>
      treeOf(
        (items ?? []).map(({ id, parent, name, kind }) => ({
          key: id,
          parent,
          title: `${name} · ${word('unitKind', kind)}`,
        })),
        typed,
      ),
    [items, typed, word],
  )
  const unit = chosen ? names.unitOf.get(chosen) : undefined
  const posts = usePosts(chosen)
  const duties = useDuties(chosen ? { unit: chosen } : {}, chosen !== undefined).data?.items ?? []
  return (
    <Awaiting query={query} rows={12}>
      <Search onSearch={setTyped} />
      <div className="two-thirds tree-first">
        <Card size="small">
          {items && items.length > 0 ? (
            <Tree
              key={typed}
              treeData={tree}
              height={620}
              defaultExpandAll={typed !== ''}
              {...(typed === '' ? { defaultExpandedKeys: tree.map(({ key }) => key) } : {})}
              selectedKeys={chosen ? [chosen] : []}
              onSelect={([key]) => (key === undefined ? undefined : onChoose(String(key)))}
            />
          ) : (
            <Nothing title={t('list.empty')} />
          )}
        </Card>
        <div className="stack">
          {unit ? (
            <>
              <Card title={unit.name} extra={<Tag>{word('unitKind', unit.kind)}</Tag>}>
                <p className="small quiet" style={{ marginTop: 0 }}>
                  <span className="number">{unit.id}</span>{' '}
                  {unit.calleeKind ? `· ${word('calleeKind', unit.calleeKind)}` : ''}
                </p>
                {unit.areas.length > 0 ? (
                  <p className="small">
                    {t('registry.charge')}：{unit.areas.slice(0, 12).map(names.area).join('、')}
                    {unit.areas.length > 12 ? ` … ${unit.areas.length}` : ''}
                  </p>
                ) : null}
                <Table
                  size="small"
                  rowKey="id"
                  loading={posts.isFetching}
                  dataSource={posts.data?.items ?? []}
                  pagination={false}
                  columns={[
                    { title: t('registry.role'), render: (_, { role }) => word('role', role) },
                    { title: t('registry.person'), dataIndex: 'name' },
                    { title: t('registry.since'), dataIndex: 'from' },
                  ]}
                />
              </Card>
              <Card size="small" title={t('registry.duties')} styles={{ body: { padding: 0 } }}>
                <DutyTable duties={duties} />
              </Card>
            </>
          ) : (
            <Card>
              <Nothing title={t('registry.pick')} />
            </Card>
          )}
        </div>
      </div>
    </Awaiting>
  )
}

type Duty = NonNullable<ReturnType<typeof useDuties>['data']>['items'][number]

function DutyTable({ duties, withUnit = false }: { duties: readonly Duty[]; withUnit?: boolean }) {
  const { t, word } = useWords()
  const names = useNames()
  return (
    <Wide label={t('registry.duties')}>
      <Table<Duty>
        size="small"
        rowKey="id"
        dataSource={duties}
        pagination={duties.length > 50 ? { pageSize: 50, showSizeChanger: false } : false}
        style={{ minWidth: 640 }}
        columns={[
          { title: t('registry.matter'), dataIndex: 'matter' },
          ...(withUnit
            ? [{ title: t('registry.unit'), render: (_: unknown, { unit }: Duty) => names.unit(unit) }]
            : []),
          { title: t('registry.category'), render: (_, { category }) => names.category(category) },
          {
            title: t('registry.basis'),
            dataIndex: 'basis',
            render: (basis: string) => <span className="small">{basis}</span>,
          },
          {
            title: t('registry.status'),
            width: 90,
            render: (_, { status }) => (
              <Tag color={status === 'removed' ? 'red' : status === 'admitted' ? 'gold' : 'default'}>
                {word('dutyStatus', status)}
              </Tag>
            ),
          },
        ]}
      />
    </Wide>
  )
}

function Duties() {
  const names = useNames()
  const query = useDuties({})
  const [typed, setTyped] = useState('')
  const shown = (query.data?.items ?? []).filter(
    ({ matter, basis, unit, category }) =>
      typed === '' || `${matter} ${basis} ${names.unit(unit)} ${names.category(category)}`.includes(typed),
  )
  return (
    <Awaiting query={query} rows={12}>
      <Search onSearch={setTyped} />
      <Card styles={{ body: { padding: 0 } }}>
        <DutyTable duties={shown} withUnit />
      </Card>
    </Awaiting>
  )
}

function Areas() {
  const { word } = useWords()
  const query = useAreas()
  const [typed, setTyped] = useState('')
  const items = query.data?.items
  const tree = useMemo(
    () =>
      treeOf(
        (items ?? []).map(({ code, parent, name, level }) => ({
          key: code,
          parent,
          title: `${name} · ${word('areaLevel', level)} · ${code}`,
        })),
        typed,
      ),
    [items, typed, word],
  )
  return (
    <Awaiting query={query} rows={12}>
      <Search onSearch={setTyped} />
      <Card size="small">
        <Tree
          key={typed}
          treeData={tree}
          height={640}
          selectable={false}
          defaultExpandAll={typed !== ''}
          {...(typed === '' ? { defaultExpandedKeys: tree.map(({ key }) => key) } : {})}
        />
      </Card>
    </Awaiting>
  )
}

function Categories() {
  const { language } = useWords()
  const query = useCategories()
  const [typed, setTyped] = useState('')
  const items = query.data?.items
  const tree = useMemo(
    () =>
      treeOf(
        (items ?? []).map(({ code, parent, ...names }) => ({
          key: code,
          parent,
          title: `${names[language]} · ${code}`,
        })),
        typed,
      ),
    [items, typed, language],
  )
  return (
    <Awaiting query={query} rows={12}>
      <Search onSearch={setTyped} />
      <Card size="small">
        <Tree key={typed} treeData={tree} height={640} selectable={false} defaultExpandAll />
      </Card>
    </Awaiting>
  )
}
