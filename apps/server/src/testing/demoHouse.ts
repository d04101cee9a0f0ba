import { clockActor, registryStoryId, type Actor } from '@shaoying/core'
import { actorsOf, peopleOf } from '../demo/people.ts'
import { readPlan, type Plan } from '../demo/plan.ts'
import { registryOf } from '../demo/registry.ts'
import type { Answer, Given, Instruction } from '../desk/instruction.ts'
import { createAccounts } from '../door/accounts.ts'
import { openHouse, type House, type HouseOptions } from '../house/house.ts'
import { uuidv7 } from '../ledger/ids.ts'
import { freshDatabase, type FreshDatabase } from './database.ts'

/** A house on a fresh simulated database, with the demo's registry and accounts but no cases; for tests and benchmarks. */
export type DemoHouse = {
  database: FreshDatabase
  house: House
  plan: Plan
  district: number
  actor(login: string): Actor
  newId(): string
  /** One command by one post; the answer as the desk gives it. */
  ask(login: string, story: Instruction['story'], command: Instruction['command'], more?: Partial<Instruction>): Promise<Answer>
  end(): Promise<void>
}

/** The password of every demo account in tests. */
export const demoPassword = 'shaoying-demo'

export async function openDemoHouse({ at, accounts = false, ...options }: { at?: string; accounts?: boolean } & Partial<HouseOptions> = {}): Promise<DemoHouse> {
  const database = await freshDatabase()
  const house = await openHouse({ urls: database.urls, dataDir: database.dataDir, background: false, ...options })
  if (at) await house.clock.moveTo(new Date(at).toISOString())
  const plan = await readPlan()
  const people = peopleOf(plan)
  const { district } = plan
  const system: Actor = { ...clockActor(district), as: 'system', role: 'system', person: 'system' }
  for (const command of registryOf(plan, people)) {
    const given: Given = { by: system, instruction: { commandId: uuidv7(), story: { kind: 'registry', id: registryStoryId(district) }, command } }
    const [answer] = await house.desk.handle(district, [given])
    if (!answer || 'refused' in answer) throw new Error(`the demo's registry was refused: ${JSON.stringify(answer)}`)
  }
  const { registry } = await house.db.reader.transaction((tx) => house.rules.rulesFor(tx, district))
  const actors = actorsOf(registry, people)
  if (accounts)
    await createAccounts(
      house.db.door,
      people.filter(({ hasAccount }) => hasAccount).map(({ login, person, name, administers }) => ({ login, person, name, district, demo: true, ...(administers ? { administers: [String(district)] } : {}) })),
      { password: demoPassword },
    )
  const actor = (login: string): Actor => {
    const found = actors.get(login)
    if (!found) throw new Error(`nobody is called ${login}`)
    return found
  }
  return {
    database, house, plan, district, actor,
    newId: () => `${district}-${uuidv7()}`,
    async ask(login, story, command, more = {}) {
      const [answer] = await house.desk.handle(district, [{ by: actor(login), instruction: { commandId: uuidv7(), story, command, ...more } }])
      if (!answer) throw new Error('no answer')
      return answer
    },
    async end() {
      await house.end()
      await database.drop()
    },
  }
}
