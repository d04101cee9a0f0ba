import { Tooltip } from 'antd'
import { useNow } from '../api/now.ts'
import { moment, pressure, remaining } from '../words/time.ts'
import { useWords } from '../words/words.ts'

type Props = { at: string | null; stopped?: boolean }

/** A deadline as a person reads it: 还剩 3 小时 20 分, 超时 1 天; the instant itself on pointing. */
export function Due({ at, stopped = false }: Props) {
  const say = useWords()
  const now = useNow()
  if (at === null) return <span className="quiet small">{say.t('todo.noLimit')}</span>
  if (stopped) return <span className="quiet">{moment(at)}</span>
  return (
    <Tooltip title={moment(at)}>
      <span className={`due due-${pressure(at, now)}`}>{remaining(at, now, say)}</span>
    </Tooltip>
  )
}
