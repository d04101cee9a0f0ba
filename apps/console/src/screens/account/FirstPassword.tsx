import { Link } from '@tanstack/react-router'
import { Alert, Card, Result } from 'antd'
import { useState } from 'react'
import { api } from '../../api/client.ts'
import { useWords } from '../../words/words.ts'
import { NewPassword } from './NewPassword.tsx'

/** The one-time link: its token stands behind the `#`, so that no server log ever holds it. */
export function FirstPassword() {
  const { t } = useWords()
  const [account, setAccount] = useState<string>()
  const token = location.hash.slice(1)
  return (
    <main style={{ maxWidth: 460, margin: '10vh auto', padding: '0 16px' }}>
      <Card title={t('sign.link')}>
        {account !== undefined ? (
          <Result
            status="success"
            title={t('sign.linkDone', { account })}
            extra={<Link to="/sign-in">{t('sign.toSignIn')}</Link>}
          />
        ) : token === '' ? (
          <Alert type="warning" showIcon title={t('sign.linkMissing')} />
        ) : (
          <>
            <p className="quiet">{t('sign.linkHint')}</p>
            <NewPassword
              onSave={async ({ next }) => {
                const redeemed = await api.redeemLink({ body: { token, password: next } })
                setAccount(redeemed.account)
              }}
            />
          </>
        )}
      </Card>
    </main>
  )
}
