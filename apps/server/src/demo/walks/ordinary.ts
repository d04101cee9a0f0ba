import type { DemoCommunity, DemoStreet } from '../places.ts'
import type { Matter } from '../plan.ts'
import { dutyId, responsible } from '../registry.ts'
import type { Step, Tale } from '../tale.ts'
import { filedAtDesk, filedOnPatrol } from './filing.ts'

type Story = Step['story']

/** A call that is dispatched to whose duty it is, handled, verified, closed and called back, with the turns that happen on the way. */
export function dispatched(tale: Tale): readonly Step[] {
  const { random, say } = tale
  const { street, community } = tale.somewhere()
  const matter = say.matter()
  const story = filedAtDesk(tale, matter, community)
  triaged(tale, story, street, matter)
  const { unit, duty } = responsible(tale.plan, street, matter.category)
  const isRushed = random.chance(15)
  tale.pass(5, 60)
  tale.act(`centre${street.n}`, story, {
    type: 'DispatchCase',
    to: unit,
    ...(duty === '' ? { outsideList: '清单未列明，按属地先行处置' } : { duty }),
    ...(isRushed ? { limit: { amount: 1, unit: 'workday' } } : {}),
  })
  const handler = handlerOf(unit, street)
  if (random.chance(8) && !isOffice(unit)) returned(tale, story, unit, handler)
  else handled(tale, story, street, handler, matter)
  return tale.steps
}

/** A call that has come no further than this; what waits there is somebody's to-do. */
export const stopped =
  (after: 'collected' | 'triaged' | 'dispatched' | 'finished' | 'verified') =>
  (tale: Tale): readonly Step[] => {
    const { say, plan } = tale
    const { street, community } = tale.somewhere()
    const matter = say.matter()
    const story = filedAtDesk(tale, matter, community)
    if (after === 'collected') return tale.steps
    triaged(tale, story, street, matter)
    if (after === 'triaged') return tale.steps
    const { unit, duty } = responsible(plan, street, matter.category)
    const handler = handlerOf(unit, street)
    tale.pass(5, 60)
    tale.act(`centre${street.n}`, story, { type: 'DispatchCase', to: unit, duty })
    if (after === 'dispatched') return tale.steps
    tale.pass(5, 50)
    tale.act(handler, story, { type: 'AcceptCase' })
    tale.pass(30, 300)
    tale.act(handler, story, {
      type: 'FinishCase',
      contacted: say.one('contacts'),
      words: `${matter.reply}。`,
    })
    if (after === 'finished') return tale.steps
    tale.pass(20, 200)
    tale.act(`centre${street.n}`, story, {
      type: 'VerifyCase',
      method: 'site_check',
      words: say.one('checks'),
    })
    return tale.steps
  }

/** Found on patrol and settled by the community within its day. */
export function inTheCommunity(tale: Tale): readonly Step[] {
  const { random, say } = tale
  const { street, community } = tale.somewhere()
  const matter = say.matter()
  const story = filedOnPatrol(tale, matter, community)
  handled(tale, story, street, `community${community.n}`, matter, { quick: random.chance(75) })
  return tale.steps
}

/** Level 2: the community whistles to the street; a visit and a record, neither without the other. */
export function handedUp(tale: Tale): readonly Step[] {
  const { random, say } = tale
  const { street, community } = tale.somewhere()
  const matter = say.matter()
  const { story, isSolved } = raisedToStreet(tale, street, community, matter)
  // The centre holds what was handed up to it: another office has to look.
  if (isSolved)
    verifiedAndClosed(tale, story, street, matter, `${tale.plan.offices[1]?.id ?? 'office'}${street.n}`)
  else {
    const office = random.one(tale.plan.offices.map(({ id }) => id))
    tale.pass(10, 120)
    tale.act(`centre${street.n}`, story, {
      type: 'DispatchCase',
      to: street.office(office),
      outsideList: '二级哨到场后由街道办理',
    })
    handled(tale, story, street, `${office}${street.n}`, matter)
  }
  return tale.steps
}

/** The way from a patrol's find to the street's desk, with both tracks done. */
export function raisedToStreet(
  tale: Tale,
  street: DemoStreet,
  community: DemoCommunity,
  matter: Matter,
  mayBeSolved = true,
): { story: Story; isSolved: boolean } {
  const { random, say } = tale
  const story = filedOnPatrol(tale, matter, community)
  tale.pass(10, 70)
  tale.act(`community${community.n}`, story, { type: 'AcceptCase' })
  tale.pass(20, 150)
  tale.act(`community${community.n}`, story, {
    type: 'RaiseCase',
    row: 'level2',
    why: '社区没有处置力量和权限，请街道派人到场',
  })
  const isSolved = mayBeSolved && random.chance(35)
  const visitor = `leader${street.n}`
  const visit = (): void =>
    tale.act(visitor, story, { type: 'Visit', solved: isSolved, words: say.one('visits') })
  const record = (): void => tale.act(`centre${street.n}`, story, { type: 'Record', words: '中心已备案' })
  const [first, second] = random.chance(50) ? [visit, record] : [record, visit]
  tale.pass(15, random.chance(20) ? 300 : 100)
  first()
  tale.pass(10, 150)
  second()
  return { story, isSolved }
}

/** The centre reads it, confirms the category and sees who is complained about. */
export function triaged(tale: Tale, story: Story, street: DemoStreet, matter: Matter): void {
  tale.pass(3, 45)
  tale.act(tale.random.chance(60) ? 'hotline1' : `centre${street.n}`, story, {
    type: 'TriageCase',
    category: matter.category,
    suggested: { category: matter.category, why: ['words'] },
  })
}

/** Received, accepted, worked on, finished; then verified, closed and called back. */
export function handled(
  tale: Tale,
  story: Story,
  street: DemoStreet,
  handler: string,
  matter: Matter,
  { quick = false }: { quick?: boolean } = {},
): void {
  const { random, say } = tale
  tale.pass(5, random.chance(15) ? 240 : 50)
  tale.act(handler, story, { type: 'ReceiveCase' })
  tale.pass(5, 90)
  tale.act(handler, story, { type: 'AcceptCase' })
  // Some matters simply lie: they are what the board shows in red.
  if (random.chance(10)) return
  if (random.chance(80)) {
    tale.pass(10, 180)
    tale.act(handler, story, {
      type: 'ContactRequester',
      how: 'phone',
      reached: random.chance(90),
      words: say.one('contacts'),
    })
  }
  for (let n = random.whole(0, quick ? 1 : 3); n > 0; n -= 1) {
    tale.pass(20, quick ? 90 : 420)
    tale.act(handler, story, { type: 'LogWork', words: say.one('work') })
  }
  if (!quick && random.chance(8)) {
    tale.act(handler, story, {
      type: 'AskExtension',
      limit: { amount: 3, unit: 'workday' },
      reason: 'materials',
      words: '配件需要定制，申请延长三个工作日',
    })
    tale.pass(30, 300)
    const isGranted = random.chance(70)
    tale.act(
      handler.startsWith('dept') || handler.startsWith('company') ? `centre${street.n}` : 'supervisor1',
      story,
      isGranted
        ? { type: 'GrantRequest', request: 'r1', words: '情况属实，同意' }
        : { type: 'RefuseRequest', request: 'r1', words: '可先采取临时措施，不同意延期' },
    )
  }
  if (!quick && random.chance(7))
    tale.act(`centre${street.n}`, story, { type: 'UrgeCase', words: '请抓紧办理并联系诉求人' })
  tale.pass(20, quick ? 200 : 700)
  tale.act(handler, story, { type: 'FinishCase', contacted: say.one('contacts'), words: `${matter.reply}。` })
  verifiedAndClosed(tale, story, street, matter)
}

/** Somebody else looks, the centre closes, the call-back desk asks. */
export function verifiedAndClosed(
  tale: Tale,
  story: Story,
  street: DemoStreet,
  matter: Matter,
  verifier = `centre${street.n}`,
): void {
  const { random, say } = tale
  tale.pass(20, 500)
  if (random.chance(8)) {
    tale.act(verifier, story, { type: 'RejectFinish', words: say.one('rejects') })
    return
  }
  tale.act(verifier, story, {
    type: 'VerifyCase',
    method: random.one(['site_check', 'photos', 'professional_assessment'] as const),
    words: say.one('checks'),
  })
  tale.pass(5, 200)
  tale.act(`centre${street.n}`, story, { type: 'CloseCase', words: `${matter.title}已结项` })
  const filed = tale.steps.find((step) => step.story.id === story.id)
  if (!filed || !('requester' in filed.command)) return
  tale.pass(60, 700)
  const isResolved = random.chance(88)
  tale.act('callback1', story, {
    type: 'AnswerCallBack',
    origin: story.id,
    contacted: true,
    resolved: isResolved,
    satisfied: isResolved && random.chance(85),
    words: isResolved ? '已解决' : '又出现了，请再来看看',
  })
}

/** Not ours, says the unit, and names whose it is; somebody above both decides. */
function returned(tale: Tale, story: Story, unit: string, handler: string): void {
  const { random, say, plan } = tale
  const others = plan.departments.filter(({ id }) => id !== unit)
  const other = random.one(others)
  tale.pass(10, 200)
  tale.act(handler, story, {
    type: 'ReturnCase',
    reason: 'not_our_duty',
    duty: dutyId(other.id, other.duties[0] ?? ''),
    responsible: other.id,
    words: say.one('returns'),
  })
  tale.pass(60, 500)
  if (random.chance(50)) {
    tale.act('adjudicator1', story, {
      type: 'RuleOnReturn',
      decision: 'redirected',
      to: other.id,
      words: '按清单由所列单位负责',
    })
    tale.pass(10, 100)
    tale.act(other.id, story, { type: 'AcceptCase' })
  } else {
    tale.act('adjudicator1', story, {
      type: 'RuleOnReturn',
      decision: 'stays',
      words: '属原单位职责，不予退回',
    })
    tale.pass(10, 100)
    tale.act(handler, story, { type: 'AcceptCase' })
    tale.pass(100, 800)
    tale.act(handler, story, {
      type: 'FinishCase',
      contacted: say.one('contacts'),
      words: '已按职责办理完毕。',
    })
  }
}

/** The account that acts for a unit of the plan. */
export function handlerOf(unit: string, street: DemoStreet): string {
  const office = unit.startsWith(`${street.unit}.`) ? unit.slice(street.unit.length + 1) : undefined
  return office === undefined ? unit : `${office}${street.n}`
}

const isOffice = (unit: string): boolean => unit.startsWith('u')
