import cookie from '@fastify/cookie'
import multipart from '@fastify/multipart'
import type { Actor } from '@shaoying/core'
import { base, routes, type Body, type Params, type QueryOf, type Reply, type Route, type RouteName } from '@shaoying/contract'
import { Compile } from 'typebox/compile'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Who } from '../door/openDoor.ts'
import type { House } from '../house/house.ts'
import { brokenText } from '../desk/instruction.ts'
import { instant } from '../desk/times.ts'
import { splitId } from '../ledger/ids.ts'
import { readCase } from '../views/readCase.ts'
import { readWhistle } from '../views/readWhistle.ts'
import { listCases } from '../views/listCases.ts'
import { listTodo } from '../views/listTodo.ts'
import { listWhistles } from '../views/listWhistles.ts'
import { listNotices, noticesSeen } from '../views/listNotices.ts'
import { listTallies } from '../views/listTallies.ts'
import { lookBehind } from '../views/look.ts'
import * as lists from '../views/registryLists.ts'
import { suggestFor } from '../views/suggestFor.ts'
import { meOf } from '../views/me.ts'
import { profileHere } from '../views/profileHere.ts'
import { instruct } from './instruct.ts'
import { keepFile, sendFile } from './files.ts'
import { languageOf, Refusal, type Language } from './problem.ts'

/** Who asks, in which language, and how to answer. */
export type Asked<Name extends RouteName> = {
  body: Body<Name>
  query: QueryOf<Name>
  params: Params<Name>
  known: Who
  actor: Actor
  language: Language
  request: FastifyRequest
  reply: FastifyReply
  token: string
}
type Handlers = { [Name in RouteName]: (asked: Asked<Name>) => Promise<Reply<Name>> }

const cookieName = 'shaoying'
const cookieOptions = { path: '/', httpOnly: true, sameSite: 'strict', secure: 'auto' } as const

/** Puts every route of the contract on the server; forget one and this file no longer compiles. */
export async function api(app: FastifyInstance, house: House): Promise<void> {
  await app.register(cookie)
  await app.register(multipart, { limits: { files: 1, fileSize: 20 * 1024 * 1024, fields: 4 } })
  const handlers = handlersOf(house)
  for (const name of Object.keys(routes) as RouteName[]) put(app, house, name, handlers[name] as (asked: Asked<RouteName>) => Promise<unknown>)
  app.get<{ Params: { id: string; file: string } }>(`${base}/cases/:id/files/:file`, async (request, reply) => {
    const { actor } = await knownOf(house, request)
    return sendFile(house, actor, request.params.id, request.params.file, reply)
  })
  app.get(`${base}/stream`, async (request, reply) => {
    const { actor, token } = await knownOf(house, request)
    await streamTo(house, actor, token, request, reply)
  })
}

function put(app: FastifyInstance, house: House, name: RouteName, handler: (asked: Asked<RouteName>) => Promise<unknown>): void {
  const route: Route = routes[name]
  // The envelope of an instruction is read by the desk's own door, one by one: a malformed one must not refuse its neighbours.
  const body = name === 'instruct' || !route.body ? undefined : Compile(route.body)
  const query = route.query && Compile(route.query)
  const params = route.params && Compile(route.params)
  app.route({
    method: route.method,
    url: base + route.path,
    handler: async (request, reply) => {
      const language = languageOf(request.headers['accept-language'])
      const asked = { request, reply, language, body: request.body, query: {}, params: request.params } as Record<string, unknown>
      if (!route.open) Object.assign(asked, await knownOf(house, request))
      if (query) {
        const given = plain(request.query as Record<string, string>, route.query as { properties: Record<string, { type?: string }> })
        if (!query.Check(given)) throw new Refusal('Malformed', pathOf(query, given))
        asked['query'] = given
      }
      const broken = brokenText(request.query, '/query') ?? (name === 'instruct' ? undefined : brokenText(request.body, '/body'))
      if (broken) throw new Refusal('Malformed', broken)
      if (params && !params.Check(request.params)) throw new Refusal('NotFound')
      if (body && !body.Check(request.body)) throw new Refusal('Malformed', pathOf(body, request.body))
      return handler(asked as unknown as Asked<RouteName>)
    },
  })
}

/** Query strings as the numbers and booleans that the contract says they are. */
function plain(given: Record<string, unknown>, { properties }: { properties: Record<string, { type?: string }> }): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(given).map(([key, value]) => {
      const type = properties[key]?.type
      if (type === 'integer' && typeof value === 'string' && /^\d{1,9}$/.test(value)) return [key, Number(value)]
      if (type === 'boolean' && (value === 'true' || value === 'false')) return [key, value === 'true']
      return [key, value]
    }),
  )
}

const pathOf = (shape: { Errors(value: unknown): { instancePath: string }[] }, value: unknown): string => shape.Errors(value)[0]?.instancePath.slice(0, 80) ?? ''

async function knownOf(house: House, request: FastifyRequest): Promise<{ known: Who; actor: Actor; token: string }> {
  const { authorization } = request.headers
  const token = authorization?.startsWith('Bearer ') ? authorization.slice(7) : request.cookies[cookieName]
  const known = token ? await house.door.whoIs(token) : undefined
  if (!known || !token || 'refused' in known) throw new Refusal('NotSignedIn')
  if (!known.actor) throw new Refusal('NoPost')
  // A cookie travels by itself: what changes something must come from our own page or as JSON, which a foreign form cannot send.
  return { known, actor: known.actor, token }
}

const readOnly = { readOnly: true } as const

function handlersOf(house: House): Handlers {
  const { db, rules, door } = house
  const reading = <T>(actor: Actor, language: Language, read: (context: { tx: Parameters<Parameters<typeof db.reader.transaction>[0]>[0]; actor: Actor; rules: Awaited<ReturnType<typeof rules.rulesFor>>; language: Language }) => Promise<T>) =>
    db.reader.transaction(async (tx) => read({ tx, actor, rules: await rules.rulesFor(tx, actor.district), language }), readOnly)
  const paged = async <T>(list: () => Promise<T>): Promise<T> => {
    try {
      return await list()
    } catch (error) {
      throw error instanceof RangeError ? new Refusal('BadCursor') : error
    }
  }
  const found = <T>(value: T | undefined): T => {
    if (value === undefined) throw new Refusal('NotFound')
    return value
  }
  const me = (known: Who | { refused: 'NotSignedIn' | 'NotMyPost' }, language: Language) => {
    if ('refused' in known) throw new Refusal(known.refused)
    const { actor } = known
    if (!actor) throw new Refusal('NoPost')
    return reading(actor, language, ({ rules: here }) => meOf(house, known, actor, here, language))
  }

  return {
    async signIn({ body, reply, language }) {
      const outcome = await door.signIn(body)
      if ('refused' in outcome) throw new Refusal(outcome.refused)
      if (!body.machine) reply.setCookie(cookieName, outcome.token, cookieOptions)
      return { token: outcome.token, me: await me(outcome.who, language) }
    },
    async signOut({ token, reply }) {
      await door.signOut(token)
      reply.clearCookie(cookieName, { path: '/' })
      return { signedOut: true }
    },
    me: ({ known, language }) => me(known, language),
    async choosePost({ token, body, language }) {
      return me(await door.choosePost(token, body.post), language)
    },
    async changePassword({ token, body }) {
      const outcome = await door.changePassword(token, body)
      if ('refused' in outcome) throw new Refusal(outcome.refused)
      return { changed: true }
    },
    async redeemLink({ body }) {
      const outcome = await door.redeemLink(body.token, body.password)
      if ('refused' in outcome) throw new Refusal(outcome.refused)
      return { account: outcome.account }
    },
    async instruct({ body, actor, language }) {
      const { instructions } = (body ?? {}) as { instructions?: unknown }
      if (!Array.isArray(instructions) || instructions.length === 0 || instructions.length > 500) throw new Refusal('Malformed', '/instructions')
      return { answers: await instruct(house, actor, instructions, language) }
    },
    cases: ({ actor, query, language }) => paged(() => reading(actor, language, ({ tx }) => listCases(tx, actor, query, house.searchKey))),
    case: async ({ actor, params, language }) =>
      found(await reading(actor, language, (context) => readCase(context, splitId(params.id).district, splitId(params.id).story))),
    caseFile: ({ actor, params, request }) => keepFile(house, actor, params.id, request),
    look: async ({ actor, params, body }) => found(await lookBehind(house, actor, params.id, body)),
    todo: ({ actor, query, language }) => paged(() => reading(actor, language, ({ tx }) => listTodo(tx, actor, query))),
    whistles: ({ actor, query, language }) => paged(() => reading(actor, language, ({ tx }) => listWhistles(tx, actor, query))),
    whistle: async ({ actor, params, language }) =>
      found(await reading(actor, language, (context) => readWhistle(context, splitId(params.id).district, splitId(params.id).story))),
    tallies: ({ actor, query, language }) => reading(actor, language, (context) => listTallies(context, query)),
    notices: ({ actor, query, language }) => reading(actor, language, ({ tx }) => listNotices(tx, actor, query.limit ?? 50)),
    noticesSeen: ({ actor, body }) => noticesSeen(house, actor, timeOf(body.until, '/until')),
    suggest: ({ actor, body, language }) => reading(actor, language, (context) => suggestFor(context, body, house.searchKey)),
    units: ({ actor, language }) => reading(actor, language, async ({ rules: { registry } }) => lists.units(registry)),
    areas: ({ actor, language }) => reading(actor, language, async ({ rules: here }) => lists.areas(here)),
    categories: ({ actor, language }) => reading(actor, language, async ({ rules: { registry } }) => lists.categories(registry)),
    duties: ({ actor, query, language }) => reading(actor, language, async ({ rules: { registry } }) => lists.duties(registry, query)),
    powers: ({ actor, query, language }) => reading(actor, language, async ({ rules: { registry } }) => lists.powers(registry, query)),
    problems: ({ actor, language }) => reading(actor, language, async ({ rules: { registry } }) => lists.problems(registry)),
    posts: ({ actor, query, language }) => reading(actor, language, async ({ rules: { registry } }) => lists.posts(house, registry, query.unit)),
    profile: ({ actor, language }) =>
      reading(actor, language, async ({ rules: here }) => {
        const profile = profileHere(here, actor)
        const id = `${profile.id}@${profile.inForceFrom}`
        return { id, profile, marks: { ...rules.marksOf(id) } }
      }),
    clock: async () => ({ now: await house.clock.now(), simulated: house.simulated }),
    async moveClock({ body, actor }) {
      if (!house.simulated) throw new Refusal('RealTime')
      if (actor.role !== 'system_admin') throw new Refusal('NotFound')
      return { now: await house.clock.moveTo(timeOf(body.to, '/to')), simulated: true }
    },
  }
}

/** A time from outside in the one form, or a refusal: not every text of the right shape is a time that can be kept. */
function timeOf(text: string, path: string): string {
  const settled = instant(text)
  if (settled === undefined) throw new Refusal('Malformed', path)
  return settled
}

async function streamTo(house: House, actor: Actor, token: string, request: FastifyRequest, reply: FastifyReply): Promise<void> {
  reply.hijack()
  const { raw } = reply
  raw.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-store', 'x-accel-buffering': 'no', connection: 'keep-alive' })
  raw.write('retry: 3000\n\n: open\n\n')
  const stop = house.stream.listen({ actor, heard: (changed) => raw.write(`event: changed\ndata: ${JSON.stringify(changed)}\n\n`) })
  const beat = setInterval(() => {
    void house.door.whoIs(token).then((known) => ('account' in known ? raw.write(': beat\n\n') : raw.end()))
  }, 15_000)
  request.raw.on('close', () => {
    clearInterval(beat)
    stop()
  })
}
