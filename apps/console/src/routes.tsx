import { plainText } from './parts/read.ts'
import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
  redirect,
} from '@tanstack/react-router'
import { api, isProblem } from './api/client.ts'
import { memory } from './api/queries.ts'
import { Frame } from './frame/Frame.tsx'
import { Failed, NotFound } from './parts/States.tsx'
import { language } from './words/language.ts'

/** A filter as it stands in the address: plain words, so that a link can be read, kept and sent. */
export type Filter = Record<string, string>
const filter = (given: Record<string, unknown>): Filter =>
  Object.fromEntries(
    Object.entries(given).flatMap(([key, value]) =>
      plainText(value) === '' ? [] : [[key, plainText(value)]],
    ),
  )

const rootRoute = createRootRoute({
  component: Outlet,
  notFoundComponent: () => <NotFound title="fail.noPage" />,
})

const signIn = createRoute({
  getParentRoute: () => rootRoute,
  path: '/sign-in',
  validateSearch: filter,
  component: lazyRouteComponent(() => import('./screens/signIn/SignIn.tsx'), 'SignIn'),
})
const link = createRoute({
  getParentRoute: () => rootRoute,
  path: '/link',
  component: lazyRouteComponent(() => import('./screens/account/FirstPassword.tsx'), 'FirstPassword'),
})

/** Everything behind the door: who is not signed in is shown it, and comes back to where they were. */
const inside = createRoute({
  getParentRoute: () => rootRoute,
  id: 'inside',
  component: Frame,
  errorComponent: ({ error }) => <Failed error={error} retry={() => location.reload()} />,
  beforeLoad: async ({ location }) => {
    try {
      const me = await memory.fetchQuery({
        queryKey: ['me', language()],
        queryFn: () => api.me(),
        staleTime: 5 * 60_000,
      })
      if (me.mustChangePassword && location.pathname !== '/password') throw redirect({ to: '/password' })
      if (!me.post && me.posts.length > 0 && location.pathname !== '/post') throw redirect({ to: '/post' })
    } catch (error) {
      if (isProblem(error, 401)) throw redirect({ to: '/sign-in', search: { back: location.href } })
      throw error
    }
  },
})

const page = <Path extends string>(
  path: Path,
  load: Parameters<typeof lazyRouteComponent>[0],
  name: string,
) =>
  createRoute({
    getParentRoute: () => inside,
    path,
    validateSearch: filter,
    component: lazyRouteComponent(load, name),
  })

const home = createRoute({
  getParentRoute: () => inside,
  path: '/',
  beforeLoad: () => {
    throw redirect({ to: '/todo' })
  },
})

const tree = rootRoute.addChildren([
  signIn,
  link,
  inside.addChildren([
    home,
    page('/todo', () => import('./screens/todo/Todo.tsx'), 'Todo'),
    page('/file', () => import('./screens/fileCase/FileCase.tsx'), 'FileCase'),
    page('/cases', () => import('./screens/cases/Cases.tsx'), 'Cases'),
    page('/cases/$id', () => import('./screens/casePage/CasePage.tsx'), 'CasePage'),
    page('/whistles', () => import('./screens/whistles/Whistles.tsx'), 'Whistles'),
    page('/board', () => import('./screens/whistles/Board.tsx'), 'Board'),
    page('/apply', () => import('./screens/applyWhistle/ApplyWhistle.tsx'), 'ApplyWhistle'),
    page('/whistles/$id', () => import('./screens/whistlePage/WhistlePage.tsx'), 'WhistlePage'),
    page('/tallies', () => import('./screens/tallies/Tallies.tsx'), 'Tallies'),
    page('/registry', () => import('./screens/registry/Registry.tsx'), 'Registry'),
    page('/password', () => import('./screens/account/Password.tsx'), 'Password'),
    page('/post', () => import('./screens/account/ChoosePost.tsx'), 'ChoosePost'),
  ]),
])

/** Where everything is. Screens are loaded when they are first gone to. */
export const router = createRouter({
  routeTree: tree,
  defaultPreload: 'intent',
  scrollRestoration: true,
  defaultNotFoundComponent: () => <NotFound title="fail.noPage" />,
  parseSearch: (text) => Object.fromEntries(new URLSearchParams(text)),
  stringifySearch: (search) => {
    const text = new URLSearchParams(
      Object.entries(search).flatMap(([key, value]) =>
        plainText(value) === '' ? [] : [[key, plainText(value)]],
      ),
    ).toString()
    return text ? `?${text}` : ''
  },
})

declare module '@tanstack/react-router' {
  // The router reads our routes from here: only an interface can be added to.
  // oxlint-disable-next-line typescript/consistent-type-definitions
  interface Register {
    router: typeof router
  }
}
