import type { Actor, Post, Registry } from '@shaoying/core'
import { sql, type Database, type Tx } from '../platform/sql.ts'
import { redeemLink } from './accounts.ts'
import { actorOf, administeredDistrict, administratorPost, postsInForce } from './actorOf.ts'
import { openAttempts } from './attempt.ts'
import { hashPassword, isWeak } from './password.ts'
import { hashToken, newToken } from './token.ts'

/** Ways the door says no; their sentences are the channels'. */
export type DoorRefusal =
  'NotSignedIn' | 'SignInRefused' | 'Locked' | 'NotMyPost' | 'PasswordWeak' | 'LinkInvalid'
/** An answer of the door that is a no. */
export type Refused<Code extends DoorRefusal> = { readonly refused: Code }

/** Who stands behind a token: account, person, posts in force today, and the actor of the post acted in (null: no post at present). */
export type Who = {
  readonly account: string
  readonly person: string
  readonly name: string
  readonly kind: 'browser' | 'machine'
  readonly mustChange: boolean
  readonly demo: boolean
  readonly district: number
  readonly posts: readonly Post[]
  readonly post: Post | null
  readonly actor: Actor | null
}

/** The door: everybody comes in by it, nobody is known without it. */
export type Door = {
  /** Signs in with a password. A machine's token lives a year, a browser's twelve hours; both can be revoked. */
  signIn(by: {
    account: string
    password: string
    post?: string
    machine?: boolean
  }): Promise<({ token: string } & { who: Who }) | Refused<'SignInRefused' | 'Locked' | 'NotMyPost'>>
  /** Who a token is, acting in the session's post or another of its posts. An answer is at most a second old, and costs no query within it. */
  whoIs(token: string, post?: string): Promise<Who | Refused<'NotSignedIn' | 'NotMyPost'>>
  choosePost(token: string, post: string): Promise<Who | Refused<'NotSignedIn' | 'NotMyPost'>>
  signOut(token: string): Promise<void>
  /** Ends every session of an account, machines included. */
  revoke(account: string): Promise<void>
  /** The account's other sessions end. Wrong old passwords count towards the lock. */
  changePassword(
    token: string,
    by: { old: string; new: string },
  ): Promise<{ changed: true } | Refused<'NotSignedIn' | 'SignInRefused' | 'Locked' | 'PasswordWeak'>>
  redeemLink(
    token: string,
    password: string,
  ): Promise<{ account: string } | Refused<'LinkInvalid' | 'PasswordWeak'>>
}

type Rooms = {
  door: Database
  reader: Tx
  rules: { rulesFor(tx: Tx, district: number): Promise<{ registry: Registry }> }
}

/** How long an answer to "who is it?" may be used again, in milliseconds. */
const freshMs = 1_000
const browserHours = 12
const machineHours = 365 * 24

/** Opens the door. Sessions and locks go by real time, even where the stories' clock is simulated. */
export function openDoor({ door: db, reader, rules }: Rooms): Door {
  const attempt = openAttempts(db)
  const known = new Map<
    string,
    { until: number; answer: Promise<Who | Refused<'NotSignedIn' | 'NotMyPost'>> }
  >()

  async function find(
    tokenHash: Buffer,
    wanted: string | undefined,
  ): Promise<Who | Refused<'NotSignedIn' | 'NotMyPost'>> {
    const [session] = await db.query<Session>(sql`
      select login as account, person, name, kind, post, must_change as "mustChange", demo, district, administers,
        seen_at < now() - interval '1 minute' as stale
      from door.session join door.account using (login) join door.person on person.id = account.person
      where token_hash = ${tokenHash} and revoked_at is null and expires_at > now() and closed_at is null`)
    if (!session) return { refused: 'NotSignedIn' }
    if (session.stale)
      await db.query(sql`update door.session set seen_at = now() where token_hash = ${tokenHash}`)
    return whoOf(session, wanted)
  }

  async function whoOf(
    session: Omit<Session, 'stale'>,
    wanted: string | undefined,
  ): Promise<Who | Refused<'NotMyPost'>> {
    const { account, person, name, kind, mustChange, demo, administers } = session
    const named = wanted ?? session.post
    const home = session.district ?? administeredDistrict(named) ?? (await firstDistrict(administers))
    const registry = home === null ? null : (await rules.rulesFor(reader, home)).registry
    const held = registry ? postsInForce(registry, person) : []
    const mayAdminister = (district: number) =>
      administers.includes('*') || administers.includes(String(district))
    const offered = new Set([
      ...administers.filter((code) => /^[1-9]\d{5}$/.test(code)).map(Number),
      ...(home !== null && mayAdminister(home) ? [home] : []),
    ])
    const posts = [...held, ...[...offered].map((district) => administratorPost(district, person))]
    const elsewhere = administeredDistrict(named)
    const chosen =
      posts.find(({ id }) => id === named) ??
      (elsewhere !== null && mayAdminister(elsewhere) ? administratorPost(elsewhere, person) : undefined)
    if (!chosen && wanted !== undefined) return { refused: 'NotMyPost' }
    // A session's own post may have ended since: the person goes on in the first of the others.
    const post = chosen ?? posts[0] ?? null
    const administered = post ? administeredDistrict(post.id) : null
    const actor = !post
      ? null
      : administered !== null
        ? administratorOf(post, administered)
        : registry
          ? actorOf(registry, post)
          : null
    return {
      account,
      person,
      name,
      kind,
      mustChange,
      demo,
      district: actor?.district ?? home ?? 0,
      posts,
      post,
      actor,
    }
  }

  async function firstDistrict(administers: readonly string[]): Promise<number | null> {
    const own = administers.find((code) => /^[1-9]\d{5}$/.test(code))
    if (own !== undefined) return Number(own)
    if (!administers.includes('*')) return null
    // City-wide: an administrator of all districts begins in the first.
    const [first] = await reader.query<{ district: number }>(
      sql`select district from registry_card order by district limit 1`,
    )
    return first?.district ?? null
  }

  function forget(token?: string): void {
    if (token === undefined) known.clear()
    else for (const key of known.keys()) if (key.startsWith(keyOf(token))) known.delete(key)
  }

  function whoIs(token: string, post?: string): ReturnType<Door['whoIs']> {
    const now = performance.now()
    const key = `${keyOf(token)} ${post ?? ''}`
    const last = known.get(key)
    if (last && last.until > now) return last.answer
    const answer = find(hashToken(token), post)
    if (known.size > 20_000) for (const [old, { until }] of known) if (until <= now) known.delete(old)
    if (known.size > 50_000) known.clear()
    known.set(key, { until: now + freshMs, answer })
    answer.catch(() => known.delete(key))
    return answer
  }

  const door: Door = {
    async signIn({ account, password, post, machine = false }) {
      const outcome = await attempt(account, password)
      if (outcome !== 'right') return { refused: outcome === 'locked' ? 'Locked' : 'SignInRefused' }
      const [found] = await db.query<Omit<Session, 'kind' | 'post' | 'stale'>>(sql`
        select login as account, person, name, must_change as "mustChange", demo, district, administers
        from door.account join door.person on person.id = account.person where login = ${account}`)
      if (!found) return { refused: 'SignInRefused' }
      const kind = machine ? 'machine' : 'browser'
      const who = await whoOf({ ...found, kind, post: post ?? '' }, post)
      if ('refused' in who) return who
      const token = newToken()
      const hours = machine ? machineHours : browserHours
      await db.query(sql`
        insert into door.session (token_hash, login, post, kind, created_at, seen_at, expires_at)
        values (${hashToken(token)}, ${account}, ${who.post?.id ?? ''}, ${kind}, now(), now(), now() + make_interval(hours => ${hours}))`)
      return { token, who }
    },
    whoIs,
    async choosePost(token, post) {
      forget(token)
      const who = await find(hashToken(token), post)
      if ('refused' in who) return who
      await db.query(sql`update door.session set post = ${post} where token_hash = ${hashToken(token)}`)
      forget(token)
      return who
    },
    async signOut(token) {
      await db.query(
        sql`update door.session set revoked_at = now() where token_hash = ${hashToken(token)} and revoked_at is null`,
      )
      forget(token)
    },
    async revoke(account) {
      await db.query(
        sql`update door.session set revoked_at = now() where login = ${account} and revoked_at is null`,
      )
      forget()
    },
    async changePassword(token, by) {
      const who = await whoIs(token)
      if ('refused' in who) return { refused: 'NotSignedIn' }
      const outcome = await attempt(who.account, by.old)
      if (outcome !== 'right') return { refused: outcome === 'locked' ? 'Locked' : 'SignInRefused' }
      if (isWeak(by.new, who.account) || by.new === by.old) return { refused: 'PasswordWeak' }
      const hashed = await hashPassword(by.new)
      await db.transaction(async (tx) => {
        await tx.query(
          sql`update door.account set password = ${hashed}, must_change = false where login = ${who.account}`,
        )
        await tx.query(sql`
          update door.session set revoked_at = now()
          where login = ${who.account} and revoked_at is null and token_hash <> ${hashToken(token)}`)
      })
      forget()
      return { changed: true }
    },
    async redeemLink(token, password) {
      const answer = await redeemLink(db, token, password)
      if ('account' in answer) forget()
      return answer
    },
  }
  return door
}

type Session = {
  account: string
  person: string
  name: string
  kind: 'browser' | 'machine'
  post: string
  mustChange: boolean
  demo: boolean
  district: number | null
  administers: string[]
  stale: boolean
}

/** The memory holds the token's hash, as the table does. */
function keyOf(token: string): string {
  return hashToken(token).toString('base64')
}

function administratorOf({ id, person, role }: Post, district: number): Actor {
  return { as: 'post', person, post: id, role, unit: '', line: [], street: null, district, areas: [] }
}
