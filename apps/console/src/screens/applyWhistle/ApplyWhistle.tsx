import { DeleteOutlined, PlusOutlined } from '@ant-design/icons'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { App, Button, Card, Form, Input, Radio, Select, Switch } from 'antd'
import { useEffect, useRef, useState } from 'react'
import { useInstruct, useNewStoryId, type Command, type Outcome } from '../../api/instruct.ts'
import { useCasePage, useDuties, useMe } from '../../api/queries.ts'
import { Refusal } from '../../form/CommandForm.tsx'
import { dropDraft, keepDraft, readDraft, type DraftKey } from '../../form/drafts.ts'
import {
  CasePicker,
  DutyPicker,
  InstantPicker,
  LimitOrUntilPicker,
  UnitPicker,
  useWhistleRows,
} from '../../form/pickers.tsx'
import { filled } from '../../form/schema.ts'
import { PageHead } from '../../parts/PageHead.tsx'
import { isRecord } from '../../parts/read.ts'
import { Nothing } from '../../parts/States.tsx'
import { useWords } from '../../words/words.ts'

/** Composes a whistle with the duty list at hand: what, why not here, what is asked of whom, by when, where to muster. */
export function ApplyWhistle() {
  const { t } = useWords()
  const me = useMe().data
  if (!me) return null
  if (!me.permits.includes('ApplyWhistle'))
    return (
      <div className="page">
        <PageHead title={t('apply.title')} />
        <Card>
          <Nothing title={t('apply.mayNot')} />
        </Card>
      </div>
    )
  return <Composer role={me.post?.role ?? ''} />
}

function Composer({ role }: { role: string }) {
  const { t, word, language } = useWords()
  const { message } = App.useApp()
  const navigate = useNavigate()
  const { case: about = '' } = useSearch({ strict: false })
  const [form] = Form.useForm<Record<string, unknown>>()
  const { instruct, sending } = useInstruct()
  const newStoryId = useNewStoryId()
  const storyId = useRef<string | undefined>(undefined)
  const [answer, setAnswer] = useState<Outcome>()
  const rows = useWhistleRows('whistle').filter(
    ({ callers }) => callers.length === 0 || callers.includes(role),
  )
  const key: DraftKey = `apply-${about || 'free'}/ApplyWhistle`
  const [kept] = useState(() => readDraft(key))
  const rowId: unknown = Form.useWatch('row', form)
  const row = rows.find(({ id }) => id === rowId)
  const page = useCasePageMaybe(about)
  const category = page?.card.category ?? undefined

  const [only] = rows
  const onlyId = only?.id
  useEffect(() => {
    if (onlyId !== undefined && !form.getFieldValue('row')) form.setFieldValue('row', onlyId)
  }, [onlyId, form])
  const firstKind = row?.kinds.find((kind) => kind !== 'emergency') ?? row?.kinds[0]
  useEffect(() => {
    if (firstKind !== undefined && !form.getFieldValue('kind')) form.setFieldValue('kind', firstKind)
  }, [firstKind, form])

  async function submit(values: Record<string, unknown>) {
    storyId.current ??= newStoryId()
    const id = storyId.current
    const said = filled({ ...values, ...(values['kind'] === 'emergency' ? { emergency: true } : {}) })
    // The fields of this form are those of the command's schema; the desk judges them by it.
    const command = { type: 'ApplyWhistle', cases: [], ...(isRecord(said) ? said : {}) } as unknown as Command
    const outcome = await instruct({ kind: 'whistle', id }, command)
    setAnswer(outcome)
    if (!('accepted' in outcome)) return
    dropDraft(key)
    void message.success(t('apply.done'))
    await navigate({ to: '/whistles/$id', params: { id } })
  }

  const must = { required: true, message: t('form.required') }
  const kindMatches = (kind: string, calleeKind: string | null) =>
    calleeKind !== null &&
    (row === undefined || row.calleeKinds.length === 0 || row.calleeKinds.includes(calleeKind)) &&
    kind !== 'street'
  return (
    <div className="page" style={{ maxWidth: 1120 }}>
      <PageHead title={t('apply.title')} hint={t('apply.hint')} />
      <Form
        form={form}
        layout="vertical"
        initialValues={{ cases: about ? [about] : [], called: [{ part: 'lead' }], ...kept }}
        onValuesChange={(_, all: Record<string, unknown>) => keepDraft(key, all)}
        onFinish={(values) => void submit(values)}
        scrollToFirstError
      >
        <div className="stack">
          <Card>
            <div className="pair">
              <Form.Item name="row" label={t('apply.row')} rules={[must]}>
                <Select
                  options={rows.map(({ id, word: called }) => ({ value: id, label: called[language] }))}
                  placeholder={t('form.pick')}
                />
              </Form.Item>
              <Form.Item name="kind" label={t('apply.kind')} rules={[must]}>
                <Radio.Group
                  optionType="button"
                  options={(
                    row?.kinds ?? [
                      'public_problem',
                      'key_work',
                      'joint_enforcement',
                      'emergency',
                      'coordination',
                    ]
                  ).map((value) => ({ value, label: word('whistleKind', value) }))}
                />
              </Form.Item>
            </div>
            {about && page ? (
              <p style={{ margin: 0 }}>
                <span className="quiet">{t('apply.cases')}：</span>
                <span className="number">{page.card.number}</span> {page.card.summary}
              </p>
            ) : null}
            <Form.Item
              name="cases"
              label={t('apply.cases')}
              hidden={Boolean(about)}
              rules={[{ required: false }]}
            >
              <CasePicker many />
            </Form.Item>
          </Card>
          <Card>
            <Form.Item name="matter" label={t('apply.matter')} rules={[must]}>
              <Input.TextArea autoSize={{ minRows: 3, maxRows: 12 }} maxLength={2000} />
            </Form.Item>
            <Form.Item name="whyNotHere" label={t('apply.whyNotHere')} rules={[must]}>
              <Input.TextArea autoSize={{ minRows: 2, maxRows: 10 }} maxLength={2000} />
            </Form.Item>
            <Form.Item name="actAsked" label={t('apply.actAsked')} rules={[must]}>
              <Input.TextArea autoSize={{ minRows: 2, maxRows: 10 }} maxLength={2000} />
            </Form.Item>
          </Card>
          <Card title={t('apply.called')}>
            <Form.List
              name="called"
              rules={[
                {
                  validator: (_, called: unknown) =>
                    Array.isArray(called) &&
                    called.filter((one) => isRecord(one) && one['part'] === 'lead').length === 1
                      ? Promise.resolve()
                      : Promise.reject(new Error(t('apply.oneLead'))),
                },
              ]}
            >
              {(entries, { add, remove }, { errors }) => (
                <div className="stack">
                  {entries.map((entry) => (
                    <div key={entry.key} className="called">
                      <div className="pair">
                        <Form.Item name={[entry.name, 'unit']} label={t('apply.unit')} rules={[must]}>
                          <UnitPicker kinds={kindMatches} />
                        </Form.Item>
                        <Form.Item name={[entry.name, 'part']} label={t('apply.part')} rules={[must]}>
                          <Radio.Group
                            optionType="button"
                            options={(['lead', 'assisting', 'consultee'] as const).map((value) => ({
                              value,
                              label: word('part', value),
                            }))}
                          />
                        </Form.Item>
                      </div>
                      <UnitDuty index={entry.name} category={category} />
                      <Form.Item name={[entry.name, 'task']} label={t('apply.task')} rules={[must]}>
                        <Input.TextArea autoSize={{ minRows: 2, maxRows: 8 }} maxLength={2000} />
                      </Form.Item>
                      <div className="pair">
                        <Form.Item
                          name={[entry.name, 'report']}
                          label={t('apply.report')}
                          extra={t('apply.profileLimit')}
                        >
                          <LimitOrUntilPicker />
                        </Form.Item>
                        <Form.Item
                          name={[entry.name, 'finish']}
                          label={t('apply.finish')}
                          extra={t('apply.profileLimit')}
                        >
                          <LimitOrUntilPicker />
                        </Form.Item>
                      </div>
                      {entries.length > 1 ? (
                        <Button
                          size="small"
                          type="text"
                          icon={<DeleteOutlined />}
                          onClick={() => remove(entry.name)}
                        >
                          {t('apply.remove')}
                        </Button>
                      ) : null}
                    </div>
                  ))}
                  <Form.ErrorList errors={errors} />
                  <Button
                    icon={<PlusOutlined />}
                    onClick={() => add({ part: 'assisting' })}
                    disabled={entries.length >= 40}
                  >
                    {t('apply.add')}
                  </Button>
                </div>
              )}
            </Form.List>
          </Card>
          <Card title={t('apply.muster')}>
            <div className="pair">
              <Form.Item
                name="musterPlace"
                label={word('field', 'musterPlace')}
                {...(row?.muster ? { extra: row.muster } : {})}
              >
                <Input maxLength={200} />
              </Form.Item>
              <Form.Item name="musterAt" label={word('field', 'musterAt')}>
                <InstantPicker />
              </Form.Item>
            </div>
            <Form.Item name="sites" label={word('field', 'sites')}>
              <Select mode="tags" open={false} tokenSeparators={['；', ';', '，']} />
            </Form.Item>
            {row?.kinds.includes('emergency') ? (
              <Form.Item name="emergency" label={word('field', 'emergency')} valuePropName="checked">
                <Switch />
              </Form.Item>
            ) : null}
          </Card>
          <Card>
            <Refusal answer={answer} />
            <Button type="primary" htmlType="submit" size="large" loading={sending} style={{ marginTop: 8 }}>
              {t('apply.submit')}
            </Button>
          </Card>
        </div>
      </Form>
    </div>
  )
}

/** The duty list of the unit just chosen, its items of this category first. */
function UnitDuty({ index, category }: { index: number; category: string | undefined }) {
  const { t } = useWords()
  const form = Form.useFormInstance()
  const unit: unknown = Form.useWatch(['called', index, 'unit'], form)
  const chosen = typeof unit === 'string' ? unit : undefined
  const duties = useDuties(chosen ? { unit: chosen } : {}, chosen !== undefined).data?.items
  const fitting = duties?.find((one) => one.category === category && one.status !== 'removed')?.id
  useEffect(() => {
    if (fitting && !form.getFieldValue(['called', index, 'duty']))
      form.setFieldValue(['called', index, 'duty'], fitting)
  }, [fitting, form, index])
  return (
    <Form.Item
      name={[index, 'duty']}
      label={t('apply.duty')}
      extra={t('apply.dutyHint')}
      hidden={chosen === undefined}
    >
      <DutyPicker unit={chosen} category={category} />
    </Form.Item>
  )
}

function useCasePageMaybe(id: string) {
  const query = useCasePage(id)
  return id === '' ? undefined : query.data
}
