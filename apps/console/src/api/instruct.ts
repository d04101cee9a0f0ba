import type { Answer, Body, Instruction } from '@shaoying/contract'
import { useRef, useState } from 'react'
import { useMe, memory } from './queries.ts'
import { api, isProblem } from './client.ts'

export type Story = Instruction['story']
export type Command = Instruction['command']
type Refused = Extract<Answer, { refused: unknown }>['refused']

/** How it went: accepted at a version; refused by the law; or nobody knows, because the wire broke. */
export type Outcome = { accepted: number } | { refused: Refused } | { unheard: true }

/**
 * One intention of a person, sent to the desk. The command's id is kept while the same sentence is sent again, so that
 * a lost answer never does anything twice; another sentence, or an answered one, gets a new id.
 */
export function useInstruct() {
  const [sending, setSending] = useState(false)
  const last = useRef<{ sentence: string; commandId: string } | undefined>(undefined)

  async function instruct(story: Story, command: Command, expect?: number): Promise<Outcome> {
    const sentence = JSON.stringify([story, command, expect])
    if (last.current?.sentence !== sentence) last.current = { sentence, commandId: newId() }
    const { commandId } = last.current
    setSending(true)
    try {
      const body: Body<'instruct'> = {
        instructions: [{ commandId, story, command, ...(expect === undefined ? {} : { expect }) }],
      }
      const { answers } = await api.instruct({ body })
      const [answer] = answers
      if (!answer) return { unheard: true }
      last.current = undefined
      if ('refused' in answer) return { refused: answer.refused }
      void refresh(story)
      return { accepted: answer.version }
    } catch (error) {
      if (isProblem(error, 401)) void memory.invalidateQueries({ queryKey: ['me'] })
      if (isProblem(error)) {
        last.current = undefined
        // A whole request refused carries a code of the door, not of the law; both are shown as one sentence.
        return { refused: { code: error.code as Refused['code'], message: error.message } }
      }
      return { unheard: true }
    } finally {
      setSending(false)
    }
  }
  return { instruct, sending }
}

/** What a change of this story makes stale; lists follow without disturbing what is being read. */
export async function refresh(story: Pick<Story, 'kind' | 'id'>): Promise<void> {
  const keys =
    story.kind === 'registry'
      ? [['units'], ['areas'], ['categories'], ['duties'], ['posts']]
      : [[story.kind, story.id], [`${story.kind}s`], ['todo'], ['tallies']]
  await Promise.all(keys.map((queryKey) => memory.invalidateQueries({ queryKey })))
}

/** An id for a command or a story; the randomness of a secure context is not asked for, an intranet may be plain http. */
export function newId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`
}

/** A new story of my district. */
export function useNewStoryId(): () => string {
  const district = useMe().data?.district
  return () => `${district ?? 0}-${newId()}`
}
