import type { CaseCommand } from '@shaoying/core'
import type { DemoCommunity } from '../places.ts'
import type { Matter } from '../plan.ts'
import type { Step, Tale } from '../tale.ts'

type Filing = Omit<Extract<CaseCommand, { type: 'FileCase' }>, 'type'>

/** Somebody calls, writes or comes to a desk: the desk files it. */
export function filedAtDesk(tale: Tale, matter: Matter, community: DemoCommunity, mark = ''): Step['story'] {
  const { random, say } = tale
  const story = tale.story('case', mark)
  const channel = random.one([
    'hotline',
    'hotline',
    'hotline',
    'hotline',
    'wechat',
    'portal',
    'meeting',
    'visit',
  ] as const)
  const grid = random.one(community.grids)
  const isNamed = random.chance(75)
  const filing: Filing = {
    channel,
    caseType: random.one(['complaint', 'complaint', 'help', 'help', 'report', 'suggestion'] as const),
    title: `${community.name}${matter.title}`,
    words: say.complaint(matter, community.name),
    category: matter.category,
    area: random.chance(70) ? grid.area : community.area,
    address: `${community.name}${say.one('spots')}`,
    urgency: random.chance(8) ? 'urgent' : 'ordinary',
    requester: isNamed
      ? {
          name: `来电人${random.whole(1000, 9999)}`,
          phone: `000-0000-${random.whole(1000, 9999)}`,
          agrees: random.chance(60),
        }
      : { anonymous: true, phone: `000-0000-${random.whole(1000, 9999)}` },
  }
  tale.act(random.one(['hotline1', 'hotline2']), story, { type: 'FileCase', ...filing })
  return story
}

/** A grid worker finds it on patrol: it goes straight to the community. */
export function filedOnPatrol(tale: Tale, matter: Matter, community: DemoCommunity): Step['story'] {
  const { random, say } = tale
  const story = tale.story('case')
  const grid = random.one(community.grids)
  tale.act(`grid${grid.n}`, story, {
    type: 'FileCase',
    channel: 'patrol',
    caseType: 'report',
    title: `${community.name}${matter.title}`,
    words: say.complaint(matter, community.name),
    category: matter.category,
    area: grid.area,
    address: `${community.name}${say.one('spots')}`,
  })
  return story
}
