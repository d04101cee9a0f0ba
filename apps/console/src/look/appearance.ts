import { useSyncExternalStore } from 'react'

/** Light, dark, or as the system has it. */
export type Appearance = 'system' | 'light' | 'dark'
export const appearances = ['system', 'light', 'dark'] as const

const kept = 'shaoying.appearance'
const system = matchMedia('(prefers-color-scheme: dark)')
const listeners = new Set<() => void>()
system.addEventListener('change', () => listeners.forEach((listener) => listener()))

const subscribe = (listener: () => void) => {
  listeners.add(listener)
  return () => listeners.delete(listener)
}
const read = (): Appearance => appearances.find((one) => one === localStorage.getItem(kept)) ?? 'system'

export function chooseAppearance(next: Appearance): void {
  localStorage.setItem(kept, next)
  listeners.forEach((listener) => listener())
}
export const useAppearance = (): Appearance => useSyncExternalStore(subscribe, read)
export const useDark = (): boolean =>
  useSyncExternalStore(subscribe, () => (read() === 'system' ? system.matches : read() === 'dark'))
