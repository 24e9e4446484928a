/** The backend comes back at another address. */

import { inconclusive } from '#gate/errors.ts'
import { ifTimedOut, waitFor } from '#gate/host/process/wait.ts'
import type { Edge } from '#gate/kit/edge/edge.ts'
import { headerValues, send } from '#gate/kit/edge/edge-client.ts'
import {
  backendHosts,
  namingWorkers,
  withEdge,
  workerHeader,
} from '#gate/kit/edge/edge-under-test.ts'
import { openStub, type Stub, stubHeader } from '#gate/kit/edge/stub.ts'
import { check } from '#gate/run/check.ts'
import { maxLagMs, watchLag } from './lag.ts'

const resumesWithinMs = 5_000
const resumeTimeoutMs = 3 * resumesWithinMs
/** A worker serves once this many responses in a row are good: a single one may be luck. */
const inARow = 3
/** Requests at once: each worker of nginx gets some. */
const atOnce = 8
const controlMs = 10_000

interface Answer {
  status: number
  /** The backend that answered; undefined if the edge itself did. */
  by: string | undefined
  worker: string | undefined
  sentMs: number
}

async function ask(edge: Edge): Promise<Answer> {
  const sentMs = performance.now()
  const reply = await send(edge, 'https', { path: '/' })
  const [by] = headerValues(reply, stubHeader)
  const [worker] = headerValues(reply, workerHeader)
  return { status: reply.status, by, worker, sentMs }
}

const askAtOnce = (edge: Edge) => Promise.all(Array.from({ length: atOnce }, () => ask(edge)))

/**
 * Sends requests until every worker has forwarded one, or until the time is up if there are many:
 * the names that they cache are fresh from now on.
 */
async function everyWorker(edge: Edge, name: string): Promise<Set<string>> {
  const workers = new Set<string>()
  const serving = await edge.workers()
  const all = async () => {
    for (const { status, by, worker } of await askAtOnce(edge)) {
      if (by !== name) {
        throw inconclusive(`before the replacement ${by ?? 'the edge'} answered ${status}`)
      }
      if (worker !== undefined) workers.add(worker)
    }
    return workers.size >= serving || undefined
  }
  const options = { timeoutMs: controlMs, intervalMs: 0 }
  await waitFor('every edge worker to answer', all, options).catch((error) => {
    if (workers.size === 0) throw error
  })
  return workers
}

/** When the last worker to follow sent the first of its good responses in a row. */
function followedSince(answers: readonly Answer[], workers: ReadonlySet<string>, name: string) {
  const since = [...workers].map((worker) => {
    const ofWorker = answers.filter((answer) => answer.worker === worker)
    const lastFailure = ofWorker.findLastIndex(({ status, by }) => status !== 200 || by !== name)
    const row = ofWorker.slice(lastFailure + 1)
    return row.length >= inARow ? row[0]?.sentMs : undefined
  })
  return since.includes(undefined) ? undefined : Math.max(...since.map(Number))
}

async function resumed(edge: Edge, name: string, workers: ReadonlySet<string>) {
  const lag = watchLag()
  const sinceMs = performance.now()
  const answers: Answer[] = []
  const served = async () => {
    answers.push(...(await askAtOnce(edge)))
    answers.sort((one, other) => one.sentMs - other.sentMs)
    return followedSince(answers, workers, name)
  }
  const options = { timeoutMs: resumeTimeoutMs, intervalMs: 50 }
  const firstMs = await waitFor('every edge worker to use the new backend', served, options).catch(
    ifTimedOut(() => undefined),
  )
  const seconds = firstMs === undefined ? undefined : Math.round(firstMs - sinceMs) / 1_000
  const failed = answers.filter(({ status }) => status !== 200).length
  return { seconds, workers: workers.size, requests: answers.length, failed, lagMs: lag() }
}

check('edge.follows-replacement', async ({ target, stack, quick, evidence, expect }) => {
  await withEdge({ target, stack }, namingWorkers, async ({ edge, stub }) => {
    let current: Stub = stub
    try {
      for (const host of quick ? backendHosts.slice(1, 2) : backendHosts.slice(1)) {
        const workers = await everyWorker(edge, current.name)
        await current.close()
        const { status, by } = await ask(edge)
        if (by !== undefined) throw inconclusive(`the stopped backend answered ${status}`)
        current = await openStub({ host, port: edge.upstreamPort })
        await edge.point([current])
        const resumption = await resumed(edge, current.name, workers)
        const { seconds, lagMs } = resumption
        evidence.observe('replacement', { to: host, ...resumption })
        const what = `seconds until every edge worker uses the backend at ${host}`
        expect.soft(seconds, what).toBeDefined()
        if (seconds === undefined) break
        if (seconds * 1_000 >= resumesWithinMs && lagMs > maxLagMs) {
          throw inconclusive(
            `service resumed after ${seconds} s, but this machine lags ${lagMs} ms`,
          )
        }
        expect.soft(seconds, what).toBeLessThan(resumesWithinMs / 1_000)
      }
    } finally {
      if (current !== stub) await current.close()
    }
    evidence.floor('replacement', 1)
  })
})
