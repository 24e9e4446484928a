/** The workers in a container, and the service while one is killed and replaced. */

import { guideWorkers } from '#gate/contract/container.ts'
import { inconclusive } from '#gate/errors.ts'
import { ifTimedOut, waitFor } from '#gate/host/process/wait.ts'
import { BackendContainer } from '#gate/kit/deploy/container/container-backend.ts'
import {
  type ContainerProcess,
  workersAmong,
} from '#gate/kit/deploy/container/container-processes.ts'
import { constantArrivals } from '#gate/kit/traffic/arrivals.ts'
import { pace } from '#gate/kit/traffic/pacer.ts'
import { check } from '#gate/run/check.ts'
import { statusOrError } from '#gate/system/http.ts'
import type { RunningTarget } from '#gate/system/running.ts'
import type { Target } from '#gate/system/target.ts'
import { makeWorld } from '#gate/system/world.ts'

/** Only against hanging: four workers share one slow machine with everything else. */
const hangTimeoutMs = 60_000
/** A replacement starts faster than all workers together; a backend may wait before that. */
const replacement = { minMs: 30_000, starts: 5 }
/** Enough traffic for every worker, and little enough for one worker alone. */
const steady = constantArrivals({ ratePerSecond: 20, seconds: 180 })
const answerTimeoutMs = 20_000
/** Responses before the kill, and after the replacement. */
const minAnswers = 20
/** Requests that the killed worker had, or was just given, may fail. */
const maxFailedShare = 0.2

/** One request of the traffic, by `performance.now()`. */
interface Answer {
  sentMs: number
  endMs: number
  /** The status, or why there is none. */
  result: number | string
}

const isGood = ({ result }: Answer) => typeof result === 'number' && result < 400

/** Requests at a steady rate until they are stopped. */
async function startTraffic(target: Target, running: RunningTarget) {
  const read = running.operation('readRecord')
  const { owner, record } = await makeWorld(target, running)
  const answers: Answer[] = []
  const end = new AbortController()
  const send = async () => {
    const sentMs = performance.now()
    const options = { session: owner.session, timeoutMs: answerTimeoutMs }
    const outcome = await running.try(read.request(record), options)
    const result = statusOrError(outcome)
    answers.push({ sentMs, endMs: performance.now(), result })
    return outcome
  }
  const sending = pace(steady, send, end.signal)
  const stop = async () => {
    end.abort()
    await sending
  }
  return { answers, stop }
}

/** Waits for enough good responses to requests sent since then. */
async function served(answers: readonly Answer[], sinceMs: number, condition: string) {
  const enough = async () => {
    const good = answers.filter((answer) => answer.sentMs >= sinceMs && isGood(answer))
    return good.length >= minAnswers || undefined
  }
  const options = { timeoutMs: hangTimeoutMs, intervalMs: 50 }
  return await waitFor(condition, enough, options).catch(ifTimedOut(() => false))
}

check('container.workers', async ({ target, stack, evidence, expect }) => {
  const wanted = target.config.container?.workers ?? guideWorkers
  const backend = await BackendContainer.start(target, stack)
  const workers = async () => workersAmong(await backend.processes())
  const settled = async (condition: string, timeoutMs: number, killed?: ContainerProcess) => {
    const read = async () => {
      const found = (await workers()).filter(({ pid }) => pid !== killed?.pid)
      return found.length === wanted ? found : undefined
    }
    return await waitFor(condition, read, { timeoutMs, intervalMs: 50 }).catch(ifTimedOut(workers))
  }
  const startMs = performance.now()
  const running = await backend.ready()
  const first = await settled('all workers to run', hangTimeoutMs)
  const startedMs = performance.now() - startMs
  for (const { pid, commandLine } of first) evidence.observe('worker', { pid, commandLine })
  evidence.floor('worker', 1)
  expect.soft(first.length, 'number of workers in the container').toBe(wanted)
  const [victim] = first
  if (victim === undefined || first.length < 2) {
    throw inconclusive('fewer than 2 workers run: none can be killed')
  }

  const traffic = await startTraffic(target, running)
  const { answers } = traffic
  let killedMs = Number.POSITIVE_INFINITY
  let [replaced, servedAfter]: [ContainerProcess[], boolean] = [[], false]
  try {
    const isServed = await served(answers, 0, 'requests to succeed')
    if (!isServed || !answers.every(isGood)) throw inconclusive('requests failed before the kill')
    killedMs = performance.now()
    process.kill(victim.pid, 'SIGKILL')
    const timeoutMs = Math.max(replacement.minMs, replacement.starts * startedMs)
    replaced = await settled('the killed worker to be replaced', timeoutMs, victim)
    const ms = Math.round(performance.now() - killedMs)
    evidence.observe('replacement', { workers: replaced.length, ms })
    evidence.floor('replacement', 1)
    servedAfter = await served(answers, performance.now(), 'requests to succeed again')
  } finally {
    await traffic.stop()
  }
  const failed = answers.filter((answer) => !isGood(answer))
  const since = answers.filter(({ endMs }) => endMs >= killedMs)
  for (const { sentMs, result } of failed) {
    evidence.observe('failed request', { sentAfterKillMs: Math.round(sentMs - killedMs), result })
  }
  for (const { result } of since) evidence.observe('answer after the kill', { result })
  evidence.floor('answer after the kill', minAnswers)
  expect.soft(replaced.length, 'number of workers after one was killed').toBe(wanted)
  expect.soft(servedAfter, 'requests succeed after the replacement').toBe(true)
  const share = failed.length / Math.max(1, since.length)
  expect.soft(share, 'share of requests that failed').toBeLessThan(maxFailedShare)
})
