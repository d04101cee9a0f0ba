import type { LocalDate } from './instant.ts'

/** A day named in a holiday notice. */
export type NamedDay = { readonly date: LocalDate; readonly name: string }

/** What is known of one year: the State Council's notice, or, until it is out, nothing but the law's own dates. */
export type CalendarYear = {
  readonly published: boolean
  readonly off: readonly NamedDay[]
  readonly work: readonly NamedDay[]
  readonly source: string
}

/** Holidays (放假) and make-up working days (调休上班) by year of the notice. */
export type Calendar = { readonly version: string; readonly years: Readonly<Record<string, CalendarYear>> }
