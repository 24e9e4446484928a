/**
 * Progress of a load: one line, rewritten every second on a terminal; a line every 5 s in a log.
 */
import type { Writable } from 'node:stream'
import { canRedraw, hasColour, type Output, painter } from '#gate/colour.ts'
import type { LoadProgress } from '#gate/kit/traffic/k6/load-result.ts'
import { plural } from '#gate/plural.ts'

const clearLine = '\r\u001B[2K'
const liveIntervalMs = 1_000
/** In a log, a line per second would bury the result. */
const plainIntervalMs = 5_000

export interface LoadProgressView {
  /** What is under way; `progress` while k6 runs. */
  update(what: string, progress?: LoadProgress): void
  /** A line that stays. */
  note(text: string): void
  /** Idempotent. */
  close(): void
}

interface Moment {
  atSeconds: number
  iterations: number
}

/** The rate since the last line, not since the start, so that a stall shows. */
function rateSince(last: Moment | undefined, { atSeconds, iterations }: LoadProgress) {
  if (iterations === undefined) return undefined
  const [count, seconds] = last
    ? [iterations - last.iterations, atSeconds - last.atSeconds]
    : [iterations, atSeconds]
  return seconds > 0 ? Math.round(count / seconds) : undefined
}

/** `medium, 60 s  12 s  500/s  p95 8.1 ms  0 errors  0 dropped  24 backends  k6 14 % CPU` */
export function progressLine(what: string, progress: LoadProgress, rate?: number): string {
  const { atSeconds, p95Ms, failed, dropped, backends, generatorCpuShare } = progress
  const known = (value: number | undefined, show: (value: number) => string) =>
    value === undefined ? [] : [show(value)]
  return [
    what,
    `${Math.round(atSeconds)} s`,
    ...known(rate, (value) => `${value}/s`),
    ...known(p95Ms, (value) => `p95 ${value.toFixed(1)} ms`),
    ...known(failed, (value) => plural(value, 'error')),
    ...known(dropped, (value) => `${value} dropped`),
    ...known(backends, (value) => plural(value, 'backend')),
    `k6 ${Math.round(generatorCpuShare * 100)} % CPU`,
  ].join('  ')
}

/**
 * @param stream stderr, so that stdout holds only the result
 * @param live whether lines may be rewritten, as on a terminal
 */
export function createLoadProgress(
  stream: Writable & Output & { columns?: number },
  live: boolean = canRedraw(stream),
  now: () => number = () => performance.now(),
): LoadProgressView {
  const paint = painter(hasColour(stream))
  const intervalMs = live ? liveIntervalMs : plainIntervalMs
  let current: string | undefined
  let drawnMs = Number.NEGATIVE_INFINITY
  let last: Moment | undefined
  let closed = false
  const draw = (text: string) => {
    drawnMs = now()
    const line = text.slice(0, Math.max(20, (stream.columns ?? 100) - 1))
    if (live) stream.write(clearLine + paint('dim', line))
    else stream.write(`${text}\n`)
  }
  return {
    update: (what, progress) => {
      const begins = what !== current
      if (begins) {
        current = what
        last = undefined
      }
      if (!progress) {
        if (begins) draw(what)
        return
      }
      if (now() - drawnMs < intervalMs) return
      draw(progressLine(what, progress, rateSince(last, progress)))
      const { atSeconds, iterations } = progress
      last = iterations === undefined ? undefined : { atSeconds, iterations }
    },
    note: (text) => stream.write(live ? `${clearLine}${text}\n` : `${text}\n`),
    close: () => {
      if (live && !closed) stream.write(clearLine)
      closed = true
    },
  }
}
