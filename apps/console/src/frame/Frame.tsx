import {
  AuditOutlined,
  BarChartOutlined,
  BellOutlined,
  BulbOutlined,
  CheckSquareOutlined,
  DatabaseOutlined,
  FormOutlined,
  GlobalOutlined,
  MenuOutlined,
  NotificationOutlined,
  ProjectOutlined,
  UserOutlined,
} from '@ant-design/icons'
import { Link, Outlet, useLocation, useNavigate } from '@tanstack/react-router'
import { Alert, App, Badge, Button, Dropdown, Grid, Layout, Menu, Tooltip } from 'antd'
import { lazy, Suspense, useRef, useState, type ReactNode } from 'react'
import { api } from '../api/client.ts'
import { useLive } from '../api/live.ts'
import { memory, useMe, useNotices, useTodo } from '../api/queries.ts'
import { dropAllDrafts } from '../form/drafts.ts'
import { appearances, chooseAppearance, useAppearance } from '../look/appearance.ts'
import { Fence } from '../parts/States.tsx'
import { chooseLanguage } from '../words/language.ts'
import { speak, useWords } from '../words/words.ts'
import { useShortcuts } from './useShortcuts.ts'

const CheatSheet = lazy(() => import('./CheatSheet.tsx').then((found) => ({ default: found.CheatSheet })))
const MenuDrawer = lazy(() => import('./MenuDrawer.tsx').then((found) => ({ default: found.MenuDrawer })))
const Notices = lazy(() => import('./Notices.tsx').then((found) => ({ default: found.Notices })))

const filing = ['FileCase', 'FileAndFinish', 'AnswerAtDesk', 'DeclineCase']

/** What stays around every page: where one is, in which post, under whose name; the ways to all the others. */
export function Frame() {
  const say = useWords()
  const { t } = say
  const me = useMe().data
  const line = useLive(me !== undefined)
  const wide = Grid.useBreakpoint().lg ?? true
  const [menuOpen, setMenuOpen] = useState(false)
  const [noticesOpen, setNoticesOpen] = useState(false)
  const [keysOpen, setKeysOpen] = useState(false)
  useShortcuts(() => setKeysOpen(true))
  const navigation = <Navigation onGo={() => setMenuOpen(false)} />
  return (
    <Layout style={{ minHeight: '100%' }}>
      <a className="skip" href="#main">
        {t('app.skip')}
      </a>
      {wide ? (
        <Layout.Sider width={196} style={{ position: 'sticky', top: 0, height: '100vh', overflow: 'auto' }}>
          {navigation}
        </Layout.Sider>
      ) : (
        <Later when={menuOpen}>
          <MenuDrawer open={menuOpen} onClose={() => setMenuOpen(false)}>
            {navigation}
          </MenuDrawer>
        </Later>
      )}
      <Layout style={{ minWidth: 0 }}>
        <Layout.Header className="shell-header">
          {wide ? null : (
            <Button
              type="text"
              aria-label={t('app.menu')}
              icon={<MenuOutlined />}
              onClick={() => setMenuOpen(true)}
            />
          )}
          <span className="district">{me?.districtName}</span>
          <span style={{ flex: 1 }} />
          <PostSwitch />
          <NoticeBell onOpen={() => setNoticesOpen(true)} />
          <Switches wide={wide} />
        </Layout.Header>
        {me?.simulated ? <div className="ribbon">{t('app.simulated')}</div> : null}
        {line === 'lost' ? <Alert banner type="warning" title={t('app.lineLost')} /> : null}
        <Layout.Content id="main" tabIndex={-1} style={{ outline: 'none' }}>
          <Fence>
            <Outlet />
          </Fence>
        </Layout.Content>
      </Layout>
      <Later when={noticesOpen}>
        <Notices open={noticesOpen} onClose={() => setNoticesOpen(false)} />
      </Later>
      <Later when={keysOpen}>
        <CheatSheet open={keysOpen} onClose={() => setKeysOpen(false)} />
      </Later>
    </Layout>
  )
}

/** Mounted when first wanted, and left standing so that it can close in its own time. */
function Later({ when, children }: { when: boolean; children: ReactNode }) {
  const wanted = useRef(false)
  wanted.current ||= when
  return wanted.current ? <Suspense>{children}</Suspense> : null
}

function Navigation({ onGo }: { onGo: () => void }) {
  const { t } = useWords()
  const me = useMe().data
  const waiting = useTodo().data?.pages[0]
  const { pathname } = useLocation()
  const mayFile = me?.permits.some((command) => filing.includes(command)) ?? false
  const waits = waiting ? `${waiting.items.length}${waiting.next ? '+' : ''}` : ''
  const items = [
    {
      key: '/todo',
      icon: <CheckSquareOutlined />,
      label: (
        <Link to="/todo">
          {t('nav.todo')}
          {waits && waits !== '0' ? <span className="nav-count">{waits}</span> : null}
        </Link>
      ),
    },
    ...(mayFile
      ? [{ key: '/file', icon: <FormOutlined />, label: <Link to="/file">{t('nav.file')}</Link> }]
      : []),
    { key: '/cases', icon: <AuditOutlined />, label: <Link to="/cases">{t('nav.cases')}</Link> },
    {
      key: '/whistles',
      icon: <NotificationOutlined />,
      label: <Link to="/whistles">{t('nav.whistles')}</Link>,
    },
    { key: '/board', icon: <ProjectOutlined />, label: <Link to="/board">{t('nav.board')}</Link> },
    { key: '/tallies', icon: <BarChartOutlined />, label: <Link to="/tallies">{t('nav.tallies')}</Link> },
    { key: '/registry', icon: <DatabaseOutlined />, label: <Link to="/registry">{t('nav.registry')}</Link> },
  ]
  const here = items.find(({ key }) => pathname === key || pathname.startsWith(`${key}/`))?.key
  return (
    <nav aria-label={t('app.menu')}>
      <Link to="/todo" className="brand" onClick={onGo}>
        <img src="/mark.svg" alt="" />
        <b>{t('app.name')}</b>
      </Link>
      <Menu
        theme="dark"
        mode="inline"
        items={items}
        selectedKeys={here ? [here] : []}
        onClick={onGo}
        style={{ borderInlineEnd: 0 }}
      />
    </nav>
  )
}

function PostSwitch() {
  const { t, word } = useWords()
  const { message } = App.useApp()
  const navigate = useNavigate()
  const me = useMe().data
  if (!me) return null
  const choose = async (post: string) => {
    try {
      await api.choosePost({ body: { post } })
      memory.clear()
      await navigate({ to: '/todo' })
    } catch (error) {
      void message.error(error instanceof Error ? error.message : String(error))
    }
  }
  const signOut = async () => {
    await api.signOut().catch(() => undefined)
    dropAllDrafts()
    memory.clear()
    location.assign('/sign-in')
  }
  const post = me.post
    ? `${me.post.unitName} · ${me.post.word || word('role', me.post.role)}`
    : t('head.noPost')
  return (
    <Dropdown
      trigger={['click']}
      menu={{
        selectedKeys: me.post ? [me.post.id] : [],
        items: [
          {
            type: 'group',
            key: 'posts',
            label: t('head.choosePost'),
            children: me.posts.map(({ id, unitName, role, word: called, standsIn }) => ({
              key: id,
              label: `${unitName} · ${called || word('role', role)}${standsIn ? `（${t('head.standsIn')}）` : ''}`,
            })),
          },
          { type: 'divider' },
          { key: ':password', label: t('head.password') },
          { key: ':out', label: t('head.signOut') },
        ],
        onClick: ({ key }) => {
          if (key === ':out') void signOut()
          else if (key === ':password') void navigate({ to: '/password' })
          else if (key !== me.post?.id) void choose(key)
        },
      }}
    >
      <Button type="text" icon={<UserOutlined />} title={`${me.name} · ${post}`} className="post-switch">
        <span className="post-name">{me.name}</span>
        <span className="quiet post-word">{post}</span>
      </Button>
    </Dropdown>
  )
}

function NoticeBell({ onOpen }: { onOpen: () => void }) {
  const { t } = useWords()
  const unseen = useNotices().data?.unseen ?? 0
  return (
    <Badge count={unseen} size="small" offset={[-4, 2]}>
      <Button
        type="text"
        icon={<BellOutlined />}
        aria-label={
          unseen > 0 ? `${t('head.notices')}, ${t('notice.unseen', { count: unseen })}` : t('head.notices')
        }
        onClick={onOpen}
      />
    </Badge>
  )
}

export function Switches({ wide }: { wide: boolean }) {
  const { t, language } = useWords()
  const appearance = useAppearance()
  return (
    <>
      <Tooltip title={t('head.language')}>
        <Button
          type="text"
          icon={wide ? <GlobalOutlined /> : undefined}
          aria-label={`${language === 'zh' ? 'EN' : '中'} ${t('head.language')}`}
          onClick={() => {
            const next = language === 'zh' ? 'en' : 'zh'
            const changed = async () => {
              await speak(next)
              chooseLanguage(next)
            }
            void changed()
          }}
        >
          {language === 'zh' ? 'EN' : '中'}
        </Button>
      </Tooltip>
      <Dropdown
        trigger={['click']}
        menu={{
          selectedKeys: [appearance],
          items: appearances.map((one) => ({ key: one, label: t(`head.appearance.${one}`) })),
          onClick: ({ key }) => chooseAppearance(appearances.find((one) => one === key) ?? 'system'),
        }}
      >
        <Button type="text" icon={<BulbOutlined />} aria-label={t('head.dark')} />
      </Dropdown>
    </>
  )
}
