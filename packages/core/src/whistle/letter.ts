import type { OrderField } from '../profile/vocabulary.ts'
import type { Rules } from '../rules.ts'
import { districtCentreOf } from '../registry/lookup.ts'
import { localDateOf, type Instant } from '../time/instant.ts'
import type { ContentRef, PersonId, StoryId, UnitId } from '../words.ts'
import { rowOf } from './clocks.ts'
import type { CalleeKey, CalleePart, OrderLimit, WhistleKind } from './events.ts'
import { profileOf } from './relations.ts'
import { calleesOf, clockOf, ofCaller, type Callee, type Whistle } from './state.ts'

type Words = { readonly zh: string; readonly en: string }
type Named = { readonly unit: UnitId; readonly name: string }

/**
 * The order as data (承办需求信函、哨令): every part of the letter, in the letter's order. Content is by reference
 * and read through the policy; of a requester there is nothing in it (who asked is nobody's business here).
 */
export type Letter = {
  readonly issuer: Named
  /** Null before issue. */
  readonly number: string | null
  readonly urgency: 'ordinary' | 'emergency'
  readonly title: { readonly order: Words; readonly matter: ContentRef }
  readonly addressee: Named | null
  readonly copies: readonly Named[]
  readonly level_and_kind: {
    readonly row: string
    readonly word: Words
    readonly kind: WhistleKind
    readonly kindWord: Words | null
  }
  readonly cases: readonly StoryId[]
  readonly facts: ContentRef
  readonly why_not_here: ContentRef
  readonly basis: readonly {
    readonly unit: CalleeKey
    readonly duty: string
    readonly matter: string
    readonly basis: string
  }[]
  readonly act_asked: {
    readonly words: ContentRef
    readonly tasks: readonly {
      readonly unit: CalleeKey
      readonly task: ContentRef
      readonly site: ContentRef | null
    }[]
  }
  readonly limit: readonly {
    readonly unit: CalleeKey
    readonly clock: string
    readonly limit: OrderLimit
    readonly dueAt: Instant | null
  }[]
  readonly lead_and_assisting: readonly (Named & {
    readonly part: CalleePart
    readonly person: PersonId | null
  })[]
  readonly muster: {
    readonly place: ContentRef | null
    readonly usual: string | null
    readonly at: Instant | null
    readonly sites: readonly ContentRef[]
  }
  readonly contact: {
    readonly caller: Named
    readonly person: PersonId
    readonly called: readonly {
      readonly unit: CalleeKey
      readonly leader: ContentRef
      readonly phone: ContentRef | null
    }[]
  }
  readonly signer: {
    readonly person: PersonId | null
    readonly confirmedAt: Instant | null
    readonly issuedAt: Instant | null
  }
  /** Papers that go with it: those of its cases, read there through the policy. */
  readonly attachments: readonly StoryId[]
  /** 回执: filled by the facts, not by hand. */
  readonly reply_slip: readonly {
    readonly unit: CalleeKey
    readonly receivedAt: Instant | null
    readonly acceptedAt: Instant | null
    readonly people: readonly PersonId[]
    readonly leader: ContentRef | null
    readonly objection: { readonly reason: string; readonly at: Instant } | null
  }[]
}

/** The letter of a whistle as it stands now. */
export function letterOf(state: Whistle, rules: Rules): Letter {
  const profile = profileOf(state, rules)
  const row = rowOf(state, profile)
  const named = (unit: UnitId): Named => ({ unit, name: rules.registry.units.get(unit)?.name ?? unit })
  const called = calleesOf(state).filter(
    ({ releasedAt, declinedAt }) => releasedAt === null && declinedAt === null,
  )
  const obliged = called.filter(({ part }) => part !== 'consultee')
  const lead = obliged.find(({ part }) => part === 'lead') ?? obliged[0]
  const district = districtCentreOf(rules.registry, localDateOf(state.issuedAt ?? state.appliedAt))
  const others = called.filter((callee) => callee !== lead).map(({ unit }) => named(unit))

  return {
    issuer: named(state.issuer ?? ofCaller(state)),
    number: state.number,
    urgency: state.emergency ? 'emergency' : 'ordinary',
    title: { order: row.order.word, matter: state.matter },
    addressee: lead ? named(lead.unit) : null,
    copies: district === null ? others : [...others, named(district)],
    level_and_kind: {
      row: row.id,
      word: row.word,
      kind: state.kind,
      kindWord: profile.kinds.find(({ id }) => id === state.kind)?.word ?? null,
    },
    cases: state.cases,
    facts: state.matter,
    why_not_here: state.whyNotHere,
    basis: called.flatMap(({ key, duty: id }) => {
      const duty = id === null ? undefined : rules.registry.duties.get(id)
      return duty ? [{ unit: key, duty: duty.id, matter: duty.matter, basis: duty.basis }] : []
    }),
    act_asked: {
      words: state.actAsked,
      tasks: called.map(({ key, task, site }) => ({ unit: key, task, site })),
    },
    limit: called.flatMap((callee) => limitsOf(state, callee)),
    lead_and_assisting: called.map(({ unit, part, person }) => ({ ...named(unit), part, person })),
    muster: { ...state.muster, sites: state.sites },
    contact: {
      caller: named(state.caller.unit),
      person: state.caller.person,
      called: called.flatMap(({ key, team }) =>
        team ? [{ unit: key, leader: team.leader, phone: team.phone }] : [],
      ),
    },
    signer: { person: state.confirmedBy, confirmedAt: state.confirmedAt, issuedAt: state.issuedAt },
    attachments: state.cases,
    reply_slip: called.map(({ key, receivedAt, acceptedAt, team, openReturn }) => ({
      unit: key,
      receivedAt,
      acceptedAt,
      people: team?.people ?? [],
      leader: team?.leader ?? null,
      objection: openReturn && { reason: openReturn.reason, at: openReturn.at },
    })),
  }
}

/** Fields that the row asks for and the letter does not have. */
export function missingFields(letter: Letter, required: readonly OrderField[]): readonly OrderField[] {
  return required.filter((field) => {
    const value = letter[field]
    return value === null || value === '' || (Array.isArray(value) && value.length === 0)
  })
}

function limitsOf(state: Whistle, { key, report, finish }: Callee): Letter['limit'] {
  return (['receive', 'contact', 'report', 'firstAction', 'finish'] as const).flatMap(
    (name): Letter['limit'] => {
      const clock = clockOf(state, name, key)
      const asked = name === 'report' ? report : name === 'finish' ? finish : null
      if (clock) return [{ unit: key, clock: name, limit: clock.inputs.limit, dueAt: clock.due.at }]
      return asked ? [{ unit: key, clock: name, limit: asked, dueAt: null }] : []
    },
  )
}
