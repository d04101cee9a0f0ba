import type { WhistleCommand } from '@shaoying/core'
import type { DemoStreet } from '../places.ts'
import type { Matter } from '../plan.ts'
import { dutyId } from '../registry.ts'
import type { Step, Tale } from '../tale.ts'
import { raisedToStreet, verifiedAndClosed } from './ordinary.ts'

type Story = Step['story']
type Apply = Extract<WhistleCommand, { type: 'ApplyWhistle' }>
type Callee = Apply['called'][number]

/** How far a whistle's own people let it come. */
export type WhistleEnd =
  | 'closed'
  | 'refused'
  | 'calledOff'
  | 'waits_for_leader'
  | 'waits_for_confirmation'
  | 'waits_for_issue'
  | 'waits_for_receipt'
  | 'waits_for_scores'

/** Level 3 from the patrol's find to three results: applied, reported, confirmed, issued, received, reported for duty, worked, verified, scored. */
export const levelThree =
  (end: WhistleEnd) =>
  (tale: Tale): readonly Step[] => {
    const { random, say, plan } = tale
    const { street, community } = tale.somewhere()
    const problem = random.one(plan.problems)
    const matter: Matter = {
      category: problem.category,
      title: problem.matter,
      openings: [`{place}{spot}${problem.matter}，{since}没有解决。`],
      reply: `${problem.matter}已由各单位联合处置完毕`,
    }
    const office = plan.offices[0]?.id ?? 'office'
    const asker = `${office}${street.n}`
    const { story } = raisedToStreet(tale, street, community, matter, false)
    tale.pass(10, 60)
    tale.act(`centre${street.n}`, story, {
      type: 'DispatchCase',
      to: street.office(office),
      outsideList: '需吹三级哨，由综治办牵头',
    })
    tale.pass(10, 60)
    tale.act(asker, story, { type: 'AcceptCase' })
    tale.pass(20, 240)

    const whistle = tale.story('whistle')
    const called = calleesOf(tale, problem)
    const muster = nextMorning(tale.now())
    tale.act(asker, whistle, {
      type: 'ApplyWhistle',
      row: 'level3',
      kind: random.chance(30) ? 'joint_enforcement' : 'public_problem',
      cases: [story.id],
      matter: `${community.name}${problem.matter}`,
      whyNotHere: say.one('why'),
      actAsked: say.one('act'),
      problem: problem.id,
      category: problem.category,
      called,
      musterPlace: `${street.name}${random.one(['网格化服务管理中心', '综合治理办公室'])}`,
      musterAt: new Date(muster).toISOString(),
      sites: [`${community.name}${say.one('spots')}`],
    })
    if (end === 'waits_for_leader') return tale.steps
    tale.pass(10, 120)
    tale.act(asker, whistle, { type: 'ReportToLeader', words: '需要区级部门到场，已汇报' })
    if (end === 'waits_for_confirmation') return tale.steps
    tale.pass(20, random.chance(15) ? 900 : 240)
    if (end === 'refused') {
      tale.act(`principal${street.n}`, whistle, {
        type: 'RefuseWhistle',
        words: '先由街道综合执法大队处置，处置不了再吹哨',
      })
      return tale.steps
    }
    const confirmer = random.chance(20) ? 'deputy' : 'principal'
    tale.act(`${confirmer}${street.n}`, whistle, { type: 'ConfirmWhistle' })
    if (end === 'waits_for_issue') return tale.steps
    tale.pass(5, 60)
    tale.act(`centre${street.n}`, whistle, { type: 'IssueWhistle' })
    if (end === 'calledOff') {
      tale.pass(60, 300)
      tale.act(`centre${street.n}`, whistle, {
        type: 'CallOffWhistle',
        words: '当事人已自行整改，撤回本次吹哨',
      })
      return tale.steps
    }
    if (end === 'waits_for_receipt') return tale.steps
    answered(tale, whistle, street, asker, called, muster, end === 'waits_for_scores')
    caseFinished(tale, story, street, asker, matter)
    return tale.steps
  }

/** A meeting is the handling itself: those called sign in there, and the resolutions are the work. */
export function meetingWhistle(tale: Tale): readonly Step[] {
  const { random, say, plan } = tale
  const { street, community } = tale.somewhere()
  const problem = random.one(plan.problems)
  const matter: Matter = {
    category: problem.category,
    title: `${problem.matter}协调`,
    openings: [`{place}{spot}${problem.matter}，几家单位说法不一。`],
    reply: '会商议定事项已全部落实',
  }
  const office = plan.offices[0]?.id ?? 'office'
  const asker = `${office}${street.n}`
  const { story } = raisedToStreet(tale, street, community, matter, false)
  tale.pass(10, 60)
  tale.act(`centre${street.n}`, story, {
    type: 'DispatchCase',
    to: street.office(office),
    outsideList: '需召开会商，由综治办牵头',
  })
  tale.pass(10, 60)
  tale.act(asker, story, { type: 'AcceptCase' })
  tale.pass(20, 100)
  const whistle = tale.story('whistle')
  const called = calleesOf(tale, problem).map((callee): Callee => ({ ...callee, presence: 'meeting' }))
  tale.act(asker, whistle, {
    type: 'ApplyWhistle',
    row: 'level3',
    kind: 'coordination',
    cases: [story.id],
    matter: `${community.name}${problem.matter}会商`,
    whyNotHere: '责任交叉，需要各单位当面议定',
    actAsked: '请到会议定分工、措施和时限',
    problem: problem.id,
    category: problem.category,
    called,
    checkIn: 'meeting_attendance',
  })
  tale.pass(10, 100)
  tale.act(asker, whistle, { type: 'ReportToLeader' })
  tale.pass(20, 200)
  tale.act(`principal${street.n}`, whistle, { type: 'ConfirmWhistle' })
  tale.pass(5, 40)
  tale.act(`centre${street.n}`, whistle, { type: 'IssueWhistle' })
  for (const { unit } of called) {
    tale.pass(3, 25)
    tale.act(unit ?? '', whistle, { type: 'ReceiveOrder', unit: unit ?? '' })
    tale.act(unit ?? '', whistle, { type: 'AcceptOrder', unit: unit ?? '' })
  }
  const meetingAt = nextMorning(tale.now())
  tale.act(asker, whistle, {
    type: 'ConveneMeeting',
    at: new Date(meetingAt).toISOString(),
    place: `${street.name}会议室`,
    agenda: `一、现场情况；二、责任划分；三、${problem.matter}的措施和时限`,
    invited: called.map(({ unit }) => unit ?? ''),
  })
  tale.pass(240, 420)
  const absent = random.chance(30) ? random.whole(1, called.length - 1) : -1
  for (const [n, { unit }] of called.entries()) {
    tale.pass(1, 6)
    if (n !== absent)
      tale.act(asker, whistle, {
        type: 'SignAttendance',
        unit: unit ?? '',
        people: `到会${random.whole(1, 3)}人`,
      })
  }
  tale.pass(40, 90)
  tale.act(asker, whistle, { type: 'CloseAttendance' })
  tale.act(asker, whistle, {
    type: 'RecordResolution',
    minutes: `会议听取了现场情况，逐项明确责任单位和完成时限。${say.one('act')}。`,
    tasks: called.map(({ unit }) => ({
      owner: unit ?? '',
      task: say.one('tasks'),
      limit: { amount: random.whole(1, 5), unit: 'workday' },
    })),
  })
  for (const [n, { unit }] of called.entries()) {
    tale.pass(60, 500)
    tale.act(unit ?? '', whistle, { type: 'LogResolution', resolution: `r${n + 1}`, words: say.one('work') })
    if (random.chance(20)) return tale.steps
    tale.pass(60, 400)
    tale.act(unit ?? '', whistle, {
      type: 'FinishResolution',
      resolution: `r${n + 1}`,
      words: '议定事项已完成',
    })
  }
  return tale.steps
}

/** What those called do with the order, each at its own pace; some are late, one may not come at all. */
function answered(
  tale: Tale,
  whistle: Story,
  street: DemoStreet,
  asker: string,
  called: readonly Callee[],
  muster: number,
  isSmooth: boolean,
): void {
  const { random, say } = tale
  const units = called.filter(({ part }) => part !== 'consultee').map(({ unit = '' }) => unit)
  for (const unit of units) {
    tale.pass(3, random.chance(20) ? 200 : 25)
    tale.act(unit, whistle, { type: 'ReceiveOrder', unit })
    if (random.chance(6)) {
      returnedAndRuled(tale, whistle, unit, units)
      tale.pass(10, 60)
    }
    tale.act(unit, whistle, { type: 'AcceptOrder', unit })
  }
  const noShow = !isSmooth && random.chance(25) ? random.one(units) : undefined
  const gap = Math.max(0, Math.round((muster - tale.now()) / 60_000))
  tale.pass(gap, gap + 5, 'any')
  for (const unit of units) {
    if (unit === noShow) continue
    tale.pass(0, random.chance(15) ? 180 : 4)
    tale.act(asker, whistle, {
      type: 'CheckIn',
      unit,
      people: `到场${random.whole(2, 5)}人`,
      leader: '带队负责人',
    })
  }
  for (const unit of units) {
    if (unit === noShow) continue
    tale.pass(10, 60)
    tale.act(unit, whistle, { type: 'LogWork', unit, words: say.one('work') })
  }
  if (noShow !== undefined) {
    tale.act(`centre${street.n}`, whistle, { type: 'UrgeUnit', unit: noShow, words: '请立即到场报到' })
    if (random.chance(50)) return
    tale.pass(200, 600)
    tale.act(asker, whistle, { type: 'CheckIn', unit: noShow, people: '到场1人' })
    tale.act(noShow, whistle, { type: 'LogWork', unit: noShow, words: say.one('work') })
  }
  for (const unit of units) {
    tale.pass(30, 300)
    tale.act(unit, whistle, { type: 'FinishTask', unit, words: '本单位任务已完成，请核实' })
  }
  tale.pass(60, 400)
  const sentBack = random.chance(12) ? random.one(units) : undefined
  if (sentBack !== undefined) {
    tale.act(asker, whistle, { type: 'SendBackTask', unit: sentBack, words: say.one('rejects') })
    tale.pass(120, 500)
    tale.act(sentBack, whistle, { type: 'FinishTask', unit: sentBack, words: '已按要求重新整改' })
    tale.pass(60, 200)
  }
  const asked = random.whole(8, 20)
  tale.act(asker, whistle, {
    type: 'AcceptTask',
    units,
    method: 'survey',
    asked,
    satisfied: Math.max(1, asked - random.whole(0, 3)),
    words: '专业评估合格，走访群众多数满意',
  })
  if (!isSmooth)
    scored(
      tale,
      whistle,
      street,
      asker,
      units.filter((unit) => unit.startsWith('dept')),
    )
}

function scored(
  tale: Tale,
  whistle: Story,
  street: DemoStreet,
  asker: string,
  units: readonly string[],
): void {
  const { random } = tale
  for (const unit of units) {
    const isLow = random.chance(15)
    tale.pass(10, 90)
    tale.act(asker, whistle, {
      type: 'ScoreUnit',
      unit,
      items: [
        { item: 'came_prepared', points: isLow ? 11 : random.whole(16, 20) },
        { item: 'cooperated', points: isLow ? 17 : random.whole(24, 30) },
        { item: 'result_on_site', points: isLow ? 36 : random.whole(42, 50) },
      ],
      ...(isLow ? { words: '到场人员不足，配合不够主动' } : {}),
    })
    tale.pass(5, 60)
    tale.act(`centre${street.n}`, whistle, { type: 'CombineScore', unit })
    if (isLow && random.chance(60)) {
      tale.pass(60, 200)
      tale.act(unit, whistle, { type: 'ObjectToScore', unit, words: '当日人员被抽调防汛，已事先说明' })
      tale.pass(60, 300)
      tale.act('adjudicator1', whistle, {
        type: 'RuleOnScore',
        unit,
        decision: 'stands',
        words: '说明未在到场前提出，维持原结果',
      })
    }
  }
  tale.pass(5, 60)
  tale.act(`centre${street.n}`, whistle, { type: 'CloseWhistle', words: '各单位任务完成，结哨' })
}

function returnedAndRuled(tale: Tale, whistle: Story, unit: string, units: readonly string[]): void {
  const other = tale.plan.departments.find(({ id }) => !units.includes(id))
  if (!other) return
  tale.pass(5, 60)
  tale.act(unit, whistle, {
    type: 'ReturnOrder',
    unit,
    reason: 'not_our_duty',
    duty: dutyId(other.id, other.duties[0] ?? ''),
    responsible: other.id,
    words: tale.say.one('returns'),
  })
  tale.pass(20, 200)
  tale.act('adjudicator1', whistle, {
    type: 'RuleOnOrderReturn',
    unit,
    decision: 'stays',
    words: '属本单位职责，不予退回',
  })
}

function caseFinished(tale: Tale, story: Story, street: DemoStreet, asker: string, matter: Matter): void {
  const last = tale.steps.at(-1)
  if (last?.command.type !== 'CloseWhistle') return
  tale.pass(10, 120)
  tale.act(asker, story, { type: 'FinishCase', words: `${matter.reply}。` })
  verifiedAndClosed(tale, story, street, matter)
}

/** Lead and assisting units of a listed problem, each with its duty, its task and its limits. */
function calleesOf({ plan, random, say }: Tale, problem: Tale['plan']['problems'][number]): Callee[] {
  const dutyOf = (unit: string): { duty?: string } => {
    const listed = [...plan.departments, ...plan.companies].find(({ id }) => id === unit)?.duties ?? []
    const category =
      listed.find((code) => problem.category === code || problem.category.startsWith(`${code}.`)) ?? listed[0]
    return category === undefined ? {} : { duty: dutyId(unit, category) }
  }
  const finish = { amount: random.whole(1, 4), unit: 'workday' } as const
  return [
    { unit: problem.lead, part: 'lead', ...dutyOf(problem.lead), task: say.one('tasks'), finish },
    ...problem.assisting.map((unit): Callee => ({
      unit,
      part: 'assisting',
      ...dutyOf(unit),
      task: say.one('tasks'),
      finish,
    })),
  ]
}

/** Half past nine of the next working morning. */
function nextMorning(from: number): number {
  const dayMs = 86_400_000
  const ahead = 8 * 3_600_000
  let day = Math.floor((from + ahead) / dayMs) + 1
  while ([0, 6].includes((((day + 4) % 7) + 7) % 7)) day += 1
  return day * dayMs - ahead + 9.5 * 3_600_000
}
