import { keepPreviousData, QueryClient, useInfiniteQuery, useQuery } from '@tanstack/react-query'
import type { Body, QueryOf, Reply } from '@shaoying/contract'
import { useMemo } from 'react'
import { useLanguage } from '../words/language.ts'
import { api, isProblem } from './client.ts'

/** One memory of the server's answers for the tab. A refusal by the server is not tried again, a lost wire twice. */
export const memory = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 10_000,
      refetchOnWindowFocus: true,
      retry: (failures, error) => !isProblem(error) && failures < 2,
    },
  },
})

export const useMe = () => {
  const language = useLanguage()
  return useQuery({
    queryKey: ['me', language],
    queryFn: () => api.me(),
    staleTime: 5 * 60_000,
    placeholderData: keepPreviousData,
  })
}

export const useTodo = () =>
  useInfiniteQuery({
    queryKey: ['todo'],
    queryFn: ({ pageParam }) =>
      api.todo({ query: { limit: 100, ...(pageParam ? { after: pageParam } : {}) } }),
    initialPageParam: '',
    getNextPageParam: (last) => last.next,
    placeholderData: keepPreviousData,
  })

type Paged<Name extends 'cases' | 'whistles'> = Omit<NonNullable<QueryOf<Name>>, 'after'>

export const useCases = (filter: Paged<'cases'>) =>
  useInfiniteQuery({
    queryKey: ['cases', filter],
    queryFn: ({ pageParam }) =>
      api.cases({ query: { limit: 50, ...filter, ...(pageParam ? { after: pageParam } : {}) } }),
    initialPageParam: '',
    getNextPageParam: (last) => last.next,
    placeholderData: keepPreviousData,
  })

export const useWhistles = (filter: Paged<'whistles'>) =>
  useInfiniteQuery({
    queryKey: ['whistles', filter],
    queryFn: ({ pageParam }) =>
      api.whistles({ query: { limit: 50, ...filter, ...(pageParam ? { after: pageParam } : {}) } }),
    initialPageParam: '',
    getNextPageParam: (last) => last.next,
    placeholderData: keepPreviousData,
  })

/** Explanations come in the language asked for, so the language is part of the key. */
export const useCasePage = (id: string) => {
  const language = useLanguage()
  return useQuery({
    queryKey: ['case', id, language],
    queryFn: () => api.case({ params: { id } }),
    placeholderData: sameStory(id),
    enabled: id !== '',
  })
}

export const useWhistlePage = (id: string) => {
  const language = useLanguage()
  return useQuery({
    queryKey: ['whistle', id, language],
    queryFn: () => api.whistle({ params: { id } }),
    placeholderData: sameStory(id),
  })
}

const sameStory =
  (id: string) =>
  <Page extends { card: { id: string } }>(before: Page | undefined): Page | undefined =>
    before?.card.id === id ? before : undefined

export const useTallies = (query: NonNullable<QueryOf<'tallies'>>) =>
  useQuery({
    queryKey: ['tallies', query],
    queryFn: () => api.tallies({ query }),
    placeholderData: keepPreviousData,
  })

export const useNotices = () =>
  useQuery({ queryKey: ['notices'], queryFn: () => api.notices({ query: { limit: 50 } }) })

export const useSuggestion = (body: Body<'suggest'>, enabled: boolean) =>
  useQuery({
    queryKey: ['suggest', body],
    queryFn: () => api.suggest({ body }),
    enabled,
    staleTime: 60_000,
    placeholderData: keepPreviousData,
  })

const seldomChanges = { staleTime: 10 * 60_000, gcTime: 60 * 60_000 }

export const useUnits = () => useQuery({ queryKey: ['units'], queryFn: () => api.units(), ...seldomChanges })
export const useAreas = () => useQuery({ queryKey: ['areas'], queryFn: () => api.areas(), ...seldomChanges })
export const useCategories = () =>
  useQuery({ queryKey: ['categories'], queryFn: () => api.categories(), ...seldomChanges })
export const useProfile = () =>
  useQuery({ queryKey: ['profile'], queryFn: () => api.profile(), ...seldomChanges })
export const useDuties = (query: NonNullable<QueryOf<'duties'>>, enabled = true) =>
  useQuery({ queryKey: ['duties', query], queryFn: () => api.duties({ query }), enabled, ...seldomChanges })
export const usePosts = (unit: string | undefined) =>
  useQuery({
    queryKey: ['posts', unit],
    queryFn: () => api.posts({ query: { unit: unit ?? '' } }),
    enabled: Boolean(unit),
    ...seldomChanges,
  })

type Unit = Reply<'units'>['items'][number]
type Area = Reply<'areas'>['items'][number]
type Category = Reply<'categories'>['items'][number]

/** Names for the codes on cards; a code that is not in the registry is shown as it came. */
export function useNames() {
  const units = useUnits().data?.items
  const areas = useAreas().data?.items
  const categories = useCategories().data?.items
  const language = useLanguage()
  return useMemo(() => {
    const unitOf = new Map<string, Unit>((units ?? []).map((unit) => [unit.id, unit]))
    const areaOf = new Map<string, Area>((areas ?? []).map((area) => [area.code, area]))
    const categoryOf = new Map<string, Category>(
      (categories ?? []).map((category) => [category.code, category]),
    )
    return {
      unitOf,
      areaOf,
      categoryOf,
      unit: (id: string | null | undefined) => (id ? (unitOf.get(id)?.name ?? id) : ''),
      area: (code: string | null | undefined) => (code ? (areaOf.get(code)?.name ?? code) : ''),
      category: (code: string | null | undefined) => {
        const found = code ? categoryOf.get(code) : undefined
        return found ? found[language] : (code ?? '')
      },
      /** From the street down: 华山街道 / 文林社区. */
      place: (code: string | null | undefined) => {
        const names: string[] = []
        for (
          let at = code ? areaOf.get(code) : undefined;
          at && at.level !== 'district' && at.level !== 'city';
        ) {
          names.unshift(at.name)
          at = at.parent ? areaOf.get(at.parent) : undefined
        }
        return names.join(' / ') || (code ?? '')
      },
    }
  }, [units, areas, categories, language])
}
export type Names = ReturnType<typeof useNames>
