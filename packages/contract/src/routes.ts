import { Type, type Static, type TSchema } from 'typebox'
import { StoryIdText } from '@shaoying/core'
import {
  Answer,
  AreaShown,
  CaseCard,
  CasePage,
  CategoryShown,
  DutyShown,
  FileShown,
  Instruction,
  Me,
  Notice,
  PostRow,
  PowerShown,
  ProblemShown,
  Suggestion,
  Tally,
  TodoLine,
  UnitShown,
  WhistleCard,
  WhistlePage,
} from './shapes.ts'

const closed = { additionalProperties: false } as const
const Text = Type.String({ maxLength: 200 })
const Limit = Type.Optional(Type.Integer({ minimum: 1, maximum: 200, default: 50 }))
const Cursor = Type.Optional(Type.String({ maxLength: 300, pattern: '^[A-Za-z0-9_-]+$' }))
const page = <S extends TSchema>(item: S) =>
  Type.Object({ items: Type.Array(item), next: Type.Union([Type.String(), Type.Null()]) })
const ById = Type.Object({ id: StoryIdText }, closed)

/** Everything the outside may ask of the server, under /api/v1. Server, clients and openapi.json all derive from this table. */
export const routes = {
  signIn: {
    method: 'POST',
    path: '/session',
    summary: 'Sign in; answers with a bearer token and sets the session cookie',
    open: true,
    body: Type.Object(
      {
        account: Type.String({ minLength: 1, maxLength: 80 }),
        password: Type.String({ minLength: 1, maxLength: 200 }),
        post: Type.Optional(Text),
        machine: Type.Optional(Type.Boolean()),
      },
      closed,
    ),
    reply: Type.Object({ token: Type.String(), me: Me }),
  },
  signOut: { method: 'DELETE', path: '/session', summary: 'Sign out', reply: Type.Object({ signedOut: Type.Boolean() }) },
  me: { method: 'GET', path: '/me', summary: 'Who I am, in which post, under whose rules', reply: Me },
  choosePost: {
    method: 'POST',
    path: '/session/post',
    summary: 'Act in another of my posts',
    body: Type.Object({ post: Text }, closed),
    reply: Me,
  },
  changePassword: {
    method: 'POST',
    path: '/password',
    summary: 'Change my password; my other sessions end',
    body: Type.Object({ old: Type.String({ maxLength: 200 }), new: Type.String({ maxLength: 200 }) }, closed),
    reply: Type.Object({ changed: Type.Boolean() }),
  },
  redeemLink: {
    method: 'POST',
    path: '/link',
    summary: 'Set the first password by a one-time link',
    open: true,
    body: Type.Object({ token: Text, password: Type.String({ maxLength: 200 }) }, closed),
    reply: Type.Object({ account: Type.String() }),
  },
  instruct: {
    method: 'POST',
    path: '/instructions',
    summary: 'Ask the desk: one or up to 500 instructions, answered in order, a malformed one refused alone',
    body: Type.Object({ instructions: Type.Array(Instruction, { minItems: 1, maxItems: 500 }) }, closed),
    reply: Type.Object({ answers: Type.Array(Answer) }),
  },
  cases: {
    method: 'GET',
    path: '/cases',
    summary: 'Cases I may see, newest first',
    query: Type.Object(
      {
        after: Cursor,
        limit: Limit,
        stage: Type.Optional(Text),
        category: Type.Optional(Text),
        channel: Type.Optional(Text),
        street: Type.Optional(Text),
        community: Type.Optional(Text),
        holder: Type.Optional(Text),
        open: Type.Optional(Type.Boolean()),
        overdue: Type.Optional(Type.Boolean()),
        carried: Type.Optional(Type.Boolean()),
        number: Type.Optional(Text),
        search: Type.Optional(Text),
      },
      closed,
    ),
    reply: page(CaseCard),
  },
  case: { method: 'GET', path: '/cases/:id', summary: 'One case with its story, deadlines and permits', params: ById, reply: CasePage },
  caseFile: {
    method: 'POST',
    path: '/cases/:id/files',
    summary: 'Upload a file under the key of the case (multipart, field `file`)',
    params: ById,
    reply: FileShown,
  },
  look: {
    method: 'POST',
    path: '/cases/:id/looks',
    summary: 'Read a sealed field with a purpose; the look is recorded',
    params: ById,
    body: Type.Object({ ref: Text, purpose: Type.String({ minLength: 4, maxLength: 200 }) }, closed),
    reply: Type.Object({
      name: Type.Union([Type.String(), Type.Null()]),
      phone: Type.Union([Type.String(), Type.Null()]),
      address: Type.Union([Type.String(), Type.Null()]),
    }),
  },
  todo: {
    method: 'GET',
    path: '/todo',
    summary: 'What waits for me, most urgent first',
    query: Type.Object({ after: Cursor, limit: Limit }, closed),
    reply: page(TodoLine),
  },
  whistles: {
    method: 'GET',
    path: '/whistles',
    summary: 'Whistles I may see, newest first',
    query: Type.Object(
      { after: Cursor, limit: Limit, stage: Type.Optional(Text), level: Type.Optional(Text), street: Type.Optional(Text), open: Type.Optional(Type.Boolean()) },
      closed,
    ),
    reply: page(WhistleCard),
  },
  whistle: { method: 'GET', path: '/whistles/:id', summary: 'One whistle with a row for each called unit', params: ById, reply: WhistlePage },
  tallies: {
    method: 'GET',
    path: '/tallies',
    summary: 'Counts by one dimension',
    query: Type.Object(
      {
        by: Type.Optional(Type.Enum(['street', 'category', 'channel', 'unit'])),
        from: Type.Optional(Type.String({ format: 'date' })),
        to: Type.Optional(Type.String({ format: 'date' })),
        daily: Type.Optional(Type.Boolean()),
      },
      closed,
    ),
    reply: Type.Object({ asOf: Type.String(), place: Type.Integer(), items: Type.Array(Tally) }),
  },
  notices: { method: 'GET', path: '/notices', summary: 'My notices, newest first', query: Type.Object({ limit: Limit }, closed), reply: Type.Object({ items: Type.Array(Notice), unseen: Type.Integer() }) },
  noticesSeen: { method: 'POST', path: '/notices/seen', summary: 'I have seen my notices until', body: Type.Object({ until: Type.String({ format: 'date-time' }) }, closed), reply: Type.Object({ unseen: Type.Integer() }) },
  suggest: {
    method: 'POST',
    path: '/suggestions',
    summary: 'Category, unit and similar open cases for what is being typed, with reasons; abstains when unsure',
    body: Type.Object({ words: Type.String({ maxLength: 20000 }), area: Type.Optional(Text) }, closed),
    reply: Suggestion,
  },
  units: { method: 'GET', path: '/registry/units', summary: 'Units of my district', reply: Type.Object({ version: Type.Integer(), items: Type.Array(UnitShown) }) },
  areas: { method: 'GET', path: '/registry/areas', summary: 'Areas of my district; a grid with what it does not meet of its city\'s own rules', reply: Type.Object({ version: Type.Integer(), items: Type.Array(AreaShown) }) },
  categories: { method: 'GET', path: '/registry/categories', summary: 'The category tree', reply: Type.Object({ version: Type.Integer(), items: Type.Array(CategoryShown) }) },
  duties: { method: 'GET', path: '/registry/duties', summary: 'Duty lists', query: Type.Object({ category: Type.Optional(Text), unit: Type.Optional(Text) }, closed), reply: Type.Object({ version: Type.Integer(), items: Type.Array(DutyShown) }) },
  powers: { method: 'GET', path: '/registry/powers', summary: 'Delegated powers', query: Type.Object({ unit: Type.Optional(Text) }, closed), reply: Type.Object({ version: Type.Integer(), items: Type.Array(PowerShown) }) },
  problems: { method: 'GET', path: '/registry/problems', summary: 'Problem list: whose a matter is, and by which ruling', reply: Type.Object({ version: Type.Integer(), items: Type.Array(ProblemShown) }) },
  posts: { method: 'GET', path: '/registry/posts', summary: 'Posts of a unit', query: Type.Object({ unit: Text }, closed), reply: Type.Object({ items: Type.Array(PostRow) }) },
  profile: { method: 'GET', path: '/profile', summary: 'The profile in force here, with the mark of every leaf', reply: Type.Object({ id: Type.String(), profile: Type.Unknown(), marks: Type.Record(Type.String(), Type.String()) }) },
  clock: { method: 'GET', path: '/clock', summary: 'The one clock', open: true, reply: Type.Object({ now: Type.String(), simulated: Type.Boolean() }) },
  moveClock: {
    method: 'POST',
    path: '/clock',
    summary: 'Move the clock of a simulated database forward; what falls due on the way happens at its own instant',
    body: Type.Object({ to: Type.String({ format: 'date-time' }) }, closed),
    reply: Type.Object({ now: Type.String(), simulated: Type.Boolean() }),
  },
} as const satisfies Record<string, Route>

export type Route = {
  method: 'GET' | 'POST' | 'DELETE'
  path: string
  summary: string
  /** Needs no session. */
  open?: boolean
  params?: TSchema
  query?: TSchema
  body?: TSchema
  reply: TSchema
}
export type Routes = typeof routes
export type RouteName = keyof Routes
type Of<R, Part extends 'body' | 'query' | 'params'> = R extends { [P in Part]: infer S extends TSchema } ? Static<S> : undefined
export type Body<Name extends RouteName> = Of<Routes[Name], 'body'>
export type QueryOf<Name extends RouteName> = Of<Routes[Name], 'query'>
export type Params<Name extends RouteName> = Of<Routes[Name], 'params'>
export type Reply<Name extends RouteName> = Static<Routes[Name]['reply']>
export const base = '/api/v1'
