import { LockOutlined, UserOutlined } from '@ant-design/icons'
import { useQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { Alert, Button, Form, Input } from 'antd'
import { useEffect, useState } from 'react'
import { api, isProblem } from '../../api/client.ts'
import { memory } from '../../api/queries.ts'
import { Switches } from '../../frame/Frame.tsx'
import { stepNames } from '../../story/steps.ts'
import { useWords } from '../../words/words.ts'
import { DemoAccounts } from './DemoAccounts.tsx'

type Entry = { account: string; password: string }

/** The door. */
export function SignIn() {
  const { t, word } = useWords()
  const navigate = useNavigate()
  const { back } = useSearch({ strict: false })
  const [form] = Form.useForm<Entry>()
  const [failure, setFailure] = useState<string>()
  const [busy, setBusy] = useState(false)
  const clock = useQuery({ queryKey: ['clock'], queryFn: () => api.clock() })
  useEffect(() => {
    document.title = t('app.name')
  }, [t])

  async function enter({ account, password }: Entry) {
    setBusy(true)
    setFailure(undefined)
    try {
      await api.signIn({ body: { account: account.trim(), password } })
      memory.clear()
      await navigate({ href: back?.startsWith('/') && !back.startsWith('//') ? back : '/todo' })
    } catch (error) {
      if (isProblem(error, 401)) setFailure(error.message || t('sign.failed'))
      else if (isProblem(error, 429) || isProblem(error, 423)) setFailure(error.message || t('sign.locked'))
      else setFailure(isProblem(error) ? error.message : t('fail.wire'))
    } finally {
      setBusy(false)
    }
  }

  return (
    <main className="sign-in">
      <section className="sign-in-art">
        <img src="/mark.svg" alt="" width={64} height={64} />
        <h1>{t('app.name')}</h1>
        <p>{t('app.motto')}</p>
        <ol aria-label={t('case.steps')}>
          {stepNames.map((step) => (
            <li key={step}>{word('step', step)}</li>
          ))}
        </ol>
      </section>
      <section className="sign-in-form">
        <div className="sign-in-tools">
          <Switches wide={false} />
        </div>
        <h2 style={{ fontSize: 22, margin: '0 0 20px' }}>{t('sign.title')}</h2>
        <Form
          form={form}
          layout="vertical"
          size="large"
          onFinish={(values) => void enter(values)}
          requiredMark={false}
        >
          <Form.Item
            name="account"
            label={t('sign.account')}
            rules={[{ required: true, message: t('form.required') }]}
          >
            <Input prefix={<UserOutlined aria-hidden />} autoComplete="username" autoFocus />
          </Form.Item>
          <Form.Item
            name="password"
            label={t('sign.password')}
            rules={[{ required: true, message: t('form.required') }]}
          >
            <Input.Password prefix={<LockOutlined aria-hidden />} autoComplete="current-password" />
          </Form.Item>
          {failure ? (
            <Alert type="error" showIcon role="alert" title={failure} style={{ marginBottom: 16 }} />
          ) : null}
          <Button type="primary" htmlType="submit" block loading={busy}>
            {t('sign.enter')}
          </Button>
        </Form>
        {clock.data?.simulated ? (
          <DemoAccounts
            onPick={(account, password) =>
              form.setFieldsValue({ account, ...(password ? { password } : {}) })
            }
          />
        ) : null}
      </section>
    </main>
  )
}
