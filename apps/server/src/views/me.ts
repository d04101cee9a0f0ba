import { caseLaw, whistleLaw, type Actor, type Rules } from '@shaoying/core'
import type { Reply } from '@shaoying/contract'
import type { Who } from '../door/openDoor.ts'
import type { House } from '../house/house.ts'
import { profileHere } from './profileHere.ts'
import type { Language } from './story.ts'

/** Who I am, in which post, under whose rules, and what I may begin. */
export async function meOf(house: House, known: Who, actor: Actor, rules: Rules, language: Language): Promise<Reply<'me'>> {
  const { account, person, name, posts, mustChange } = known
  const { registry } = rules
  const profile = profileHere(rules, actor)
  const shown = posts.map(({ id, role, unit, standsInFor }) => ({
    id, role, unit, unitName: registry.units.get(unit)?.name ?? unit,
    word: profile.posts.find((post) => post.role === role)?.word[language] ?? '',
    standsIn: standsInFor !== undefined,
  }))
  return {
    account, person, name,
    post: shown.find(({ id }) => id === actor.post) ?? null,
    posts: shown,
    district: actor.district,
    districtName: [...registry.areas.values()].find(({ level }) => level === 'district')?.name ?? String(actor.district),
    mustChangePassword: mustChange,
    simulated: house.simulated,
    now: await house.clock.now(),
    profile: `${profile.id}@${profile.inForceFrom}`,
    words: profile.words,
    permits: [...caseLaw.permits(caseLaw.absent, actor, rules), ...whistleLaw.permits(whistleLaw.absent, actor, rules)],
  }
}
