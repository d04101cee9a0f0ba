import type { ReactNode } from 'react'
import { useEffect } from 'react'
import { useMe } from '../api/queries.ts'

type Props = { title: string; hint?: ReactNode; extra?: ReactNode }

/** Title of a page, with what belongs beside it; names the browser's tab too. */
export function PageHead({ title, hint, extra }: Props) {
  const district = useMe().data?.districtName
  useEffect(() => {
    document.title = district ? `${title} · ${district}` : title
  }, [title, district])
  return (
    <header className="page-head">
      <h1>{title}</h1>
      {hint ? <span className="quiet small">{hint}</span> : null}
      <span className="grow" />
      {extra}
    </header>
  )
}
