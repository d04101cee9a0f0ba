import { Modal } from 'antd'
import { useWords } from '../words/words.ts'

/** The keys that work everywhere. */
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
