import { useNavigate } from '@tanstack/react-router'
import { App, Button, Card } from 'antd'
import { api } from '../../api/client.ts'
import { memory, useMe } from '../../api/queries.ts'
import { PageHead } from '../../parts/PageHead.tsx'
import { useWords } from '../../words/words.ts'

export function ChoosePost() {
  const { t, word } = useWords()
  const { message } = App.useApp()
  const navigate = useNavigate()
  const posts = useMe().data?.posts ?? []
  const choose = async (post: string) => {
    try {
      await api.choosePost({ body: { post } })
      memory.clear()
      await navigate({ to: '/todo' })
    } catch (error) {
      void message.error(error instanceof Error ? error.message : String(error))
    }
  }
  return (
    <div className="page" style={{ maxWidth: 620 }}>
      <PageHead title={t('sign.choosePostTitle')} />
      <p className="quiet">{t('sign.choosePostHint')}</p>
      <div className="stack">
        {posts.map((post) => (
          <Card key={post.id} size="small">
            <div style={{ display: 'flex', gap: 12, alignItems: 'center' }}>
              <div style={{ flex: 1 }}>
                <strong>{post.word || word('role', post.role)}</strong>
                <div className="quiet small">
                  {post.unitName}
                  {post.standsIn ? ` · ${t('head.standsIn')}` : ''}
                </div>
              </div>
              <Button type="primary" onClick={() => void choose(post.id)}>
                {t('form.confirm')}
              </Button>
            </div>
          </Card>
        ))}
      </div>
    </div>
  )
}
