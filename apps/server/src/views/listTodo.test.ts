import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openDemoHouse, type DemoHouse } from '../testing/demoHouse.ts'
import { connectOwner } from '../platform/connectOwner.ts'
import { listTodo } from './listTodo.ts'

let demo: DemoHouse
beforeAll(async () => {
  demo = await openDemoHouse()
}, 60_000)
afterAll(() => demo?.end())

test('turning the pages of a to-do list shows every line once, also where many share a story and a deadline', async () => {
  const actor = demo.actor('centre1')
  const owner = await connectOwner(demo.database.urls.owner)
  const line = fc.record({ story: fc.integer({ min: 0, max: 5 }), what: fc.constantFrom('TriageCase', 'VerifyCase', 'CombineScore', 'CloseCase'), due: fc.constantFrom('2026-01-01T00:00:00.000Z', '2026-01-02T00:00:00.000Z', null) })
  try {
    await fc.assert(
      fc.asyncProperty(fc.uniqueArray(line, { selector: ({ story, what }) => `${story}/${what}`, maxLength: 24 }), fc.integer({ min: 1, max: 7 }), async (lines, limit) => {
        await owner.query('delete from todo')
        for (const { story, what, due } of lines)
          await owner.query(
            `insert into todo (district, unit, story, kind, what, person, roles, due_at, since) values ($1, $2, $3, 'case', $4, '', '{}', $5, now())`,
            [demo.district, actor.unit, `00000000-0000-4000-8000-00000000000${story}`, what, due],
          )
        const seen: string[] = []
        let after: string | undefined
        do {
          const page = await demo.house.db.reader.transaction((tx) => listTodo(tx, actor, { limit, ...(after === undefined ? {} : { after }) }))
          for (const { story, what } of page.items) seen.push(`${Number(story.id.at(-1))}/${what}`)
          after = page.next ?? undefined
        } while (after !== undefined)
        expect(seen.toSorted()).toEqual(lines.map(({ story, what }) => `${story}/${what}`).toSorted())
      }),
      { numRuns: 25 },
    )
  } finally {
    await owner.end()
  }
})
