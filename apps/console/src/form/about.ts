import { createContext, use } from 'react'
import type { Story } from '../api/instruct.ts'

/** What a form is about: pickers read from it what they may offer. */
export type About = {
  story: Story
  command: string
  /** Case under whose key files are kept. */
  filesOf: string | null
  category: string | null
  /** The state of the story as the reader may see it. */
  state: unknown
  /** Values fixed by the place from which the form was opened, such as the row of a called unit. */
  fixed: Record<string, unknown>
}

export const AboutContext = createContext<About | null>(null)
export const useAbout = () => use(AboutContext)
