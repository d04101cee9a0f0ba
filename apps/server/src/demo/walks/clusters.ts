import { responsible } from '../registry.ts'
import type { Step, Tale } from '../tale.ts'
import { filedAtDesk } from './filing.ts'
import { handled, handlerOf, triaged } from './ordinary.ts'

/** Several people call about one thing; the centre makes one case of it. */
export function sameAgain(tale: Tale): readonly Step[] {
  const { random, say, plan } = tale
  const { street, community } = tale.somewhere()
  const matter = say.matter()
  const first = filedAtDesk(tale, matter, community, 'first')
  triaged(tale, first, street, matter)
  for (let n = random.whole(1, 3); n > 0; n -= 1) {
    tale.pass(10, 200, 'day')
    const next = filedAtDesk(tale, matter, community, String(n))
    tale.pass(5, 60)
    tale.act(`centre${street.n}`, first, { type: 'MergeCase', from: next.id })
  }
  const { unit, duty } = responsible(plan, street, matter.category)
  tale.pass(5, 60)
  tale.act(`centre${street.n}`, first, { type: 'DispatchCase', to: unit, duty })
  handled(tale, first, street, handlerOf(unit, street), matter)
  return tale.steps
}

/** Repaired for now; the root remedy waits, is owned, has its day, and counts as open. */
export function carriedOver(tale: Tale): readonly Step[] {
  const { random, say, plan, streets } = tale
  const street = random.one(streets)
  const community = random.one(street.communities)
  const matter = random.one([say.matter(), say.matter()])
  const story = filedAtDesk(tale, matter, community)
  triaged(tale, story, street, matter)
  const { unit, duty } = responsible(plan, street, matter.category)
  const handler = handlerOf(unit, street)
  tale.pass(5, 60)
  tale.act(`centre${street.n}`, story, { type: 'DispatchCase', to: unit, duty })
  tale.pass(5, 50)
  tale.act(handler, story, { type: 'AcceptCase' })
  tale.pass(100, 500)
  tale.act(handler, story, { type: 'LogWork', words: '已做临时处置，根治需要列入改造计划' })
  const reviewAt = new Date(tale.now() + random.whole(40, 120) * 86_400_000).toISOString()
  tale.act(handler, story, {
    type: 'AskCarryOver',
    reason: random.one(['season', 'funds', 'project_approval']),
    reviewAt,
    owner: unit,
    interim: true,
    words: '临时措施已到位，根治工程待立项，申请挂账并按期复查',
  })
  tale.pass(60, 400)
  tale.act('supervisor1', story, { type: 'GrantRequest', request: 'r1', words: '同意挂账，到期复查' })
  return tale.steps
}

/** The supervision office asks in writing, and is answered or not yet. */
export function supervised(tale: Tale): readonly Step[] {
  const { random, say, plan } = tale
  const { street, community } = tale.somewhere()
  const matter = say.matter()
  const story = filedAtDesk(tale, matter, community)
  triaged(tale, story, street, matter)
  const { unit, duty } = responsible(plan, street, matter.category)
  const handler = handlerOf(unit, street)
  tale.pass(5, 60)
  tale.act(`centre${street.n}`, story, {
    type: 'DispatchCase',
    to: unit,
    duty,
    limit: { amount: 1, unit: 'workday' },
  })
  tale.pass(100, 300)
  tale.act(handler, story, { type: 'AcceptCase' })
  tale.pass(600, 900)
  tale.act('supervisor1', story, { type: 'SuperviseCase', words: '超过时限仍未办结，请说明原因并限期办理' })
  if (random.chance(60)) {
    tale.pass(60, 600)
    tale.act(handler, story, {
      type: 'AnswerSupervision',
      supervision: 's1',
      words: '因人员调配延误，已安排专人办理',
    })
  }
  return tale.steps
}
