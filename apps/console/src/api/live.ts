import { base } from '@shaoying/contract'
import { useEffect, useState } from 'react'
import { memory } from './queries.ts'

/** How the line to the server is: what is on the screen follows by itself only while it is live. */
export type LineState = 'opening' | 'live' | 'lost'

/**
 * Follows the server's stream: a changed story makes what shows it stale. Changes are gathered for a moment, so that a
 * burst of them asks once.
 */
export function useLive(enabled: boolean): LineState {
  const [state, setState] = useState<LineState>('opening')
  useEffect(() => {
    if (!enabled) return
    const stream = new EventSource(`${base}/stream`, { withCredentials: true })
    const stale = new Set<string>()
    let timer: ReturnType<typeof setTimeout> | undefined
    const later = () => {
      timer ??= setTimeout(() => {
        timer = undefined
        for (const key of stale) void memory.invalidateQueries({ queryKey: key.split('/') })
        stale.clear()
      }, 800)
    }
    stream.addEventListener('open', () => setState('live'))
    stream.addEventListener('error', () => setState('lost'))
    stream.addEventListener('changed', (event) => {
      const { kind, id } = readChange(event.data)
      if (!kind) return
      for (const key of [`${kind}/${id}`, `${kind}s`, 'todo', 'tallies', 'notices']) stale.add(key)
      later()
    })
    stream.addEventListener('notice', () => {
      stale.add('notices')
      stale.add('todo')
      later()
    })
    return () => {
      clearTimeout(timer)
      stream.close()
    }
  }, [enabled])
  return state
}

function readChange(data: unknown): { kind?: string; id?: string } {
  try {
    const parsed: unknown = JSON.parse(String(data))
    return typeof parsed === 'object' && parsed !== null ? parsed : {}
  } catch {
    return {}
  }
}
