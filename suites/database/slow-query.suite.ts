/** A query that takes longer than the threshold is logged with its duration. */

import { inconclusive } from '#gate/errors.ts'
import { ifTimedOut, sleep, waitFor } from '#gate/host/process/wait.ts'
import { whileLocked } from '#gate/kit/fault/table-lock.ts'
import { durations, isAboutQuery, shapeOf } from '#gate/kit/postgres/log-lines.ts'
import { workingUpdate } from '#gate/kit/traffic/working-update.ts'
import { check } from '#gate/run/check.ts'
import { supported } from '#gate/system/environment.ts'
import { isWell, type Outcome, statusOrError } from '#gate/system/http.ts'
import type { RunningTarget } from '#gate/system/running.ts'
import { makeWorld } from '#gate/system/world.ts'

const thresholdMs = 700
const holdsMs = [1_100, 1_900, 1_500]
/** More than rounding to tenths of a second. */
const toleranceMs = 100
const quickRequests = 6
/** A log line may appear after the response. */
const arrivalMs = 3_000

/** The log lines of one request, and the bounds of its query's duration. */
interface SlowRequest {
  minMs: number
  maxMs: number
  lines: string[]
}

interface Asker {
  running: RunningTarget
  read(): Promise<Outcome>
  /** Undefined if the contract has no update. */
  update: (() => Promise<Outcome>) | undefined
  create(): Promise<Outcome>
}

function linesSince(running: RunningTarget, mark: number): string[] {
  return running.logRecords(mark).map(({ text }) => text)
}

/** Whether a line states a duration within the bounds. */
function statesDuration({ minMs, maxMs }: Omit<SlowRequest, 'lines'>, line: string): boolean {
  return durations(line).some((ms) => ms >= minMs - toleranceMs && ms <= maxMs + toleranceMs)
}

async function askSlowly(
  running: RunningTarget,
  ask: () => Promise<Outcome>,
  { url, table, holdMs }: { url: string; table: string; holdMs: number },
): Promise<SlowRequest> {
  const mark = running.output.length
  return await whileLocked(url, [table], async (lock) => {
    const beginMs = performance.now()
    const asking = ask()
    await lock.waitForWaiters(1, 10_000)
    const waitsMs = performance.now()
    await sleep(holdMs)
    const minMs = performance.now() - waitsMs
    await lock.release()
    const outcome = await asking
    const maxMs = performance.now() - beginMs
    if (!isWell(outcome))
      throw inconclusive(`the slowed request answered ${statusOrError(outcome)}`)
    const logged = async () => {
      const lines = linesSince(running, mark).filter(isAboutQuery(table))
      return lines.some((line) => statesDuration({ minMs, maxMs }, line)) || undefined
    }
    await waitFor('a log line about the query', logged, {
      timeoutMs: arrivalMs,
      intervalMs: 20,
    }).catch(ifTimedOut(() => undefined))
    return { minMs, maxMs, lines: linesSince(running, mark) }
  })
}

/** Sends requests that nothing slows down, and returns the log lines about them. */
async function askQuickly({ running, read, update, create }: Asker): Promise<string[]> {
  const mark = running.output.length
  const asks = [read, update ?? read, create]
  for (let count = 0; count < quickRequests; count += 1) {
    const outcome = await (asks[count % asks.length] ?? read)()
    if (outcome.ms >= thresholdMs) {
      throw inconclusive(`a quick request took ${outcome.ms} ms, above the threshold`)
    }
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
  const spec = running.readOf(record)
  const options = { session: owner.session }
  const read = () => running.try(spec, options)
  const change = await workingUpdate(running, record, owner.session)
  const update = change && (() => running.try(change, options))
  const creation = running.operation('createRecord')
  let created = 0
  const create = () => {
    created += 1
    return running.try(creation.request(record.company, `preflight-slow-${created}`), options)
  }
  const quick = await askQuickly({ running, read, update, create })
  const asks: [kind: string, ask: () => Promise<Outcome>][] = [
    ['read', read],
    update ? ['update', update] : ['read', read],
    ['creation', create],
  ]
  for (const [turn, holdMs] of holdsMs.entries()) {
    const [kind, ask] = asks[turn] ?? ['read', read]
    const slow = await askSlowly(running, ask, { url, table: operation.table, holdMs })
    const about = slow.lines.filter(isAboutQuery(operation.table))
    const found = about.filter((line) => statesDuration(slow, line))
    const bounds = { minMs: Math.round(slow.minMs), maxMs: Math.round(slow.maxMs) }
    evidence.floor('slow query', turn + 1)
    evidence.observe('slow query', {
      kind,
      ...bounds,
      about: about.slice(0, 5),
      found: found.length,
    })
    const within = `${bounds.minMs} to ${bounds.maxMs} ms`
    const what = `log lines with the query of the ${kind} and a duration of ${within}`
    expect.soft(found.length, what).toBeGreaterThan(0)
    // A line that every query logs does not make a slow one visible.
    const shapes = new Set(quick.map(shapeOf))
    const usual = found.filter((line) => shapes.has(shapeOf(line)))
    expect.soft(usual, 'slow-query lines that quick queries log too').toEqual([])
  }
  evidence.observe('quick requests', { count: quickRequests, lines: quick.length })
  evidence.floor('quick requests', 1)
})
