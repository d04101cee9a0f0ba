import { type ChildProcess, spawn } from 'node:child_process'
import * as fs from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { afterAll, expect, test } from 'vitest'
import { startEmbedded } from './embedded.ts'

const root = fs.mkdtempSync(join(tmpdir(), 'embedded-'))
fs.chmodSync(root, 0o711)
const moved: string[] = []
afterAll(() => {
  for (const folder of [root, ...moved]) fs.rmSync(folder, { recursive: true, force: true })
})

async function ask(url: string, statement: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    return (await client.query<Record<string, unknown>>(statement)).rows
  } finally {
    await client.end()
  }
}

test('it starts, stops and starts again with everything it knew, durable and listening here alone', async () => {
  const folder = join(root, 'plain')
  const first = await startEmbedded(folder)
  await ask(first.url, 'create table note (words text)')
  await ask(first.url, `insert into note values ('kept')`)
  expect(
    await ask(
      first.url,
      `select name, setting from pg_settings where name in ('fsync', 'synchronous_commit', 'listen_addresses', 'data_checksums') order by name`,
    ),
  ).toEqual([
    { name: 'data_checksums', setting: 'on' },
    { name: 'fsync', setting: 'on' },
    { name: 'listen_addresses', setting: '127.0.0.1' },
    { name: 'synchronous_commit', setting: 'on' },
  ])
  const wrong = first.url.replace(/:[^:@]+@/, ':guess@')
  await expect(ask(wrong, 'select 1')).rejects.toMatchObject({ code: '28P01' })
  await first.stop()
  await first.stop()

  const second = await startEmbedded(folder)
  expect(second.movedTo).toBeUndefined()
  expect(await ask(second.url, 'select words from note')).toEqual([{ words: 'kept' }])
  await second.stop()
  expect(fs.statSync(join(folder, 'secrets', 'owner.json')).mode & 0o777).toBe(0o600)
})

test('a data folder in use by a running server is refused in one sentence', async () => {
  const folder = join(root, 'twice')
  const first = await startEmbedded(folder, { durable: false })
  await expect(startEmbedded(folder)).rejects.toMatchObject({
    name: 'Failure',
    message: expect.stringContaining('is in use by a running server'),
  })
  expect(await ask(first.url, 'select 1 as one')).toEqual([{ one: 1 }])
  await first.stop()
})

/** Starts the database in a process of its own, which can be killed. */
async function inChild(folder: string): Promise<{ child: ChildProcess; url: string }> {
  const program = `
    import { createServer } from ${JSON.stringify(import.meta.resolve('vite'))}
    const vite = await createServer({ configFile: false, root: ${JSON.stringify(process.cwd())}, server: { middlewareMode: true, ws: false }, appType: 'custom', logLevel: 'silent', optimizeDeps: { noDiscovery: true } })
    const { startEmbedded } = await vite.ssrLoadModule(${JSON.stringify(new URL('./embedded.ts', import.meta.url).pathname)})
    console.log((await startEmbedded(${JSON.stringify(folder)})).url)
    setInterval(() => {}, 1000)`
  const child = spawn(process.execPath, ['--input-type=module', '--eval', program], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const url = await new Promise<string>((resolve, reject) => {
    child.once('exit', (code) => reject(new Error(`the child ended with ${code}`)))
    child.stdout.once('data', (text: Buffer) => resolve(text.toString().trim()))
  })
  return { child, url }
}

const gone = (child: ChildProcess) => new Promise((resolve) => child.once('exit', resolve))
const postmaster = (folder: string) =>
  Number(fs.readFileSync(join(folder, 'postgres', 'postmaster.pid'), 'utf8').split('\n')[0])

test('after kill -9 of the server the database left behind is ended in order and nothing committed is lost', async () => {
  const folder = join(root, 'orphan')
  const { child, url } = await inChild(folder)
  await ask(url, 'create table note (words text)')
  await ask(url, `insert into note values ('committed')`)
  const orphan = postmaster(folder)
  const ended = gone(child)
  child.kill('SIGKILL')
  await ended
  expect(await ask(url, 'select words from note')).toEqual([{ words: 'committed' }]) // The orphan still runs.

  const next = await startEmbedded(folder)
  expect(postmaster(folder)).not.toBe(orphan)
  await expect(ask(url, 'select 1')).rejects.toMatchObject({ code: 'ECONNREFUSED' })
  expect(await ask(next.url, 'select words from note')).toEqual([{ words: 'committed' }])
  await next.stop()
})

test('after kill -9 of both, the journal is read and nothing committed is lost', async () => {
  const folder = join(root, 'both')
  const { child, url } = await inChild(folder)
  await ask(url, 'create table note (words text)')
  await ask(url, `insert into note values ('committed')`)
  const ended = gone(child)
  process.kill(postmaster(folder), 'SIGKILL')
  child.kill('SIGKILL')
  await ended
  const next = await startEmbedded(folder)
  expect(await ask(next.url, 'select words from note')).toEqual([{ words: 'committed' }])
  await next.stop()
})

test('a lock file that names another program is no obstacle', async () => {
  const folder = join(root, 'stale')
  await (await startEmbedded(folder, { durable: false })).stop()
  fs.writeFileSync(
    join(folder, 'postgres', 'postmaster.pid'),
    `${process.pid}\n${join(folder, 'postgres')}\n1\n5432\n\n127.0.0.1\n  1 2\nready\n`,
  )
  fs.writeFileSync(join(folder, 'server.lock'), `${process.pid} 1`)
  const again = await startEmbedded(folder, { durable: false })
  expect(await ask(again.url, 'select 1 as one')).toEqual([{ one: 1 }])
  await again.stop()
})

test('a making that was cut short is begun anew', async () => {
  const folder = join(root, 'cut')
  fs.mkdirSync(join(folder, 'postgres.unfinished', 'base'), { recursive: true })
  fs.chmodSync(folder, 0o711)
  const started = await startEmbedded(folder, { durable: false })
  await started.stop()
  expect(fs.existsSync(join(folder, 'postgres.unfinished'))).toBe(false)
})

test('under a home of mode 700 the database is where its account can reach it, and stays there', async () => {
  const home = join(root, 'home')
  fs.mkdirSync(home, { mode: 0o700 })
  const folder = join(home, 'data')
  const first = await startEmbedded(folder, { durable: false })
  const place = first.movedTo ?? folder
  await ask(first.url, 'create table note (words text)')
  await first.stop()
  expect(fs.existsSync(join(place, 'postgres', 'PG_VERSION'))).toBe(true)
  // Only root has to lend the database another account, which a closed home keeps out.
  expect(place !== folder).toBe(process.getuid?.() === 0)
  if (place !== folder) moved.push(place)
  fs.chmodSync(home, 0o711)
  const second = await startEmbedded(folder, { durable: false })
  expect(second.movedTo).toBe(first.movedTo)
  expect(await ask(second.url, 'select * from note')).toEqual([])
  await second.stop()
})

test('a folder that cannot be written to gives one sentence', async () => {
  const file = join(root, 'file')
  fs.writeFileSync(file, '')
  await expect(startEmbedded(join(file, 'data'))).rejects.toMatchObject({
    name: 'Failure',
    message: `The folder ${join(file, 'data')} cannot be written to (ENOTDIR): make it writable or choose another with DATA_DIR.`,
  })
})

test('a database of another major version is not touched', async () => {
  const folder = join(root, 'old')
  await (await startEmbedded(folder, { durable: false })).stop()
  fs.writeFileSync(join(folder, 'postgres', 'PG_VERSION'), '14\n')
  await expect(startEmbedded(folder)).rejects.toThrow(/was made by PostgreSQL 14 and this program brings 18/)
})
