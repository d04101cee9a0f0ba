// A load that costs little itself: raw sockets, one request under way on each, answers read by their length.
import net from 'node:net'

/**
 * Sends POSTs of `body(n)` to a path on so many connections for so long. An answer counts when it holds `"version"`.
 * Answers the rate per second, how many were done and how many were not, and the times in ms.
 */
export async function post({ url, path, token, connections, forMs, body, expected }) {
  const { hostname, port } = new URL(url)
  const request = (number) => {
    const payload = Buffer.from(body(number))
    const head = `POST ${path} HTTP/1.1\r\nhost: ${hostname}\r\nauthorization: Bearer ${token}\r\ncontent-type: application/json\r\ncontent-length: ${payload.length}\r\n\r\n`
    return Buffer.concat([Buffer.from(head), payload])
  }
  // Made before the clock runs: what a request costs to make is no part of what it costs to answer.
  const ready = Array.from({ length: Math.ceil((forMs / 1_000) * (expected ?? 4_000)) }, (_, n) => request(n))
  let n = 0
  let done = 0
  let bad = 0
  let sample = ''
  const times = []
  const begun = performance.now()
  const until = begun + forMs
  await Promise.all(
    Array.from({ length: connections }, () =>
      new Promise((resolve, reject) => {
        const socket = net.connect(Number(port), hostname)
        socket.setNoDelay(true)
        let held = Buffer.alloc(0)
        let sentAt = 0
        const send = () => {
          if (performance.now() >= until) {
            socket.end()
            resolve()
            return
          }
          const next = ready[n] ?? request(n)
          n++
          sentAt = performance.now()
          socket.write(next)
        }
        socket.on('connect', send)
        socket.on('error', reject)
        socket.on('data', (chunk) => {
          held = held.length === 0 ? chunk : Buffer.concat([held, chunk])
          const head = held.indexOf('\r\n\r\n')
          if (head < 0) return
          const length = Number(/content-length: (\d+)/i.exec(held.subarray(0, head).toString('latin1'))?.[1] ?? 0)
          if (held.length < head + 4 + length) return
          const text = held.subarray(head + 4, head + 4 + length).toString('utf8')
          held = Buffer.alloc(0)
          times.push(performance.now() - sentAt)
          if (text.includes('"version"')) done++
          else {
            bad++
            sample ||= text.slice(0, 300)
          }
          send()
        })
      }),
    ),
  )
  const seconds = (performance.now() - begun) / 1_000
  if (bad > 0) console.error(`${bad} answers were refusals, such as: ${sample}`)
  return { perSecond: done / seconds, done, bad, times }
}

/** The value below which so much of the sorted times lie. */
export function percentile(times, share) {
  const sorted = times.toSorted((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN
}

export const median = (values) => percentile(values, 0.5)
