import { sql, type Database } from '../platform/sql.ts'

const blockSize = 500

/** Serial numbers of new stories, out of this process's block per district: unique over all processes, gaps allowed. */
export type Numbers = {
  /** Takes so many out of the block; a new block is taken in a transaction of its own, so that nobody waits for its row. */
  take(district: number, count: number): Promise<readonly number[]>
  /** Puts back those that no transaction has used. */
  putBack(district: number, unused: readonly number[]): void
}

/** Opens the numbers on the desk role's connections. Never called inside a transaction: it would wait for a connection while holding one. */
export function openNumbers(db: Database): Numbers {
  const free = new Map<number, number[]>()
  return {
    async take(district, count) {
      const taken: number[] = []
      while (taken.length < count) {
        const left = free.get(district) ?? []
        free.set(district, left)
        if (left.length === 0) {
          const [row] = await db.query<{ next: number }>(sql`
            insert into number_block (district, what, next) values (${district}, 'story', ${1 + blockSize})
            on conflict (district, what) do update set next = number_block.next + ${blockSize} returning next`)
          const end = row?.next ?? blockSize + 1
          left.push(...Array.from({ length: blockSize }, (_, n) => end - blockSize + n))
        }
        taken.push(...left.splice(0, count - taken.length))
      }
      return taken
    },
    putBack(district, unused) {
      free.get(district)?.unshift(...unused)
    },
  }
}
