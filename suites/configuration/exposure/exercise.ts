/** Exercises a target with good and bad requests, and keeps every response. */

import { request } from 'undici'
import type { Account, RequestSpec, Session } from '#gate/contract/contract.ts'
import { bodyOf } from '#gate/contract/wire.ts'
import { deadlineAfter } from '#gate/host/process/wait.ts'
import type { OAuthProvider } from '#gate/stack/oauth-provider.ts'
import { boundedText } from '#gate/system/bounded-text.ts'
import type { SendOptions } from '#gate/system/http.ts'
import { tooManyRequests } from '#gate/system/rate-limited.ts'
import type { RunningTarget } from '#gate/system/running.ts'
import type { Target } from '#gate/system/target.ts'
import { unknownLike } from '#gate/system/unknown-id.ts'
import { makeWorld, type World } from '#gate/system/world.ts'
import { logInByOAuth } from '../probes/oauth.ts'
import { secretsOf } from './session-secrets.ts'

export interface Response {
  status: number
  /** Status, headers and body. */
  text: string
}

const answerMs = 30_000

/** Sends requests and keeps every response. */
export class ResponseLog {
  readonly responses: Response[] = []
  /** Requests that a rate limit answered: nothing of the target was seen. */
  limited = 0
  readonly #running: RunningTarget

  constructor(running: RunningTarget) {
    this.#running = running
  }

  /** Sends one request, if the target has it; without a response nothing is kept. */
  async send(spec: RequestSpec | undefined, options: SendOptions = {}): Promise<void> {
    if (spec === undefined) return
    const outcome = await this.#running.tryPatiently(spec, options)
    if (outcome.ok) this.#keep(outcome.status, outcome.headers, outcome.text)
  }

  /** Sends a body that claims to be JSON and is not. @throws Error if it is not answered in time */
  async sendMalformed(spec: RequestSpec, body: string): Promise<void> {
    const { url, baseHeaders } = this.#running.client
    const reply = await request(new URL(spec.path, url), {
      method: spec.method,
      headers: { ...baseHeaders, 'content-type': 'application/json' },
      body,
      signal: deadlineAfter(answerMs),
    })
    this.#keep(reply.statusCode, reply.headers, await boundedText(reply.body))
  }

  #keep(status: number, headers: object, body: string): void {
    if (status === tooManyRequests) this.limited += 1
    this.responses.push({ status, text: `${status} ${JSON.stringify(headers)}\n${body}` })
  }
}

/** A target that was exercised, its responses so far, and the world made in it. */
export interface Exercised {
  running: RunningTarget
  log: ResponseLog
  /** What makes the tokens good that were sent: whoever reads them has the session. */
  tokens: readonly string[]
  world?: World
}

/** The session's headers with invalid values. */
function invalidated({ headers }: Session): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, `${value}x`]))
}

async function badLogins(log: ResponseLog, running: RunningTarget, admin: Account): Promise<void> {
  const { login } = running.config.operations ?? {}
  if (!login) return
  await log.send(login.request({ ...admin, password: `${admin.password}-wrong` }))
  await log.send(login.request({ ...admin, email: '', name: '' }))
  const spec = login.request(admin)
  await log.send({ ...spec, json: { ...Object(spec.json), email: 42, username: 42 } })
  const valid = bodyOf(spec)?.content ?? '{}'
  await log.sendMalformed(spec, valid.slice(0, -1))
  await log.sendMalformed(spec, `${valid}${valid}`)
}

/** Correct and incorrect use of every operation that the target has. */
export async function exercise(
  target: Target,
  running: RunningTarget,
  provider: OAuthProvider,
): Promise<Exercised> {
  const log = new ResponseLog(running)
  const { operations = {} } = running.config
  await log.send({ method: 'GET', path: '/preflight-no-such-route' })
  await log.send(operations.beginOAuth?.request())
  if (operations.beginOAuth) {
    await logInByOAuth(running, [provider, provider], { first: '', second: '' })
  }
  if (!operations.login) return { running, log, tokens: [] }
  const admin = await target.admin()
  await badLogins(log, running, admin)
  const session = await running.login(admin)
  await log.send(operations.profile?.request(), { session })
  await log.send(operations.profile?.request())
  await log.send(operations.profile?.request(), { headers: invalidated(session) })
  await log.send(operations.requestPasswordReset?.request(admin.email))
  if (!operations.createRecord) return { running, log, tokens: secretsOf([session]) }
  const world = await makeWorld(target, running)
  const { owner, company, record } = world
  const asOwner = { session: owner.session }
  await log.send(operations.permissions?.request(company), asOwner)
  await log.send(operations.readRecord?.request(record), asOwner)
  const unknown = { company, id: unknownLike(record.id) }
  await log.send(operations.readRecord?.request(unknown), asOwner)
  await log.send(operations.invalidRecord?.request(company), asOwner)
  await log.send(operations.createAccount?.request(owner.account), asOwner)
  await log.send(operations.createAccount?.request(owner.account), { session })
  await log.send(operations.refresh?.request(owner.session))
  await log.send(operations.refresh?.request(owner.session))
  return { running, log, world, tokens: secretsOf([session, owner.session]) }
}

/** Requests that wait longer than this for the database are abandoned. */
const patienceMs = 5_000

/** Sends requests that need the database, all at once. */
export async function requestData(
  target: Target,
  { running, log, world }: Exercised,
): Promise<void> {
  const { login, profile, readRecord, requestPasswordReset } = running.config.operations ?? {}
  if (!login) return
  const admin = await target.admin()
  const options = { session: await running.login(admin), timeoutMs: patienceMs }
  const asOwner = { session: world?.owner.session, timeoutMs: patienceMs }
  await Promise.all([
    log.send(login.request(admin), { timeoutMs: patienceMs }),
    log.send(profile?.request(), options),
    log.send(world && readRecord?.request(world.record), asOwner),
    log.send(requestPasswordReset?.request(admin.email), { timeoutMs: patienceMs }),
  ])
}
