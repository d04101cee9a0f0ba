import {
  publishedCalendar,
  withNotice,
  type Calendar,
  type CalendarYear,
  type NamedDay,
} from '@shaoying/core'
import { sql, type Tx } from '../platform/sql.ts'

/** The notices that came with the program, with those that were loaded since put in; the version names each. */
export async function loadCalendar(tx: Tx): Promise<Calendar> {
  const notices = await tx.query<{
    year: number
    off: NamedDay[]
    work: NamedDay[]
    source: string
    at: string
  }>(sql`
    select year, days_off as off, days_work as work, source, loaded_at as at
    from calendar_year where published order by year`)
  return notices.reduce(
    (calendar, { year, off, work, source, at }) =>
      withNotice(calendar, year, { off, work, source }, `${calendar.version}+${year}@${at}`),
    publishedCalendar,
  )
}

/** Stores a year's notice; the caller has looked it over with `noticeFaults`. Deadlines that it touches are moved by the errands of the desk. */
export async function saveNotice(
  tx: Tx,
  year: number,
  { off, work, source }: Omit<CalendarYear, 'published'>,
): Promise<void> {
  await tx.query(sql`
    insert into calendar_year (year, published, days_off, days_work, source)
    values (${year}, true, ${JSON.stringify(off)}::jsonb, ${JSON.stringify(work)}::jsonb, ${source})
    on conflict (year) do update
    set published = true, days_off = excluded.days_off, days_work = excluded.days_work, source = excluded.source, loaded_at = now_here()`)
}
