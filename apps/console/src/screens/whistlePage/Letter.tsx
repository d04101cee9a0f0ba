import { Card } from 'antd'
import type { WhistlePage } from '@shaoying/contract'
import type { Whistle } from '@shaoying/core'
import { useNames } from '../../api/queries.ts'
import { useWhistleRows } from '../../form/pickers.tsx'
import { textOf, type Loose } from '../../parts/read.ts'
import { day, moment } from '../../words/time.ts'
import { useWords } from '../../words/words.ts'

type Props = { page: WhistlePage; state: Loose<Whistle>; level: string }

/** The order in the form of a letter: what, why not here, what is asked of whom, where to muster. The asker is never named. */
export function Letter({ page: { card }, state, level }: Props) {
  const { t, word } = useWords()
  const names = useNames()
  const row = useWhistleRows().find(({ id }) => id === card.level)
  const issuer = names.unit(state.issuer ?? state.caller?.street ?? card.street ?? card.caller)
  const called = Object.values(state.called ?? {}).filter((one) => one !== null && one !== undefined)
  const place = textOf(state.muster?.place) ?? textOf(state.muster?.usual) ?? textOf(row?.muster)
  return (
    <Card size="small" title={t('whistle.letter')} className="letter">
      <div className="letter-head">
        <span className="small">{issuer}</span>
        <b>{row?.order || t('whistle.order')}</b>
        <span className="number">{card.letter ?? t('whistle.noNumber')}</span>
      </div>
      <dl>
        <Line label={t('whistle.lead')}>
          {called
            .filter(({ part }) => part === 'lead')
            .map(({ unit }) => names.unit(unit))
            .join('、')}
        </Line>
        <Line label={t('whistle.assisting')}>
          {called
            .filter(({ part }) => part === 'assisting')
            .map(({ unit }) => names.unit(unit))
            .join('、')}
        </Line>
        <Line label={t('whistle.consultee')}>
          {called
            .filter(({ part }) => part === 'consultee')
            .map(({ unit }) => names.unit(unit))
            .join('、')}
        </Line>
        <Line
          label={`${t('whistle.level')} · ${t('whistle.kind')}`}
        >{`${level} · ${word('whistleKind', card.purpose)}`}</Line>
        <Line label={t('whistle.matter')} words>
          {textOf(state.matter)}
        </Line>
        <Line label={t('whistle.whyNotHere')} words>
          {textOf(state.whyNotHere)}
        </Line>
        <Line label={t('whistle.actAsked')} words>
          {textOf(state.actAsked)}
        </Line>
        <Line label={t('whistle.musterPlace')}>{place}</Line>
        <Line label={t('whistle.musterAt')}>{state.muster?.at ? moment(state.muster.at) : undefined}</Line>
        <Line label={t('whistle.sites')}>{(state.sites ?? []).join('、')}</Line>
      </dl>
      <div style={{ textAlign: 'right', marginTop: 14 }} className="small">
        {issuer}
        <br />
        {state.issuedAt ? day(state.issuedAt) : day(card.openedAt)}
      </div>
    </Card>
  )
}

function Line({
  label,
  children,
  words = false,
}: {
  label: string
  children: string | undefined
  words?: boolean
}) {
  if (!children) return null
  return (
    <>
      <dt>{label}</dt>
      <dd className={words ? 'words' : undefined}>{children}</dd>
    </>
  )
}
