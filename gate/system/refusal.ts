/** Watches a start that should be refused, until it ends or the application answers. */
import { setTimeout as delay } from 'node:timers/promises'
import type { TargetConfig } from '#gate/contract/contract.ts'
import { deadlineAfter, ifTimedOut, waitFor } from '#gate/host/process/wait.ts'
import { firstAnswer } from './first-answer.ts'
import type { Pace } from './pace.ts'
import type { TargetProcess } from './target-process.ts'
import { WorkerCensus } from './worker-census.ts'

/** The outcome of a start that should be refused. */
export interface Refusal {
  /** `null` if a signal ended it, or we did. */
  exitCode: number | null
  signal: string | null
  /** Whether the application answered a request: only then has it started. */
  started: boolean
  /** The status of its first answer; `null` without one. */
  answered: number | null
  /** Whether a TCP port was open at any look; a master may open it before it loads anything. */
  listened: boolean
  /** How many times requests were sent while it ran. */
  looks: number
  /** The largest number of worker processes at once. */
  workers: number
  /** The largest number of threads at once, of all its processes. */
  threads: number
  /** Worker processes that ended while the process above them went on. */
  workersEnded: number
  /** Whether workers ended as often as they were started, without an answer. */
  workersLoop: boolean
  /** Whether it was ended because it had more workers or threads than any machine needs. */
  crowd: boolean
  /** Until the end of the process, or of the first worker of a loop. */
  seconds: number
  /** All its output. */
  output: string
}

/** When to give up a start that neither ends nor answers: it may take as long as good starts. */
const minPatienceMs = 30_000
/** Between looks at the processes and their ports. */
const surveyMs = 100
/** Only then is it a loop: a good start may run programs one after the other, and then serve. */
const minLoopMs = 10_000
const loopStarts = 2
/** Workers at once; one that starts as many as it is told to would take the machine with it. */
const largestCrowd = 100
/** Threads at once, of all its processes; the machine has no more than some ten thousand. */
const mostThreads = 3_000
/** How long to wait for the exit of one that answered, for the record. */
const secondThoughtMs = 500
const endMs = 5_000

/** What is seen of the processes of a start from outside. */
class Survey {
  readonly census: WorkerCensus
  listened = false
  isLoop = false
  readonly #process: TargetProcess

  constructor(process: TargetProcess) {
    this.#process = process
    this.census = new WorkerCensus(process.pid)
  }

  /** Looks until the process ends, its workers loop or are a crowd, or the signal says stop. */
  async run(loopMs: number, stop: AbortSignal): Promise<void> {
    const process = this.#process
    while (!stop.aborted && process.running && !this.isLoop && !this.isCrowd) {
      this.census.look()
      this.isLoop = this.census.isLoop && process.ageMs > loopMs
      this.listened ||= process.listeningPorts().length > 0
      await delay(surveyMs, undefined, { signal: stop }).catch(() => {})
    }
  }

  get isCrowd(): boolean {
    return this.census.most > largestCrowd || this.census.mostThreads > mostThreads
  }

  /** From the start of the process to the end of the first worker. */
  get loopSeconds(): number {
    const startMs = performance.now() - this.#process.ageMs
    return Math.round((this.census.firstEndMs ?? startMs) - startMs) / 1000
  }
}

/** One that answers and then ends has started; how it ends is for the record. */
async function endsAfterAll(process: TargetProcess): Promise<void> {
  const gone = async () => !process.running || undefined
  const options = { timeoutMs: secondThoughtMs, intervalMs: 10 }
  await waitFor('the process to end after all', gone, options).catch(ifTimedOut(() => undefined))
}

/**
 * Waits until the start ends by itself, its workers are in a loop or a crowd, or the application
 * answers.
 * What still runs then is stopped.
 */
export async function watchRefusal(
  process: TargetProcess,
  config: TargetConfig,
  pace: Pace,
): Promise<Refusal> {
  const survey = new Survey(process)
  const over = new AbortController()
  let looks = 0
  const heard = () => {
    looks += 1
  }
  const patienceMs = pace.startPatienceMs(minPatienceMs)
  const surveying = survey.run(pace.patienceMs(minLoopMs, loopStarts), over.signal)
  const answering = firstAnswer(process, config, { patienceMs, pace, heard })
  const isOver = () => survey.isLoop || survey.isCrowd
  const unlessOver = surveying.then(() => (isOver() ? undefined : answering))
  const answer = await Promise.race([answering, unlessOver])
  over.abort()
  if (answer) await endsAfterAll(process)
  const isStopped = process.running
  await process.stop(0)
  const exit = await process.ended(deadlineAfter(endMs))
  await Promise.all([answering, surveying])
  const workersLoop = isStopped && answer === undefined && survey.isLoop
  return {
    exitCode: isStopped ? null : exit.code,
    signal: isStopped ? null : exit.signal,
    started: answer !== undefined,
    answered: answer?.status ?? null,
    listened: answer !== undefined || survey.listened,
    looks,
    workers: survey.census.most,
    threads: survey.census.mostThreads,
    workersEnded: survey.census.ended,
    workersLoop,
    crowd: survey.isCrowd,
    seconds: workersLoop ? survey.loopSeconds : exit.seconds,
    output: process.output,
  }
}
