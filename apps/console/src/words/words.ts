import i18next, { type TOptions } from 'i18next'
import { useMemo } from 'react'
import { initReactI18next, useTranslation } from 'react-i18next'
import { useMe } from '../api/queries.ts'
import { language, useLanguage, type Language } from './language.ts'
import { zh, type Vocabulary, type Words } from './zh.ts'

/** The path of a sentence, such as `todo.title`. */
export type Key = Leaves<Omit<Words, 'of'>>
type Leaves<T, Path extends string = ''> = {
  [K in keyof T & string]: T[K] extends string ? `${Path}${K}` : Leaves<T[K], `${Path}${K}.`>
}[keyof T & string]

const loaded: Record<Language, () => Promise<Words>> = {
  zh: () => Promise.resolve(zh),
  en: () => import('./en.ts').then(({ en }) => en),
}

/** Starts the words in the language kept on this machine. */
export async function startWords(): Promise<void> {
  await i18next.use(initReactI18next).init({
    lng: 'zh',
    fallbackLng: 'zh',
    resources: { zh: { translation: zh } },
    interpolation: { escapeValue: false, defaultVariables: zh.term },
    react: { useSuspense: false },
  })
  await speak(language())
}

/** Changes the language of every screen at once. */
export async function speak(next: Language): Promise<void> {
  if (!i18next.hasResourceBundle(next, 'translation'))
    i18next.addResourceBundle(next, 'translation', await loaded[next]())
  await i18next.changeLanguage(next)
  document.documentElement.lang = next === 'zh' ? 'zh-CN' : 'en'
}

/** What is said on screens: sentences by key, and words for what the law names, in the city's own way where it has one. */
export function useWords() {
  const { t: translate } = useTranslation()
  const spoken = useLanguage()
  const city = useMe().data?.words[spoken]
  return useMemo(() => {
    const bundle = wordsOf(spoken)
    const own = (['whistle', 'report'] as const).flatMap((term) => {
      const said = city?.[term]
      return said
        ? [
            [term, said],
            [term.charAt(0).toUpperCase() + term.slice(1), said.charAt(0).toUpperCase() + said.slice(1)],
          ]
        : []
    })
    const terms: Record<string, string> = { ...bundle.term, ...Object.fromEntries(own) }
    const t = (key: Key, values?: TOptions): string => translate(key, { ...terms, ...values })
    const word = (group: Vocabulary, code: string | null | undefined): string => {
      if (!code) return ''
      const common: Record<string, string> = bundle.of[group]
      const said = city?.[`${group}.${code}`]
      return said ?? common[code] ?? readable(code)
    }
    const has = (group: Vocabulary, code: string): boolean => code in bundle.of[group]
    return { t, word, has, language: spoken }
  }, [translate, spoken, city])
}
export type Say = ReturnType<typeof useWords>

const wordsOf = (spoken: Language): Words =>
  // What `speak` has put there is a whole book of words; before that, the Chinese one is.
  (i18next.getResourceBundle(spoken, 'translation') as Words | undefined) ?? zh

/** A name in code that nobody has translated yet, made readable: `WorkLogged` → `Work logged`. */
export function readable(code: string): string {
  const spaced = code.replaceAll(/([a-z0-9])([A-Z])/g, '$1 $2').replaceAll('_', ' ')
  return spaced.charAt(0).toUpperCase() + spaced.slice(1).toLowerCase()
}
