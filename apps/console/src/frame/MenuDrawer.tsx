import { Drawer } from 'antd'
import type { ReactNode } from 'react'

type Props = { open: boolean; onClose: () => void; children: ReactNode }

/** The ways to all pages on a small screen, loaded when first asked for. */
export function MenuDrawer({ open, onClose, children }: Props) {
  return (
    <Drawer
      open={open}
      placement="left"
      size={232}
      onClose={onClose}
      closable={false}
      styles={{ body: { padding: 0, background: '#0f2a4d' } }}
      title={null}
    >
      {children}
    </Drawer>
  )
}
