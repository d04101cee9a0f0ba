import { Type, type Static, type TProperties } from 'typebox'
import { Code, command, DateText, LimitShape, literals } from '../schema.ts'
import { calleeKinds, roles, unitKinds } from '../words.ts'

const Name = Type.String({ minLength: 1, maxLength: 120 })
const dated = { from: DateText, until: Type.Union([DateText, Type.Null()]) }
const row = <F extends TProperties>(fields: F) => Type.Object({ ...fields, ...dated }, { additionalProperties: false })

/** Rows of the registry as they are put: the key names the row, the period says when it is in force. */
export const registryRows = {
  area: row({
    code: Code,
    parent: Type.Union([Code, Type.Null()]),
    level: literals(['city', 'district', 'street', 'community', 'grid1', 'grid2', 'building']),
    name: Name,
    rural: Type.Optional(Type.Boolean()),
    households: Type.Optional(Type.Integer({ minimum: 0 })),
    persons: Type.Optional(Type.Integer({ minimum: 0 })),
  }),
  unit: row({
    id: Code,
    parent: Type.Union([Code, Type.Null()]),
    kind: literals(unitKinds),
    name: Name,
    areas: Type.Array(Code, { maxItems: 2000 }),
    calleeKind: Type.Union([literals(calleeKinds), Type.Null()]),
    controlMode: Type.Optional(literals(['standing', 'dual', 'unified_command'])),
    letterCode: Type.Optional(Type.String({ minLength: 1, maxLength: 40 })),
  }),
  post: row({
    id: Code,
    person: Code,
    unit: Code,
    role: literals(roles),
    area: Type.Optional(Code),
    gridRole: Type.Optional(Code),
    standsInFor: Type.Optional(Code),
  }),
  duty: row({
    id: Code,
    unit: Code,
    category: Code,
    matter: Type.String({ minLength: 1, maxLength: 300 }),
    basis: Type.String({ minLength: 1, maxLength: 500 }),
    limit: Type.Optional(LimitShape),
    status: literals(['listed', 'removed', 'admitted']),
  }),
  power: row({ id: Code, unit: Code, name: Name, basis: Type.String({ minLength: 1, maxLength: 500 }) }),
  problem: row({
    id: Code,
    category: Code,
    matter: Type.String({ minLength: 1, maxLength: 300 }),
    lead: Code,
    assisting: Type.Array(Code, { maxItems: 20 }),
    ruling: Type.Optional(Code),
  }),
  category: row({
    code: Code,
    parent: Type.Union([Code, Type.Null()]),
    name: Type.Object({ zh: Name, en: Name }, { additionalProperties: false }),
    limit: Type.Optional(LimitShape),
    words: Type.Optional(Type.Array(Type.String({ minLength: 1, maxLength: 20 }), { maxItems: 60 })),
  }),
} as const

const rowsOf = <Row extends (typeof registryRows)[keyof typeof registryRows]>(shape: Row) => ({
  rows: Type.Array(shape, { minItems: 1, maxItems: 2000 }),
})

/** What staff may ask of the registry of their district: every change is an instruction with a trace. */
export const registryCommands = {
  PutAreas: command('PutAreas', rowsOf(registryRows.area)),
  PutUnits: command('PutUnits', rowsOf(registryRows.unit)),
  PutPosts: command('PutPosts', rowsOf(registryRows.post)),
  PutDuties: command('PutDuties', rowsOf(registryRows.duty)),
  PutPowers: command('PutPowers', rowsOf(registryRows.power)),
  PutProblems: command('PutProblems', rowsOf(registryRows.problem)),
  PutCategories: command('PutCategories', rowsOf(registryRows.category)),
  BindProfile: command('BindProfile', { area: Code, profile: Code, from: DateText }),
  EndRow: command('EndRow', { table: literals(['area', 'unit', 'post', 'duty', 'power', 'problem', 'category']), key: Code, on: DateText, reason: Type.String({ minLength: 1, maxLength: 300 }) }),
  /** A unit merges into or is followed by another on a date; its open cases follow (E7). */
  SucceedUnit: command('SucceedUnit', { unit: Code, successor: Code, on: DateText, reason: Type.String({ minLength: 1, maxLength: 300 }) }),
  /** Takes a pushed-down matter onto the list (准入, L22). */
  AdmitMatter: command('AdmitMatter', { row: registryRows.duty, approvedBy: Type.String({ minLength: 1, maxLength: 120 }) }),
  /** By the adjudicator's ruling on a whistle: the matter gets its place on the problem list. */
  ListProblem: command('ListProblem', { row: registryRows.problem }),
} as const

export const RegistryCommand = Type.Union(Object.values(registryCommands))
export type RegistryCommand = { [Name in keyof typeof registryCommands]: Static<(typeof registryCommands)[Name]> }[keyof typeof registryCommands]
export type RegistryCommandType = RegistryCommand['type']
