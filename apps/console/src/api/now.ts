import { useEffect, useState } from 'react'
import { useMe } from './queries.ts'

/** The server's clock in milliseconds, moving on by itself; never the wall clock of this machine, which may be wrong. */
export function useNow(everyMs = 20_000): number {
  const { data: me, dataUpdatedAt } = useMe()
  const [, tick] = useState(0)
  useEffect(() => {
    const timer = setInterval(() => tick((n) => n + 1), everyMs)
    return () => clearInterval(timer)
  }, [everyMs])
  return me ? Date.parse(me.now) + (Date.now() - dataUpdatedAt) : Date.now()
}
