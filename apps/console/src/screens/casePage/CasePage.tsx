import { LinkOutlined, PaperClipOutlined, SoundOutlined } from '@ant-design/icons'
import { Link, useParams } from '@tanstack/react-router'
import { Alert, App, Button, Card, Tag, Tooltip, Upload } from 'antd'
import type { CasePage as Page } from '@shaoying/contract'
import type { CaseFile } from '@shaoying/core'
import { useState } from 'react'
import { uploadFile } from '../../api/client.ts'
import { refresh, useInstruct } from '../../api/instruct.ts'
import { useCasePage, useMe, useNames } from '../../api/queries.ts'
import { ActionBar } from '../../form/ActionBar.tsx'
import { Due } from '../../parts/Due.tsx'
import { StageTag, UrgencyTag } from '../../parts/Marks.tsx'
import { PageHead } from '../../parts/PageHead.tsx'
import { loosely, textOf } from '../../parts/read.ts'
import { Awaiting, Failed } from '../../parts/States.tsx'
import { Deadlines } from '../../story/Deadlines.tsx'
import { Files } from '../../story/Files.tsx'
import { NineSteps } from '../../story/NineSteps.tsx'
import { Timeline } from '../../story/Timeline.tsx'
import { day, moment } from '../../words/time.ts'
import { useWords } from '../../words/words.ts'
import { FourMarks } from './FourMarks.tsx'
import { Origins } from './Origins.tsx'

/** One case: where it is, who has it, by when, what happened, and what I may do now. */
export function CasePage() {
  const { id = '' } = useParams({ strict: false })
  const query = useCasePage(id)
  if (query.error && !query.data) return <Failed error={query.error} retry={() => void query.refetch()} />
  return (
    <div className="page">
      <Awaiting query={query} rows={14}>
        {query.data ? <Sheet page={query.data} /> : null}
      </Awaiting>
    </div>
  )
}

const ended = new Set(['closed', 'answered', 'declined', 'merged'])
const composed = new Set(['AttachFile'])

function Sheet({ page }: { page: Page }) {
  const { t, word } = useWords()
  const names = useNames()
  const { message } = App.useApp()
  const mayWhistle = useMe().data?.permits.includes('ApplyWhistle') ?? false
  const { card, story, deadlines, whistles, permits, fields } = page
  const state = loosely<CaseFile>(page.state)
  const about = {
    story: { kind: 'case' as const, id: card.id },
    filesOf: card.id,
    category: card.category,
    state: page.state,
    fixed: {},
  }
  const title = textOf(state.title) ?? (card.summary || word('caseType', card.caseType))
  const copy = async () => {
    await navigator.clipboard?.writeText(location.href).catch(() => undefined)
    void message.success(t('case.copied'))
  }
  return (
    <>
      <PageHead
        title={title}
        extra={
          <ActionBar
            permits={permits}
            about={about}
            version={card.version}
            elsewhere={composed}
            empty={<span className="quiet small">{t('case.noActions')}</span>}
          />
        }
      />
      <div
        style={{ display: 'flex', flexWrap: 'wrap', gap: '4px 10px', alignItems: 'center', marginBottom: 12 }}
      >
        <span className="number">{card.number}</span>
        <Tooltip title={t('case.copy')}>
          <Button
            size="small"
            type="text"
            icon={<LinkOutlined />}
            aria-label={t('case.copy')}
            onClick={() => void copy()}
          />
        </Tooltip>
        <StageTag kind="case" stage={card.stage} />
        <UrgencyTag urgency={card.urgency} />
        {card.secrecy === 'S2' || card.secrecy === 'S3' ? (
          <Tag color="magenta">{word('secrecy', card.secrecy)}</Tag>
        ) : null}
        {ended.has(card.stage) ? null : <Due at={card.dueAt} />}
        {card.holder ? (
          <span className="quiet">{t('case.heldBy', { unit: names.unit(card.holder) })}</span>
        ) : null}
      </div>
      <Notes state={state} carried={card.carried} />
      <Card size="small" style={{ marginBottom: 12 }} styles={{ body: { padding: '14px 16px 8px' } }}>
        <NineSteps at={card.step} ended={ended.has(card.stage)} holder={names.unit(card.holder)} />
      </Card>
      <div className="two-thirds">
        <div className="stack">
          <Card title={t('case.matter')}>
            <p className="words">
              {textOf(state.words) ?? (
                <span className="quiet">
                  {fields['words'] === 'no' || fields['matter'] === 'no'
                    ? t('case.sealedWords')
                    : card.summary}
                </span>
              )}
            </p>
            <dl className="facts" style={{ marginTop: 16 }}>
              <Fact label={t('case.holder')}>{names.unit(card.holder) || t('case.nobody')}</Fact>
              <Fact label={t('case.category')}>{names.category(card.category) || t('case.noCategory')}</Fact>
              <Fact label={t('case.place')}>
                {names.place(card.area) || names.unit(card.community) || names.unit(card.street)}
              </Fact>
              <Fact label={t('case.type')}>{word('caseType', card.caseType)}</Fact>
              <Fact label={t('case.channel')}>{word('channel', card.channel)}</Fact>
              <Fact label={t('case.urgency')}>{word('urgency', card.urgency)}</Fact>
              <Fact label={t('case.secrecy')}>{word('secrecy', card.secrecy)}</Fact>
              <Fact label={t('case.filed')}>{moment(card.openedAt)}</Fact>
              {state.responsible ? (
                <Fact label={t('case.responsible')}>{names.unit(state.responsible)}</Fact>
              ) : null}
              {state.returns ? <Fact label={t('case.returns')}>{state.returns}</Fact> : null}
            </dl>
          </Card>
          <Card title={t('case.timeline')}>
            <Timeline story={story} />
          </Card>
        </div>
        <div className="stack">
          <FourMarks state={state} card={card} />
          <Card size="small" title={t('case.deadlines')} styles={{ body: { padding: 6 } }}>
            <Deadlines deadlines={deadlines} />
          </Card>
          <Card
            size="small"
            title={t('case.whistles')}
            extra={
              mayWhistle && !ended.has(card.stage) ? (
                <Link to="/apply" search={{ case: card.id }}>
                  <SoundOutlined aria-hidden /> {t('case.apply')}
                </Link>
              ) : null
            }
          >
            {whistles.length === 0 ? <span className="quiet small">{t('case.noWhistles')}</span> : null}
            {whistles.map((one) => (
              <div
                key={one.id}
                style={{ display: 'flex', justifyContent: 'space-between', padding: '3px 0' }}
              >
                <Link to="/whistles/$id" params={{ id: one.id }} className="number">
                  {one.number}
                </Link>
                <StageTag kind="whistle" stage={one.stage} />
              </div>
            ))}
          </Card>
          <Origins page={page} state={state} />
          <FilesCard page={page} />
        </div>
      </div>
    </>
  )
}

/** What is out of the ordinary, said once, above everything. */
function Notes({ state, carried }: { state: ReturnType<typeof loosely<CaseFile>>; carried: boolean }) {
  const { t } = useWords()
  const review = textOf(state.carriedOver?.reviewAt)
  const notes = [
    carried ? t('case.carried', { date: review ? day(review) : '—' }) : '',
    state.suspended ? t('case.suspended') : '',
    state.openReturn ? t('case.returnOpen') : '',
  ].filter(Boolean)
  return notes.length > 0 ? (
    <Alert type="warning" showIcon title={notes.join(' · ')} style={{ marginBottom: 12 }} />
  ) : null
}

export function Fact({ label, children }: { label: string; children: React.ReactNode }) {
  return (
    <div>
      <dt>{label}</dt>
      <dd>{children}</dd>
    </div>
  )
}

function FilesCard({ page: { card, files, permits } }: { page: Page }) {
  const { t } = useWords()
  const { message } = App.useApp()
  const { instruct } = useInstruct()
  const [busy, setBusy] = useState(false)
  const may = permits.includes('AttachFile')
  async function attach(file: File) {
    setBusy(true)
    try {
      const shown = await uploadFile(card.id, file)
      const outcome = await instruct(
        { kind: 'case', id: card.id },
        {
          type: 'AttachFile',
          file: shown.id,
          shows: card.stage === 'finished' || card.stage === 'verified' ? 'after' : 'evidence',
        },
      )
      if ('refused' in outcome) void message.error(outcome.refused.message)
      await refresh({ kind: 'case', id: card.id })
    } catch (error) {
      void message.error(
        t('form.uploadFailed', { name: file.name, why: error instanceof Error ? error.message : '' }),
      )
    } finally {
      setBusy(false)
    }
  }
  return (
    <Card
      size="small"
      title={t('case.files')}
      extra={
        may ? (
          <Upload showUploadList={false} beforeUpload={(file) => (void attach(file), false)}>
            <Button size="small" type="link" icon={<PaperClipOutlined />} loading={busy}>
              {t('case.addFile')}
            </Button>
          </Upload>
        ) : null
      }
    >
      <Files files={files} />
    </Card>
  )
}
