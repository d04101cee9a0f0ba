import { useNavigate } from '@tanstack/react-router'
import { useEffect } from 'react'

const ways = { t: '/todo', c: '/cases', w: '/whistles', n: '/file' } as const

/** Keys that work anywhere outside a field: `/` finds, `g` then a letter goes, `?` tells. */
export function useShortcuts(onHelp: () => void): void {
  const navigate = useNavigate()
  useEffect(() => {
    let going = 0
    const listen = (event: KeyboardEvent) => {
      const { target } = event
      const typing =
        target instanceof HTMLElement &&
        target.closest('input, textarea, select, [contenteditable], [role="dialog"]')
      if (typing || event.ctrlKey || event.metaKey || event.altKey) return
      if (event.key === '?') return onHelp()
      if (event.key === '/') {
        const field = document.querySelector<HTMLInputElement>(
          '#main input[type="search"], #main .ant-input-search input, #main input',
        )
        if (field) {
          event.preventDefault()
          field.focus()
        }
        return
      }
      if (event.key === 'g') {
        going = event.timeStamp
        return
      }
      const way =
        event.timeStamp - going < 1500 && event.key in ways ? ways[event.key as keyof typeof ways] : undefined
      going = 0
      if (way) void navigate({ to: way })
    }
    addEventListener('keydown', listen)
    return () => removeEventListener('keydown', listen)
  }, [navigate, onHelp])
}
