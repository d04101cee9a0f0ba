import { sql, type Database } from '../platform/sql.ts'

/** How long the receipt of a refusal is kept: until then the same command gets the same no. Receipts of what was done are kept for ever. */
export const refusedReceiptDays = 90

const many = 5_000

/** Removes the receipts of refusals that are older than that, some thousand at a time; answers how many. */
export async function sweepReceipts(db: Database, district: number): Promise<number> {
  const gone = await db.query<{ command_id: string }>(sql`
    delete from receipt where district = ${district} and command_id in (
      select command_id from receipt
      where district = ${district} and answer ? 'refused' and at < now_here() - make_interval(days => ${refusedReceiptDays}) limit ${many})
    returning command_id`)
  return gone.length
}
