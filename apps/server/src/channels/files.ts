import { createHash, randomUUID } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { mkdir, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { caseFieldsFor, caseRelationsOf, type Actor, type CaseFile, type CaseState, type WhistleState } from '@shaoying/core'
import type { Reply } from '@shaoying/contract'
import { base } from '@shaoying/contract'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { fileTypeFromBuffer } from 'file-type'
import type { House } from '../house/house.ts'
import { splitId } from '../ledger/ids.ts'
import { codeOf } from '../platform/failure.ts'
import { sql } from '../platform/sql.ts'
import { maySee } from '../views/maySee.ts'
import { brokenText } from '../desk/instruction.ts'
import { Refusal } from './problem.ts'

/** Kinds of files that are taken, by what their bytes are and not by what their name says. */
const accepted = /^(image\/(jpeg|png|webp|gif|heic)|application\/pdf|audio\/|video\/(mp4|quicktime|webm)|application\/(vnd\.openxmlformats-officedocument\..+|msword|x-cfb|zip))/

/** Keeps a file under the key of its case: bytes in the data folder, hash and kind in the database. */
export async function keepFile(house: House, actor: Actor, id: string, request: FastifyRequest): Promise<Reply<'caseFile'>> {
  const { district, story } = splitId(id)
  if (!(await mayOpen(house, actor, district, story, 'story'))) throw new Refusal('NotFound')
  if (!request.isMultipart()) throw new Refusal('WrongType')
  const part = await orMalformed(request.file())
  if (!part) throw new Refusal('Malformed', '/file')
  const bytes = await orMalformed(part.toBuffer())
  const kind = await fileTypeFromBuffer(bytes)
  if (!kind || !accepted.test(kind.mime)) throw new Refusal('FileRefused')
  const name = nameOf(part.filename)
  const file = randomUUID()
  const sha256 = createHash('sha256').update(bytes).digest()
  const folder = folderOf(house, district, story)
  await mkdir(folder, { recursive: true, mode: 0o700 })
  await writeFile(join(folder, `${file}.part`), bytes, { mode: 0o600, flush: true })
  await rename(join(folder, `${file}.part`), join(folder, file))
  try {
    const [row] = await house.db.desk.query<{ at: string }>(sql`
      insert into file (district, story, id, name, type, bytes, sha256, person)
      values (${district}, ${story}, ${file}, ${name}, ${kind.mime}, ${bytes.length}, ${sha256}, ${actor.person}) returning at`)
    return { id: file, name, type: kind.mime, bytes: bytes.length, sha256: sha256.toString('hex'), at: row?.at ?? '', url: `${base}/cases/${id}/files/${file}` }
  } catch (error) {
    await rm(join(folder, file), { force: true })
    throw error
  }
}

const fileForm = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/
const storyForm = /^[1-9]\d{5}-[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

/** A parser's complaint of a body that was cut short or never was one has no code; that is the sender's matter and no bug of ours. */
async function orMalformed<T>(parsed: Promise<T>): Promise<T> {
  try {
    return await parsed
  } catch (error) {
    throw codeOf(error) === undefined ? new Refusal('Malformed', '/file') : error
  }
}

/** The name as text alone: no path, nothing invisible, nothing that turns the direction of writing (`gnp.exe` shown as `exe.png`). */
function nameOf(given: string): string {
  const name = brokenText(given, '') === undefined ? given.normalize('NFC') : 'file'
  return [...name.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\\/]/gu, '_')].slice(0, 120).join('') || 'file'
}

/** Sends a file to those who may read the matter; pictures are shown, everything else is offered for saving. */
export async function sendFile(house: House, actor: Actor, id: string, file: string, reply: FastifyReply): Promise<FastifyReply> {
  if (!storyForm.test(id) || !fileForm.test(file)) throw new Refusal('NotFound')
  const { district, story } = splitId(id)
  if (!(await mayOpen(house, actor, district, story, 'matter'))) throw new Refusal('NotFound')
  const [row] = await house.db.reader.query<{ name: string; type: string; sha256: Buffer }>(sql`
    select name, type, sha256 from file where district = ${district} and story = ${story} and id = ${file}`)
  if (!row) throw new Refusal('NotFound')
  const shown = row.type.startsWith('image/') ? 'inline' : 'attachment'
  return reply
    .type(row.type)
    .header('content-disposition', `${shown}; filename*=UTF-8''${encodeURIComponent(row.name)}`)
    .header('x-content-type-options', 'nosniff')
    .header('cache-control', 'private, no-store')
    .header('etag', `"${row.sha256.toString('hex')}"`)
    .send(createReadStream(join(folderOf(house, district, story), file)))
}

const folderOf = (house: House, district: number, story: string): string => join(house.dataDir, 'files', String(district), story)

/** Who knows of a story may add to it; a file is part of the matter, and shown only to those who may read that (S2 and S3 are not for all who handle it). */
async function mayOpen(house: House, actor: Actor, district: number, story: string, what: 'story' | 'matter'): Promise<boolean> {
  if (district !== actor.district) return false
  return house.db.reader.transaction(async (tx) => {
    const rules = await house.rules.rulesFor(tx, district)
    const [one] = await tx.query<{ kind: 'case' | 'whistle'; state: CaseState | WhistleState }>(sql`
      select 'case' as kind, state from case_card where district = ${district} and story = ${story}
      union all select 'whistle' as kind, state from whistle_card where district = ${district} and story = ${story}`)
    if (one === undefined || !maySee(one.kind, one.state, actor, rules)) return false
    if (what === 'story' || one.kind === 'whistle') return true
    // The row was read from the cards of cases, and a case that may be seen exists.
    const state = one.state as CaseFile
    return caseFieldsFor(caseRelationsOf(state, actor, rules), state.secrecy).matter === 'yes'
  }, { readOnly: true })
}
