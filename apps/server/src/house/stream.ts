import type { Actor } from '@shaoying/core'
import { joinId } from '../ledger/ids.ts'
import { sql, type Database } from '../platform/sql.ts'
import { caseScope, whistleScope } from '../views/scope.ts'

/** Something changed that the listener may know of. */
export type Changed = { kind: 'case' | 'whistle'; id: string; version: number; place: number }
type Listener = { actor: Actor; heard(changed: Changed): void }

/** Who listens to what happens; a change is told only to those who may see its story. */
export type Stream = {
  listen(listener: Listener): () => void
  /** Called when places were given; reads on from where it was. */
  tell(district: number): Promise<void>
  listeners(): number
  end(): void
}

/** Opens the stream on the reader's connections. A hint for screens, never the truth: they ask again. */
export function openStream(db: Database): Stream {
  const listeners = new Map<number, Set<Listener>>()
  const told = new Map<number, number>()

  return {
    listen(listener) {
      const { district } = listener.actor
      const those = listeners.get(district) ?? new Set()
      those.add(listener)
      listeners.set(district, those)
      return () => those.delete(listener)
    },
    async tell(district) {
      const those = listeners.get(district)
      const [top] = await db.query<{ place: number }>(sql`select coalesce(max(place), -1) as place from place where district = ${district}`)
      const last = top?.place ?? -1
      const from = told.get(district) ?? last
      told.set(district, last)
      if (!those || those.size === 0 || last <= from) return
      const changed = await db.query<{ kind: 'case' | 'whistle'; story: string; version: number; place: number }>(sql`
        select e.kind, p.story, max(p.version) as version, max(p.place) as place
        from place p join entry e on e.district = ${district} and e.story = p.story and e.version = p.version
        where p.district = ${district} and p.place > ${Math.max(from, last - 1_000)} and e.kind in ('case', 'whistle')
        group by e.kind, p.story`)
      const cases = changed.filter(({ kind }) => kind === 'case').map(({ story }) => story)
      const whistles = changed.filter(({ kind }) => kind === 'whistle').map(({ story }) => story)
      for (const { actor, heard } of those) {
        const seen = await db.query<{ story: string }>(sql`
          select c.story from case_card c where c.district = ${district} and c.story = any(${cases}::uuid[]) and ${caseScope(actor)}
          union all
          select c.story from whistle_card c where c.district = ${district} and c.story = any(${whistles}::uuid[]) and ${whistleScope(actor)}`)
        const visible = new Set(seen.map(({ story }) => story))
        for (const { kind, story, version, place } of changed) if (visible.has(story)) heard({ kind, id: joinId(district, story), version, place })
      }
    },
    listeners: () => [...listeners.values()].reduce((sum, those) => sum + those.size, 0),
    end() {
      listeners.clear()
    },
  }
}
