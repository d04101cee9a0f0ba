import { existsSync } from 'node:fs'
import { join } from 'node:path'
import compress from '@fastify/compress'
import helmet from '@fastify/helmet'
import statics from '@fastify/static'
import swagger from '@fastify/swagger'
import swaggerUi from '@fastify/swagger-ui'
import Fastify, { type FastifyError, type FastifyInstance } from 'fastify'
import type { House } from '../house/house.ts'
import { root } from '../platform/root.ts'
import { api } from './api.ts'
import { health } from './health.ts'
import { openMetrics } from './metrics.ts'
import { openapi } from './openapi.ts'
import { languageOf, Refusal, sendProblem, type ProblemCode } from './problem.ts'

/** Everything that is served: the contract, its documentation, health, metrics and the screens. */
export async function openServer(house: House, { extend }: { extend?: (app: FastifyInstance) => void } = {}): Promise<FastifyInstance> {
  const app = Fastify({ bodyLimit: 1024 * 1024, trustProxy: false, logger: false, forceCloseConnections: 'idle', routerOptions: { maxParamLength: 200 } })
  app.setErrorHandler((error: FastifyError | Refusal | Error, request, reply) => {
    const language = languageOf(request.headers['accept-language'])
    if (error instanceof Refusal) return sendProblem(reply, error.problem, language, error.detail)
    const known = problemFor(error)
    if (known) return sendProblem(reply, known, language)
    house.log.error({ route: request.routeOptions.url, error: error.name, code: (error as FastifyError).code, at: ownFrames(error) }, 'broken')
    return sendProblem(reply, 'Broken', language)
  })
  app.setNotFoundHandler((request, reply) => {
    const page = request.method === 'GET' && !request.url.startsWith('/api/') && (request.headers.accept ?? '').includes('text/html')
    if (page && existsSync(join(screens, 'index.html'))) return reply.type('text/html').header('cache-control', 'no-cache').sendFile('index.html')
    return sendProblem(reply, 'NotFound', languageOf(request.headers['accept-language']))
  })
  await app.register(helmet, {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'self'"], scriptSrc: ["'self'"], styleSrc: ["'self'", "'unsafe-inline'"], imgSrc: ["'self'", 'data:', 'blob:'],
        fontSrc: ["'self'", 'data:'], connectSrc: ["'self'"], frameAncestors: ["'none'"], baseUri: ["'none'"], formAction: ["'self'"], objectSrc: ["'none'"],
      },
    },
    strictTransportSecurity: false,
    crossOriginEmbedderPolicy: false,
  })
  const metrics = openMetrics(house)
  app.get('/health', (_, reply) => health(house).then((found) => reply.code(found.status === 'down' ? 503 : 200).header('cache-control', 'no-store').send(found)))
  app.get('/metrics', async (_, reply) => reply.type(metrics.contentType).send(await metrics.text()))
  const document = openapi('0.1.0')
  app.get('/openapi.json', (_, reply) => reply.send(document))
  await app.register(swagger, { mode: 'static', specification: { document: document as never } })
  await app.register(swaggerUi, { routePrefix: '/docs' })
  await app.register(async (inner) => {
    inner.addHook('onSend', async (_, reply) => void (reply.hasHeader('cache-control') || reply.header('cache-control', 'no-store')))
    inner.addHook('onResponse', async (request, reply) => metrics.answered(request.routeOptions.url ?? '', reply.statusCode, reply.elapsedTime))
    await api(inner, house)
    extend?.(inner)
  })
  if (existsSync(screens)) {
    await app.register(async (inner) => {
      await inner.register(compress, { threshold: 1_024 })
      await inner.register(statics, { root: screens, index: ['index.html'], immutable: true, maxAge: '1y', setHeaders: (reply, path) => void (path.endsWith('.html') && reply.header('cache-control', 'no-cache')) })
    })
  }
  return app
}

const screens = join(root, 'apps/console/dist')

const byCode: Readonly<Record<string, ProblemCode>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: 'TooLarge',
  FST_REQ_FILE_TOO_LARGE: 'TooLarge',
  FST_FILES_LIMIT: 'TooLarge',
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'WrongType',
  FST_ERR_CTP_EMPTY_JSON_BODY: 'Malformed',
  FST_ERR_CTP_INVALID_JSON_BODY: 'Malformed',
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: 'Malformed',
  FST_INVALID_MULTIPART_CONTENT_TYPE: 'WrongType',
}

/** Which of our problems a failure of the framework is; undefined for a bug of ours. */
function problemFor(error: Error): ProblemCode | undefined {
  const { code, statusCode } = error as FastifyError
  if (code !== undefined && byCode[code]) return byCode[code]
  if (statusCode === 413) return 'TooLarge'
  if (statusCode === 429) return 'TooMany'
  if (statusCode !== undefined && statusCode >= 400 && statusCode < 500) return 'Malformed'
  return undefined
}

/** Where a bug is, without its values: only the frames, never the message of what a database or a parser was given. */
const ownFrames = (error: Error): string[] => (error.stack ?? '').split('\n').filter((line) => line.trimStart().startsWith('at ')).slice(0, 4).map((line) => line.trim())
