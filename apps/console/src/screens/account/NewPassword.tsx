import { Alert, Button, Form, Input } from 'antd'
import { useState } from 'react'
import { isProblem } from '../../api/client.ts'
import { useWords } from '../../words/words.ts'

type Entry = { old?: string; next: string; again: string }
type Props = { askOld?: boolean; onSave: (entry: Entry) => Promise<void> }

export function NewPassword({ askOld = false, onSave }: Props) {
  const { t } = useWords()
  const [failure, setFailure] = useState<string>()
  const [busy, setBusy] = useState(false)
  const save = async (entry: Entry) => {
    setBusy(true)
    setFailure(undefined)
    try {
      await onSave(entry)
    } catch (error) {
      setFailure(isProblem(error) ? error.message : t('fail.wire'))
    } finally {
      setBusy(false)
    }
  }
  const must = { required: true, message: t('form.required') }
  return (
    <Form<Entry> layout="vertical" onFinish={(entry) => void save(entry)} requiredMark={false}>
      {askOld ? (
        <Form.Item name="old" label={t('sign.oldPassword')} rules={[must]}>
          <Input.Password autoComplete="current-password" />
        </Form.Item>
      ) : null}
      <Form.Item
        name="next"
        label={t('sign.newPassword')}
        extra={t('sign.passwordRule')}
        rules={[must, { min: 10, message: t('sign.passwordRule') }]}
      >
        <Input.Password autoComplete="new-password" />
      </Form.Item>
      <Form.Item
        name="again"
        label={t('sign.again')}
        dependencies={['next']}
        rules={[
          must,
          ({ getFieldValue }) => ({
            validator: (_, value) =>
              value === getFieldValue('next')
                ? Promise.resolve()
                : Promise.reject(new Error(t('sign.differ'))),
          }),
        ]}
      >
        <Input.Password autoComplete="new-password" />
      </Form.Item>
      {failure ? (
        <Alert type="error" showIcon role="alert" title={failure} style={{ marginBottom: 16 }} />
      ) : null}
      <Button type="primary" htmlType="submit" loading={busy}>
        {t('sign.save')}
      </Button>
    </Form>
  )
}
