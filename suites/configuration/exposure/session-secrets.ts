/** What of a session is worth the session to whoever reads it. Pure. */
import type { Session } from '#gate/contract/contract.ts'
import { sentCookies } from '#gate/contract/cookies.ts'

/** Shorter texts may stand in a log by chance. */
const minLength = 16

/** Names under which credentials travel; of others, such as a tenant's id, a log may speak. */
const credential = /sess|sid$|auth|token|jwt|remember|key|secret/i
/** It lets nobody in by itself, and forms show it. */
const notAlone = /csrf|xsrf/i

const isCredential = (name: string) => credential.test(name) && !notAlone.test(name)

/** The cookies that make the session; one that is alone does, whatever its name. */
function cookiesOf(header: string | undefined): string[] {
  const cookies = Object.entries(sentCookies(header)).filter(([name]) => !notAlone.test(name))
  const named = cookies.filter(([name]) => isCredential(name))
  return (cookies.length === 1 ? cookies : named).map(([, value]) => value)
}

function valuesOf(session: Session): string[] {
  const others = Object.entries({ ...session.headers, ...session.query })
  const named = others.filter(([name]) => isCredential(name) && !/^authorization$/i.test(name))
  const headers = Object.entries(session.headers)
  const byName = (wanted: string) => headers.find(([name]) => name.toLowerCase() === wanted)?.[1]
  // Whatever its scheme: `Token …`, `JWT …`, and of `Basic …` the password.
  const authorization = byName('authorization')?.trim().split(/\s+/).at(-1)
  return [
    session.token,
    authorization,
    session.refreshToken,
    ...named.map(([, value]) => value),
    ...cookiesOf(byName('cookie')),
  ].filter((value) => value !== undefined)
}

/** As it is sent, and as a framework may print it. */
function spellingsOf(value: string): string[] {
  try {
    return [value, decodeURIComponent(value)]
  } catch {
    return [value]
  }
}

/** The signature of a signed token, and all of any other; none that are short. */
export function secretsOf(sessions: readonly Session[]): string[] {
  const values = sessions.flatMap(valuesOf).flatMap(spellingsOf)
  const parts = values.map((value) => value.split('.').at(-1) ?? '')
  return [...new Set(parts.filter((part) => part.length >= minLength))]
}
