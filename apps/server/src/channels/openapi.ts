import { base, Problem, routes, type Route } from '@shaoying/contract'

/** The contract as an OpenAPI 3.1 document: printed from the route table, so that it cannot drift from it. */
export function openapi(version: string): Record<string, unknown> {
  const paths: Record<string, Record<string, unknown>> = {}
  for (const [name, route] of Object.entries(routes) as [string, Route][]) {
    const path = base + route.path.replace(/:(\w+)/g, '{$1}')
    const parameters = [...parametersOf(route.params, 'path'), ...parametersOf(route.query, 'query')]
    ;(paths[path] ??= {})[route.method.toLowerCase()] = {
      operationId: name,
      summary: route.summary,
      ...(route.open ? { security: [] } : {}),
      ...(parameters.length > 0 ? { parameters } : {}),
      ...(route.body ? { requestBody: { required: true, content: { 'application/json': { schema: route.body } } } } : {}),
      responses: {
        200: { description: 'OK', content: { 'application/json': { schema: route.reply } } },
        default: { description: 'Refused', content: { 'application/problem+json': { schema: Problem } } },
      },
    }
  }
  return {
    openapi: '3.1.0',
    info: { title: 'Shaoying 哨应', version, license: { name: 'Apache-2.0', identifier: 'Apache-2.0' }, description: 'Grassroots city governance: one desk, one ledger. Instants are RFC 3339 with a zone; lists use keyset cursors; errors are RFC 9457 problem documents.' },
    security: [{ bearer: [] }, { cookie: [] }],
    components: { securitySchemes: { bearer: { type: 'http', scheme: 'bearer' }, cookie: { type: 'apiKey', in: 'cookie', name: 'shaoying' } } },
    paths,
  }
}

function parametersOf(shape: Route['params'], where: 'path' | 'query'): unknown[] {
  const { properties = {}, required = [] } = (shape ?? {}) as { properties?: Record<string, unknown>; required?: string[] }
  return Object.entries(properties).map(([name, schema]) => ({ name, in: where, required: where === 'path' || required.includes(name), schema }))
}
