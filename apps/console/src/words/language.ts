import { useSyncExternalStore } from 'react'

export type Language = 'zh' | 'en'

const kept = 'shaoying.language'
let current: Language = readKept()
const listeners = new Set<() => void>()

function readKept(): Language {
  const found = localStorage.getItem(kept)
  return found === 'en' || found === 'zh' ? found : 'zh'
}

export const language = (): Language => current
export const languageTag = (): string => (current === 'zh' ? 'zh-CN' : 'en')

/** Chosen by the person and kept on this machine; Chinese until then. */
export function chooseLanguage(next: Language): void {
  current = next
  localStorage.setItem(kept, next)
  for (const listener of listeners) listener()
}

export const useLanguage = (): Language =>
  useSyncExternalStore((listener) => {
    listeners.add(listener)
    return () => listeners.delete(listener)
  }, language)
