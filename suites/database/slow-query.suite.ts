/** A query is held up for longer than the threshold, and looked for in the log. */

import { inconclusive } from '#gate/errors.ts'
import { sleep, waitFor } from '#gate/host/process/wait.ts'
import { lockTable } from '#gate/kit/fault/table-lock.ts'
import { durations, isAboutQuery, shapeOf } from '#gate/kit/postgres/log-lines.ts'
import { check } from '#gate/run/check.ts'
import { supported } from '#gate/system/environment.ts'
import type { Outcome } from '#gate/system/http.ts'
import type { RunningTarget } from '#gate/system/running.ts'
import { makeWorld } from '#gate/system/world.ts'

const thresholdMs = 700
const holdsMs = [1_100, 1_900]
/** Above what rounding to tenths of a second hides. */
const toleranceMs = 100
const quickReads = 5
/** What is logged arrives a moment after the answer. */
const arrivalMs = 3_000

/** What a log says of one read, and for how long its query was held up at least and at most. */
interface Held {
  leastMs: number
  mostMs: number
  lines: string[]
}

interface Reader {
  running: RunningTarget
  read(): Promise<Outcome>
}

function linesSince(running: RunningTarget, mark: number): string[] {
  return running.output
    .slice(mark)
    .split('\n')
    .filter((line) => line.trim() !== '')
}

/** Whether a line tells of a query that took as long as it was held. */
function tellsOf({ leastMs, mostMs }: Omit<Held, 'lines'>, line: string): boolean {
  return durations(line).some((ms) => ms >= leastMs - toleranceMs && ms <= mostMs + toleranceMs)
}

async function readHeld({ running, read }: Reader, url: string, table: string, holdMs: number) {
  const mark = running.output.length
  const lock = await lockTable(url, table)
  try {
    const beginMs = performance.now()
    const reading = read()
    await lock.bites(1, 10_000)
    const waitsMs = performance.now()
    await sleep(holdMs)
    const leastMs = performance.now() - waitsMs
    await lock.release()
    const outcome = await reading
    const mostMs = performance.now() - beginMs
    if (!outcome.ok || outcome.status !== 200) throw inconclusive('the read that was held failed')
    const told = async () => {
      const lines = linesSince(running, mark).filter(isAboutQuery(table))
      return lines.some((line) => tellsOf({ leastMs, mostMs }, line)) || undefined
    }
    await waitFor('its line is printed', told, { timeoutMs: arrivalMs, intervalMs: 20 }).catch(
      () => undefined,
    )
    return { leastMs, mostMs, lines: linesSince(running, mark) }
  } finally {
    await lock.release()
  }
}

/** Reads that nothing holds up, and what is printed about them. */
async function readQuickly({ running, read }: Reader): Promise<string[]> {
  const mark = running.output.length
  for (let count = 0; count < quickReads; count += 1) {
    const outcome = await read()
    if (outcome.ms >= thresholdMs) throw inconclusive(`a quick read took ${outcome.ms} ms`)
  }
  return linesSince(running, mark)
}

check('database.slow-query-visible', async ({ target, evidence, expect }) => {
  target.variable('slowQueryMs')
  const single = supported(target.config, { workers: '1' })
  const running = await target.start({ ...single, slowQueryMs: String(thresholdMs) }).ready()
  const operation = running.operation('readRecord')
  const { owner, record } = await makeWorld(target, running)
  const { url } = await target.database()
  const spec = operation.request(record)
  const read = () => running.try(spec, { session: owner.session })
  const reader = { running, read }
  const quick = await readQuickly(reader)
  for (const holdMs of holdsMs) {
    const held = await readHeld(reader, url, operation.table, holdMs)
    const about = held.lines.filter(isAboutQuery(operation.table))
    const found = about.filter((line) => tellsOf(held, line))
    const bounds = { leastMs: Math.round(held.leastMs), mostMs: Math.round(held.mostMs) }
    evidence.observe('held query', { ...bounds, about: about.slice(0, 5), found: found.length })
    const what = `lines about the query, with a duration of ${bounds.leastMs} ms or a little more`
    expect.soft(found.length, what).toBeGreaterThan(0)
    // What is printed of every query says nothing about a slow one.
    const shapes = new Set(quick.map(shapeOf))
    const usual = found.filter((line) => shapes.has(shapeOf(line)))
    expect.soft(usual, 'lines of that kind about quick queries as well').toEqual([])
  }
  evidence.observe('quick reads', { count: quickReads, lines: quick.length })
  evidence.floor('held query', holdsMs.length)
  evidence.floor('quick reads', 1)
})
