import { useNavigate } from '@tanstack/react-router'
import { Modal } from 'antd'
import { useEffect } from 'react'
import { useWords } from '../words/words.ts'

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

export function CheatSheet({ open, onClose }: { open: boolean; onClose: () => void }) {
  const { t } = useWords()
  const rows = [
    ['/', t('keys.search')],
    ['g t', t('keys.todo')],
    ['g c', t('keys.cases')],
    ['g w', t('keys.whistles')],
    ['g n', t('keys.file')],
    ['Ctrl Enter', `${t('keys.submit')} / ${t('keys.take')}`],
    ['?', t('keys.help')],
  ] as const
  return (
    <Modal open={open} title={t('keys.title')} footer={null} onCancel={onClose} width={400}>
      <dl style={{ display: 'grid', gridTemplateColumns: 'auto 1fr', gap: '10px 18px', margin: 0 }}>
        {rows.map(([keys, what]) => (
          <div key={keys} style={{ display: 'contents' }}>
            <dt>
              {keys.split(' ').map((key) => (
                <kbd key={key} className="kbd" style={{ marginInlineEnd: 4 }}>
                  {key}
                </kbd>
              ))}
            </dt>
            <dd style={{ margin: 0 }}>{what}</dd>
          </div>
        ))}
      </dl>
    </Modal>
  )
}
