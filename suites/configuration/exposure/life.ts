/** A life of good and bad requests, and everything that the target answered. */
import { request } from 'undici'
import type { Account, RequestSpec, Session } from '#gate/contract/contract.ts'
import type { OAuthProvider } from '#gate/stack/oauth-provider.ts'
import type { SendOptions } from '#gate/system/http.ts'
import type { RunningTarget } from '#gate/system/running.ts'
import type { Target } from '#gate/system/target.ts'
import { makeWorld, type World } from '#gate/system/world.ts'
import { logInByOAuth } from '../probes/oauth.ts'

export interface Answer {
  status: number
  /** Status, headers and body. */
  text: string
}

/** Sends requests and keeps every answer. */
export class Life {
  readonly answers: Answer[] = []
  readonly #running: RunningTarget

  constructor(running: RunningTarget) {
    this.#running = running
  }

  /** Sends one; no answer at all is kept as none. */
  async ask(spec: RequestSpec | undefined, options: SendOptions = {}): Promise<void> {
    if (spec === undefined) return
    const outcome = await this.#running.try(spec, options)
    if (outcome.ok) this.#keep(outcome.status, outcome.headers, outcome.text)
  }

  /** Sends a body that is not JSON although it says so. */
  async askMalformed(spec: RequestSpec, body: string): Promise<void> {
    const { url, baseHeaders } = this.#running.client
    const reply = await request(new URL(spec.path, url), {
      method: spec.method,
      headers: { ...baseHeaders, 'content-type': 'application/json' },
      body,
    })
    this.#keep(reply.statusCode, reply.headers, await reply.body.text())
  }

  #keep(status: number, headers: object, body: string): void {
    this.answers.push({ status, text: `${status} ${JSON.stringify(headers)}\n${body}` })
  }
}

/** A life so far, and what it can be continued with. */
export interface Lived {
  running: RunningTarget
  life: Life
  world?: World
}

/** The session's headers, spoilt. */
function spoilt({ headers }: Session): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, `${value}x`]))
}

async function badLogins(life: Life, running: RunningTarget, admin: Account): Promise<void> {
  const { login } = running.config.operations ?? {}
  if (!login) return
  await life.ask(login.request({ ...admin, password: `${admin.password}-wrong` }))
  await life.ask(login.request({ ...admin, email: '', name: '' }))
  const spec = login.request(admin)
  await life.ask({ ...spec, json: { ...Object(spec.json), email: 42, username: 42 } })
  const whole = JSON.stringify(spec.json)
  await life.askMalformed(spec, whole.slice(0, -1))
  await life.askMalformed(spec, `${whole}${whole}`)
}

/** What people do, and what they do wrong. Operations that the target lacks are left out. */
export async function live(
  target: Target,
  running: RunningTarget,
  provider: OAuthProvider,
): Promise<Lived> {
  const life = new Life(running)
  const { operations = {} } = running.config
  await life.ask({ method: 'GET', path: '/preflight-no-such-route' })
  await life.ask(operations.beginOAuth?.request())
  if (operations.beginOAuth) {
    await logInByOAuth(running, [provider, provider], { first: '', second: '' })
  }
  if (!operations.login) return { running, life }
  const admin = await target.admin()
  await badLogins(life, running, admin)
  const session = await running.login(admin)
  await life.ask(operations.profile?.request(), { session })
  await life.ask(operations.profile?.request())
  await life.ask(operations.profile?.request(), { headers: spoilt(session) })
  await life.ask(operations.requestPasswordReset?.request(admin.email))
  if (!operations.createRecord) return { running, life }
  const world = await makeWorld(target, running)
  const { owner, company, record } = world
  const own = { session: owner.session }
  await life.ask(operations.permissions?.request(company), own)
  await life.ask(operations.readRecord?.request(record), own)
  await life.ask(operations.readRecord?.request({ company, id: '999999999' }), own)
  await life.ask(operations.invalidRecord?.request(company), own)
  await life.ask(operations.createAccount?.request(owner.account), own)
  await life.ask(operations.createAccount?.request(owner.account), { session })
  await life.ask(operations.refresh?.request(owner.session))
  await life.ask(operations.refresh?.request(owner.session))
  return { running, life, world }
}

/** A backend that waits for its database for longer is left waiting. */
const patienceMs = 5_000

/** Asks for what needs the database, all at once. */
export async function askForData(target: Target, { running, life, world }: Lived): Promise<void> {
  const { login, profile, readRecord, requestPasswordReset } = running.config.operations ?? {}
  if (!login) return
  const admin = await target.admin()
  const options = { session: await running.login(admin), timeoutMs: patienceMs }
  const own = { session: world?.owner.session, timeoutMs: patienceMs }
  await Promise.all([
    life.ask(login.request(admin), { timeoutMs: patienceMs }),
    life.ask(profile?.request(), options),
    life.ask(world && readRecord?.request(world.record), own),
    life.ask(requestPasswordReset?.request(admin.email), { timeoutMs: patienceMs }),
  ])
}
