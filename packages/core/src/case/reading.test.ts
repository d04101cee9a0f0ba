import { expect, test } from 'vitest'
import { fieldsFor, mayKnowOf, readersOf, type CaseField, type Sight } from './reading.ts'
import type { Relation } from './relations.ts'
import { given, rulesOf, say, upTo } from './given.ts'

const sees = (field: CaseField, secrecy: 'S0' | 'S1' | 'S2' | 'S3', ...those: Relation[]): Sight =>
  fieldsFor(new Set(those), secrecy)[field]

test.each<[CaseField, 'S1' | 'S2' | 'S3', Relation, Sight]>([
  ['matter', 'S1', 'holder', 'yes'],
  ['matter', 'S2', 'holder', 'neutral'],
  ['matter', 'S1', 'calledLine', 'neutral'],
  ['matter', 'S1', 'community', 'neutral'],
  ['satisfaction', 'S1', 'auditor', 'look'],
  ['matter', 'S2', 'desk', 'yes'],
  ['matter', 'S3', 'desk', 'no'],
  ['matter', 'S3', 'inspection', 'look'],
  ['matter', 'S3', 'callBackDesk', 'no'],
  ['matter', 'S3', 'supervisor', 'no'],
  ['identity', 'S1', 'desk', 'look'],
  ['identity', 'S1', 'centre', 'no'],
  ['identity', 'S1', 'verifier', 'no'],
  ['accused', 'S1', 'holder', 'no'],
  ['accused', 'S1', 'desk', 'yes'],
  ['notes', 'S1', 'requester', 'no'],
  ['satisfaction', 'S1', 'centre', 'batches'],
  ['satisfaction', 'S1', 'desk', 'no'],
  ['answers', 'S1', 'calledLine', 'no'],
  ['number', 'S1', 'filer', 'no'],
])('%s of a case %s, to its %s: %s', (field, secrecy, relation, sight) => {
  expect(sees(field, secrecy, relation)).toBe(sight)
})

test('the holder looks at an identity only where the requester agreed', () => {
  expect(fieldsFor(new Set(['holder']), 'S1').identity).toBe('no')
  expect(fieldsFor(new Set(['holder']), 'S1', { agreed: true }).identity).toBe('look')
})

test('the widest column counts, and being of the accused’s line outweighs them all', () => {
  expect(sees('matter', 'S2', 'holder', 'desk')).toBe('yes')
  expect(
    Object.values(fieldsFor(new Set(['desk', 'accusedLine']), 'S0')).every((sight) => sight === 'no'),
  ).toBe(true)
  expect(mayKnowOf(new Set(['desk', 'accusedLine']))).toBe(false)
  expect(mayKnowOf(new Set())).toBe(false)
})

test('units that may find a case are those with a relation to it, never the accused', () => {
  const { units } = readersOf(given(rulesOf(), ...upTo.finished).state)
  expect(new Set(units)).toEqual(new Set(['hotline', 'centre', 'street', 'community', 'dept1', 'office1']))
  const accused = given(rulesOf(), ['agent', say.file({ accused: ['community'] })]).state
  expect(readersOf(accused).units).not.toContain('community')
})
