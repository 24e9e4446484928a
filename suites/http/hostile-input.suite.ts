/** Hostile input is rejected, and the next client notices nothing. */
import { bodyOf } from '#gate/contract/wire.ts'
import { inconclusive } from '#gate/errors.ts'
import { ifTimedOut, waitFor } from '#gate/host/process/wait.ts'
import { endedSince, processesOf } from '#gate/kit/pool/target-processes.ts'
import { check } from '#gate/run/check.ts'
import { supported } from '#gate/system/environment.ts'
import { Patience, tooManyRequests } from '#gate/system/rate-limited.ts'
import { sendBytes } from '#gate/system/raw.ts'
import type { RunningTarget } from '#gate/system/running.ts'
import { makeWorld, type World } from '#gate/system/world.ts'
import {
  type HostileRequest,
  hugeBodies,
  malformedBodies,
  oddHeaders,
  oddPaths,
  type ValidRequest,
  validBytes,
} from './hostile.ts'
import { oddOfType, wrongTypes } from './odd-values.ts'
import { validRequests } from './valid-requests.ts'

/** No response for so long is a hang: a body of 16 MiB takes a second. */
const hangMs = 10_000
const maxGoodMs = 5_000
const atOnce = 4
/** What a busy machine may add to one of them. */
const slack = 5
/** Bodies with wrong types for each request that has a body. */
const variants = { quick: 12, thorough: 100 }
/** Operations of an OpenAPI document that are spoilt; of more than these, some by chance. */
const mostDescribed = { quick: 40, thorough: 400 }
/** Unknown method, unknown HTTP version: right answers, and no faults of the backend. */
const acceptedServerErrors = new Set([501, 505])

function batchesOf(
  { contract, extended, document }: Awaited<ReturnType<typeof validRequests>>,
  count: number,
  seed: number,
): [string, HostileRequest[]][] {
  const requests = [...contract, ...document]
  const bodied = requests.filter(({ spec }) => bodyOf(spec) !== undefined)
  if (bodied.length === 0) throw inconclusive('no request of the contract has a body')
  const ofType = [
    ...bodied.flatMap((request) => oddOfType(request)),
    ...extended.flatMap(({ field, ...request }) => oddOfType(request, (name) => name === field)),
  ]
  return [
    ['malformed bodies', bodied.slice(0, 3).flatMap(malformedBodies)],
    ['odd values of the right type', ofType],
    ['wrong types', bodied.flatMap((request, at) => wrongTypes(request, count, seed + at))],
    ['huge and deep bodies', bodied.slice(0, 2).flatMap(hugeBodies)],
    ['odd paths', requests.filter(({ spec }) => spec.method === 'GET').flatMap(oddPaths)],
    // On one that is open to anybody, and on those that need a session.
    ['odd headers', contract.flatMap(oddHeaders)],
  ]
}

/**
 * Sends the valid requests: if they were refused, what is made of them would be too. Returns how
 * long the slowest of them took.
 * @throws PreflightError PREFLIGHT_E_INCONCLUSIVE naming the first that is refused
 */
async function slowestValid(running: RunningTarget, requests: readonly ValidRequest[]) {
  let slowestMs = 0
  for (const request of requests) {
    const bytes = validBytes(request)
    const { status, ended, ms } = await sendBytes(running.url, bytes, hangMs, new Patience())
    slowestMs = Math.max(slowestMs, ms)
    if (status !== undefined && status < 400) continue
    const { method, path } = request.spec
    throw inconclusive(`the valid request ${method} ${path} failed: ${status ?? ended}`)
  }
  return slowestMs
}

/** What only met a rate limit was not read by anybody. */
function metLimit(what: string) {
  return inconclusive(
    `a rate limit answered ${what} with 429: lift it for the trial with "rateLimits.lifted"`,
  )
}

/** How long a hostile request may take: a password is hashed before it is refused. */
function patienceAfter(slowestMs: number): number {
  return Math.max(hangMs, atOnce * slack * slowestMs)
}

/** So much of an answer says why it is none. */
const mostShown = 200

/** Why a good request fails or is slow; undefined if it succeeds in time. */
async function problemOfGoodRequest(
  running: RunningTarget,
  { owner, record }: World,
): Promise<string | undefined> {
  const spec = running.operation('readRecord').request(record)
  const outcome = await running.tryPatiently(spec, { session: owner.session, timeoutMs: hangMs })
  if (!outcome.ok) return outcome.error
  if (outcome.status === tooManyRequests) throw metLimit('a good request')
  if (outcome.status !== 200) return `status ${outcome.status} ${outcome.text.slice(0, mostShown)}`
  return outcome.ms < maxGoodMs ? undefined : `${Math.round(outcome.ms)} ms`
}

/** Whether nobody listens any more, and nobody comes back in the time that a good request has. */
async function isGone(running: RunningTarget, { owner, record }: World): Promise<boolean> {
  const spec = running.operation('readRecord').request(record)
  const comesBack = async () => {
    const outcome = await running.try(spec, { session: owner.session, timeoutMs: hangMs })
    return outcome.ok ? false : undefined
  }
  return await waitFor('the backend to listen again', comesBack, {
    timeoutMs: hangMs,
    intervalMs: 200,
  }).catch(ifTimedOut(() => true))
}

async function sendAll(
  running: RunningTarget,
  all: readonly HostileRequest[],
  patience: Patience,
  patienceMs: number,
) {
  const waiting = [...all]
  const ends: { what: string; ended: string; status?: number; ms: number }[] = []
  const work = async () => {
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      const end = await sendBytes(running.url, next.bytes, patienceMs, patience)
      ends.push({ what: next.what, ...end })
    }
  }
  await Promise.all(Array.from({ length: atOnce }, work))
  return ends
}

check(
  'http.hostile-input',
  async ({ target, quick, seed, evidence, expect }) => {
    const settings = supported(target.config, { workers: '2' })
    const running = await target.start(settings).ready()
    const world = await makeWorld(target, running)
    const before = await problemOfGoodRequest(running, world)
    if (before !== undefined) {
      throw inconclusive(`a good request failed before any hostile one: ${before}`)
    }
    const processes = processesOf(running)
    const most = quick ? mostDescribed.quick : mostDescribed.thorough
    const { contract: valid } = await validRequests(running, world, most, seed)
    const patienceMs = patienceAfter(await slowestValid(running, valid))
    // What steps prepare may be good for one request.
    const requests = await validRequests(running, world, most, seed)
    const { contract, document } = requests
    evidence.observe('seed', { seed, contract: contract.length, document: document.length })
    const patience = new Patience()
    let sent = 0
    let limited = 0
    let batches = 0
    for (const [name, hostile] of batchesOf(
      requests,
      quick ? variants.quick : variants.thorough,
      seed,
    )) {
      const ends = await sendAll(running, hostile, patience, patienceMs)
      sent += ends.length
      limited += ends.filter(({ status }) => status === tooManyRequests).length
      for (const { what, ended, status = 0, ms } of ends) {
        if (status === tooManyRequests) continue
        evidence.observe('hostile', { batch: name, what, ended, status, ms })
        const isFault = status >= 500 && !acceptedServerErrors.has(status)
        expect.soft(isFault, `5xx in response to ${what} (status ${status})`).toBe(false)
        const shared = ends.length > 1 ? `, one of up to ${atOnce} at once` : ''
        if (ended === 'silent') expect.soft(ended, `outcome of ${what}${shared}`).toBe('answered')
      }
      // Nobody read them: what was sent before is to blame.
      const unread = ends.filter(({ ended }) => ended === 'refused').length
      expect.soft(unread, `requests that found nobody listening during ${name}`).toBe(0)
      const problem = await problemOfGoodRequest(running, world)
      const ended = endedSince(processes, running)
      const statuses = Object.fromEntries(
        [...Map.groupBy(ends, ({ status, ended: how }) => String(status ?? how))].map(
          ([key, list]) => [key, list.length],
        ),
      )
      evidence.observe('batch', {
        name,
        requests: ends.length,
        statuses,
        problem: problem ?? null,
        ended,
      })
      expect.soft(problem, `problem of a good request after ${name}`).toBeUndefined()
      expect.soft(ended, `processes that ended during ${name}`).toEqual([])
      batches += 1
      // Later ones would be blamed for what this one did.
      if (unread > 0 && (await isGone(running, world))) {
        evidence.observe('stop', { after: name })
        break
      }
    }
    evidence.floor('hostile', sent - limited)
    evidence.floor('batch', batches)
    if (limited > 0) throw metLimit(`${limited} of ${sent} hostile requests`)
  },
  { judgesLimits: true },
)
