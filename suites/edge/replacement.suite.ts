/** The backend comes back at another address. */

import { inconclusive } from '#gate/errors.ts'
import { waitFor } from '#gate/host/process/wait.ts'
import { headerValues, send } from '#gate/kit/edge/client.ts'
import type { Edge } from '#gate/kit/edge/edge.ts'
import {
  backendHosts,
  namingWorkers,
  withEdge,
  workerHeader,
} from '#gate/kit/edge/edge-under-test.ts'
import { openStub, type Stub, stubHeader } from '#gate/kit/edge/stub.ts'
import { check } from '#gate/run/check.ts'
import { longestLagMs, watchLag } from './lag.ts'

const resumesWithinMs = 5_000
const patienceMs = 3 * resumesWithinMs
/** So many in a row from each worker make service, not luck. */
const inARow = 3
/** Requests at once: each worker of nginx gets some. */
const atOnce = 8
const controlMs = 10_000

interface Answer {
  status: number
  /** Who answered behind the edge; nobody where it was the edge itself. */
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
 * Asks until every worker has passed a request on, or for long enough where there are many: what
 * they remember, they remember from now.
 */
async function everyWorker(edge: Edge, name: string): Promise<Set<string>> {
  const workers = new Set<string>()
  const serving = await edge.workers()
  const all = async () => {
    for (const { status, by, worker } of await askAtOnce(edge)) {
      if (by !== name) throw inconclusive(`before: ${status} from ${by ?? 'the edge'}`)
      if (worker !== undefined) workers.add(worker)
    }
    return workers.size >= serving || undefined
  }
  const options = { timeoutMs: controlMs, intervalMs: 0 }
  await waitFor('every worker of nginx has answered', all, options).catch((error) => {
    if (workers.size === 0) throw error
  })
  return workers
}

/** When the first of the answers in a row was asked for, of the worker that was last to follow. */
function followedSince(answers: readonly Answer[], workers: ReadonlySet<string>, name: string) {
  const since = [...workers].map((worker) => {
    const own = answers.filter((answer) => answer.worker === worker)
    const lastFailure = own.findLastIndex(({ status, by }) => status !== 200 || by !== name)
    const row = own.slice(lastFailure + 1)
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
  const options = { timeoutMs: patienceMs, intervalMs: 50 }
  const firstMs = await waitFor('every worker serves', served, options).catch(() => undefined)
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
        if (by !== undefined) throw inconclusive(`the backend was stopped, and answered ${status}`)
        current = await openStub({ host, port: edge.upstreamPort })
        await edge.point([current])
        const seen = await resumed(edge, current.name, workers)
        evidence.observe('replacement', { to: host, ...seen })
        expect.soft(seen.seconds, `seconds until ${host} serves`).toBeDefined()
        if (seen.seconds === undefined) break
        if (seen.seconds * 1_000 >= resumesWithinMs && seen.lagMs > longestLagMs) {
          throw inconclusive(`served after ${seen.seconds} s, on a machine ${seen.lagMs} ms late`)
        }
        expect
          .soft(seen.seconds, `seconds until ${host} serves`)
          .toBeLessThan(resumesWithinMs / 1_000)
      }
    } finally {
      if (current !== stub) await current.close()
    }
    evidence.floor('replacement', 1)
  })
})
