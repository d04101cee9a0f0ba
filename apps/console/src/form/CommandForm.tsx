import { Alert, App, Button, Form, Modal } from 'antd'
import { useMemo, useState } from 'react'
import { refresh, useInstruct, type Command, type Outcome } from '../api/instruct.ts'
import { useWords } from '../words/words.ts'
import { AboutContext, type About } from './about.ts'
import { dropDraft, keepDraft, readDraft, type DraftKey } from './drafts.ts'
import { Fields } from './Fields.tsx'
import { fieldsOf, filled } from './schema.ts'

type Props = { about: About; version: number; onClose: () => void }

/**
 * The form of one command, made from its schema. What was typed is kept until the desk has accepted it; a refusal is a
 * sentence beside it; when somebody else was quicker the page is read again and the words stay.
 */
export function CommandForm({ about, version, onClose }: Props) {
  const { t, word } = useWords()
  const { message } = App.useApp()
  const { instruct, sending } = useInstruct()
  const [form] = Form.useForm<Record<string, unknown>>()
  const [answer, setAnswer] = useState<Outcome>()
  const key: DraftKey = `${about.story.id}/${about.command}`
  const kept = useMemo(() => readDraft(key), [key])
  const [restored, setRestored] = useState(kept !== undefined)
  const kind = about.story.kind === 'whistle' ? 'whistle' : 'case'
  const fields = fieldsOf(kind, about.command)
  const asked = fields.filter(({ name }) => !(name in about.fixed))
  const title = word('command', about.command)

  async function submit(values: Record<string, unknown>) {
    const said = filled({ ...values, ...about.fixed }) as Record<string, unknown> | undefined
    // A required list may be empty, and is then still said.
    const lists = Object.fromEntries(
      fields
        .filter(({ required, shape }) => required && shape.type === 'array')
        .map(({ name }) => [name, said?.[name] ?? []]),
    )
    // The form is made from the schema of this command, and the desk judges it by the same schema.
    const command = { type: about.command, ...lists, ...said } as unknown as Command
    const outcome = await instruct(about.story, command, version)
    setAnswer(outcome)
    if ('accepted' in outcome) {
      dropDraft(key)
      void message.success(t('form.done', { what: title }))
      onClose()
    } else if ('refused' in outcome && outcome.refused.code === 'StaleVersion') await refresh(about.story)
  }

  return (
    <Modal
      open
      title={title}
      onCancel={onClose}
      width={asked.length > 5 ? 680 : 560}
      mask={{ closable: false }}
      footer={[
        <Button key="no" onClick={onClose}>
          {t('form.cancel')}
        </Button>,
        <Button
          key="yes"
          type="primary"
          danger={grave.has(about.command)}
          loading={sending}
          onClick={() => form.submit()}
        >
          {asked.length === 0 ? t('form.confirm') : t('form.submit')}
        </Button>,
      ]}
    >
      <AboutContext value={about}>
        <Form
          form={form}
          layout="vertical"
          initialValues={{ ...startingValues(about), ...kept }}
          onValuesChange={(_, all: Record<string, unknown>) => keepDraft(key, all)}
          onFinish={(values) => void submit(values)}
          scrollToFirstError
          requiredMark
          onKeyDown={(event) => {
            if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) form.submit()
          }}
        >
          {restored ? (
            <Alert
              type="info"
              showIcon
              title={t('form.draft')}
              style={{ marginBottom: 12 }}
              action={
                <Button
                  size="small"
                  type="link"
                  onClick={() => {
                    dropDraft(key)
                    setRestored(false)
                    form.setFieldsValue(
                      Object.fromEntries(fields.map(({ name }) => [name, startingValues(about)[name]])),
                    )
                  }}
                >
                  {t('form.discard')}
                </Button>
              }
            />
          ) : null}
          {asked.length === 0 ? <p>{t('form.nothing')}</p> : <Fields fields={fields} />}
          <Refusal answer={answer} />
        </Form>
      </AboutContext>
    </Modal>
  )
}

/** Why it was not done, as a sentence, beside what was typed. */
export function Refusal({ answer }: { answer: Outcome | undefined }) {
  const { t } = useWords()
  if (!answer || 'accepted' in answer) return null
  const [type, title] =
    'unheard' in answer
      ? (['warning', t('form.unheard')] as const)
      : answer.refused.code === 'StaleVersion'
        ? (['info', t('form.stale')] as const)
        : (['error', answer.refused.message] as const)
  return <Alert type={type} showIcon title={title} role="alert" style={{ marginTop: 4 }} />
}

/** Ends something, or says something grave of somebody. */
const grave = new Set([
  'ReturnCase',
  'RejectFinish',
  'RefuseRequest',
  'RefuseWhistle',
  'CallOffWhistle',
  'ReleaseUnit',
  'ReturnOrder',
  'SendBackTask',
  'ReferToInspection',
  'ReferUnit',
  'WithdrawOrigin',
  'MergeCase',
  'JoinInto',
])

function startingValues({ category, state, command }: About): Record<string, unknown> {
  const now = typeof state === 'object' && state !== null ? state : {}
  const of = (name: string): unknown => (name in now ? Reflect.get(now, name) : undefined)
  if (command === 'TriageCase')
    return {
      category: category ?? undefined,
      area: of('area') ?? undefined,
      urgency: of('urgency'),
      secrecy: of('secrecy'),
    }
  if (command === 'ChangeClass') return { secrecy: of('secrecy') }
  return {}
}
