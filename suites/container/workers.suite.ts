/** The processes that serve in a container, and what becomes of the service when one dies. */

import { guideWorkers } from '#gate/contract/container.ts'
import { inconclusive } from '#gate/errors.ts'
import { waitFor } from '#gate/host/process/wait.ts'
import { BackendContainer } from '#gate/kit/deploy/container/backend.ts'
import { type ContainerProcess, workersAmong } from '#gate/kit/deploy/container/processes.ts'
import { constantArrivals } from '#gate/kit/traffic/arrivals.ts'
import { pace } from '#gate/kit/traffic/pacer.ts'
import { check } from '#gate/run/check.ts'
import { statusOrError } from '#gate/system/http.ts'
import type { RunningTarget } from '#gate/system/running.ts'
import type { Target } from '#gate/system/target.ts'
import { makeWorld } from '#gate/system/world.ts'

/** These only end a hang: four workers share one slow machine with all else. */
const patienceMs = 60_000
/** A replacement starts alone, and so sooner than all of them did; a backend may wait before it. */
const replacement = { leastMs: 30_000, starts: 5 }
/** Traffic that every worker gets some of, and that one worker could carry alone. */
const steady = constantArrivals({ ratePerSecond: 20, seconds: 180 })
const answerTimeoutMs = 20_000
/** Answers before the kill, and after the replacement. */
const fewestAnswers = 20
/** The dead worker's requests in hand, and those handed to it in that moment, may fail. */
const mostFailed = 0.2

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

/** Waits for so many good answers to requests that were sent since then. */
async function served(answers: readonly Answer[], sinceMs: number, what: string) {
  const enough = async () => {
    const good = answers.filter((answer) => answer.sentMs >= sinceMs && isGood(answer))
    return good.length >= fewestAnswers || undefined
  }
  const options = { timeoutMs: patienceMs, intervalMs: 50 }
  return await waitFor(what, enough, options).catch(() => false)
}

check('container.workers', async ({ target, stack, evidence, expect }) => {
  const wanted = target.config.container?.workers ?? guideWorkers
  const backend = await BackendContainer.start(target, stack)
  const workers = async () => workersAmong(await backend.processes())
  const settled = async (what: string, timeoutMs: number, spared?: ContainerProcess) => {
    const look = async () => {
      const found = (await workers()).filter(({ pid }) => pid !== spared?.pid)
      return found.length === wanted ? found : undefined
    }
    return await waitFor(what, look, { timeoutMs, intervalMs: 50 }).catch(workers)
  }
  const startMs = performance.now()
  const running = await backend.ready()
  const first = await settled('all workers run', patienceMs)
  const startedMs = performance.now() - startMs
  for (const { pid, commandLine } of first) evidence.observe('worker', { pid, commandLine })
  evidence.floor('worker', 1)
  expect.soft(first.length, 'workers of the container').toBe(wanted)
  const [victim] = first
  if (victim === undefined || first.length < 2) throw inconclusive('no worker could be spared')

  const traffic = await startTraffic(target, running)
  const { answers } = traffic
  let killedMs = Number.POSITIVE_INFINITY
  let [replaced, servedAfter]: [ContainerProcess[], boolean] = [[], false]
  try {
    const isServed = await served(answers, 0, 'the traffic is answered')
    if (!isServed || !answers.every(isGood)) throw inconclusive('requests failed before the kill')
    killedMs = performance.now()
    process.kill(victim.pid, 'SIGKILL')
    const timeoutMs = Math.max(replacement.leastMs, replacement.starts * startedMs)
    replaced = await settled('the killed worker is replaced', timeoutMs, victim)
    const ms = Math.round(performance.now() - killedMs)
    evidence.observe('replacement', { workers: replaced.length, ms })
    evidence.floor('replacement', 1)
    servedAfter = await served(answers, performance.now(), 'the traffic is answered again')
  } finally {
    await traffic.stop()
  }
  const failed = answers.filter((answer) => !isGood(answer))
  const since = answers.filter(({ endMs }) => endMs >= killedMs)
  for (const { sentMs, result } of failed) {
    evidence.observe('failed request', { sentAfterKillMs: Math.round(sentMs - killedMs), result })
  }
  for (const { result } of since) evidence.observe('answer after the kill', { result })
  evidence.floor('answer after the kill', fewestAnswers)
  expect.soft(replaced.length, 'workers after one was killed').toBe(wanted)
  expect.soft(servedAfter, 'the others serve on').toBe(true)
  const share = failed.length / Math.max(1, since.length)
  expect.soft(share, 'the share of requests that failed').toBeLessThan(mostFailed)
})
