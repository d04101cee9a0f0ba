import { Alert, Card, Input, Switch, Table, Tag } from 'antd'
import { useMemo, useState } from 'react'
import { useProfile } from '../../api/queries.ts'
import { isRecord, plainText } from '../../parts/read.ts'
import { Awaiting } from '../../parts/States.tsx'
import { Wide } from '../../parts/Wide.tsx'
import { readable, useWords, type Say } from '../../words/words.ts'

type Leaf = { path: string; said: string; value: string; mark: string }

/** The rules in force, leaf by leaf, each with where it comes from; what is only assumed is for the district to decide. */
export function ProfileTable() {
  const say = useWords()
  const { t } = say
  const query = useProfile()
  const [typed, setTyped] = useState('')
  const [assumedOnly, setAssumedOnly] = useState(false)
  const profile = query.data
  const leaves = useMemo(() => (profile ? leavesOf(profile.profile, profile.marks, say) : []), [profile, say])
  const shown = leaves.filter(
    ({ path, said, value, mark }) =>
      (!assumedOnly || mark === 'assumed') &&
      (typed === '' || `${path} ${said} ${value}`.toLowerCase().includes(typed.toLowerCase())),
  )
  const marked = {
    stated: ['success', t('registry.marks.stated')],
    'other source': ['blue', t('registry.marks.other source')],
    assumed: ['gold', t('registry.marks.assumed')],
  } as const
  return (
    <Awaiting query={query} rows={12}>
      <div className="filters" style={{ alignItems: 'center' }}>
        <Input.Search
          type="search"
          allowClear
          placeholder={t('registry.search')}
          aria-label={t('registry.search')}
          style={{ width: 260 }}
          onChange={({ target }) => setTyped(target.value.trim())}
        />
        <label style={{ display: 'inline-flex', gap: 8, alignItems: 'center' }}>
          <Switch size="small" checked={assumedOnly} onChange={setAssumedOnly} /> {t('registry.onlyAssumed')}
        </label>
        <span className="quiet small">{t('registry.inForce', { id: profile?.id ?? '' })}</span>
      </div>
      <Alert type="info" showIcon title={t('registry.markHint')} style={{ marginBottom: 12 }} />
      <Card styles={{ body: { padding: 0 } }}>
        <Wide label={t('registry.profile')}>
          <Table<Leaf>
            size="small"
            rowKey="path"
            dataSource={shown}
            pagination={{ pageSize: 50, showSizeChanger: false, hideOnSinglePage: true }}
            style={{ minWidth: 720 }}
            columns={[
              {
                title: t('registry.leaf'),
                width: '38%',
                render: (_, { path, said }) => <span title={path}>{said}</span>,
              },
              { title: t('registry.value'), dataIndex: 'value' },
              {
                title: t('registry.mark'),
                width: 130,
                render: (_, { mark }) => {
                  const found =
                    mark === 'stated' || mark === 'other source' || mark === 'assumed'
                      ? marked[mark]
                      : undefined
                  return found ? (
                    <Tag color={found[0]}>{found[1]}</Tag>
                  ) : (
                    <span className="quiet small">{mark}</span>
                  )
                },
              },
            ]}
          />
        </Wide>
      </Card>
    </Awaiting>
  )
}

function leavesOf(
  profile: unknown,
  marks: Readonly<Record<string, string>>,
  { word, language }: Say,
): Leaf[] {
  const leaves: Leaf[] = []
  const markOf = (path: string): string => {
    for (let at = path; at !== ''; at = at.slice(0, Math.max(at.lastIndexOf('.'), 0))) {
      const found = marks[at]
      if (found) return found
    }
    return ''
  }
  /** `path` is the leaf's name in the file; `said` is how a reader is led to it. */
  const walk = (value: unknown, path: string, said: readonly string[]) => {
    const put = (shown: string) =>
      leaves.push({
        path,
        said: said.join(' › '),
        value: shown,
        mark: markOf(path) || markOf(`${path}.${language}`),
      })
    if (isRecord(value) && typeof value['amount'] === 'number')
      put(`${value['amount']} ${word('limitUnit', String(value['unit']))}`)
    else if (isRecord(value) && typeof value['zh'] === 'string') put(String(value[language]))
    else if (isRecord(value))
      for (const [key, inner] of Object.entries(value))
        walk(inner, path === '' ? key : `${path}.${key}`, [
          ...said,
          path === '' ? word('section', key) : nameOf(key),
        ])
    else if (Array.isArray(value) && value.some((one) => typeof one === 'object'))
      value.forEach((inner, n) => walk(inner, `${path}.${n}`, [...said, elementName(inner, n)]))
    else put(Array.isArray(value) ? value.join('、') : plainText(value ?? '—'))
  }
  const nameOf = (key: string): string => {
    for (const group of ['clock', 'calleeKind', 'scorer', 'section'] as const)
      if (readableIn(group, key)) return word(group, key)
    return key
  }
  const readableIn = (group: 'clock' | 'calleeKind' | 'scorer' | 'section', key: string) =>
    word(group, key).toLowerCase() !== readable(key).toLowerCase() || language === 'en'
  const elementName = (element: unknown, n: number): string => {
    if (!isRecord(element)) return String(n + 1)
    const { word: called, step, role, id } = element
    if (isRecord(called) && typeof called[language] === 'string') return called[language]
    if (typeof step === 'string') return word('step', step)
    if (typeof role === 'string') return word('role', role)
    return typeof id === 'string' ? id : String(n + 1)
  }
  walk(profile, '', [])
  return leaves
}
