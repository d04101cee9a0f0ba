import { useSyncExternalStore } from 'react'

const narrow = matchMedia('(max-width: 760px)')

/** True on a phone, where tables become lists and nine steps one line. */
export const useNarrow = (): boolean =>
  useSyncExternalStore(
    (listener) => {
      narrow.addEventListener('change', listener)
      return () => narrow.removeEventListener('change', listener)
    },
    () => narrow.matches,
  )
