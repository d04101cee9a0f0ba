import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { Button, Input, Segmented, Tag } from 'antd'
import type { TodoLine } from '@shaoying/contract'
import { useNow } from '../../api/now.ts'
import { useNames, useTodo } from '../../api/queries.ts'
import { Due } from '../../parts/Due.tsx'
import { StageTag, UrgencyTag } from '../../parts/Marks.tsx'
import { PageHead } from '../../parts/PageHead.tsx'
import { Awaiting, Nothing } from '../../parts/States.tsx'
import { ago, pressure } from '../../words/time.ts'
import { useWords } from '../../words/words.ts'

/** What waits for me, most urgent first, with the clock as a person reads it. */
export function Todo() {
  const say = useWords()
  const { t } = say
  const now = useNow()
  const query = useTodo()
  const navigate = useNavigate()
  const { show = 'all', search = '' } = useSearch({ strict: false })
  const lines = query.data?.pages.flatMap(({ items }) => items) ?? []
  const tests: Record<string, (line: TodoLine) => boolean> = {
    all: () => true,
    late: (line) => pressure(line.dueAt, now) === 'late',
    soon: (line) => pressure(line.dueAt, now) === 'soon',
    cases: (line) => line.story.kind === 'case',
    whistles: (line) => line.story.kind === 'whistle',
  }
  const test = tests[show] ?? tests['all']
  const typed = search.trim().toLowerCase()
  const shown = lines.filter(
    (line) =>
      (test?.(line) ?? true) &&
      (typed === '' || `${line.number} ${line.summary}`.toLowerCase().includes(typed)),
  )
  const filter = (next: Record<string, string>) =>
    void navigate({ to: '/todo', search: { show, search, ...next }, replace: true })
  const count = (name: string) => lines.filter(tests[name] ?? (() => false)).length
  const label = (name: 'all' | 'late' | 'soon' | 'cases' | 'whistles') => ({
    value: name,
    label: `${t(`todo.${name}`)} ${count(name)}`,
  })
  return (
    <div className="page">
      <PageHead title={t('todo.title')} />
      <div className="filters">
        <div className="scroll-x">
          <Segmented
            value={show}
            options={[label('all'), label('late'), label('soon'), label('cases'), label('whistles')]}
            onChange={(value) => filter({ show: String(value) })}
          />
        </div>
        <Input.Search
          type="search"
          allowClear
          defaultValue={search}
          placeholder={t('todo.search')}
          aria-label={t('todo.search')}
          style={{ width: 240 }}
          onSearch={(value) => filter({ search: value })}
        />
      </div>
      <div className="panel">
        <Awaiting query={query} rows={10}>
          {lines.length === 0 ? (
            <Nothing title={t('todo.empty')} hint={t('todo.emptyHint')} />
          ) : shown.length === 0 ? (
            <Nothing title={t('todo.noneHere')} />
          ) : null}
          {shown.map((line) => (
            <Line key={`${line.story.id}/${line.what}/${line.unit}`} line={line} />
          ))}
        </Awaiting>
      </div>
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

function Line({
  line: { story, number, summary, stage, urgency, what, unit, dueAt, since },
}: {
  line: TodoLine
}) {
  const say = useWords()
  const names = useNames()
  const now = useNow()
  const { t, word, has } = say
  return (
    <Link
      to={story.kind === 'whistle' ? '/whistles/$id' : '/cases/$id'}
      params={{ id: story.id }}
      className="todo-row"
      data-due={pressure(dueAt, now)}
    >
      <span className="bar" aria-hidden />
      <Due at={dueAt} />
      <span style={{ minWidth: 0 }}>
        <span className="title" style={{ display: 'block' }}>
          {summary || number}
        </span>
        <span className="meta">
          <span className="number">{number}</span>
          <StageTag kind={story.kind} stage={stage} />
          <UrgencyTag urgency={urgency} />
          <span>{names.unit(unit)}</span>
          <span>{t('todo.since', { ago: ago(since, now, say) })}</span>
        </span>
      </span>
      <Tag color={story.kind === 'whistle' ? 'volcano' : 'blue'} style={{ margin: 0, justifySelf: 'start' }}>
        {has('awaited', what) ? word('awaited', what) : word('command', what)}
      </Tag>
    </Link>
  )
}
