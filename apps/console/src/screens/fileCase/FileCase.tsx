import { Alert, Button, Card, Checkbox, Form, Input, Radio, Result, Select, Upload } from 'antd'
import { Link } from '@tanstack/react-router'
import { useEffect, useRef, useState } from 'react'
import { api, uploadFile } from '../../api/client.ts'
import { useInstruct, useNewStoryId, type Command, type Outcome } from '../../api/instruct.ts'
import { useMe, useProfile } from '../../api/queries.ts'
import { dropDraft, keepDraft, readDraft, type DraftKey } from '../../form/drafts.ts'
import { Refusal } from '../../form/CommandForm.tsx'
import { AreaPicker, CategoryPicker, ReasonPicker } from '../../form/pickers.tsx'
import { filled } from '../../form/schema.ts'
import { PageHead } from '../../parts/PageHead.tsx'
import { isRecord } from '../../parts/read.ts'
import { Nothing } from '../../parts/States.tsx'
import { useWords } from '../../words/words.ts'
import { Suggestions, type Taken } from './Suggestions.tsx'

const channels = [
  'hotline',
  'window',
  'patrol',
  'portal',
  'wechat',
  'meeting',
  'visit',
  'device',
  'supervisor',
  'open311',
  'file',
] as const
const typedByPeople: ReadonlySet<string> = new Set([
  'hotline',
  'window',
  'patrol',
  'wechat',
  'meeting',
  'visit',
  'supervisor',
])
const caseTypes = ['inquiry', 'help', 'complaint', 'report', 'suggestion', 'praise'] as const
const ways = ['FileCase', 'AnswerAtDesk', 'FileAndFinish', 'DeclineCase'] as const
type Way = (typeof ways)[number]

const usualChannel: Record<string, string> = {
  hotline_agent: 'hotline',
  window_clerk: 'window',
  grid_worker: 'patrol',
  building_head: 'patrol',
  community_clerk: 'visit',
  community_secretary: 'visit',
  supervisor: 'supervisor',
}

/** One window: what is asked on the left, what is known about it on the right, one act at the end. */
export function FileCase() {
  const { t, word } = useWords()
  const me = useMe().data
  const may = ways.filter((way) => me?.permits.includes(way))
  if (!me) return null
  if (may.length === 0)
    return (
      <div className="page">
        <PageHead title={t('file.title')} />
        <Card>
          <Nothing title={t('file.mayNot')} hint={t('file.mayNotHint')} />
        </Card>
      </div>
    )
  return (
    <Desk
      may={may}
      channel={usualChannel[me.post?.role ?? ''] ?? 'window'}
      account={me.account}
      title={word('command', 'FileCase')}
      hint={t('file.hint')}
    />
  )
}

type Filed = { id: string; number: string; filesFailed: number }
type DeskProps = { may: readonly Way[]; channel: string; account: string; title: string; hint: string }

function Desk({ may, channel, account, title, hint }: DeskProps) {
  const { t, word } = useWords()
  const [form] = Form.useForm<Record<string, unknown>>()
  const { instruct, sending } = useInstruct()
  const newStoryId = useNewStoryId()
  const storyId = useRef<string | undefined>(undefined)
  const [way, setWay] = useState<Way>(may[0] ?? 'FileCase')
  const [answer, setAnswer] = useState<Outcome>()
  const [filed, setFiled] = useState<Filed>()
  const [files, setFiles] = useState<readonly File[]>([])
  const [taken, setTaken] = useState<Taken>()
  const key: DraftKey = `filing-${account}/FileCase`
  const [kept] = useState(() => readDraft(key))
  const [restored, setRestored] = useState(kept !== undefined)
  const admitted = useAdmittedChannels()
  const typed: unknown = Form.useWatch('words', form)
  const area: unknown = Form.useWatch('area', form)

  async function submit(values: Record<string, unknown>) {
    storyId.current ??= newStoryId()
    const id = storyId.current
    // The fields of this form are those of the filing commands' schema; the desk judges them by it.
    const command = { type: way, ...(filled(values) as object) } as unknown as Command
    const outcome = await instruct({ kind: 'case', id }, command)
    setAnswer(outcome)
    if (!('accepted' in outcome)) {
      if ('refused' in outcome && outcome.refused.code === 'AlreadyExists') storyId.current = undefined
      return
    }
    dropDraft(key)
    const filesFailed = await attach(id)
    const number = await api.case({ params: { id } }).then(
      ({ card }) => card.number,
      () => '',
    )
    setFiled({ id, number, filesFailed })
  }

  async function attach(id: string): Promise<number> {
    let failed = 0
    for (const file of files) {
      try {
        const shown = await uploadFile(id, file)
        const outcome = await instruct(
          { kind: 'case', id },
          { type: 'AttachFile', file: shown.id, shows: 'before' },
        )
        if (!('accepted' in outcome)) failed += 1
      } catch {
        failed += 1
      }
    }
    return failed
  }

  function afresh() {
    dropDraft(key)
    storyId.current = undefined
    form.resetFields()
    form.setFieldsValue({ channel, caseType: 'help', urgency: 'ordinary', secrecy: 'S1', words: undefined })
    setFiles([])
    setFiled(undefined)
    setAnswer(undefined)
    setTaken(undefined)
    setRestored(false)
  }

  function take(next: Taken) {
    setTaken(next)
    if (next.category) form.setFieldValue('category', next.category)
    if (next.area && !form.getFieldValue('area')) form.setFieldValue('area', next.area)
    keepDraft(key, form.getFieldsValue())
  }
  const suggested = useRef<Taken | undefined>(undefined)

  if (filed)
    return (
      <div className="page" style={{ maxWidth: 720 }}>
        <PageHead title={title} />
        <Card>
          <Result
            status="success"
            title={
              <>
                {t('file.filed')}{' '}
                <span className="number" style={{ fontSize: 20 }}>
                  {filed.number}
                </span>
              </>
            }
            subTitle={
              filed.filesFailed > 0
                ? t('file.filesFailed', { count: filed.filesFailed })
                : t('file.filedHint')
            }
            extra={[
              <Link key="open" to="/cases/$id" params={{ id: filed.id }}>
                <Button type="primary">{t('file.open')}</Button>
              </Link>,
              <Button key="next" onClick={afresh}>
                {t('file.another')}
              </Button>,
            ]}
          />
        </Card>
      </div>
    )

  const must = { required: true, message: t('form.required') }
  return (
    <div className="page">
      <PageHead title={t('file.title')} hint={hint} />
      <div className="two-thirds">
        <Form
          form={form}
          layout="vertical"
          initialValues={{ channel, caseType: 'help', urgency: 'ordinary', secrecy: 'S1', ...kept }}
          onValuesChange={(_, all: Record<string, unknown>) => keepDraft(key, all)}
          onFinish={(values) => void submit(values)}
          scrollToFirstError
          onKeyDown={(event) => {
            if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return
            event.preventDefault()
            if (suggested.current && suggested.current.category !== taken?.category) take(suggested.current)
            else form.submit()
          }}
        >
          <div className="stack">
            {restored ? (
              <Alert
                type="info"
                showIcon
                title={t('file.restored')}
                action={
                  <Button size="small" type="link" onClick={afresh}>
                    {t('file.discard')}
                  </Button>
                }
              />
            ) : null}
            <Card title={t('file.what')}>
              <div className="pair">
                <Form.Item name="channel" label={word('field', 'channel')} rules={[must]}>
                  <Select
                    options={channels
                      .filter(
                        (one) =>
                          typedByPeople.has(one) &&
                          (admitted === undefined || admitted.has(one) || one === channel),
                      )
                      .map((value) => ({ value, label: word('channel', value) }))}
                  />
                </Form.Item>
                <Form.Item name="caseType" label={word('field', 'caseType')} rules={[must]}>
                  <Radio.Group
                    optionType="button"
                    options={caseTypes.map((value) => ({ value, label: word('caseType', value) }))}
                  />
                </Form.Item>
              </div>
              <Form.Item name="words" label={t('file.words')} rules={[must]}>
                <Input.TextArea
                  autoFocus
                  autoSize={{ minRows: 5, maxRows: 16 }}
                  maxLength={20000}
                  placeholder={t('file.wordsHint')}
                />
              </Form.Item>
              <Form.Item name="title" label={t('file.caseTitle')}>
                <Input maxLength={200} />
              </Form.Item>
              <Upload
                multiple
                maxCount={20}
                beforeUpload={(file) => (setFiles((before) => [...before, file]), false)}
                onRemove={({ uid }) =>
                  setFiles((before) => before.filter((file) => !('uid' in file) || file.uid !== uid))
                }
              >
                <Button>{t('file.files')}</Button>
              </Upload>
            </Card>
            <Card title={t('file.where')}>
              <div className="pair">
                <Form.Item name="area" label={t('file.area')}>
                  <AreaPicker />
                </Form.Item>
                <Form.Item name="address" label={t('file.address')}>
                  <Input maxLength={300} />
                </Form.Item>
              </div>
            </Card>
            <Card title={t('file.who')} extra={<span className="quiet small">{t('file.identityNote')}</span>}>
              <div className="pair">
                <Form.Item name={['requester', 'name']} label={t('file.name')}>
                  <Input maxLength={80} autoComplete="off" />
                </Form.Item>
                <Form.Item name={['requester', 'phone']} label={t('file.phone')}>
                  <Input maxLength={40} inputMode="tel" autoComplete="off" />
                </Form.Item>
              </div>
              <Form.Item name={['requester', 'address']} label={t('file.home')}>
                <Input maxLength={200} autoComplete="off" />
              </Form.Item>
              <div style={{ display: 'flex', gap: 24, flexWrap: 'wrap' }}>
                <Form.Item name={['requester', 'anonymous']} valuePropName="checked" noStyle>
                  <Checkbox>{t('file.anonymous')}</Checkbox>
                </Form.Item>
                <Form.Item name={['requester', 'agrees']} valuePropName="checked" noStyle>
                  <Checkbox>{t('file.agrees')}</Checkbox>
                </Form.Item>
              </div>
            </Card>
            <Card title={t('file.how')}>
              <div className="pair">
                <Form.Item name="category" label={word('field', 'category')}>
                  <CategoryPicker />
                </Form.Item>
                <Form.Item name="urgency" label={word('field', 'urgency')}>
                  <Radio.Group
                    optionType="button"
                    options={(['ordinary', 'urgent', 'emergency'] as const).map((value) => ({
                      value,
                      label: word('urgency', value),
                    }))}
                  />
                </Form.Item>
              </div>
              <Form.Item name="secrecy" label={word('field', 'secrecy')}>
                <Radio.Group
                  options={(['S0', 'S1', 'S2', 'S3'] as const).map((value) => ({
                    value,
                    label: word('secrecy', value),
                  }))}
                />
              </Form.Item>
            </Card>
            <Card>
              {may.length > 1 ? (
                <Radio.Group
                  style={{ marginBottom: 14 }}
                  optionType="button"
                  buttonStyle="solid"
                  value={way}
                  options={may.map((value) => ({ value, label: word('command', value) }))}
                  onChange={({ target }) => setWay(target.value)}
                />
              ) : null}
              {way === 'AnswerAtDesk' ? (
                <Form.Item name="answer" label={t('file.answer')} rules={[must]}>
                  <Input.TextArea autoSize={{ minRows: 3 }} maxLength={8000} />
                </Form.Item>
              ) : null}
              {way === 'FileAndFinish' ? (
                <Form.Item name="done" label={t('file.done')} rules={[must]}>
                  <Input.TextArea autoSize={{ minRows: 3 }} maxLength={4000} />
                </Form.Item>
              ) : null}
              {way === 'DeclineCase' ? (
                <>
                  <Form.Item name="reason" label={t('file.reason')} rules={[must]}>
                    <ReasonPicker command="DeclineCase" />
                  </Form.Item>
                  <Form.Item name="whereToGo" label={t('file.whereToGo')} rules={[must]}>
                    <Input.TextArea autoSize={{ minRows: 2 }} maxLength={1000} />
                  </Form.Item>
                </>
              ) : null}
              <Refusal answer={answer} />
              <Button
                type="primary"
                htmlType="submit"
                size="large"
                loading={sending}
                style={{ marginTop: 8 }}
              >
                {word('command', way)}
              </Button>
            </Card>
          </div>
        </Form>
        <Suggestions
          words={typeof typed === 'string' ? typed : ''}
          area={typeof area === 'string' ? area : undefined}
          taken={taken}
          onTake={take}
          offer={suggested}
        />
      </div>
    </div>
  )
}

function useAdmittedChannels(): ReadonlySet<string> | undefined {
  const profile = useProfile().data?.profile
  const listed =
    isRecord(profile) && Array.isArray(profile['channels']) ? profile['channels'].map(String) : undefined
  const [admitted, setAdmitted] = useState<ReadonlySet<string>>()
  const joined = listed?.join(' ')
  useEffect(() => setAdmitted(joined === undefined ? undefined : new Set(joined.split(' '))), [joined])
  return admitted
}
