// What processes use, read from /proc (Linux): CPU seconds and proportional memory.
import * as fs from 'node:fs'

const ticksPerSecond = 100 // USER_HZ, which Linux fixes at 100 for /proc.

/** A process and all its descendants. */
export function treeOf(pid) {
  const parents = new Map()
  for (const name of fs.readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue
    const stat = statOf(Number(name))
    if (stat) parents.set(Number(name), stat.parent)
  }
  const tree = [pid]
  for (let n = 0; n < tree.length; n++) for (const [child, parent] of parents) if (parent === tree[n]) tree.push(child)
  return tree
}

function statOf(pid) {
  try {
    const text = fs.readFileSync(`/proc/${pid}/stat`, 'utf8')
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ')
    const [user, system, childUser, childSystem] = fields.slice(11, 15).map(Number)
    return { parent: Number(fields[1]), own: user + system, reaped: childUser + childSystem }
  } catch {
    return undefined
  }
}

/** CPU seconds that a process and its descendants have used, those of descendants that ended included. */
export function cpuSeconds(pid) {
  let ticks = 0
  for (const one of treeOf(pid)) {
    const stat = statOf(one)
    if (stat) ticks += stat.own + stat.reaped
  }
  return ticks / ticksPerSecond
}

/** Proportional set size in bytes: shared pages count for their share. Of one process, or of it and its descendants. */
export function pssBytes(pid, { tree = false } = {}) {
  let kilobytes = 0
  for (const one of tree ? treeOf(pid) : [pid]) {
    try {
      kilobytes += Number(/^Pss:\s+(\d+)/m.exec(fs.readFileSync(`/proc/${one}/smaps_rollup`, 'utf8'))?.[1] ?? 0)
    } catch {
      // It ended in between.
    }
  }
  return kilobytes * 1024
}

/** Ends a process and all its descendants as a power cut would. */
export function killTree(pid) {
  for (const one of treeOf(pid)) {
    try {
      process.kill(one, 'SIGKILL')
    } catch {
      // It ended in between.
    }
  }
}
