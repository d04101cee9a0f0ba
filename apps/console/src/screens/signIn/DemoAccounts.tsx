import { useQuery } from '@tanstack/react-query'
import { Select } from 'antd'
import { isRecord, textOf } from '../../parts/read.ts'
import { useWords } from '../../words/words.ts'

type Account = { account: string; label: string; password: string | undefined }

/** In a simulated database alone: a quiet line, and a picker where the server publishes its demo posts. */
export function DemoAccounts({ onPick }: { onPick: (account: string, password?: string) => void }) {
  const { t, language } = useWords()
  const accounts =
    useQuery({
      queryKey: ['demo-accounts', language],
      queryFn: () => readAccounts(language),
      retry: false,
      staleTime: Infinity,
    }).data ?? []
  return (
    <div style={{ marginTop: 24 }} className="small">
      <div className="quiet" style={{ marginBottom: 8 }}>
        {t('sign.demo')}
      </div>
      {accounts.length > 0 ? (
        <Select
          aria-label={t('sign.demoPick')}
          placeholder={t('sign.demoPick')}
          style={{ width: '100%' }}
          showSearch={{ optionFilterProp: 'label' }}
          options={accounts.map(({ account, label }) => ({ value: account, label: `${label} · ${account}` }))}
          onChange={(account: string) =>
            onPick(account, accounts.find((one) => one.account === account)?.password)
          }
        />
      ) : null}
    </div>
  )
}

async function readAccounts(language: 'zh' | 'en'): Promise<Account[]> {
  const response = await fetch('/demo-accounts.json')
  if (!response.ok || !response.headers.get('content-type')?.includes('json')) return []
  const found: unknown = await response.json()
  const list = Array.isArray(found)
    ? found
    : isRecord(found) && Array.isArray(found['accounts'])
      ? found['accounts']
      : []
  const common = isRecord(found) ? textOf(found['password']) : undefined
  return list.filter(isRecord).flatMap((row) => {
    const account = textOf(row['account'])
    return account
      ? [
          {
            account,
            label:
              textOf(row[language]) ??
              textOf(row['label']) ??
              textOf(row['post']) ??
              textOf(row['name']) ??
              account,
            password: textOf(row['password']) ?? common,
          },
        ]
      : []
  })
}
