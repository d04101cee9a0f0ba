import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { byOf, type Actor } from '../words.ts'
import { instantOf, msOf, type Instant } from '../time/instant.ts'
import { whistleCommands, type WhistleCommand, type WhistleCommandType } from './commands.ts'
import type { WhistleEvent } from './events.ts'
import { whistleLaw } from './index.ts'
import { issueWhistle } from './issuing.ts'
import { law } from './law.ts'
import type { WhistleTable } from './rule.ts'
import { closingProblem } from './scoring.ts'
import { absentWhistle, whistleStages, type WhistleState } from './state.ts'
import {
  actor,
  adjudicator,
  apply,
  at,
  called,
  centre,
  cityAdmin,
  clock,
  deputy,
  environment,
  items,
  leader,
  market,
  office,
  profile,
  rulesWith,
  secretary,
  stampOf,
  story,
  supervisor,
} from './testing.ts'

describe('the table', () => {
  test('has a place for every stage and every command', () => {
    expect(Object.keys(law).toSorted()).toEqual([...whistleStages].toSorted())
    const named = new Set(Object.values(law).flatMap((row) => Object.keys(row)))
    expect([...named].toSorted()).toEqual(Object.keys(whistleCommands).toSorted())
  })

  test('does not compile with a rule at a wrong place', () => {
    const wrong = { by: (): boolean => true, then: issueWhistle }
    // @ts-expect-error the rule of an issue is not for a closed whistle
    const atWrongStage: WhistleTable['closed'] = { IssueWhistle: wrong }
    // @ts-expect-error the rule of an issue does not judge a check-in
    const ofWrongCommand: WhistleTable['reported'] = { CheckIn: wrong }
    expect([atWrongStage, ofWrongCommand]).toHaveLength(2)
  })

  test.each(whistleStages)('what is not in the table at %s cannot happen', (stage) => {
    const missing = (Object.keys(whistleCommands) as WhistleCommandType[]).filter(
      (name) => !(name in law[stage]),
    )
    for (const name of missing) {
      // The stage alone is looked at: the command never reaches a rule.
      const state = { stage } as WhistleState
      const command = { type: name } as WhistleCommand
      expect(whistleLaw.decide(state, command, stampOf(clock, at('27 10:00'), rules))).toEqual({
        refused: { code: 'NotAtThisStage', about: stage },
      })
    }
  })
})

const rules = rulesWith({
  score: {
    ...profile.score,
    mutual: { items: [{ id: 'matter_was_ours', word: { zh: '词', en: 'word' }, weight: 100 }] },
  },
})
const units = ['city_admin', 'environment', 'market', 'company', 'brigade', 'army', 'nobody']
const actors: readonly Actor[] = [
  office,
  centre,
  leader,
  deputy,
  cityAdmin,
  environment,
  market,
  adjudicator,
  supervisor,
  secretary,
  clock,
  actor('company', 'department_clerk'),
  actor('brigade', 'department_clerk'),
  actor('army', 'department_clerk'),
]
const twoDays = { amount: 2, unit: 'day' } as const

/** Commands one can think of, for each unit and each kind of case. */
const pool = (now: Instant): readonly WhistleCommand[] => [
  apply(),
  apply({ kind: 'emergency' }),
  apply({ kind: 'coordination', row: 'unconfirmed' }),
  apply({ called: [called('market', 'lead'), called('army', 'consultee')] }),
  { type: 'ReportToLeader' },
  { type: 'ConfirmWhistle' },
  { type: 'RefuseWhistle', words: 'w' },
  { type: 'IssueWhistle' },
  { type: 'CallOffWhistle', words: 'w' },
  { type: 'CloseAttendance' },
  {
    type: 'ConveneMeeting',
    at: instantOf(msOf(now) + 3_600_000),
    place: 'p',
    agenda: 'a',
    invited: ['local'],
  },
  { type: 'RecordResolution', minutes: 'm', tasks: [{ owner: 'market', task: 't', limit: twoDays }] },
  { type: 'FinishResolution', resolution: 'r1', words: 'w' },
  { type: 'LogResolution', resolution: 'r1', words: 'w' },
  { type: 'AnswerSupervision', supervision: 's1', words: 'w' },
  { type: 'CloseWhistle' },
  { type: 'MoveDeadlines', calendar: 'c' },
  { type: 'FollowSuccessor', from: 'market', to: 'company' },
  { type: 'MissClock', clock: 'leaderConfirm', unit: 'street' },
  { type: 'MissClock', clock: 'resolution', unit: 'r1' },
  ...units.flatMap((unit): WhistleCommand[] => [
    { type: 'TaskTeam', unit, task: 't', finish: twoDays },
    { type: 'AddUnit', called: called(unit, 'assisting') },
    { type: 'ReleaseUnit', unit, words: 'w' },
    { type: 'ReceiveOrder', unit },
    { type: 'AcceptOrder', unit },
    { type: 'DeclineCall', unit },
    {
      type: 'ReturnOrder',
      unit,
      reason: 'not_our_duty',
      duty: 'd-env',
      responsible: 'environment',
      words: 'w',
    },
    { type: 'RuleOnOrderReturn', unit, decision: 'stays', words: 'w' },
    { type: 'RuleOnOrderReturn', unit, decision: 'replaced', to: 'company', words: 'w' },
    { type: 'NameTeam', unit, people: [], leader: 'l', powers: [] },
    { type: 'CheckIn', unit, people: 'p' },
    { type: 'SignAttendance', unit, people: 'p' },
    { type: 'LogWork', unit, words: 'w' },
    { type: 'FinishTask', unit, words: 'w' },
    { type: 'AskOrderExtension', unit, limit: twoDays, reason: 'r', words: 'w' },
    { type: 'GrantOrderExtension', unit },
    { type: 'RefuseOrderExtension', unit, words: 'w' },
    { type: 'UrgeUnit', unit },
    { type: 'SuperviseUnit', unit, words: 'w' },
    { type: 'AcceptTask', units: [unit], method: 'photos', words: 'w' },
    { type: 'SendBackTask', unit, words: 'w' },
    { type: 'ScoreUnit', unit, items: items(20, 30, 50) },
    { type: 'CombineScore', unit },
    { type: 'RateWhistle', unit, points: 80 },
    { type: 'ObjectToScore', unit, words: 'w' },
    { type: 'RuleOnScore', unit, decision: 'stands', words: 'w' },
    { type: 'ReferUnit', unit, conduct: 'slow', words: 'w' },
    ...['receive', 'report', 'finish', 'verify', 'score'].map(
      (name) => ({ type: 'MissClock', clock: name, unit }) as const,
    ),
  ]),
]

const notOffered = new Set(['NotAtThisStage', 'NotYours'])

test('no sequence of commands breaks the whistle, and the buttons agree with the law', () => {
  const reached = new Set<string>()
  const n = fc.nat({ max: 9999 })
  const step = fc.record({
    who: n,
    what: n,
    pick: n,
    hours: fc.integer({ min: 0, max: 20 }),
    guided: fc.integer({ min: 0, max: 4 }),
  })
  fc.assert(
    fc.property(fc.array(step, { minLength: 40, maxLength: 140 }), (steps) => {
      let state: WhistleState = absentWhistle
      let ms = msOf(at('26 09:00'))
      const facts: WhistleEvent[] = []
      for (const { who, what, pick, hours, guided } of steps) {
        ms += hours * 3_600_000
        const now = instantOf(ms)
        // Mostly what the whistle waits for, so that the walk goes deep; sometimes anything at all.
        const awaited = guided > 0 ? [...new Set(whistleLaw.waits(state).map(({ what }) => what))] : []
        const wanted = awaited[what % Math.max(awaited.length, 1)]
        const entitled = actors.filter((one) =>
          whistleLaw.permits(state, one, rules).some((name) => name === wanted),
        )
        const by = entitled[who % Math.max(entitled.length, 1)] ?? actors[who % actors.length] ?? office
        const permitted = whistleLaw.permits(state, by, rules)
        const stamp = stampOf(by, now, rules)
        const asked = pool(now).filter(({ type }) => entitled.length === 0 || type === wanted)
        const fitting =
          guided > 1 ? asked.filter((one) => !('refused' in whistleLaw.decide(state, one, stamp))) : []
        const choice = fitting.length > 0 ? fitting : asked
        const command = choice[pick % choice.length]
        if (!command) continue

        const decision = whistleLaw.decide(state, command, stamp)
        if ('refused' in decision) continue
        expect(permitted, `${by.role} did ${command.type} at ${state.stage} without a button`).toContain(
          command.type,
        )
        for (const event of decision.accepted) {
          const before: WhistleState = state
          const entry = { event, at: now, by: byOf(by) }
          state = whistleLaw.evolve(before, entry)
          whistleLaw.errandsFor(entry, before, state, story, rules)
          facts.push(event)
        }
        whistleLaw.waits(state)
        reached.add(state.stage)
      }
      expect(JSON.parse(JSON.stringify(state))).toEqual(state)
      if (state.stage === 'closed') expect(closingProblem({ ...state, called: unruled(state) })).toBeNull()
      const once = facts.filter(
        ({ type }) => type === 'ScoreCombined' || type === 'UnitScored' || type === 'WhistleRated',
      )
      expect(new Set(once.map((fact) => JSON.stringify([fact.type, 'unit' in fact && fact.unit]))).size).toBe(
        once.length,
      )
    }),
    { numRuns: 150, seed: 20190927 },
  )
  for (const stage of ['applied', 'reported', 'confirmed', 'issued', 'running', 'done', 'closed'])
    expect(reached).toContain(stage)
}, 60_000)

test('what is offered is never answered with "not yours" for everything one could name', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.nat(), fc.nat()), { minLength: 10, maxLength: 40 }), (steps) => {
      let state: WhistleState = absentWhistle
      let ms = msOf(at('26 09:00'))
      for (const [who, what] of steps) {
        ms += 1_800_000
        const now = instantOf(ms)
        const by = actors[who % actors.length] ?? office
        const permitted = whistleLaw.permits(state, by, rules)
        const commands = pool(now)
        for (const name of permitted) {
          const asked = commands.filter(({ type }) => type === name)
          if (asked.length === 0) continue
          const codes = asked.map((command) => {
            const decision = whistleLaw.decide(state, command, stampOf(by, now, rules))
            return 'refused' in decision ? decision.refused.code : 'accepted'
          })
          expect(
            codes.every((code) => notOffered.has(code)),
            `${by.role}: ${name} at ${state.stage}`,
          ).toBe(false)
        }
        const offered = commands.filter(({ type }) => permitted.includes(type))
        const command = offered[what % Math.max(offered.length, 1)]
        const decision = command && whistleLaw.decide(state, command, stampOf(by, now, rules))
        if (!decision || 'refused' in decision) continue
        state = decision.accepted.reduce<WhistleState>(
          (so, event) => whistleLaw.evolve(so, { event, at: now, by: byOf(by) }),
          state,
        )
      }
    }),
    { numRuns: 60, seed: 20190927 },
  )
}, 60_000)

/** An objection may come after closing; it is not what the closing was judged by. */
const unruled = (state: Exclude<WhistleState, { stage: 'absent' }>) =>
  Object.fromEntries(
    Object.entries(state.called).map(([key, callee]) => [
      key,
      { ...callee, score: { ...callee.score, objection: null } },
    ]),
  )
