/** Progress of a run: one live line on a terminal, plain lines elsewhere. */
import type { Writable } from 'node:stream'
import { styleText } from 'node:util'
import { verdictStyles } from '#gate/report/verdict-styles.ts'
import type { Progress } from '#gate/run/events.ts'

const clearLine = '\r\u001B[2K'
const liveIntervalMs = 200

function clock(ms: number): string {
  const seconds = Math.floor(ms / 1000)
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`
}

/**
 * @param stream stderr, so that stdout holds only the result
 * @param live whether lines may be rewritten, as on a terminal
 */
export function createProgress(stream: Writable & { columns?: number }, live: boolean): Progress {
  const startMs = performance.now()
  const running = new Set<string>()
  let total = 0
  let done = 0
  const elapsed = () => clock(performance.now() - startMs)
  const status = () => {
    const names = [...running].join('  ')
    const section = names.split('.')[0] ?? ''
    const line = ` ${elapsed()}  ${done} of ${total}  ${section === '' ? 'starting' : names}`
    return line.slice(0, Math.max(20, (stream.columns ?? 100) - 1))
  }
  const draw = () => {
    if (live) stream.write(`${clearLine}${styleText('dim', status(), { validateStream: false })}`)
  }
  const line = (text: string) => {
    stream.write(live ? `${clearLine}${text}\n` : `${text}\n`)
    draw()
  }
  const timer = live ? setInterval(draw, liveIntervalMs).unref() : undefined
  return {
    total: (count) => {
      total = count
      draw()
    },
    began: (claim) => {
      running.add(claim)
      draw()
    },
    ended: (claim, outcome, seconds) => {
      running.delete(claim)
      done += 1
      const verdict = outcome.verdict.padEnd(12)
      const painted = live
        ? styleText(verdictStyles[outcome.verdict], verdict, { validateStream: false })
        : verdict
      const position = `${String(done).padStart(String(total).length)}/${total}`
      line(`${elapsed()} ${position}  ${painted} ${claim}  ${seconds.toFixed(1)} s`)
    },
    note: line,
    close: () => {
      clearInterval(timer)
      if (live) stream.write(clearLine)
    },
  }
}
