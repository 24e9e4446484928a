/** Progress of a run: one live line on a terminal, plain lines elsewhere. */
import { availableParallelism } from 'node:os'
import type { Writable } from 'node:stream'
import { painter } from '#gate/colour.ts'
import { plural } from '#gate/plural.ts'
import { oneLine } from '#gate/report/text.ts'
import { verdictStyles } from '#gate/report/verdict-styles.ts'
import type { Progress } from '#gate/run/events.ts'
import { failureText } from '#gate/verdict/failure-text.ts'
import type { ClaimVerdict } from '#gate/verdict/verdict.ts'
import { clock, RunClock } from './run-clock.ts'

const clearLine = '\r\u001B[2K'
const liveIntervalMs = 200
/** In a log, an estimate now and then is enough. */
const plainIntervalSeconds = 60

/** Lines of a log are not cut at a window, but a failure may print a whole page. */
const maxPlainColumns = 400

/** What came out wrong, as soon as it is known: the reports come at the end. */
function findingText(outcome: ClaimVerdict): string | undefined {
  if (outcome.verdict === 'inconclusive') return oneLine(outcome.reason)
  if (outcome.verdict !== 'fail') return undefined
  const [first, ...others] = outcome.failures
  if (first === undefined) return undefined
  const more = others.length === 0 ? '' : ` (and ${plural(others.length, 'more failure')})`
  return `${oneLine(failureText(first))}${more}`
}

export interface ProgressOptions {
  /** Whether lines may be rewritten, as on a terminal. */
  live: boolean
  colour: boolean
  /** Seconds by claim, of earlier runs; the run does not wait for them. */
  lastSeconds: Promise<ReadonlyMap<string, number>>
}

/** @param stream stderr, so that stdout holds only the result */
export function createProgress(
  stream: Writable & { columns?: number },
  { live, colour, lastSeconds }: ProgressOptions,
): Progress {
  const paint = painter(colour)
  const time = new RunClock(availableParallelism())
  lastSeconds.then((known) => time.learn(known)).catch(() => {})
  let total = 0
  let done = 0
  let estimatedAt = 0
  const status = () => {
    const names = time.running().join('  ')
    const left = time.left()
    const estimate = left === undefined ? '' : `${left}  `
    const what = names === '' ? 'starting' : names
    const line = ` ${clock(time.elapsed())}  ${done} of ${total}  ${estimate}${what}`
    return line.slice(0, Math.max(20, (stream.columns ?? 100) - 1))
  }
  const shortened = (text: string) => {
    const columns = live ? (stream.columns ?? 100) : maxPlainColumns
    return text.length < columns ? text : `${text.slice(0, columns - 2)}…`
  }
  const draw = () => {
    if (live) stream.write(clearLine + paint('dim', status()))
  }
  const line = (text: string) => {
    stream.write(live ? `${clearLine}${text}\n` : `${text}\n`)
    draw()
  }
  /** A line with the estimate, where there is no live one. */
  const estimate = () => {
    const elapsed = time.elapsed()
    if (live || done === total || elapsed - estimatedAt < plainIntervalSeconds) return
    const left = time.left()
    if (left === undefined) return
    estimatedAt = elapsed
    line(`${clock(elapsed)} ${done}/${total}  ${left}`)
  }
  const timer = live ? setInterval(draw, liveIntervalMs).unref() : undefined
  return {
    planned: (claims) => {
      total = claims.length
      time.plan(claims)
      draw()
    },
    began: (claim) => {
      time.began(claim)
      draw()
    },
    ended: (claim, outcome, seconds) => {
      time.ended(claim, seconds)
      done += 1
      const verdict = paint(verdictStyles[outcome.verdict], outcome.verdict.padEnd(12))
      const position = `${String(done).padStart(String(total).length)}/${total}`
      line(`${clock(time.elapsed())} ${position}  ${verdict} ${claim}  ${seconds.toFixed(1)} s`)
      const finding = findingText(outcome)
      if (finding !== undefined) line(paint('dim', shortened(`    ${finding}`)))
      estimate()
    },
    note: line,
    close: () => {
      clearInterval(timer)
      if (live) stream.write(clearLine)
    },
  }
}
