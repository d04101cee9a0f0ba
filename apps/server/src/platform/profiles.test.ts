import {
  bindingsOf,
  dueAt,
  explain,
  explanationOf,
  localInstant,
  printLocal,
  profileFor,
  profileRef,
  publishedCalendar,
  sourceOf,
  versionOn,
  type Profile,
} from '@shaoying/core'
import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, describe, expect, test } from 'vitest'
import { loadProfiles } from './profiles.ts'

const folder = fileURLToPath(new URL('../../../../profiles', import.meta.url))
const read = await loadProfiles(folder)
const profiles = read.map(({ profile }) => profile)

function named(ref: string): Profile {
  const found = profiles.find((profile) => profileRef(profile) === ref)
  if (!found) throw new Error(`no profile ${ref}`)
  return found
}

function row(profile: Profile, id: string): Profile['whistles'][number] {
  const found = profile.whistles.find((whistle) => whistle.id === id)
  if (!found) throw new Error(`no whistle ${id}`)
  return found
}

function due(profile: Profile, start: string, limit: Profile['limits']['caseFinish']): string {
  const inputs = {
    clock: 'finish',
    from: localInstant(start, '10:00'),
    limit,
    source: 'profile',
    suspensions: [],
    extensions: [],
  } as const
  expect(explain(explanationOf(inputs, publishedCalendar, profile.workingHours), 'zh')).toContain('到期')
  return printLocal(dueAt(inputs, publishedCalendar, profile.workingHours).at, true)
}

describe('the five cities', () => {
  test('all five load, with the versions of the capital', () => {
    expect(profiles.map(profileRef).sort()).toEqual([
      'beijing@2018-01-01',
      'beijing@2019-01-01',
      'beijing@2020-01-01',
      'beijing@2021-09-24',
      'huangpu@2019-02-19',
      'huashan@2019-01-01',
      'qitaihe@2022-01-01',
      'zhanggong@2019-01-01',
    ])
  })

  test('every leaf has a mark, and what comes from another source names it', () => {
    for (const { profile, marks, sources } of read) {
      const leaves = leavesOf(profile).filter((path) => path !== 'id')
      expect(leaves.filter((path) => marks[path] === undefined)).toEqual([])
      const elsewhere = Object.keys(marks).filter((path) => marks[path] === 'other source')
      expect(elsewhere.filter((path) => !sourceOf(sources, path))).toEqual([])
      expect(Object.values(marks)).toContain('stated')
      expect(Object.values(marks)).toContain('assumed')
    }
  })

  test('Beijing: seven natural days until resolved; before, fifteen working days until finished', () => {
    const now = named('beijing@2019-01-01')
    const before = named(now.predecessor ?? '')
    expect([now.closing.closesWhen, before.closing.closesWhen]).toEqual(['resolved', 'finished'])
    expect(due(now, '2019-11-08', now.limits.caseFinish)).toBe('2019-11-15 24:00')
    expect(due(before, '2019-11-08', before.limits.caseFinish)).toBe('2019-11-29 24:00')
    expect(now.route.firstReceiver).toBe('street')
    expect(row(now, 'community').callers).toContain('community_commissioner')
    expect(row(now, 'street').presenceByKind['coordination']).toBe('meeting')
    expect(row(now, 'street').calleeKinds).toContain('public_service_company')
    expect(row(now, 'district_need').calleeKinds).toEqual(['city_unit'])
    expect(now.calleeKinds.public_service_company).toEqual({
      clock: true,
      scored: false,
      mayBeReferred: false,
    })
    expect(now.escalation[0]).toEqual({
      after: { amount: 2, unit: 'workday' },
      to: 'committee',
      level: 'street',
    })
    expect(
      now.bodies.filter(({ kind }) => kind === 'committee').map(({ chairedFrom }) => chairedFrom),
    ).toEqual(['city', 'district', 'street'])
    expect(now.kinds.map(({ id }) => id)).not.toContain('key_work')
    expect(named('beijing@2020-01-01').kinds.map(({ id }) => id)).toContain('key_work')
    expect(row(named('beijing@2020-01-01'), 'street').kinds).toContain('key_work')
    expect(now.limits.tiers).toEqual([])
    expect(named('beijing@2021-09-24').limits.tiers.map(({ limit }) => limit)).toEqual([
      { amount: 2, unit: 'hour' },
      { amount: 24, unit: 'hour' },
      { amount: 7, unit: 'day' },
      { amount: 15, unit: 'day' },
    ])
  })

  test('Qitaihe: joint meetings, the street supervises, no rule on households', () => {
    const city = named('qitaihe@2022-01-01')
    expect(city.meeting?.levels).toEqual(['city', 'district', 'street'])
    expect(due(city, '2022-04-22', city.limits.resolution)).toBe('2022-05-09 24:00')
    expect(due(city, '2022-05-09', city.limits.verify)).toBe('2022-05-12 24:00')
    expect(city.supervision.streetMayOrder).toBe(true)
    expect(city.gridRules).toEqual({})
    expect(row(city, 'community').calleeKinds).toContain('member')
    expect(row(city, 'street')).toMatchObject({ presence: 'meeting', checkIn: 'meeting_attendance' })
    expect(city.score.parts.find(({ by }) => by === 'street')?.weight).toBe(20)
    expect(city.lists.removed.map(({ word }) => word.zh)).toEqual(['招商引资', '协税护税'])
    expect(figures(city)).toMatchObject({
      meetings: 96,
      problems_solved: 382,
      pushed_down: 125,
      members: 8735,
    })
    expect(Math.round((382 / 96) * 100) / 100).toBe(figures(city)['problems_per_meeting'])
  })

  test('Huashan: a nine-role grid team, whistle orders, mutual assessment', () => {
    const street = named('huashan@2019-01-01')
    expect(street.gridTeam.filter(({ required }) => required)).toHaveLength(9)
    const called = row(street, 'street')
    expect(called.order.word.zh).toBe('哨令')
    expect(called.limits.report && due(street, '2019-06-05', called.limits.report)).toBe('2019-06-06 24:00')
    expect(called.limits.finish && due(street, '2019-06-05', called.limits.finish)).toBe('2019-06-11 24:00')
    expect(called.muster).toBe('综合执法中心')
    expect(street.teams.filter(({ controlMode }) => controlMode === 'standing')).toHaveLength(3)
    expect(street.score.mutual).not.toBeNull()
    expect(street.score.blind).toBe(true)
    expect(street.pledges).toEqual({ perYear: 2, counts: 'completed_orders' })
    expect(street.verification.byLevel['street']).toBe('centre')
  })

  test('Huangpu: calls and responses, listed problems, act first', () => {
    const district = named('huangpu@2019-02-19')
    expect(district.words.zh).toMatchObject({ whistle: '呼叫', report: '响应' })
    expect(district.route.listedProblemRequired).toBe(true)
    expect(district.returns.onlyAfterFirstAction).toBe(true)
    expect(district.limits.firstAction).toEqual({ amount: 2, unit: 'hour' })
    expect(due(district, '2019-03-29', district.limits.finish)).toBe('2019-04-08 24:00')
    expect(due(district, '2019-03-25', district.limits.returnRuling)).toBe('2019-03-26 24:00')
    expect(district.calleeKinds.consultee).toEqual({ clock: false, scored: false, mayBeReferred: false })
    expect(district.score.parts).toMatchObject([{ by: 'system', weight: 100 }])
    expect(district.supervision.discipline?.kinds).toHaveLength(4)
    expect(district.returns.reasons).toHaveLength(7)
  })

  test('Zhanggong: three levels, double track, letter after confirmation, 50 and 50', () => {
    const district = named('zhanggong@2019-01-01')
    expect(district.whistles.map(({ id, runsAs }) => [id, runsAs])).toEqual([
      ['level1', 'filing'],
      ['level2', 'hand_up'],
      ['level3', 'whistle'],
    ])
    expect(district.route).toMatchObject({
      doubleTrack: true,
      leaderReport: 'leader_in_charge',
      firstReceiver: 'community',
    })
    const level3 = row(district, 'level3')
    expect(level3).toMatchObject({
      issuedBy: 'centre',
      checkIn: 'host_register',
      presence: 'required',
      scored: true,
    })
    expect(level3.confirm).toEqual({ post: 'principal_leader' })
    expect(level3.order.word.zh).toBe('承办需求信函')
    expect(district.verification.byLevel).toMatchObject({ level3: 'calling_office', level2: 'other_office' })
    expect(district.closing).toEqual({ closesWhen: 'verified', publishedRate: ['closed'] })
    expect(district.score.parts.map(({ by, weight }) => [by, weight])).toEqual([
      ['system', 50],
      ['street', 50],
    ])
    expect(district.score.mutual).toBeNull()
    expect(district.limits.level1).toEqual({ amount: 24, unit: 'hour' })
    expect(due(district, '2019-09-27', district.limits.finish)).toBe('2019-10-10 24:00')
    const { collected, closed, open, closed_share } = figures(district)
    expect([collected, closed, open]).toEqual([4649, 4640, 9])
    expect(Math.round((4640 / 4649) * 1000) / 10).toBe(closed_share)
  })

  test('marks are those of the hand-over: what no city states is not called stated', () => {
    const marks = (ref: string) => read.find(({ profile }) => profileRef(profile) === ref)?.marks ?? {}
    expect(marks('zhanggong@2019-01-01')).toMatchObject({
      'route.doubleTrack': 'stated',
      'score.parts.0.weight': 'assumed',
      'limits.receive': 'other source',
      'limits.finish': 'assumed',
      inForceFrom: 'assumed',
    })
    expect(marks('beijing@2019-01-01')).toMatchObject({
      'limits.caseFinish': 'stated',
      'returns.firstTaker': 'assumed',
    })
    expect(marks('beijing@2021-09-24')).toMatchObject({
      'returns.firstTaker': 'other source',
      'score.parts.0.items.0.weight': 'assumed',
    })
    expect(marks('huangpu@2019-02-19')).toMatchObject({
      inForceFrom: 'stated',
      'limits.firstAction': 'assumed',
    })
  })

  test('the place and the filing date choose the profile', () => {
    const bindings = bindingsOf(profiles)
    const huashan = ['530102001013', '530102001000', '530102000000', '530100000000']
    expect(profileFor(bindings, huashan, '2019-06-03')).toBe('huashan')
    expect(profileFor(bindings, huashan.slice(2), '2019-06-03')).toBeUndefined()
    expect(profileFor(bindings, huashan, '2018-12-31')).toBeUndefined()
    const haidian = ['110108012021', '110108012000', '110108000000', '110000000000']
    expect(profileFor(bindings, haidian, '2019-11-08')).toBe('beijing')
    const version = (on: string) => versionOn(profiles, 'beijing', on)?.inForceFrom
    expect([
      version('2018-06-01'),
      version('2019-11-08'),
      version('2020-01-01'),
      version('2026-11-01'),
    ]).toEqual(['2018-01-01', '2019-01-01', '2020-01-01', '2021-09-24'])
    expect(versionOn(profiles, 'beijing@2018-01-01', '2019-11-08')?.inForceFrom).toBe('2018-01-01')
    expect(versionOn(profiles, 'beijing@2018-06-01', '2019-11-08')).toBeUndefined()
    const pilot = [
      ...bindings,
      { area: '110108012000', profile: 'huashan', from: '2019-05-01', until: '2019-12-01' },
    ]
    expect(profileFor(pilot, haidian, '2019-11-08')).toBe('huashan')
    expect(profileFor(pilot, haidian, '2019-12-01')).toBe('beijing')
  })
})

describe('a profile that is wrong is refused', () => {
  const made: string[] = []
  afterAll(() => Promise.all(made.map((place) => rm(place, { recursive: true }))))

  /** Loads the profiles with one text replaced in one file, and gives what was said. */
  async function saidAfter(file: string, from: string | RegExp, to: string): Promise<string> {
    const place = await mkdtemp(join(tmpdir(), 'profiles-'))
    made.push(place)
    await cp(folder, place, { recursive: true })
    const text = await readFile(join(place, file), 'utf8')
    const changed = text.replace(from, to)
    expect(changed).not.toBe(text)
    await writeFile(join(place, file), changed)
    return loadProfiles(place).then(
      () => 'accepted',
      (thrown: unknown) => (thrown instanceof Error ? thrown.message : 'not an error'),
    )
  }

  const zhanggong = 'zhanggong/2019-01-01/profile.yaml'

  test.each([
    [
      'a value without its mark',
      'doubleTrack: !A true',
      'doubleTrack: true',
      'route.doubleTrack: has no mark',
    ],
    ['a default without its mark', '', '', 'limits.finish: has no mark'],
    [
      'an unknown mark',
      'doubleTrack: !A true',
      'doubleTrack: !B true',
      'unknown mark !B at route.doubleTrack',
    ],
    ['another source that is not named', 'doubleTrack: !A', 'doubleTrack: !X', 'name it under sources'],
    [
      'a word outside the vocabulary',
      'issuedBy: !A centre',
      'issuedBy: !A mayor',
      `${zhanggong}: whistles.2.issuedBy`,
    ],
    ['an unknown key', 'route:\n', 'route:\n  shortcut: !A true\n', 'shortcut'],
    [
      'a limit in no known unit',
      'limits: !? {}',
      'limits: !? { report: 3 weeks }',
      'whistles.0.limits.report',
    ],
    ['a score of a whistle that is not there', '[level3]', '[level9]', 'no such whistle: level9'],
    ['text that is not YAML', 'route:\n', 'route: [\n', 'is not valid YAML'],
    [
      'a date that is not the folder’s',
      'inForceFrom: !? 2019-01-01',
      'inForceFrom: !? 2019-02-01',
      "must be as in the folder's name",
    ],
    ['a base that is not there', '_defaults@2018-01-01', '_defaults@2017-01-01', 'which is not there'],
  ])('%s', async (_, from, to, said) => {
    const answer =
      from === ''
        ? await saidAfter('_defaults/2018-01-01/profile.yaml', 'finish: !? 5 workdays', 'finish: 5 workdays')
        : await saidAfter(zhanggong, from, to)
    expect(answer).toContain(said)
  })

  test('weights that do not add up, a survey where nobody complained, a consultee with a clock', async () => {
    const defaults = '_defaults/2018-01-01/profile.yaml'
    expect(
      await saidAfter(defaults, 'by: system\n      weight: 50', 'by: system\n      weight: 40'),
    ).toContain('score.parts: the weights of the parts do not add up to 100')
    expect(await saidAfter(defaults, 'patrol: [site_check', 'patrol: [survey')).toContain(
      'no complainant to ask',
    )
    expect(await saidAfter(defaults, 'consultee: { clock: false', 'consultee: { clock: true')).toContain(
      'a consultee has no clock',
    )
  })

  test('every file of every profile is read', async () => {
    const names = (await readdir(folder, { recursive: true })).filter((name) =>
      /^[^/]+\/\d{4}-\d{2}-\d{2}\/[^/]+\.yaml$/.test(name),
    )
    expect(names.length).toBeGreaterThan(10)
    for (const name of names) {
      expect([name, await saidAfter(name, /^/, 'unfinished: [\n')]).toEqual([
        name,
        expect.stringContaining(name),
      ])
    }
  })

  test('a folder that is not there is one sentence', async () => {
    await expect(loadProfiles('/nowhere/at/all')).rejects.toMatchObject({ name: 'Failure' })
  })
})

function figures(profile: Profile): Record<string, string | number> {
  return Object.fromEntries(profile.figures.map(({ id, value }) => [id, value]))
}

/** Paths of all leaves of a profile; a limit is one leaf, as it is written. */
function leavesOf(node: unknown, path = ''): string[] {
  if (typeof node !== 'object' || node === null) return [path]
  const entries = Object.entries(node)
  const isLimit = 'amount' in node && 'unit' in node
  if (entries.length === 0 || isLimit) return [path]
  return entries.flatMap(([key, child]) => leavesOf(child, path === '' ? key : `${path}.${key}`))
}
