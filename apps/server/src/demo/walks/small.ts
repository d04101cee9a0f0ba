import type { Step, Tale } from '../tale.ts'

/** Settled on the spot by a grid worker; one that is drawn for the sample is looked at afterwards. */
export function settledOnTheSpot(tale: Tale): readonly Step[] {
  const { say, random } = tale
  const { community } = tale.somewhere()
  const grid = random.one(community.grids)
  const { category, words } = say.trifle(community.name)
  tale.act(`grid${grid.n}`, tale.story('case'), {
    type: 'FileAndFinish',
    channel: 'patrol',
    caseType: 'report',
    words,
    category,
    area: grid.area,
    done: say.one('settled'),
  })
  return tale.steps
}

/** A question answered while speaking. */
export function answeredAtDesk(tale: Tale): readonly Step[] {
  const { words, answer } = tale.say.question()
  tale.act(tale.random.one(['hotline1', 'hotline2']), tale.story('case'), {
    type: 'AnswerAtDesk',
    channel: 'hotline',
    caseType: 'inquiry',
    words,
    answer,
    requester: { anonymous: true },
  })
  return tale.steps
}

/** Not for this desk: declined with where to go. */
export function declined(tale: Tale): readonly Step[] {
  tale.act(tale.random.one(['hotline1', 'hotline2']), tale.story('case'), {
    type: 'DeclineCase',
    channel: 'hotline',
    caseType: 'complaint',
    words: tale.random.one([
      '对法院判决结果不满意，要求改判。',
      '反映外地购物网站发货慢，要求处理。',
      '要求公开邻居家的征收补偿数额。',
    ]),
    reason: 'other_legal_channel',
    whereToGo: '已告知可通过上诉、申诉或向相应平台和主管机关反映',
    requester: { anonymous: true },
  })
  return tale.steps
}
