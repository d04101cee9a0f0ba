/** A bar on standard error for anything longer than two seconds; silent before that. */
export type Progress = {
  /** How far it is; `total` may become known or change on the way. */
  at(done: number, total?: number, note?: string): void
  /** Takes the bar away. */
  end(): void
}

const quietMs = 2_000
const drawEveryMs = 100
const lineEveryMs = 5_000
const cells = 28

/** Draws on a terminal as a bar that moves, elsewhere as a line now and then; `quiet` draws nothing (for `--json`). */
export function openProgress(
  label: string,
  {
    quiet = false,
    stream = process.stderr,
    now = Date.now,
  }: { quiet?: boolean; stream?: NodeJS.WriteStream; now?: () => number } = {},
): Progress {
  const began = now()
  let drawnAt = began + quietMs - (stream.isTTY ? drawEveryMs : 0)
  let isShown = false
  return {
    at(done, total, note = '') {
      const time = now()
      if (quiet || time - drawnAt < (stream.isTTY ? drawEveryMs : isShown ? lineEveryMs : 0)) return
      drawnAt = time
      isShown = true
      const line = drawn({ label, done, total, note, seconds: (time - began) / 1000 })
      stream.write(stream.isTTY ? `\r${line.slice(0, (stream.columns || 100) - 1)}\u001b[K` : `${line}\n`)
    },
    end() {
      if (isShown && stream.isTTY) stream.write('\r\u001b[K')
    },
  }
}

/** One state of the bar as text. */
export function drawn({
  label,
  done,
  total,
  note,
  seconds,
}: {
  label: string
  done: number
  total: number | undefined
  note: string
  seconds: number
}): string {
  const rate = seconds > 0 ? done / seconds : 0
  const counted = done.toLocaleString('en')
  if (total === undefined || total <= 0) return [label, counted, note].filter(Boolean).join('  ')
  const share = Math.min(1, done / total)
  const full = Math.round(share * cells)
  const left = rate > 0 ? Math.max(0, Math.round((total - done) / rate)) : undefined
  const bar = '█'.repeat(full) + '░'.repeat(cells - full)
  const rest = left === undefined ? '' : `${left} s left`
  return [label, bar, `${Math.floor(share * 100)} %`, `${counted}/${total.toLocaleString('en')}`, rest, note]
    .filter(Boolean)
    .join('  ')
}
