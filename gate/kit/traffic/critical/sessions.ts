/** Logging in, the own profile, refreshing a session and logging out. */
import type { Reply, Session } from '#gate/contract/contract.ts'
import { withCookies } from '#gate/contract/cookies.ts'
import type { RunningTarget } from '#gate/system/running.ts'
import type { Person } from '#gate/system/world.ts'
import type { Parts } from './parts.ts'
import { type Ask, isGranted, ok, type Step } from './step.ts'

/** A POST that makes a session: frameworks differ in the status, and what it is worth shows. */
function signedIn({ statuses }: RunningTarget): number[] {
  return [...new Set([...ok, ...statuses.created, ...statuses.done, 302, 303])]
}

/** What a token that cannot be refreshed may get. */
const unrefreshed = ({ statuses }: RunningTarget) => [
  ...statuses.unauthenticated,
  ...statuses.invalid,
]

/** Answers of a form that lets nobody in: the page again, or a way back to it. */
const pageAgain: readonly number[] = [200, 302, 303]

/** Whether a profile is nobody's: some answer a guest with 200, and name no user. */
function isNobodys({ config }: RunningTarget, reply: Reply): boolean {
  if (!isGranted(reply)) return false
  try {
    return !config.operations?.profile?.result(reply)
  } catch {
    return true
  }
}

/** Asks for the profile with a session that may be worth nothing. */
async function tryWorthless(ask: Ask, running: RunningTarget, what: string, session: Session) {
  const { profile } = running.config.operations ?? {}
  if (!profile) return
  const { unauthenticated } = running.statuses
  const isRefusal = (reply: Reply) => !isGranted(reply) && reply.status > 0 && reply.status < 500
  const isNone = (reply: Reply) => isRefusal(reply) || isNobodys(running, reply)
  const right = (reply: Reply) => [...unauthenticated, ...(isNone(reply) ? [reply.status] : [])]
  await ask({ what, spec: profile.request(), session, right })
}

/** The session of an answer; undefined if there is none in it. */
function sessionIn(running: RunningTarget, reply: Reply): Session | undefined {
  try {
    return running.operation('login').result(reply)
  } catch {
    return undefined
  }
}

/**
 * A login that must not succeed. Of a form what its answer is worth shows, and no status; so it is
 * of a login with steps, whose last may be a page that sends whoever is not logged in elsewhere.
 */
async function tryRefusal(
  ask: Ask,
  running: RunningTarget,
  { what, spec, right: allowed }: Pick<Step, 'what' | 'spec'> & { right: readonly number[] },
): Promise<Reply> {
  const hasPages = spec.form !== undefined || spec.before !== undefined
  const isJudged = hasPages && running.config.operations?.profile !== undefined
  const isPage = ({ status }: Reply) => isJudged && pageAgain.includes(status)
  const right = (reply: Reply) => [...allowed, ...(isPage(reply) ? [reply.status] : [])]
  const reply = await ask({ what, spec, right })
  const session = isPage(reply) ? sessionIn(running, reply) : undefined
  if (session) await tryWorthless(ask, running, `profile after: ${what}`, session)
  return reply
}

/** Wrong credentials are 400 in OAuth (RFC 6749, section 5.2); frameworks have 403 and 422, too. */
function unacceptedLogin({ statuses }: RunningTarget): readonly number[] {
  return [...new Set([...statuses.unauthenticated, ...statuses.invalid, 403])]
}

async function tryLogin(ask: Ask, running: RunningTarget, { account }: Person): Promise<Session> {
  const login = running.operation('login')
  const entry = { what: 'log in', spec: login.request(account), right: signedIn(running) }
  const good = await ask(entry)
  const session = login.result(good)
  const wrong = login.request({ ...account, password: 'not-the-password-1A' })
  const right = unacceptedLogin(running)
  const refused = { what: 'log in with a wrong password', spec: wrong, right }
  const { status } = await tryRefusal(ask, running, refused)
  const [name, email] = [`no-${account.name}`, `no-${account.email}`]
  const nobody = login.request({ ...account, name, email })
  const what = 'log in to an account that does not exist'
  // Another status than before would tell who has an account.
  const alike = right.includes(status) ? [status] : right
  await tryRefusal(ask, running, { what, spec: nobody, right: alike })
  return session
}

async function tryProfile(ask: Ask, running: RunningTarget, session: Session): Promise<string> {
  const profile = running.operation('profile')
  const spec = profile.request()
  const who = await ask({ what: 'own profile', spec, session, right: ok })
  const { unauthenticated } = running.statuses
  const right = (reply: Reply) => (isNobodys(running, reply) ? [reply.status] : unauthenticated)
  await ask({ what: 'profile without a session', spec, right })
  return profile.result(who)
}

const signedToken = /=eyJ[\w-]+\.[\w-]+\./

/**
 * Whether a session is a cookie alone, as most frameworks keep one for pages: it lasts while it is
 * used, and there is nothing to refresh. A cookie with a JWT ends, whoever uses it.
 */
export function isCookieAlone({ headers, query, token, refreshToken }: Session): boolean {
  const names = Object.keys(headers).map((each) => each.toLowerCase())
  if (!names.includes('cookie') || names.includes('authorization')) return false
  if (query !== undefined || token !== undefined || refreshToken !== undefined) return false
  return !signedToken.test(Object.values(headers).join('; '))
}

async function tryRefresh(ask: Ask, running: RunningTarget, session: Session): Promise<Session> {
  if (running.config.operations?.refresh === undefined && isCookieAlone(session)) return session
  const refresh = running.operation('refresh')
  const right = signedIn(running)
  const renewed = await ask({ what: 'refresh', spec: refresh.request(session), right })
  const second = refresh.result(renewed)
  const { profile } = running.config.operations ?? {}
  const again = profile && { spec: profile.request(), session: second, right: ok }
  if (again) await ask({ what: 'profile after refresh', ...again })
  const forged = refresh.request({ ...second, refreshToken: 'forged.refresh.token' })
  const bad = unrefreshed(running)
  await ask({ what: 'refresh with a forged token', spec: forged, right: bad })
  return second
}

async function tryLogout(ask: Ask, running: RunningTarget, session: Session): Promise<void> {
  const spec = running.operation('logout').request(session)
  const right = [...running.statuses.done, 302, 303]
  const { cookies = {} } = await ask({ what: 'log out', spec, session, right })
  if (isCookieAlone(session)) {
    // As a browser goes on: some keep the whole session in a cookie, which the answer removes.
    const others = Object.entries(session.headers).filter(([name]) => !/^cookie$/i.test(name))
    const left = { ...session, headers: withCookies(Object.fromEntries(others), cookies) }
    await tryWorthless(ask, running, 'profile after log out', left)
  }
  const again = running.config.operations?.refresh?.request(session)
  if (!again) return
  await ask({ what: 'refresh after log out', spec: again, right: unrefreshed(running) })
}

/** @returns whom the profile names; undefined if the config has none */
export async function trySessions(
  parts: Parts,
  ask: Ask,
  running: RunningTarget,
  person: Person,
): Promise<string | undefined> {
  const session = await tryLogin(ask, running, person)
  const profile = await parts.try(() => tryProfile(ask, running, session))
  const refreshed = await parts.try(() => tryRefresh(ask, running, session))
  await parts.try(() => tryLogout(ask, running, refreshed ?? session))
  return profile
}
