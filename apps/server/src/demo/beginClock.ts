import { connectOwner } from '../platform/connectOwner.ts'
import { failure } from '../platform/failure.ts'

/**
 * Sets the clock of a simulated database back to a moment before anything has happened in it, as its owner: no run-time role can. Throws a
 * failure once the ledger has an entry.
 */
export async function beginClock(ownerUrl: string, at: string): Promise<void> {
  const owner = await connectOwner(ownerUrl)
  try {
    const { rowCount } = await owner.query(
      `update clock_here set shift = $1::timestamptz - transaction_timestamp() where simulated and not exists (select from entry)`,
      [at],
    )
    if (!rowCount)
      throw failure(
        'Only a new, simulated database can begin in the past: this one keeps real time or has a history.',
      )
  } finally {
    await owner.end()
  }
}
