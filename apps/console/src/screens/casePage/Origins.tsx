import { EyeOutlined } from '@ant-design/icons'
import { Alert, Button, Card, Descriptions, Form, Input, Modal, Tag } from 'antd'
import type { CasePage, Reply } from '@shaoying/contract'
import type { CaseFile } from '@shaoying/core'
import { useState } from 'react'
import { api, isProblem } from '../../api/client.ts'
import type { Loose } from '../../parts/read.ts'
import { day } from '../../words/time.ts'
import { useWords } from '../../words/words.ts'

type Props = { page: CasePage; state: Loose<CaseFile> }

/** Who brought it, and how; the person behind it only through a look with a purpose, which is recorded. */
export function Origins({ page: { card, fields }, state }: Props) {
  const { t, word } = useWords()
  const [looking, setLooking] = useState<string>()
  const sight = fields['identity'] ?? fields['requester'] ?? 'no'
  const origins = state.origins ?? []
  return (
    <Card size="small" title={t('case.origins')}>
      {origins.length === 0 ? <span className="quiet small">{word('channel', card.channel)}</span> : null}
      {origins.map((one, n) => (
        <div
          key={one.id ?? n}
          style={{ display: 'flex', gap: 8, alignItems: 'center', padding: '4px 0', flexWrap: 'wrap' }}
        >
          <span className="number">{one.number}</span>
          <span className="small">
            {word('channel', one.channel)} · {one.filedAt ? day(one.filedAt) : ''}
          </span>
          {one.anonymous ? <Tag>{t('case.anonymous')}</Tag> : null}
          {one.withdrawnAt ? <Tag>{word('event', 'OriginWithdrawn')}</Tag> : null}
          {one.answer ? (
            <Tag color={one.answer.resolved ? 'success' : 'default'}>
              {t('case.simulatedVoice')}：{word('field', 'resolved')}{' '}
              {one.answer.resolved === null || one.answer.resolved === undefined
                ? '—'
                : t(one.answer.resolved ? 'form.yes' : 'form.no')}
            </Tag>
          ) : null}
          <span style={{ flex: 1 }} />
          {!one.requester ? (
            <span className="quiet small">{t('case.noRequester')}</span>
          ) : sight === 'look' || sight === 'yes' ? (
            <Button
              size="small"
              icon={<EyeOutlined />}
              onClick={() => setLooking(one.requester ?? undefined)}
            >
              {t('case.look')}
            </Button>
          ) : (
            <span className="quiet small">{t('case.sealed')}</span>
          )}
        </div>
      ))}
      {looking ? <Look caseId={card.id} requester={looking} onClose={() => setLooking(undefined)} /> : null}
    </Card>
  )
}

function Look({ caseId, requester, onClose }: { caseId: string; requester: string; onClose: () => void }) {
  const { t } = useWords()
  const [seen, setSeen] = useState<Reply<'look'>>()
  const [failure, setFailure] = useState<string>()
  const [form] = Form.useForm<{ purpose: string }>()
  const look = async ({ purpose }: { purpose: string }) => {
    setFailure(undefined)
    try {
      setSeen(await api.look({ params: { id: caseId }, body: { ref: requester, purpose } }))
    } catch (error) {
      setFailure(isProblem(error) ? error.message : t('fail.wire'))
    }
  }
  return (
    <Modal
      open
      title={t('case.look')}
      onCancel={onClose}
      {...(seen ? { footer: null } : { okText: t('case.look'), onOk: () => form.submit() })}
    >
      {seen ? (
        <>
          <Descriptions
            column={1}
            size="small"
            bordered
            items={[
              { key: 'name', label: t('case.name'), children: seen.name ?? t('case.none') },
              { key: 'phone', label: t('case.phone'), children: seen.phone ?? t('case.none') },
              { key: 'address', label: t('case.address'), children: seen.address ?? t('case.none') },
            ]}
          />
          <p className="quiet small">{t('case.lookDone')}</p>
        </>
      ) : (
        <Form form={form} layout="vertical" onFinish={(values) => void look(values)}>
          <p className="quiet">{t('case.lookHint')}</p>
          <Form.Item
            name="purpose"
            label={t('case.purpose')}
            rules={[{ required: true, min: 4, whitespace: true, message: t('case.lookShort') }]}
          >
            <Input maxLength={200} autoFocus />
          </Form.Item>
          {failure ? <Alert type="error" showIcon role="alert" title={failure} /> : null}
        </Form>
      )}
    </Modal>
  )
}
