// The demo district's registry and accounts, without a single case: what a benchmark's clients work in.
import { clockActor, registryStoryId } from '@shaoying/core'
import { actorsOf, peopleOf } from '../../apps/server/dist/demo/people.js'
import { readPlan } from '../../apps/server/dist/demo/plan.js'
import { registryOf } from '../../apps/server/dist/demo/registry.js'
import { createAccounts } from '../../apps/server/dist/door/accounts.js'
import { openHouse } from '../../apps/server/dist/house/house.js'
import { uuidv7 } from '../../apps/server/dist/ledger/ids.js'
import { openLog } from '../../apps/server/dist/platform/log.js'

/** The password of every planted account. */
export const password = 'shaoying-demo'

/** Opens a house in this process; by default nothing happens in its background. */
export const openBenchHouse = ({ urls, dataDir }, options = {}) =>
  openHouse({ urls, dataDir, log: openLog('silent'), background: false, ...options })

/** Plants registry and accounts; answers the plan, the district and the actors by login. */
export async function plant(house) {
  const plan = await readPlan()
  const people = peopleOf(plan)
  const { district } = plan
  const by = { ...clockActor(district), as: 'system', role: 'system', person: 'system' }
  const story = { kind: 'registry', id: registryStoryId(district) }
  for (const command of registryOf(plan, people)) {
    const [answer] = await house.desk.handle(district, [{ by, instruction: { commandId: uuidv7(), story, command } }])
    if (!answer || 'refused' in answer) throw new Error(`the registry was refused: ${JSON.stringify(answer)}`)
  }
  const accounts = people
    .filter(({ hasAccount }) => hasAccount)
    .map(({ login, person, name, administers }) => ({ login, person, name, district, demo: house.simulated, ...(administers ? { administers: [...administers] } : {}) }))
  await createAccounts(house.db.door, accounts, { password })
  const { registry } = await house.db.reader.transaction((tx) => house.rules.rulesFor(tx, district))
  return { plan, district, actors: actorsOf(registry, people) }
}

/** What a client files when nothing else is asked for: a lamp that is out, in the demo district's first grid. */
export const filing = (words = '楼下路灯不亮，晚上出行不便，请尽快维修。') => ({
  type: 'FileCase',
  channel: 'hotline',
  caseType: 'complaint',
  words,
  area: '990702001001',
  category: 'facilities.lamps',
  requester: { name: '来电人', phone: '13800001234' },
})

export const newId = (district) => `${district}-${uuidv7()}`
export { uuidv7 }
