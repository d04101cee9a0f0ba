import { Link } from '@tanstack/react-router'
import { Badge, Button, Drawer } from 'antd'
import { api } from '../api/client.ts'
import { useNow } from '../api/now.ts'
import { memory, useNotices } from '../api/queries.ts'
import { Awaiting, Nothing } from '../parts/States.tsx'
import { clockName } from '../story/tellField.ts'
import { ago } from '../words/time.ts'
import { useWords, type Say } from '../words/words.ts'

/** What happened that concerns me, newest first. */
export function Notices({ open, onClose }: { open: boolean; onClose: () => void }) {
  const say = useWords()
  const { t } = say
  const now = useNow()
  const query = useNotices()
  const items = query.data?.items ?? []
  const [newest] = items
  const seeAll = async () => {
    if (newest) await api.noticesSeen({ body: { until: newest.at } })
    await memory.invalidateQueries({ queryKey: ['notices'] })
  }
  return (
    <Drawer
      open={open}
      onClose={onClose}
      title={t('notice.title')}
      size={400}
      styles={{ body: { padding: 0 }, wrapper: { maxWidth: '100vw' } }}
      extra={
        query.data && query.data.unseen > 0 ? (
          <Button size="small" onClick={() => void seeAll()}>
            {t('notice.seenAll')}
          </Button>
        ) : null
      }
    >
      <Awaiting query={query}>
        {items.length === 0 ? <Nothing title={t('notice.empty')} /> : null}
        {items.map(({ id, message, about, story, number, at, seen }) => (
          <Link
            key={id}
            to={story.kind === 'whistle' ? '/whistles/$id' : '/cases/$id'}
            params={{ id: story.id }}
            onClick={onClose}
            className="notice"
          >
            <Badge status={seen ? 'default' : 'processing'} />
            <span style={{ minWidth: 0 }}>
              <span style={{ fontWeight: seen ? 400 : 600 }}>{noticeWords(message, about, say)}</span>
              <span className="quiet small" style={{ display: 'block' }}>
                <span className="number">{number}</span> · {ago(at, now, say)}
              </span>
            </span>
          </Link>
        ))}
      </Awaiting>
    </Drawer>
  )
}

/** A notice is named after the event, or by a word of its own. */
function noticeWords(message: string, about: Record<string, unknown>, say: Say): string {
  const own = say.word('notice', message)
  const event = say.word('event', message)
  const said = event.toLowerCase() === own.toLowerCase() || !/[A-Z]/.test(message.charAt(0)) ? own : event
  return typeof about['clock'] === 'string' ? `${said} · ${clockName(about['clock'], say)}` : said
}
