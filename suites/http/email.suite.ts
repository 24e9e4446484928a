/** Password-reset mail: it arrives, no request waits for it, no response reveals who exists. */

import { createServer, type Server } from 'node:net'
import type { Reply } from '#gate/contract/contract.ts'
import { inconclusive } from '#gate/errors.ts'
import { lastWords } from '#gate/host/process/last-words.ts'
import { freePort } from '#gate/host/process/ports.ts'
import { ifTimedOut, waitFor } from '#gate/host/process/wait.ts'
import { median } from '#gate/kit/model/statistics.ts'
import { endedSince, processesOf } from '#gate/kit/pool/target-processes.ts'
import { mailsTo } from '#gate/kit/traffic/mail.ts'
import { check } from '#gate/run/check.ts'
import { startMailServer } from '#gate/stack/mail-server.ts'
import { type Overrides, supported } from '#gate/system/environment.ts'
import { isFaultOfGate } from '#gate/system/refused-preparation.ts'
import type { RunningTarget } from '#gate/system/running.ts'
import type { Target } from '#gate/system/target.ts'
import { excerpts, shapeOf, withoutVariation } from './answer-shape.ts'

const host = '127.0.0.1'
/** A mail to a server on loopback arrives within this, or never. */
const mailTimeoutMs = 10_000
/** A user who asks for a mail waits no longer, whatever becomes of the mail. */
const maxResponseMs = 5_000
/** Requests of each kind; their medians are compared. */
const rounds = 5
/** One median may be this many times the other, plus what a busy machine adds to one of them. */
const maxRatio = 3
const slackMs = 100

function settingsOf(target: Target, port: number): Overrides {
  target.variable('smtpHost') // Unverified before any start.
  return { ...mailsTo(target.config, port), ...supported(target.config, { workers: '1' }) }
}

interface Answer {
  status: number | string
  text: string
  ms: number
  /** Names of headers, and of cookies that are set. */
  headers: readonly string[]
}

/** Requests a mail; the response is without what differs from request to request. */
async function ask(running: RunningTarget, email: string): Promise<Answer> {
  const reset = running.operation('requestPasswordReset')
  const startMs = performance.now()
  const outcome = await running.tryPatiently(reset.request(email), { timeoutMs: 3 * maxResponseMs })
  const ms = Math.round(performance.now() - startMs)
  if (!outcome.ok) return { status: outcome.error, text: '', ms, headers: [] }
  const text = shapeOf(outcome, email)
  return { status: outcome.status, text, ms, headers: headersOf(outcome) }
}

const accepted: readonly Answer['status'][] = [200, 201, 202, 204, 302, 303]

/** The names of headers and cookies: who is set a cookie for existing is revealed by it. */
function headersOf({ headers }: Reply): string[] {
  const cookies = [headers['set-cookie'] ?? []].flat().map((each) => each.replace(/=.*$/s, ''))
  const names = Object.keys(headers).filter((name) => !ofConnections.test(name))
  return [...names, ...cookies.map((name) => `cookie ${name}`)].sort()
}

/** Headers of the connection and of limits, which come and go by themselves. */
const ofConnections = /^(?:connection|keep-alive|retry-after|(?:x-)?rate-?limit.*)$/

/** Requests mails for an address that exists and for unknown ones, in turn. */
async function compare(running: RunningTarget, known: string, unknown: () => string) {
  const answers: Record<'known' | 'unknown', Answer[]> = { known: [], unknown: [] }
  for (let round = 0; round < rounds; round += 1) {
    answers.known.push(await ask(running, known))
    answers.unknown.push(await ask(running, unknown()))
  }
  const summary = (all: readonly Answer[]) => ({
    answers: all.map(({ status, text }) => `${status} ${text}`),
    medianMs: median(all.map(({ ms }) => ms)),
    slowestMs: Math.max(...all.map(({ ms }) => ms)),
    headers: [...new Set(all.flatMap(({ headers }) => headers))],
  })
  const [one, other] = [summary(answers.known), summary(answers.unknown)]
  const shapes = withoutVariation(one.answers, other.answers)
  return {
    known: { ...one, answers: shapes.known },
    unknown: { ...other, answers: shapes.unknown },
  }
}

/** A server that accepts connections and never responds. */
async function openSilentServer(): Promise<{ port: number; server: Server }> {
  const server = createServer((socket) => void socket.on('error', () => {}))
  await new Promise<void>((resolve) => server.listen(0, host, resolve))
  const address = server.address()
  if (address === null || typeof address === 'string') throw inconclusive('no port to listen on')
  return { port: address.port, server }
}

check('http.email', async ({ target, evidence, expect }) => {
  const port = await freePort()
  const mail = await startMailServer(host, port)
  const silent = await openSilentServer()
  target.onClose(async () => {
    silent.server.close()
    await mail.close().catch(() => {})
  })
  const { email } = await target.admin()
  const unknown = () => target.newAccount('nobody').email

  const running = await target.start(settingsOf(target, port)).ready()
  const control = await ask(running, email)
  evidence.observe('request', { status: control.status })
  evidence.floor('request', 1)
  if (isFaultOfGate(control.status))
    throw inconclusive(`a password-reset request answered ${control.status}`)
  // Not soft: without it there is nothing to compare.
  expect(control.status, 'status of a password-reset request').toBeOneOf(accepted)
  const arrived = async () => mail.mails.find(({ to }) => to.includes(email))
  const options = { timeoutMs: mailTimeoutMs, intervalMs: 20 }
  const received = await waitFor('the mail to arrive', arrived, options).catch(
    ifTimedOut(() => undefined),
  )
  evidence.observe('mail', { contacts: mail.contacts, to: received?.to ?? null })
  evidence.floor('mail', 1)
  expect.soft(received?.to, 'recipients of the mail').toEqual([email])
  const foreign = mail.mails.filter(({ to }) => !to.includes(email)).length
  expect.soft(foreign, 'mails to other addresses').toBe(0)

  const servers = [
    ['works', port],
    ['refuses connections', await freePort()],
    ['does not respond', silent.port],
  ] as const
  for (const [state, at] of servers) {
    const started = await target.start(settingsOf(target, at)).ready()
    const processes = processesOf(started)
    const { known, unknown: nobody } = await compare(started, email, unknown)
    const ended = endedSince(processes, started)
    const words = ended.length > 0 ? lastWords(started.output) : undefined
    evidence.observe('comparison', { smtp: state, known, unknown: nobody, ended, words })
    const when = `while SMTP ${state}`
    expect.soft(ended, `processes that ended ${when}`).toEqual([])
    // What nobody was there to answer reveals nothing.
    if (ended.length > 0) {
      await started.stop(0)
      continue
    }
    const alike = `responses for an existing address, against an unknown one, ${when}`
    const [one, other] = [known.answers, nobody.answers]
    expect.soft(excerpts(one, other), alike).toEqual(excerpts(other, one))
    const revealing = known.headers.filter((name) => !nobody.headers.includes(name))
    const missing = nobody.headers.filter((name) => !known.headers.includes(name))
    const headers = 'headers and cookies of responses'
    expect.soft(revealing, `${headers} for an existing address alone, ${when}`).toEqual([])
    expect.soft(missing, `${headers} for an unknown address alone, ${when}`).toEqual([])
    expect.soft(known.answers[0], `response ${when}`).toMatch(new RegExp(`^${control.status} `))
    expect.soft(known.slowestMs, `slowest response in ms ${when}`).toBeLessThan(maxResponseMs)
    const isRevealed = known.medianMs > maxRatio * nobody.medianMs + slackMs
    const times = `${known.medianMs} ms if it exists, ${nobody.medianMs} ms if not`
    expect
      .soft(isRevealed, `response time reveals that an address exists ${when} (${times})`)
      .toBe(false)
    await started.stop(0)
  }
  evidence.floor('comparison', servers.length)
})
