import { QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { App, ConfigProvider } from 'antd'
import zhCN from 'antd/locale/zh_CN'
import dayjs from 'dayjs'
import 'dayjs/locale/zh-cn'
import { StrictMode, useEffect, useState } from 'react'
import { createRoot } from 'react-dom/client'
import { memory } from './api/queries.ts'
import { useDark } from './look/appearance.ts'
import './look/app.css'
import { themeFor } from './look/theme.ts'
import { router } from './routes.tsx'
import { useLanguage } from './words/language.ts'
import { startWords } from './words/words.ts'

function Console() {
  const dark = useDark()
  const language = useLanguage()
  const [english, setEnglish] = useState<typeof zhCN>()
  useEffect(() => {
    dayjs.locale(language === 'zh' ? 'zh-cn' : 'en')
    if (language === 'en') void import('antd/locale/en_US').then((found) => setEnglish(found.default))
  }, [language])
  useEffect(() => {
    document.documentElement.dataset['theme'] = dark ? 'dark' : 'light'
    document.documentElement.style.colorScheme = dark ? 'dark' : 'light'
  }, [dark])
  return (
    <ConfigProvider
      theme={themeFor(dark)}
      locale={language === 'en' && english ? english : zhCN}
      form={{ requiredMark: true }}
      button={{ autoInsertSpace: false }}
    >
      <App style={{ height: '100%' }}>
        <RouterProvider router={router} />
      </App>
    </ConfigProvider>
  )
}

const root = document.getElementById('root')
if (!root) throw new Error('the page has no #root')

await startWords().catch(() => undefined)
createRoot(root).render(
  <StrictMode>
    <QueryClientProvider client={memory}>
      <Console />
    </QueryClientProvider>
  </StrictMode>,
)
