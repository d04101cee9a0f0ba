import { isDate } from '../time/instant.ts'
import type { Profile } from './profile.ts'
import { stepNames } from './vocabulary.ts'

/** A place where a profile contradicts itself or the law, and how. */
export type Contradiction = { readonly path: string; readonly about: string }

/** What a shape cannot say: sums, names that must exist, and the few rules no city may set aside. */
export function contradictions(profile: Profile): readonly Contradiction[] {
  const found: Contradiction[] = []
  const must = (holds: boolean, path: string, about: string): void => {
    if (!holds) found.push({ path, about })
  }
  const rows = profile.whistles.map(({ id }) => id)

  must(isDate(profile.inForceFrom), 'inForceFrom', `no such day: ${profile.inForceFrom}`)
  must(new Set(rows).size === rows.length, 'whistles', 'an id is used twice')
  must(
    profile.steps.every(({ step }, n) => step === stepNames[n]),
    'steps',
    `the nine steps in order: ${stepNames.join(', ')}`,
  )

  profile.whistles.forEach((row, n) => {
    const path = `whistles.${n}`
    const calls = row.runsAs === 'whistle'
    must(!calls || row.calleeKinds.length > 0, `${path}.calleeKinds`, 'a whistle calls somebody')
    must(!calls || row.id in profile.verification.byLevel, 'verification.byLevel', `who verifies ${row.id}?`)
    must(
      row.confirm === null || profile.route.confirm !== null,
      `${path}.confirm`,
      'the route names neither deputy nor waiting time',
    )
    must(
      !calls || row.presence !== 'meeting' || row.checkIn === 'meeting_attendance',
      `${path}.checkIn`,
      'who is called to a meeting signs its attendance',
    )
    const unknown = Object.keys(row.presenceByKind).find((kind) => !row.kinds.some((known) => known === kind))
    must(unknown === undefined, `${path}.presenceByKind`, `not a kind of this row: ${unknown}`)
  })

  const kinds = profile.kinds.map(({ id }) => id)
  const ofRows = profile.whistles.flatMap((row) => row.kinds)
  for (const kind of kinds) must(ofRows.includes(kind), 'kinds', `no whistle is blown for ${kind}`)
  for (const kind of ofRows)
    must(kinds.includes(kind), 'whistles', `a kind that the profile does not name: ${kind}`)

  for (const level of Object.keys(profile.verification.byLevel)) {
    must(level === 'case' || rows.includes(level), 'verification.byLevel', `no such whistle: ${level}`)
  }
  must('case' in profile.verification.byLevel, 'verification.byLevel', 'who verifies a case?')
  for (const channel of profile.channels) {
    must(channel in profile.verification.methods, 'verification.methods', `no method for ${channel}`)
  }
  for (const channel of ['patrol', 'device']) {
    const asksSomebody = profile.verification.methods[channel]?.some(
      (method) => method === 'survey' || method === 'requester',
    )
    must(!asksSomebody, `verification.methods.${channel}`, 'there is no complainant to ask')
  }

  const { clock, scored, mayBeReferred } = profile.calleeKinds.consultee
  must(
    !clock && !scored && !mayBeReferred,
    'calleeKinds.consultee',
    'a consultee has no clock, score or referral',
  )

  const total = (weights: readonly { weight: number }[]): number =>
    weights.reduce((sum, { weight }) => sum + weight, 0)
  must(total(profile.score.parts) === 100, 'score.parts', 'the weights of the parts do not add up to 100')
  profile.score.parts.forEach(({ items }, n) => {
    must(total(items) === 100, `score.parts.${n}.items`, 'the weights of the items do not add up to 100')
  })
  if (profile.score.mutual) {
    must(total(profile.score.mutual.items) === 100, 'score.mutual.items', 'the weights do not add up to 100')
  }
  for (const row of profile.score.countsWhistles) {
    must(rows.includes(row), 'score.countsWhistles', `no such whistle: ${row}`)
  }

  let closed = '00:00'
  profile.workingHours.forEach(([from, to], n) => {
    must(
      from >= closed && from < to && to <= '24:00',
      `workingHours.${n}`,
      'working hours go forward and lie apart',
    )
    closed = to
  })
  return found
}
