import { DeleteOutlined, PlusOutlined } from '@ant-design/icons'
import { Button, Form, Input, InputNumber, Radio, Select, type FormItemProps } from 'antd'
import { useNames, useProfile } from '../api/queries.ts'
import { isRecord, loosely } from '../parts/read.ts'
import type { CaseFile, Whistle } from '@shaoying/core'
import { useWords } from '../words/words.ts'
import type { Vocabulary } from '../words/zh.ts'
import { useAbout, type About } from './about.ts'
import { FilesPicker } from './FilesPicker.tsx'
import {
  AreaPicker,
  CasePicker,
  CategoryPicker,
  DayPicker,
  DutyPicker,
  held,
  InstantPicker,
  LimitOrUntilPicker,
  LimitPicker,
  PeoplePicker,
  PersonPicker,
  ReasonPicker,
  RowPicker,
  UnitPicker,
  UnitsPicker,
} from './pickers.tsx'
import { fieldsIn, kindOf, type Field } from './schema.ts'

/** Which words name the values of a choice. */
const choices: Record<string, Vocabulary> = {
  channel: 'channel',
  caseType: 'caseType',
  urgency: 'urgency',
  secrecy: 'secrecy',
  kind: 'whistleKind',
  part: 'part',
  presence: 'presence',
  checkIn: 'checkIn',
  method: 'method',
  conduct: 'conduct',
  shows: 'shows',
  decision: 'decision',
  how: 'how',
  datum: 'datum',
  to: 'escalation',
}

type Props = { fields: readonly Field[]; under?: (string | number)[] }

/** One control for each field of the schema; what the place has fixed is not asked again. */
export function Fields({ fields, under = [] }: Props) {
  const about = useAbout()
  return fields
    .filter(({ name }) => under.length > 0 || !(name in (about?.fixed ?? {})))
    .map((field) => <OneField key={field.name} field={field} under={under} />)
}

function OneField({ field, under }: { field: Field; under: (string | number)[] }) {
  const { t, word, has } = useWords()
  const about = useAbout()
  const { name, shape, required } = field
  const kind = kindOf(field)
  const label =
    under.length === 0 && has('field', `${about?.command}.${name}`)
      ? word('field', `${about?.command}.${name}`)
      : word('field', name)
  if ((kind === 'files' || kind === 'file') && (about?.filesOf === undefined || about.filesOf === null)) return null
  if (kind === 'rows') return <Rows field={field} under={under} label={label} />
  const item: FormItemProps = {
    name: [...under, name],
    label,
    rules: [
      { required, message: t('form.required') },
      ...(shape.maxLength !== undefined && kind === 'words'
        ? [{ max: shape.maxLength, message: t('form.tooLong') }]
        : []),
    ],
  }
  if (kind === 'group')
    return (
      <Form.Item label={label} style={{ marginBottom: 0 }}>
        <Fields fields={fieldsIn(shape)} under={[...under, name]} />
      </Form.Item>
    )
  return (
    <Form.Item
      {...item}
      {...(kind === 'file'
        ? {
            getValueProps: (value: unknown) => ({ value: value ? [value] : [] }),
            getValueFromEvent: (refs: string[]) => refs.at(-1),
          }
        : {})}
    >
      <Control field={field} under={under} about={about} />
    </Form.Item>
  )
}

type ControlProps = {
  field: Field
  under: (string | number)[]
  about: About | null
  id?: string
  value?: never
  onChange?: (value: unknown) => void
}

/** The control for a kind of field; the form puts `id`, `value` and `onChange` in. */
function Control({ field, under, about, ...given }: ControlProps) {
  const { t, word } = useWords()
  const { name, shape } = field
  const form = Form.useFormInstance()
  const responsible: unknown = Form.useWatch([...under, 'responsible'], form)
  const chosenUnit: unknown = Form.useWatch(
    [...under, name === 'duty' && about?.command === 'DispatchCase' ? 'to' : 'unit'],
    form,
  )
  const chosenCategory: unknown = Form.useWatch('category', form)
  const kind = kindOf(field)
  switch (kind) {
    case 'words':
      return (shape.maxLength ?? 0) <= 200 ? (
        <Input {...given} maxLength={shape.maxLength ?? 200} />
      ) : (
        <Input.TextArea
          {...given}
          autoSize={{ minRows: 3, maxRows: 14 }}
          maxLength={shape.maxLength ?? 4000}
        />
      )
    case 'limit':
      return <LimitPicker {...given} />
    case 'limitOrUntil':
      return <LimitOrUntilPicker {...given} />
    case 'yesNo':
      return (
        <Radio.Group
          {...given}
          options={[
            { value: true, label: t('form.yes') },
            { value: false, label: t('form.no') },
          ]}
        />
      )
    case 'choice': {
      const group = choices[name]
      const options = (shape.enum ?? []).map((value) => ({
        value,
        label: group ? word(group, value) : value,
      }))
      return options.length <= 4 ? (
        <Radio.Group {...given} options={options} />
      ) : (
        <Select {...given} options={options} placeholder={t('form.pick')} />
      )
    }
    case 'number':
      return (
        <InputNumber
          {...given}
          style={{ width: '100%' }}
          {...(shape.minimum === undefined ? {} : { min: shape.minimum })}
          {...(shape.maximum === undefined ? {} : { max: shape.maximum })}
          {...(shape.type === 'integer' ? { precision: 0 } : {})}
        />
      )
    case 'instant':
      return <InstantPicker {...given} />
    case 'date':
      return <DayPicker {...given} />
    case 'files':
      return <FilesPicker {...given} filesOf={about?.filesOf ?? null} />
    case 'file':
      return <FilesPicker {...given} filesOf={about?.filesOf ?? null} most={1} />
    case 'case':
      return <CasePicker {...given} />
    case 'cases':
      return <CasePicker {...given} many />
    case 'unit':
      return <UnitPicker {...given} />
    case 'units':
      return <UnitsPicker {...given} />
    case 'person':
      return <PersonPicker {...given} within={unitOfState(about)} />
    case 'people':
      return (
        <PeoplePicker
          {...given}
          within={typeof about?.fixed['unit'] === 'string' ? about.fixed['unit'] : undefined}
        />
      )
    case 'category':
      return <CategoryPicker {...given} />
    case 'area':
      return <AreaPicker {...given} />
    case 'duty': {
      const unit = [chosenUnit, responsible].find((found): found is string => typeof found === 'string')
      return (
        <DutyPicker
          {...given}
          unit={unit}
          category={typeof chosenCategory === 'string' ? chosenCategory : about?.category}
        />
      )
    }
    case 'reason':
      return <ReasonPicker {...given} command={about?.command ?? ''} />
    case 'row':
      return <RowPicker {...given} runsAs={about?.command === 'RaiseCase' ? 'hand_up' : 'whistle'} />
    case 'request':
    case 'supervision':
    case 'origin':
    case 'resolution':
    case 'calledUnits':
      return <FromStatePicker {...given} kind={kind} about={about} />
    case 'scores':
      return <ScorePicker {...given} />
    case 'texts':
      return <Select {...given} mode="tags" open={false} tokenSeparators={['，', ',', ';', '；']} />
    default:
      return <Input {...given} maxLength={shape.maxLength ?? 200} />
  }
}

function unitOfState(about: About | null): string | undefined {
  const { holder, street } = loosely<CaseFile>(about?.state)
  return (about?.command === 'NameVisitor' ? street : holder) ?? undefined
}

type FromStateProps = {
  id?: string
  value?: never
  onChange?: (value: unknown) => void
  kind: 'request' | 'supervision' | 'origin' | 'resolution' | 'calledUnits'
  about: About | null
}

/** What the story itself offers: its open requests, supervision orders, origins, resolutions, called units. */
function FromStatePicker({ kind, about, onChange, value, ...given }: FromStateProps) {
  const say = useWords()
  const names = useNames()
  const options = optionsFromState(kind, about, say, names)
  const { t } = say
  return kind === 'calledUnits' ? (
    <Select
      {...given}
      mode="multiple"
      value={value ?? []}
      options={options}
      placeholder={t('form.pickUnit')}
      onChange={(next) => onChange?.(next)}
    />
  ) : (
    <Select<string>
      {...given}
      {...held<string>(value)}
      options={options}
      placeholder={t('form.pick')}
      onChange={(next) => onChange?.(next)}
    />
  )
}

export function optionsFromState(
  kind: FromStateProps['kind'],
  about: About | null,
  { word, t }: ReturnType<typeof useWords>,
  names: ReturnType<typeof useNames>,
): { value: string; label: string }[] {
  const state = loosely<CaseFile>(about?.state)
  const whistle = loosely<Whistle>(about?.state)
  switch (kind) {
    case 'request':
      return (state.requests ?? [])
        .filter((one) => one.open)
        .map((one) => ({
          value: one.id ?? '',
          label: `${word('request', one.what)} · ${word('reason', one.reason)}`,
        }))
    case 'supervision':
      return [
        ...(state.supervisions ?? []).filter((one) => one.open),
        ...(whistle.supervisions ?? []).filter((one) => one.answeredAt === null),
      ].map((one) => ({
        value: one.id ?? '',
        label: `${'number' in one ? `${one.number} · ` : ''}${names.unit(one.unit)}`,
      }))
    case 'origin':
      return (state.origins ?? [])
        .filter((one) => !one.answer && !one.withdrawnAt)
        .map((one) => ({
          value: one.id ?? '',
          label: `${one.number ?? ''} · ${word('channel', one.channel)}${one.anonymous ? ` · ${t('case.anonymous')}` : ''}`,
        }))
    case 'resolution':
      return (whistle.resolutions ?? [])
        .filter((one) => !one.finishedAt)
        .map((one) => ({ value: one.id ?? '', label: `${names.unit(one.owner)} · ${one.task ?? ''}` }))
    case 'calledUnits':
      return Object.entries(whistle.called ?? {})
        .filter(([, one]) => one?.finishedAt && !one.verifiedAt)
        .map(([key, one]) => ({ value: key, label: names.unit(one?.unit ?? key) }))
  }
}

type Score = { item: string; points: number }

/** The street's part of a result, item by item, as the profile names the items. */
function ScorePicker({
  value,
  onChange,
  ...given
}: {
  id?: string
  value?: readonly Score[]
  onChange?: (value: unknown) => void
}) {
  const { word } = useWords()
  const profile = useProfile().data?.profile
  const items = streetItems(profile)
  const points = new Map((value ?? []).map((one) => [one.item, one.points]))
  return (
    <div {...given} style={{ display: 'grid', gap: 8 }}>
      {items.map((item) => (
        <label
          key={item.id}
          style={{ display: 'grid', gridTemplateColumns: '1fr 130px', alignItems: 'center', gap: 12 }}
        >
          <span>
            {word('scoreItem', item.id)} <span className="quiet small">{item.weight}</span>
          </span>
          <InputNumber
            min={0}
            max={100}
            value={points.get(item.id) ?? null}
            onChange={(next) => {
              if (next === null) points.delete(item.id)
              else points.set(item.id, next)
              onChange?.([...points].map(([id, given]) => ({ item: id, points: given })))
            }}
          />
        </label>
      ))}
    </div>
  )
}

function streetItems(profile: unknown): { id: string; weight: number }[] {
  const score = isRecord(profile) && isRecord(profile['score']) ? profile['score'] : {}
  const parts = Array.isArray(score['parts']) ? score['parts'].filter(isRecord) : []
  const street = parts.find(({ by }) => by === 'street')
  const items = street && Array.isArray(street['items']) ? street['items'].filter(isRecord) : []
  return items.map(({ id, weight }) => ({ id: String(id), weight: Number(weight) }))
}

function Rows({
  field: { name, shape, required },
  under,
  label,
}: {
  field: Field
  under: (string | number)[]
  label: string
}) {
  const { t } = useWords()
  return (
    <Form.Item label={label} required={required}>
      <Form.List name={[...under, name]} initialValue={required ? [{}] : []}>
        {(rows, { add, remove }) => (
          <div className="stack">
            {rows.map((row) => (
              <div key={row.key} className="called">
                <Fields fields={fieldsIn(shape.items)} under={[row.name]} />
                <Button size="small" type="text" icon={<DeleteOutlined />} onClick={() => remove(row.name)}>
                  {t('form.removeRow')}
                </Button>
              </div>
            ))}
            <Button
              icon={<PlusOutlined />}
              onClick={() => add({})}
              disabled={rows.length >= (shape.maxItems ?? 40)}
            >
              {t('form.addRow')}
            </Button>
          </div>
        )}
      </Form.List>
    </Form.Item>
  )
}
