/** Makes the session of an answer to a login. */
import { withCookies } from '../../cookies.ts'
import type { Reply, Session } from '../../requests.ts'
import { cookiesAfter } from '../../set-cookies.ts'
import { compileTexts } from '../template.ts'
import type { SessionData, Source } from '../types.ts'
import { compileNeeded } from './source.ts'

type Read = (reply: Reply) => Record<string, string>

/** Reads some values, each of which has to be there. */
function compileReads(sources: Record<string, Source | undefined>, key: string): Read {
  const reads = Object.entries(sources).flatMap(([name, source]) =>
    source === undefined ? [] : [[name, compileNeeded(`${key}.${name}`, source)] as const],
  )
  return (reply) => Object.fromEntries(reads.map(([name, read]) => [name, read(reply)]))
}

/** The cookies that the session keeps. */
function compileCookies({ cookies }: SessionData, key: string): Read {
  if (cookies === undefined) return () => ({})
  if (cookies === 'all') return (reply) => reply.cookies ?? cookiesAfter(undefined, reply)
  const sources = Object.fromEntries(cookies.map((cookie) => [cookie, { cookie }]))
  return compileReads(sources, `${key}.cookies`)
}

/** A token of three parts in base64url: checks of tokens change what is in it. */
const jwt = /^[\w-]+\.[\w-]+\.[\w-]*$/

/** Reads the description of a session once. @param key of the config, for errors */
export function compileSession(data: SessionData, key: string): (reply: Reply) => Session {
  const { bearer, token, refreshToken, save = {} } = data
  const readTokens = compileReads({ bearer, token, refreshToken }, key)
  const readSaved = compileReads(save, `${key}.save`)
  const readCookies = compileCookies(data, key)
  const fillHeaders = compileTexts(data.headers)
  const fillQuery = compileTexts(data.query)
  return (reply) => {
    const tokens = readTokens(reply)
    const access = tokens.token ?? tokens.bearer
    const known = { ...reply.saved, ...readSaved(reply), ...tokens }
    const values = access === undefined ? known : { ...known, token: access }
    const bearerHeader: Record<string, string> =
      tokens.bearer === undefined ? {} : { authorization: `Bearer ${tokens.bearer}` }
    const headers = { ...bearerHeader, ...fillHeaders(values) }
    return {
      headers: withCookies(headers, readCookies(reply)),
      ...(data.query === undefined ? {} : { query: fillQuery(values) }),
      ...(token !== undefined || jwt.test(access ?? '') ? { token: access } : {}),
      ...(tokens.refreshToken === undefined ? {} : { refreshToken: tokens.refreshToken }),
    }
  }
}
