import type { ReactNode } from 'react'

/** What may be wider than the screen: it scrolls by itself, by keyboard too, and the page does not. */
export function Wide({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div className="scroll-x" tabIndex={0} role="region" aria-label={label}>
      {children}
    </div>
  )
}
