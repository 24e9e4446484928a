/**
 * Whether the application answers. An open port alone proves nothing: a master may open it before
 * it loads the application, as gunicorn, Unicorn, PHP-FPM and socket activation do.
 */
import { setTimeout as delay } from 'node:timers/promises'
import type { RequestSpec, TargetConfig } from '#gate/contract/contract.ts'
import { deadlineAfter } from '#gate/host/process/wait.ts'
import { endpointOf, readinessOf, requestTo } from './endpoints.ts'
import { HttpClient } from './http.ts'
import type { Pace } from './pace.ts'
import type { TargetProcess } from './target-process.ts'

/** The first answer of the application: it has started. */
export interface Answer {
  path: string
  status: number
}

/** What a server in front of the application says while the application does not answer. */
const gatewayStatuses: ReadonlySet<number> = new Set([502, 504])
/** Said by such a server, or by an application that lacks a service: time tells them apart. */
const unavailable = 503
const minUnavailableMs = 10_000
const unavailableStarts = 2
/** A request that hangs is given up after this, or after as many good starts, and sent again. */
const minAnswerMs = 5_000
const answerStarts = 2
const pauseMs = 10

/** One request after the other: one of them may hang. */
function requestsOf(config: TargetConfig): RequestSpec[] {
  const endpoints = [endpointOf(config, 'health'), readinessOf(config), { path: '/' }]
  const requests = endpoints.flatMap((endpoint) => endpoint ?? []).map((each) => requestTo(each))
  return [...new Map(requests.map((request) => [request.path, request])).values()]
}

/**
 * Sends requests until the application answers one, with any status of its own.
 * @param heard is told the status or the error of each request
 * @returns undefined if the process ends before, or does not answer in time
 */
export async function firstAnswer(
  process: TargetProcess,
  config: TargetConfig,
  { patienceMs, pace, heard }: { patienceMs: number; pace: Pace; heard?: (what: string) => void },
): Promise<Answer | undefined> {
  const client = new HttpClient(`http://127.0.0.1:${process.port}`, config.proxyHeaders)
  const over = new AbortController()
  const deadline = AbortSignal.any([deadlineAfter(patienceMs), over.signal])
  const stop = AbortSignal.any([deadline, endOf(process, deadline)])
  const timeoutMs = pace.patienceMs(minAnswerMs, answerStarts)
  const requests = requestsOf(config)
  let sinceMs: number | undefined
  try {
    for (let turn = 0; !stop.aborted; turn += 1) {
      const request = requests[turn % requests.length] as RequestSpec
      const { path } = request
      const outcome = await client.try(request, { timeoutMs, signal: stop })
      heard?.(outcome.ok ? String(outcome.status) : outcome.error)
      if (outcome.ok && !gatewayStatuses.has(outcome.status)) {
        const { status } = outcome
        if (status !== unavailable) return { path, status }
        sinceMs ??= performance.now()
        const forMs = performance.now() - sinceMs
        if (forMs >= pace.patienceMs(minUnavailableMs, unavailableStarts)) return { path, status }
      }
      await delay(pauseMs, undefined, { signal: stop }).catch(() => {})
    }
    return undefined
  } finally {
    over.abort()
    await client.close()
  }
}

/** Aborts when the process has ended. */
function endOf(process: TargetProcess, deadline: AbortSignal): AbortSignal {
  const ended = new AbortController()
  process.ended(deadline).then(
    () => ended.abort(),
    () => {},
  )
  return ended.signal
}
