import { expect, test } from 'vitest'
import type { CaseEvent, CaseEventType } from './events.ts'
import { caseLaw } from './index.ts'
import oldFacts from './oldFacts.json' with { type: 'json' }
import type { Recorded } from '../words.ts'

// Forget a fact here and this file no longer compiles; its JSON is added once and never changed afterwards.
const everyFact: Record<CaseEventType, true> = {
  CaseFiled: true,
  CaseSettled: true,
  CaseAnswered: true,
  CaseDeclined: true,
  CaseCorrected: true,
  CaseTriaged: true,
  OriginsJoined: true,
  CaseMerged: true,
  CaseDispatched: true,
  CaseRaised: true,
  VisitorNamed: true,
  CaseVisited: true,
  CaseRecorded: true,
  CaseReceived: true,
  CaseAccepted: true,
  CaseReturned: true,
  ReturnRuled: true,
  HandlerAssigned: true,
  CaseHandedOn: true,
  RequesterContacted: true,
  WorkLogged: true,
  RequestAsked: true,
  RequestGranted: true,
  RequestRefused: true,
  SuspensionEnded: true,
  CaseExcluded: true,
  CaseCarriedOver: true,
  CaseWoken: true,
  CaseEscalated: true,
  CaseRelated: true,
  CaseAttached: true,
  CaseUrged: true,
  CaseSupervised: true,
  SupervisionAnswered: true,
  CaseFinished: true,
  CaseVerified: true,
  FinishRejected: true,
  CaseClosed: true,
  CallBackAnswered: true,
  CaseResolved: true,
  CaseReopened: true,
  OriginWithdrawn: true,
  InspectionAsked: true,
  NoteTaken: true,
  ClassChanged: true,
  FileAttached: true,
  SuccessorFollowed: true,
  WhistleJoined: true,
  WhistleHeard: true,
  ClockStarted: true,
  ClockMet: true,
  ClockMissed: true,
  ClockResumed: true,
  DeadlineMoved: true,
}

// What was written is believed: these are entries as the ledger holds them, of the shapes of their time.
const facts = oldFacts as unknown as Record<string, Recorded<CaseEvent>>

test('there is one old fact of every shape', () => {
  expect(Object.keys(facts).sort()).toEqual(Object.keys(everyFact).sort())
})

test.each(Object.keys(facts))('an old %s still evolves', (type) => {
  const filed = facts['CaseFiled']
  const fact = facts[type]
  if (!filed || !fact) throw new Error(`no old ${type}`)
  const before = caseLaw.evolve(caseLaw.absent, filed)
  const after = type === 'CaseFiled' ? before : caseLaw.evolve(before, fact)
  expect(after.stage).not.toBe('absent')
  expect(JSON.parse(JSON.stringify(after))).toEqual(after)
})
