import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { openServerFor } from './testing.ts'
import { play } from './play.ts'
import { faultOf, type StoryFile } from './storyFile.ts'

const text = `
title: { zh: 三级哨, en: Three levels in short }
profile: zhanggong
district: 360702
starts: 2019-09-24 09:00
divisions: ["360702"]
scene:
  - type: PutUnits
    rows:
      - { id: urban, parent: u360702000000, kind: department, name: 区城管局, areas: [], calleeKind: department }
      - { id: market, parent: u360702000000, kind: department, name: 区市场监管局, areas: [], calleeKind: department }
  - type: PutDuties
    rows:
      - { id: d1, unit: urban, category: environment.smoke, matter: 油烟, basis: 三定规定, status: listed }
      - { id: d2, unit: market, category: environment.smoke, matter: 证照, basis: 三定规定, status: listed }
people:
  worker: { posts: [{ id: worker, unit: u360702001001, role: grid_worker, area: "360702001001" }] }
  secretary: { posts: [{ id: secretary, unit: u360702001001, role: community_secretary }] }
  centre: { posts: [{ id: centre, unit: u360702001000.centre, role: centre_clerk }] }
  leader: { posts: [{ id: leader, unit: u360702001000, role: leader_in_charge }] }
  boss: { posts: [{ id: boss, unit: u360702001000, role: principal_leader }] }
  head: { posts: [{ id: head, unit: u360702001000.office, role: office_head }] }
  urban: { posts: [{ id: urban, unit: urban, role: department_clerk }] }
  market: { posts: [{ id: market, unit: market, role: department_clerk }] }
  stranger: { posts: [{ id: stranger, unit: u360702002000.office, role: office_head }] }
steps:
  - at: 2019-09-24 09:10
    who: worker
    story: smoke
    do: { type: FileCase, channel: patrol, caseType: report, words: 美食街油烟直排, category: environment.smoke, area: "360702001001" }
    then: [{ stage: dispatched }, { due: { clock: level1, at: 2019-09-25 09:10 } }, { unseenBy: stranger }]
  - { at: 2019-09-24 16:00, who: secretary, story: smoke, do: { type: AcceptCase } }
  - at: 2019-09-24 17:00
    who: secretary
    story: smoke
    do: { type: RaiseCase, row: level2, why: 社区没有执法权 }
    then: [{ stage: triaged }]
  - at: 2019-09-25 09:00
    who: leader
    story: smoke
    do: { type: Visit, solved: false, words: 已到场查看 }
  - who: centre
    story: smoke
    do: { type: DispatchCase, to: u360702001000.office, outsideList: 先由综治办牵头 }
    says: with the visit alone the case cannot be dispatched
    then: [{ refused: DoubleTrackOpen }]
  - { at: 2019-09-25 10:00, who: centre, story: smoke, do: { type: Record } }
  - { who: centre, story: smoke, do: { type: DispatchCase, to: u360702001000.office, outsideList: 先由综治办牵头 } }
  - { who: head, story: smoke, do: { type: AcceptCase } }
  - at: 2019-09-26 09:00
    who: head
    story: call
    do:
      type: ApplyWhistle
      row: level3
      kind: public_problem
      cases: [$smoke]
      matter: 美食街油烟和占道
      whyNotHere: 街道没有处罚权
      actAsked: 联合执法
      category: environment.smoke
      musterPlace: 街道办事处
      called:
        - { unit: urban, part: lead, duty: d1, task: 牵头, report: { amount: 1, unit: workday }, finish: { amount: 5, unit: workday } }
        - { unit: market, part: assisting, duty: d2, task: 查证照, report: { amount: 1, unit: workday }, finish: { amount: 5, unit: workday } }
    then: [{ stage: applied }]
  - { who: head, story: call, do: { type: ReportToLeader } }
  - { who: centre, story: call, do: { type: IssueWhistle }, then: [{ refused: NotConfirmed }] }
  - { at: 2019-09-27 09:30, who: boss, story: call, do: { type: ConfirmWhistle } }
  - at: 2019-09-27 10:00
    who: centre
    story: call
    do: { type: IssueWhistle }
    then:
      - { called: 2 }
      - { due: { clock: receive, unit: urban, at: 2019-09-27 11:00 } }
      - { due: { clock: report, unit: urban, at: 2019-09-29 24:00, source: order } }
      - { due: { clock: finish, unit: market, at: 2019-10-10 24:00 } }
      - { explains: { clock: finish, unit: market, says: ["2019-10-10"] } }
      - { unseenBy: stranger }
  - { at: 2019-09-27 10:40, who: urban, story: call, do: { type: ReceiveOrder, unit: urban }, then: [{ met: { clock: receive, unit: urban, late: false } }] }
  - at: 2019-09-27 11:30
    then:
      - { missed: { clock: receive, unit: market, at: 2019-09-27 11:00 }, of: call, asSeenBy: centre }
      - { facts: { type: ClockMissed, count: 1, where: { clock: receive } }, of: call, asSeenBy: centre }
  - who: stranger
    story: call
    do: { type: IssueWhistle }
    says: who may not see it is told that there is nothing
    then: [{ refused: NoSuchStory }]
  - repeat: 5
    says: five trifles
    steps:
      - { who: worker, story: "trifle{n}", do: { type: FileAndFinish, channel: patrol, caseType: report, words: "第{n}件", category: cityscape.rubbish, area: "360702001001", done: 已清理 } }
    then:
      - { listed: { kind: cases, where: { stage: closed }, is: 5 }, asSeenBy: centre }
      - { state: { path: stage, is: closed }, of: trifle3, asSeenBy: centre }
`

/** A story with the tale's own truth, and one with a lie in it: the same engine must pass the one and name the other. */
test('a story is played through the public API, and a lie in it is found and named', async () => {
  const story = parse(text) as StoryFile
  expect(faultOf(story)).toBeUndefined()
  const { remote, end } = await openServerFor(story)
  try {
    const lie = parse(`
- { then: [{ stage: closed, of: call, asSeenBy: centre }] }
- { then: [{ due: { clock: finish, unit: market, at: 2019-10-04 24:00 }, of: call, asSeenBy: centre }] }
- { who: stranger, story: call, do: { type: IssueWhistle } }
- { then: [{ missed: { clock: report, unit: urban }, of: call, asSeenBy: centre }] }
- { then: [{ listed: { kind: cases, where: { stage: closed }, is: 6 }, asSeenBy: centre }] }
`) as StoryFile['steps']
    const played = await play({ ...story, steps: [...story.steps, ...lie] }, remote)
    // Twenty of the tale and one of the lie.
    expect(played.instructions).toBe(21)
    expect(played.differences.map(({ difference }) => difference)).toEqual([
      'expected stage closed, found running',
      'expected finish due 2019-10-04 24:00, found 2019-10-10 24:00',
      expect.stringContaining('expected answer accepted, found refused NoSuchStory'),
      'expected report missed, found it running',
      'expected cases listed where {"stage":"closed"} 6, found 5',
    ])
  } finally {
    await end()
  }
})

test('a mistake in a story file is named by its place', () => {
  const story = parse(text) as StoryFile
  const wrong = (change: (steps: StoryFile['steps']) => unknown): string | undefined => faultOf({ ...story, steps: change(structuredClone(story.steps)) })
  expect(wrong((steps) => [...steps, { at: '2019-9-1', then: [] }])).toMatch(/^steps\[17\]/)
  expect(wrong((steps) => [{ ...steps[0], then: [{ stages: 'x' }] }])).toMatch(/^steps\[0\]\.then\[0\]: is none of/)
  expect(wrong((steps) => [{ ...steps[0], who: 'nobody' }])).toBe('steps[0]: nobody is not one of its people')
})
