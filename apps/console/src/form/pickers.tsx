import { Cascader, DatePicker, InputNumber, Radio, Select, Space, TreeSelect } from 'antd'
import dayjs from 'dayjs'
import { useMemo, useState } from 'react'
import {
  useAreas,
  useCases,
  useCategories,
  useDuties,
  useMe,
  useNames,
  usePosts,
  useProfile,
  useUnits,
} from '../api/queries.ts'
import { isRecord, plainText } from '../parts/read.ts'
import { moment, day as dayOf } from '../words/time.ts'
import { useWords } from '../words/words.ts'

/** A control of a form: a wire value in, a wire value out. */
export type Control<Value> = {
  id?: string
  value?: Value
  onChange?: (value: Value | undefined) => void
  disabled?: boolean
}

/** What a picker is called where no form's label stands beside it. */
type Called = { label?: string }

const searchable = {
  showSearch: { optionFilterProp: 'label' },
  allowClear: true,
  style: { width: '100%' },
} as const

export function UnitPicker({
  value,
  onChange,
  kinds,
  label,
  ...rest
}: Control<string> & Called & { kinds?: (kind: string, calleeKind: string | null) => boolean }) {
  const { t, word } = useWords()
  const units = useUnits().data?.items
  const options = useUnitOptions(units, word, kinds)
  return (
    <Select
      {...searchable}
      {...rest}
      {...held(value)}
      {...(label ? { 'aria-label': label } : {})}
      placeholder={label ?? t('form.pickUnit')}
      options={options}
      onChange={(next) => onChange?.(next)}
    />
  )
}

export function UnitsPicker({ value, onChange, ...rest }: Control<string[]>) {
  const { t, word } = useWords()
  const units = useUnits().data?.items
  const options = useUnitOptions(units, word)
  return (
    <Select
      {...searchable}
      {...rest}
      mode="multiple"
      value={value ?? []}
      placeholder={t('form.pickUnit')}
      options={options}
      onChange={(next: string[]) => onChange?.(next)}
    />
  )
}

type Units = NonNullable<ReturnType<typeof useUnits>['data']>['items']

function useUnitOptions(
  units: Units | undefined,
  word: ReturnType<typeof useWords>['word'],
  kinds?: (kind: string, calleeKind: string | null) => boolean,
) {
  return useMemo(() => {
    const groups = new Map<string, { label: string; value: string }[]>()
    for (const { id, name, kind, calleeKind } of units ?? []) {
      if (kinds && !kinds(kind, calleeKind)) continue
      groups.set(kind, [...(groups.get(kind) ?? []), { label: name, value: id }])
    }
    return [...groups].map(([kind, options]) => ({ label: word('unitKind', kind), title: kind, options }))
  }, [units, word, kinds])
}

/** A person is known by their post; first the unit, my own to begin with, then who. */
export function PersonPicker({
  value,
  onChange,
  within,
  ...rest
}: Control<string> & { within?: string | undefined }) {
  const { t, word } = useWords()
  const mine = useMe().data?.post?.unit
  const [unit, setUnit] = useState(within ?? mine)
  const posts = usePosts(unit).data?.items
  const options = (posts ?? []).map(({ id, person, name, role }) => ({
    value: person ?? id,
    label: `${name} · ${word('role', role)}`,
  }))
  return (
    <Space.Compact block>
      <div style={{ width: '45%' }}>
        <UnitPicker label={t('form.pickUnit')} {...(unit ? { value: unit } : {})} onChange={setUnit} />
      </div>
      <Select
        {...searchable}
        {...rest}
        {...held(value)}
        placeholder={t('form.pickPerson')}
        options={options}
        onChange={(next) => onChange?.(next)}
      />
    </Space.Compact>
  )
}

export function PeoplePicker({
  value,
  onChange,
  within,
  ...rest
}: Control<string[]> & { within?: string | undefined }) {
  const { t, word } = useWords()
  const mine = useMe().data?.post?.unit
  const posts = usePosts(within ?? mine).data?.items
  const options = (posts ?? []).map(({ id, person, name, role }) => ({
    value: person ?? id,
    label: `${name} · ${word('role', role)}`,
  }))
  return (
    <Select
      {...searchable}
      {...rest}
      mode="multiple"
      value={value ?? []}
      placeholder={t('form.pickPerson')}
      options={options}
      onChange={(next: string[]) => onChange?.(next)}
    />
  )
}

export function CategoryPicker({ value, onChange, label, ...rest }: Control<string> & Called) {
  const { t, language } = useWords()
  const categories = useCategories().data?.items
  const tree = useMemo(
    () =>
      (categories ?? []).map(({ code, parent, ...names }) => ({
        id: code,
        pId: parent ?? '',
        value: code,
        title: names[language],
      })),
    [categories, language],
  )
  return (
    <TreeSelect<string | null>
      {...rest}
      {...held(value)}
      treeDataSimpleMode={{ id: 'id', pId: 'pId', rootPId: '' }}
      treeData={tree}
      showSearch={{ treeNodeFilterProp: 'title' }}
      allowClear
      style={{ width: '100%' }}
      {...(label ? { 'aria-label': label } : {})}
      placeholder={label ?? t('form.pickCategory')}
      onChange={(next) => onChange?.(next ?? undefined)}
    />
  )
}

type Node = { value: string; label: string; children?: Node[] }

/** From the district down; a case may be placed at any level. */
export function AreaPicker({ value, onChange, ...rest }: Control<string>) {
  const { t } = useWords()
  const areas = useAreas().data?.items
  const { options, pathOf } = useMemo(() => {
    const nodes = new Map<string, Node & { parent: string | null }>(
      (areas ?? []).map(({ code, name, parent }) => [code, { value: code, label: name, parent }]),
    )
    const roots: Node[] = []
    for (const node of nodes.values()) {
      const parent = node.parent === null ? undefined : nodes.get(node.parent)
      if (parent) (parent.children ??= []).push(node)
      else roots.push(node)
    }
    const path = (code: string) => {
      const steps: string[] = []
      for (let at = nodes.get(code); at; at = at.parent === null ? undefined : nodes.get(at.parent))
        steps.unshift(at.value)
      return steps
    }
    // Below the one district everybody works in, there is no need to choose it.
    const [only] = roots
    const top = roots.length === 1 && only?.children ? only : undefined
    return { options: top?.children ?? roots, pathOf: (code: string) => path(code).slice(top ? 1 : 0) }
  }, [areas])
  return (
    <Cascader
      {...rest}
      value={value ? pathOf(value) : []}
      options={options}
      changeOnSelect
      expandTrigger="hover"
      showSearch={{ filter: (typed, path) => path.some(({ label }) => String(label).includes(typed)) }}
      allowClear
      style={{ width: '100%' }}
      placeholder={t('form.pickArea')}
      onChange={(path) => onChange?.(path?.at(-1)?.toString())}
    />
  )
}

/** Items of a duty list, of the unit and category chosen where there are any. */
export function DutyPicker({
  value,
  onChange,
  unit,
  category,
  ...rest
}: Control<string> & { unit?: string | undefined; category?: string | null | undefined }) {
  const { t, word } = useWords()
  const names = useNames()
  const duties = useDuties(unit ? { unit } : category ? { category } : {}).data?.items ?? []
  const ranked = category
    ? duties.toSorted((a, b) => Number(b.category === category) - Number(a.category === category))
    : duties
  const options = ranked.map(({ id, matter, unit: of, basis, status }) => ({
    value: id,
    label: unit ? matter : `${matter} · ${names.unit(of)}`,
    basis,
    status,
    disabled: status === 'removed',
  }))
  return (
    <Select
      {...searchable}
      {...rest}
      {...held(value)}
      placeholder={t('form.pickDuty')}
      options={options}
      notFoundContent={t('apply.noDuty')}
      optionRender={({ data }) => (
        <div style={{ whiteSpace: 'normal' }}>
          <div>
            {data.label}{' '}
            {data.status === 'listed' ? null : (
              <span className="quiet small">[{word('dutyStatus', data.status)}]</span>
            )}
          </div>
          <div className="quiet small">{data.basis}</div>
        </div>
      )}
      onChange={(next) => onChange?.(next)}
    />
  )
}

/** Reasons as the city's rules list them; where the rules are silent, the usual ones. */
export function ReasonPicker({ value, onChange, command, ...rest }: Control<string> & { command: string }) {
  const { t, word, language } = useWords()
  const profile = useProfile().data?.profile
  const options = reasonsFor(command, profile, language).map(({ id, label }) => ({
    value: id,
    label: label ?? word('reason', id),
  }))
  return (
    <Select
      {...searchable}
      {...rest}
      {...held(value)}
      placeholder={t('form.pickReason')}
      options={options}
      onChange={(next) => onChange?.(next)}
    />
  )
}

function reasonsFor(
  command: string,
  profile: unknown,
  language: 'zh' | 'en',
): readonly { id: string; label?: string }[] {
  const rules = isRecord(profile) ? profile : {}
  if (command === 'ReturnCase' || command === 'ReturnOrder') {
    const returns =
      isRecord(rules['returns']) && Array.isArray(rules['returns']['reasons'])
        ? rules['returns']['reasons']
        : []
    return returns.filter(isRecord).map(({ id, word }) => ({
      id: String(id),
      ...(isRecord(word) && word[language] ? { label: plainText(word[language]) } : {}),
    }))
  }
  if (command === 'AskCarryOver') {
    const carry =
      isRecord(rules['carryOver']) && Array.isArray(rules['carryOver']['reasons'])
        ? rules['carryOver']['reasons']
        : []
    return carry.map((id) => ({ id: String(id) }))
  }
  if (command === 'DeclineCase')
    return ['other_legal_channel', 'not_administrative', 'litigation', 'private_dispute', 'other'].map(
      (id) => ({ id }),
    )
  if (command === 'AskExclusion')
    return ['unreasonable', 'not_administrative', 'litigation', 'duplicate', 'other'].map((id) => ({ id }))
  return ['complex', 'third_party', 'weather', 'project_approval', 'requester_asks', 'other'].map((id) => ({
    id,
  }))
}

type Limit = { amount?: number; unit?: string }
const limitUnits = ['minute', 'hour', 'workhour', 'day', 'workday'] as const

export function LimitPicker({ id, value, onChange, disabled }: Control<Limit>) {
  const { word } = useWords()
  const change = (next: Limit) =>
    onChange?.(next.amount === undefined ? undefined : { unit: 'workday', ...next })
  return (
    <Space.Compact block>
      <InputNumber
        {...(id ? { id } : {})}
        {...(disabled ? { disabled } : {})}
        min={1}
        max={10000}
        precision={0}
        value={value?.amount ?? null}
        style={{ width: '50%' }}
        onChange={(amount) => change(amount === null ? {} : { ...value, amount })}
      />
      <Select
        aria-label={word('field', 'limit')}
        value={value?.unit ?? 'workday'}
        style={{ width: '50%' }}
        options={limitUnits.map((unit) => ({ value: unit, label: word('limitUnit', unit) }))}
        onChange={(unit) => change({ ...value, unit })}
      />
    </Space.Compact>
  )
}

/** A limit of an order: so much time, or a fixed instant. */
export function LimitOrUntilPicker({ id, value, onChange }: Control<Limit | { until?: string }>) {
  const { t } = useWords()
  const [fixed, setFixed] = useState(value !== undefined && 'until' in value)
  return (
    <div style={{ display: 'flex', gap: 8, flexWrap: 'wrap' }}>
      <Radio.Group
        value={fixed}
        optionType="button"
        options={[
          { value: false, label: t('form.within') },
          { value: true, label: t('form.until') },
        ]}
        onChange={({ target }) => {
          setFixed(Boolean(target.value))
          onChange?.(undefined)
        }}
      />
      <div style={{ flex: '1 1 180px' }}>
        {fixed ? (
          <InstantPicker
            {...(id ? { id } : {})}
            {...(value && 'until' in value && value.until ? { value: value.until } : {})}
            onChange={(until) => onChange?.(until ? { until } : undefined)}
          />
        ) : (
          <LimitPicker
            {...(id ? { id } : {})}
            {...(value && 'amount' in value ? { value } : {})}
            {...(onChange ? { onChange } : {})}
          />
        )}
      </div>
    </div>
  )
}

/** An instant is said and read in the district's time, whatever this machine believes its zone to be. */
export function InstantPicker({ value, onChange, ...rest }: Control<string>) {
  const now = useMe().data?.now
  return (
    <DatePicker
      {...rest}
      showTime={{ format: 'HH:mm', minuteStep: 5 }}
      format="YYYY-MM-DD HH:mm"
      value={value ? dayjs(moment(value)) : null}
      {...(now ? { defaultPickerValue: dayjs(moment(now)) } : {})}
      style={{ width: '100%' }}
      onChange={(next) =>
        onChange?.(
          next && !Array.isArray(next)
            ? new Date(`${next.format('YYYY-MM-DDTHH:mm')}:00+08:00`).toISOString()
            : undefined,
        )
      }
    />
  )
}

export function DayPicker({ value, onChange, ...rest }: Control<string>) {
  return (
    <DatePicker
      {...rest}
      value={value ? dayjs(value.length > 10 ? dayOf(value) : value) : null}
      style={{ width: '100%' }}
      onChange={(next) => onChange?.(next && !Array.isArray(next) ? next.format('YYYY-MM-DD') : undefined)}
    />
  )
}

/** Finds another case by number or words, among those one may see. */
export function CasePicker({
  value,
  onChange,
  many = false,
  ...rest
}: Control<string | string[]> & { many?: boolean }) {
  const { t } = useWords()
  const [typed, setTyped] = useState('')
  const found =
    useCases({ limit: 20, ...(typed ? { search: typed } : { open: true }) }).data?.pages.flatMap(
      ({ items }) => items,
    ) ?? []
  return (
    <Select
      {...rest}
      {...(many ? { mode: 'multiple' as const, value: value ?? [] } : held(value))}
      showSearch={{ filterOption: false, onSearch: setTyped }}
      allowClear
      style={{ width: '100%' }}
      placeholder={t('form.pickCase')}
      options={found.map(({ id, number, summary }) => ({ value: id, label: `${number} ${summary}` }))}
      onChange={(next: string | string[] | undefined) => onChange?.(next)}
    />
  )
}

/** Rows of the profile's whistles. */
export function RowPicker({ value, onChange, runsAs, ...rest }: Control<string> & { runsAs?: string }) {
  const { t, language } = useWords()
  const rows = useWhistleRows(runsAs)
  return (
    <Select
      {...searchable}
      {...rest}
      {...held(value)}
      placeholder={t('form.pick')}
      options={rows.map(({ id, word }) => ({ value: id, label: word[language] }))}
      onChange={(next) => onChange?.(next)}
    />
  )
}

export type RowShown = {
  id: string
  word: { zh: string; en: string }
  kinds: string[]
  presence: string
  checkIn: string
  muster: string | null
  calleeKinds: string[]
  callers: string[]
  runsAs: string
  order: string
}

/** The whistle rows of the profile in force, as far as they were sent. */
export function useWhistleRows(runsAs?: string): RowShown[] {
  const profile = useProfile().data?.profile
  const { language } = useWords()
  return useMemo(() => {
    const rows =
      isRecord(profile) && Array.isArray(profile['whistles']) ? profile['whistles'].filter(isRecord) : []
    const texts = (value: unknown) => (Array.isArray(value) ? value.map(String) : [])
    return rows
      .map((row) => ({
        id: String(row['id']),
        word: isRecord(row['word'])
          ? { zh: String(row['word']['zh']), en: String(row['word']['en']) }
          : { zh: String(row['id']), en: String(row['id']) },
        kinds: texts(row['kinds']),
        presence: String(row['presence']),
        checkIn: String(row['checkIn']),
        muster: typeof row['muster'] === 'string' ? row['muster'] : null,
        calleeKinds: texts(row['calleeKinds']),
        callers: texts(row['callers']),
        runsAs: String(row['runsAs']),
        order:
          isRecord(row['order']) && isRecord(row['order']['word'])
            ? String(row['order']['word'][language])
            : '',
      }))
      .filter((row) => runsAs === undefined || row.runsAs === runsAs)
  }, [profile, runsAs, language])
}

/** Absent, not undefined: an empty control is still a controlled one. */
export const held = <Value,>(value: Value | undefined): { value: Value | null } => ({ value: value ?? null })
