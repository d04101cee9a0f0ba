import { collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'
import type { House } from '../house/house.ts'
import { health } from './health.ts'

/** What a Prometheus may ask: routes by name and status, the ledger's queue, errands due, readers' lag. No label holds an id. */
export function openMetrics(house: House): { contentType: string; text(): Promise<string>; answered(route: string, status: number, elapsedMs: number): void } {
  const register = new Registry()
  collectDefaultMetrics({ register })
  const requests = new Histogram({
    name: 'shaoying_request_seconds', help: 'Time to answer a request, by route and status', labelNames: ['route', 'status'], registers: [register],
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5],
  })
  const gauge = (name: string, help: string, labels: string[]) => new Gauge({ name: `shaoying_${name}`, help, labelNames: labels, registers: [register] })
  const places = gauge('ledger_places', 'Entries that have a place', ['district'])
  const queued = gauge('ledger_queued', 'Entries that wait for their place', ['district'])
  const due = gauge('errands_due', 'Errands due and not done', ['district'])
  const dead = gauge('errands_dead', 'Errands given up', ['district'])
  const behind = gauge('reader_behind', 'Entries a reader has not read yet', ['district', 'reader'])
  const listening = gauge('stream_listeners', 'Open event streams', [])

  return {
    contentType: register.contentType,
    answered: (route, status, elapsedMs) => requests.observe({ route, status: String(status) }, elapsedMs / 1_000),
    async text() {
      for (const { district, places: placed, queued: waiting, errandsDue, deadLetters, readers } of (await health(house)).districts) {
        const label = { district: String(district) }
        places.set(label, placed)
        queued.set(label, waiting)
        due.set(label, errandsDue)
        dead.set(label, deadLetters)
        for (const reader of readers) behind.set({ ...label, reader: reader.reader }, reader.behind)
      }
      listening.set(house.stream.listeners())
      return register.metrics()
    },
  }
}
