/** The workers in a container, and the service while one is killed and replaced. */

import { guideWorkers } from '#gate/contract/container.ts'
import { inconclusive } from '#gate/errors.ts'
import { type SteadySet, steadySet } from '#gate/host/process/steady.ts'
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
/** For as long as a start took, the workers must stay the same: others may come, or these end. */
const stable = { minMs: 500, maxMs: 20_000 }
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
  const { owner, record } = await makeWorld(target, running)
  const answers: Answer[] = []
  const end = new AbortController()
  const send = async () => {
    const sentMs = performance.now()
    const options = { session: owner.session, timeoutMs: answerTimeoutMs }
    const outcome = await running.try(running.readOf(record), options)
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
  const keyOf = ({ pid, startTicks }: ContainerProcess) => `${pid}@${startTicks}`
  const startMs = performance.now()
  const running = await backend.ready()
  const readyMs = performance.now() - startMs
  const stableMs = Math.min(stable.maxMs, Math.max(stable.minMs, readyMs))
  const settled = async (condition: string, timeoutMs: number, killed?: ContainerProcess) => {
    const read = async () => {
      // A container that ended with the killed worker has none left.
      if (killed && !(await backend.state()).Running) return []
      const found = await workers()
      return found.filter(({ pid }) => pid !== killed?.pid).map(keyOf)
    }
    const options = { size: wanted, stableMs, timeoutMs: timeoutMs + stableMs, intervalMs: 50 }
    return await steadySet(condition, read, options)
  }
  const steady = await settled('all workers to run', hangTimeoutMs)
  const startedMs = Math.max(readyMs, steady.sinceMs - startMs)
  const first = await workers()
  for (const { pid, commandLine } of first) evidence.observe('worker', { pid, commandLine })
  evidence.floor('worker', 1)
  expect.soft(steady.members.length, 'number of workers in the container').toBe(wanted)
  const stay = `the same workers run for ${Math.round(stableMs)} ms`
  expect.soft(steady.isSteady, stay).toBe(true)
  const [victim] = first
  if (victim === undefined || first.length < 2) {
    throw inconclusive('fewer than 2 workers run: none can be killed')
  }

  const traffic = await startTraffic(target, running)
  const { answers } = traffic
  let killedMs = Number.POSITIVE_INFINITY
  let [replaced, servedAfter]: [SteadySet | undefined, boolean] = [undefined, false]
  try {
    const isServed = await served(answers, 0, 'requests to succeed')
    if (!isServed || !answers.every(isGood)) throw inconclusive('requests failed before the kill')
    killedMs = performance.now()
    process.kill(victim.pid, 'SIGKILL')
    const timeoutMs = Math.max(replacement.minMs, replacement.starts * startedMs)
    replaced = await settled('the killed worker to be replaced', timeoutMs, victim)
    const { members, isSteady, sinceMs } = replaced
    const ms = Math.round(sinceMs - killedMs)
    evidence.observe('replacement', { workers: members.length, isSteady, stableMs, ms })
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
  expect.soft(replaced?.members.length, 'number of workers after one was killed').toBe(wanted)
  expect.soft(replaced?.isSteady, `${stay} after the replacement`).toBe(true)
  expect.soft(servedAfter, 'requests succeed after the replacement').toBe(true)
  const share = failed.length / Math.max(1, since.length)
  expect.soft(share, 'share of requests that failed').toBeLessThan(maxFailedShare)
})
