import { base, createClient, ProblemError, sendByFetch, type Reply } from '@shaoying/contract'
import type { FileShown } from '@shaoying/contract'
import { languageTag } from '../words/language.ts'

/** The server as the console sees it: same origin, the session in a cookie, answers in the language of the screen. */
export const api = createClient(sendByFetch('', undefined, languageTag))

export type MeShown = Reply<'me'>

/** Puts a file under the key of a case; the answer's id is what a command names. Throws `ProblemError`. */
export async function uploadFile(caseId: string, file: File): Promise<FileShown> {
  const body = new FormData()
  body.set('file', file)
  const response = await fetch(`${base}/cases/${encodeURIComponent(caseId)}/files`, {
    method: 'POST',
    body,
    credentials: 'same-origin',
    headers: { 'accept-language': languageTag() },
  })
  const answer: unknown = await response.json().catch(() => ({}))
  // The route table promises this shape for a 2xx, and a problem document otherwise.
  if (response.ok) return answer as FileShown
  const { code = 'Unknown', title = response.statusText } = answer as { code?: string; title?: string }
  throw new ProblemError(response.status, code, title)
}

export const isProblem = (error: unknown, status?: number): error is ProblemError =>
  error instanceof ProblemError && (status === undefined || error.status === status)
