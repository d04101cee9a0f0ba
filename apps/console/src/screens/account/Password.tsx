import { useNavigate } from '@tanstack/react-router'
import { Alert, App, Card } from 'antd'
import { api } from '../../api/client.ts'
import { memory, useMe } from '../../api/queries.ts'
import { PageHead } from '../../parts/PageHead.tsx'
import { useWords } from '../../words/words.ts'
import { NewPassword } from './NewPassword.tsx'

export function Password() {
  const { t } = useWords()
  const { message } = App.useApp()
  const navigate = useNavigate()
  const must = useMe().data?.mustChangePassword
  return (
    <div className="page" style={{ maxWidth: 520 }}>
      <PageHead title={t('sign.change')} />
      <Card>
        {must ? (
          <Alert type="info" showIcon title={t('sign.mustChange')} style={{ marginBottom: 16 }} />
        ) : null}
        <NewPassword
          askOld
          onSave={async ({ old = '', next }) => {
            await api.changePassword({ body: { old, new: next } })
            void message.success(t('sign.changed'))
            await memory.invalidateQueries({ queryKey: ['me'] })
            await navigate({ to: '/todo' })
          }}
        />
      </Card>
    </div>
  )
}
