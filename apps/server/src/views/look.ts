import { caseFieldsFor, caseRelationsOf, type Actor, type CaseState } from '@shaoying/core'
import type { Body, Reply } from '@shaoying/contract'
import type { House } from '../house/house.ts'
import { splitId } from '../ledger/ids.ts'
import { sql } from '../platform/sql.ts'
import { maySee } from './maySee.ts'

/** Reads who a requester is, with a purpose; the look is recorded in the transaction that reads. Undefined where it is nobody's business. */
export async function lookBehind(house: House, actor: Actor, id: string, { ref, purpose }: Body<'look'>): Promise<Reply<'look'> | undefined> {
  const { district, story } = splitId(id)
  if (district !== actor.district) return undefined
  const filedAs = await house.db.reader.transaction(async (tx) => {
    const rules = await house.rules.rulesFor(tx, district)
    const [row] = await tx.query<{ state: CaseState }>(sql`select state from case_card where district = ${district} and story = ${story}`)
    if (!row || row.state.stage === 'absent' || !maySee('case', row.state, actor, rules)) return undefined
    const { state } = row
    const origin = state.origins.find(({ requester }) => requester === ref)
    if (!origin) return undefined
    const { identity } = caseFieldsFor(caseRelationsOf(state, actor, rules), state.secrecy, { agreed: origin.agrees })
    // A merged origin's person lies under the case it was filed as.
    return identity === 'look' || identity === 'yes' ? splitId(origin.id).story : undefined
  })
  if (filedAs === undefined) return undefined
  return house.db.vault.transaction(async (tx) => {
    await tx.query(sql`
      insert into vault.look (district, story, ref, person, post, purpose) values (${district}, ${story}, ${ref}, ${actor.person}, ${actor.post}, ${purpose})`)
    const [row] = await tx.query<Reply<'look'>>(sql`select name, phone, address from vault.requester where district = ${district} and story = ${filedAs} and ref = ${ref}`)
    return row
  })
}
