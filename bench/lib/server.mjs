// Server processes of a benchmark's own, and the clients that speak to them.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import http from 'node:http'
import { fileURLToPath } from 'node:url'
import { setTimeout as sleep } from 'node:timers/promises'
import { freePort } from '../../apps/server/dist/platform/embedded.js'
import { cpuSeconds, pssBytes } from './processes.mjs'
import { password } from './plant.mjs'

const program = fileURLToPath(new URL('serve.mjs', import.meta.url))

/**
 * Starts a server process on a place and waits until it is ready. `options` go to `openHouse`; `noop` adds `POST /api/v1/noop`,
 * which checks the same body and does nothing. Killed and started again it keeps its address.
 */
export async function startServer({ urls, dataDir }, { options = {}, noop = false, node = [] } = {}) {
  const port = await freePort()
  let child
  async function start() {
    child = spawn(process.execPath, ['--max-old-space-size=384', ...node, program, JSON.stringify({ urls, dataDir, port, options, noop })], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    let said = ''
    for await (const chunk of child.stdout) {
      said += chunk
      if (said.includes('ready ')) break
    }
    if (!said.includes('ready ')) throw new Error('the server ended before it was ready')
    child.stdout.resume?.()
  }
  await start()
  return {
    url: `http://127.0.0.1:${port}`,
    pid: () => child.pid,
    cpu: () => cpuSeconds(child.pid),
    pss: () => pssBytes(child.pid),
    start,
    /** Ends it as a power cut would. */
    async kill() {
      if (child.exitCode !== null || child.signalCode !== null) return
      const ended = once(child, 'exit')
      child.kill('SIGKILL')
      await ended
    },
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return
      const ended = once(child, 'exit')
      child.kill('SIGTERM')
      const patience = setTimeout(() => child.kill('SIGKILL'), 10_000)
      await ended
      clearTimeout(patience)
    },
  }
}

/** A client with `connections` kept open. `request` gives status and parsed body, or throws when the wire broke. */
export function openClient(url, { connections = 1, timeoutMs = 15_000 } = {}) {
  const agent = new http.Agent({ keepAlive: true, maxSockets: connections })
  const { hostname, port } = new URL(url)
  function request(method, path, { token, body } = {}) {
    const payload = body === undefined ? undefined : Buffer.from(typeof body === 'string' ? body : JSON.stringify(body))
    return new Promise((resolve, reject) => {
      const asked = http.request(
        {
          agent, hostname, port, method, path, timeout: timeoutMs,
          headers: {
            ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
            ...(payload === undefined ? {} : { 'content-type': 'application/json', 'content-length': payload.length }),
          },
        },
        (response) => {
          const chunks = []
          response.on('data', (chunk) => chunks.push(chunk))
          response.on('error', reject)
          response.on('end', () => {
            const text = Buffer.concat(chunks).toString('utf8')
            try {
              resolve({ status: response.statusCode, body: text === '' ? undefined : JSON.parse(text) })
            } catch (error) {
              reject(error)
            }
          })
        },
      )
      asked.on('timeout', () => asked.destroy(new Error('no answer in time')))
      asked.on('error', reject)
      asked.end(payload)
    })
  }
  return {
    request,
    /** Signs in and answers the bearer token. */
    async signIn(account) {
      const { status, body } = await request('POST', '/api/v1/session', { body: { account, password, machine: true } })
      if (status !== 200) throw new Error(`${account} could not sign in: ${status}`)
      return body.token
    },
    /** Sends instructions; answers their answers, or throws where the outcome is unknown. */
    async instruct(token, instructions) {
      const { status, body } = await request('POST', '/api/v1/instructions', { token, body: { instructions } })
      if (status !== 200) throw new Error(`instructions were answered with ${status} ${body?.code ?? ''}`)
      return body.answers
    },
    end: () => agent.destroy(),
  }
}

/** Runs `work(n)` on so many lanes at once until `forMs` is over; answers how often it was done, per second, and each one's time in ms. */
export async function drive({ lanes, forMs }, work) {
  const times = []
  const begun = performance.now()
  const until = begun + forMs
  await Promise.all(
    Array.from({ length: lanes }, async (_, lane) => {
      for (let n = 0; performance.now() < until; n++) {
        const from = performance.now()
        await work(lane, n)
        times.push(performance.now() - from)
      }
    }),
  )
  const seconds = (performance.now() - begun) / 1_000
  return { done: times.length, seconds, perSecond: times.length / seconds, times }
}

export { sleep }
