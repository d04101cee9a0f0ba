import { Button, Empty, Result, Skeleton } from 'antd'
import { Link } from '@tanstack/react-router'
import { Component, type ReactNode } from 'react'
import { isProblem } from '../api/client.ts'
import { useWords, type Key } from '../words/words.ts'

type Asked = { isPending: boolean; error: unknown; refetch: () => unknown; data: unknown }

/** What stands in a place whose answer is not there yet, or will not come: a skeleton, a sentence, a way on. */
export function Awaiting({
  query,
  rows = 6,
  children,
}: {
  query: Asked
  rows?: number
  children: ReactNode
}) {
  if (query.data !== undefined) return <>{children}</>
  if (query.isPending) return <Skeleton active paragraph={{ rows }} style={{ padding: 16 }} />
  return <Failed error={query.error} retry={() => void query.refetch()} />
}

/** A failure as a sentence. What one may not see looks like what does not exist. */
export function Failed({ error, retry }: { error: unknown; retry?: () => void }) {
  const { t } = useWords()
  if (isProblem(error, 404) || isProblem(error, 403)) return <NotFound />
  if (isProblem(error, 401))
    return (
      <Result
        status="info"
        title={t('fail.signedOut')}
        extra={<Link to="/sign-in">{t('sign.toSignIn')}</Link>}
      />
    )
  const wire = !isProblem(error)
  return (
    <Result
      status="warning"
      title={wire ? t('fail.wire') : t('fail.server')}
      subTitle={wire ? t('fail.wireHint') : error.message}
      extra={retry ? <Button onClick={retry}>{t('fail.retry')}</Button> : undefined}
    />
  )
}

/** 查无此件: the same words for what is not there and for what is not yours. */
export function NotFound({ title = 'fail.notFound' }: { title?: Key }) {
  const { t } = useWords()
  return (
    <Result
      icon={<Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={false} />}
      title={t(title)}
      subTitle={t('fail.notFoundHint')}
      extra={<Link to="/todo">{t('fail.home')}</Link>}
    />
  )
}

export function Nothing({ title, hint, children }: { title: string; hint?: string; children?: ReactNode }) {
  return (
    <Empty
      image={Empty.PRESENTED_IMAGE_SIMPLE}
      style={{ padding: '32px 16px' }}
      description={
        <>
          <div>{title}</div>
          {hint ? <div className="quiet small">{hint}</div> : null}
        </>
      }
    >
      {children}
    </Empty>
  )
}

function Crashed() {
  const { t } = useWords()
  return (
    <Result
      status="warning"
      title={t('fail.crash')}
      subTitle={t('fail.crashHint')}
      extra={<Button onClick={() => location.reload()}>{t('fail.reload')}</Button>}
    />
  )
}

/** A bug in one page leaves the frame standing. React knows no other form for this than a class. */
export class Fence extends Component<{ children: ReactNode }, { broken: boolean }> {
  override state = { broken: false }
  static getDerivedStateFromError() {
    return { broken: true }
  }
  override render() {
    return this.state.broken ? <Crashed /> : this.props.children
  }
}
