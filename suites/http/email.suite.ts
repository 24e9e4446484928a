/** The mail for a new password: it comes, nobody waits for it, no answer tells who exists. */
import { createServer, type Server } from 'node:net'
import type { Reply } from '#gate/contract/contract.ts'
import { inconclusive } from '#gate/errors.ts'
import { freePort } from '#gate/host/process/ports.ts'
import { waitFor } from '#gate/host/process/wait.ts'
import { check } from '#gate/run/check.ts'
import { startMailServer } from '#gate/stack/mail-server.ts'
import { type Overrides, supported } from '#gate/system/environment.ts'
import type { RunningTarget } from '#gate/system/running.ts'
import type { Target } from '#gate/system/target.ts'

const host = '127.0.0.1'
/** A mail to a server on loopback that takes longer does not come. */
const mailMs = 10_000
/** A person who asks for a mail waits no longer, whatever becomes of it. */
const promptMs = 5_000
/** Of each kind: the one in the middle is compared. */
const rounds = 5
/** What a busy machine may add to one of two answers. */
const slackMs = 100
const fewTimes = 3

function settingsOf(target: Target, port: number): Overrides {
  target.variable('smtpHost') // Unverified before any start.
  return supported(target.config, {
    smtpHost: host,
    smtpPort: String(port),
    smtpFrom: 'preflight@preflight.example.com',
    smtpUser: null,
    smtpPassword: null,
    workers: '1',
  })
}

interface Answer {
  status: number | string
  text: string
  ms: number
}

/** Asks for an address; the answer without what differs from one request to the next. */
async function ask(running: RunningTarget, email: string): Promise<Answer> {
  const reset = running.operation('requestPasswordReset')
  const startMs = performance.now()
  const outcome = await running.try(reset.request(email), { timeoutMs: 3 * promptMs })
  const ms = Math.round(performance.now() - startMs)
  if (!outcome.ok) return { status: outcome.error, text: '', ms }
  return { status: outcome.status, text: shapeOf(outcome, email), ms }
}

function shapeOf({ text }: Reply, email: string): string {
  return text.replaceAll(email, '#').replace(/[0-9a-f-]{16,}|\d+/gi, '#')
}

const middle = (times: readonly number[]) => times.toSorted((a, b) => a - b)[times.length >> 1] ?? 0

/** Asks for an address that exists and for one that does not, in turn. */
async function compare(running: RunningTarget, known: string, unknown: () => string) {
  const answers: Record<'known' | 'unknown', Answer[]> = { known: [], unknown: [] }
  for (let round = 0; round < rounds; round += 1) {
    answers.known.push(await ask(running, known))
    answers.unknown.push(await ask(running, unknown()))
  }
  const summary = (all: readonly Answer[]) => ({
    answers: [...new Set(all.map(({ status, text }) => `${status} ${text}`))],
    middleMs: middle(all.map(({ ms }) => ms)),
    slowestMs: Math.max(...all.map(({ ms }) => ms)),
  })
  return { known: summary(answers.known), unknown: summary(answers.unknown) }
}

/** A server that takes connections and never says a word. */
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
  if (typeof control.status !== 'number' || control.status >= 400) {
    throw inconclusive(`a request for a mail answered ${control.status}`)
  }
  const came = async () => mail.mails.find(({ to }) => to.includes(email))
  const options = { timeoutMs: mailMs, intervalMs: 20 }
  const received = await waitFor('the mail comes', came, options).catch(() => undefined)
  evidence.observe('mail', { contacts: mail.contacts, to: received?.to ?? null })
  expect.soft(received?.to, 'whom the mail is for').toEqual([email])
  const foreign = mail.mails.filter(({ to }) => !to.includes(email)).length
  expect.soft(foreign, 'mails to others').toBe(0)

  const places = [
    ['works', port],
    ['refuses connections', await freePort()],
    ['says nothing', silent.port],
  ] as const
  for (const [how, at] of places) {
    const asked = await target.start(settingsOf(target, at)).ready()
    const { known, unknown: nobody } = await compare(asked, email, unknown)
    evidence.observe('comparison', { how, known, unknown: nobody })
    expect
      .soft(known.answers, `what is said of an address that exists, where mail ${how}`)
      .toEqual(nobody.answers)
    expect
      .soft(known.answers[0], `the answer where mail ${how}`)
      .toMatch(new RegExp(`^${control.status} `))
    expect
      .soft(known.slowestMs, `milliseconds to an answer where mail ${how}`)
      .toBeLessThan(promptMs)
    const isTold = known.middleMs > fewTimes * nobody.middleMs + slackMs
    const times = `${known.middleMs} ms, and ${nobody.middleMs} ms for one that does not exist`
    expect
      .soft(isTold, `the time tells that an address exists, where mail ${how}: ${times}`)
      .toBe(false)
    await asked.stop(0)
  }
  evidence.floor('mail', 1)
  evidence.floor('comparison', places.length)
})
