/** Judges what came of a batch of hostile requests, and whether the next client notices. */
import type { ExpectStatic } from 'vitest'
import { inconclusive } from '#gate/errors.ts'
import { ifTimedOut, waitFor } from '#gate/host/process/wait.ts'
import { endedSince } from '#gate/kit/pool/target-processes.ts'
import type { Recorder } from '#gate/kit/recorder.ts'
import { tooManyRequests } from '#gate/system/rate-limited.ts'
import type { RawOutcome } from '#gate/system/raw.ts'
import type { RunningTarget } from '#gate/system/running.ts'
import type { World } from '#gate/system/world.ts'

/** No response for so long is a hang: a body of 16 MiB takes a second. */
export const hangMs = 10_000
const maxGoodMs = 5_000
/** Unknown method, unknown HTTP version: right answers, and no faults of the backend. */
const acceptedServerErrors = new Set([501, 505])

/** What only met a rate limit was not read by anybody. */
export function metLimit(what: string) {
  return inconclusive(
    `a rate limit answered ${what} with 429: lift it for the trial with "rateLimits.lifted"`,
  )
}

/** So much of an answer says why it is none. */
const mostShown = 200

/** Why a good request fails or is slow; undefined if it succeeds in time. */
export async function problemOfGoodRequest(
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

/** What came of one request. */
export interface End extends Pick<RawOutcome, 'ended' | 'status' | 'ms'> {
  what: string
}

/** Where a check says what it saw and judges it. */
export interface Judging {
  evidence: Recorder
  expect: ExpectStatic
}

/** What was sent, and what came of it. */
export interface Batch {
  name: string
  ends: readonly End[]
  /** How many were sent at once. */
  shared: number
}

/** What all batches are sent to. */
export interface Trial {
  running: RunningTarget
  world: World
  /** Before the first batch. */
  processes: readonly string[]
}

/** Judges what came of a batch. Returns whether the backend is still there for another one. */
export async function judgeBatch(
  { evidence, expect }: Judging,
  { running, world, processes }: Trial,
  { name, ends, shared }: Batch,
): Promise<boolean> {
  for (const { what, ended, status = 0, ms } of ends) {
    if (status === tooManyRequests) continue
    evidence.observe('hostile', { batch: name, what, ended, status, ms })
    const isFault = status >= 500 && !acceptedServerErrors.has(status)
    expect.soft(isFault, `5xx in response to ${what} (status ${status})`).toBe(false)
    const among = shared > 1 && ends.length > 1 ? `, one of up to ${shared} at once` : ''
    if (ended === 'silent') expect.soft(ended, `outcome of ${what}${among}`).toBe('answered')
  }
  // Nobody read them: what was sent before is to blame.
  const unread = ends.filter(({ ended }) => ended === 'refused').length
  expect.soft(unread, `requests that found nobody listening during ${name}`).toBe(0)
  const problem = await problemOfGoodRequest(running, world)
  const ended = endedSince(processes, running)
  const statuses = Object.fromEntries(
    [...Map.groupBy(ends, ({ status, ended: how }) => String(status ?? how))].map(([key, list]) => [
      key,
      list.length,
    ]),
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
  // Later ones would be blamed for what this one did.
  const isOver = unread > 0 && (await isGone(running, world))
  if (isOver) evidence.observe('stop', { after: name })
  return !isOver
}
