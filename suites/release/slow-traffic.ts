/**
 * Slow requests beside the others, so that a side has requests in flight at every moment: updates
 * of two records whose rows are locked in turn. Fast requests alone are over before a side dies.
 */
import type { ExpectStatic } from 'vitest'
import type { RecordRef } from '#gate/contract/contract.ts'
import { inSession } from '#gate/contract/wire.ts'
import { pulseRowLock, type RowPulses } from '#gate/kit/fault/row-lock.ts'
import { summarise } from '#gate/kit/traffic/prober/judge.ts'
import type { Probed } from '#gate/kit/traffic/prober/probe.ts'
import type { Prober } from '#gate/kit/traffic/prober/prober.ts'
import type { Evidence } from '#gate/run/evidence.ts'
import { asOneRequest } from '#gate/system/one-request.ts'
import type { Target } from '#gate/system/target.ts'
import { arrange, type World } from '#gate/system/world.ts'
import { beginTraffic, type TrafficEntry } from './traffic.ts'

const ratePerSecond = 10
/** Longer than a procedure takes from the switch to a stop that does not drain. */
const holdMs = 1_200
const freeMs = 300
/** Much longer than an update without a lock. */
const slowMs = 50
/** The traffic before and after a release alone has more. */
const minSlow = 10

export interface SlowTraffic {
  /** Ends the traffic and returns the requests sent. */
  stop(): Promise<readonly Probed[]>
}

const noTraffic: SlowTraffic = { stop: async () => [] }

/** Begins it. If the contract has no update, there is none, and the evidence says so. */
export async function beginSlowTraffic(
  target: Target,
  blueGreen: TrafficEntry,
  { world, serving, evidence }: { world: World; serving: 'blue' | 'green'; evidence: Evidence },
): Promise<SlowTraffic> {
  const { updateRecord } = target.config.operations ?? {}
  if (!updateRecord) {
    evidence.observe('no slow requests', { missing: 'operations.updateRecord' })
    return noTraffic
  }
  const past = blueGreen.past(serving)
  const { owner, company, record } = world
  const create = past.operation('createRecord')
  const made = await arrange(past, create.request(company, 'preflight-slow'), owner.session)
  const records = [record, { company, id: create.result(made) }]
  const { table } = past.operation('readRecord')
  const url = (await target.database()).url
  const locks: RowPulses[] = []
  const release = () => Promise.all(locks.map((lock) => lock.stop()))
  let prober: Prober
  try {
    for (const [turn, { id }] of records.entries()) {
      // Half a turn apart, so that one of the two rows is locked at any moment.
      const pulses = { table, id, holdMs, freeMs, afterMs: (turn * (holdMs + freeMs)) / 2 }
      locks.push(await pulseRowLock(url, pulses))
    }
    const spec = (index: number) => {
      const update = updateRecord.request(records[index % 2] as RecordRef, `slow-${index}`)
      return inSession(asOneRequest('updateRecord', update), owner.session)
    }
    prober = await beginTraffic(blueGreen, { ratePerSecond, newOfTen: 0, spec, idleMs: [] })
  } catch (error) {
    await release()
    throw error
  }
  return {
    stop: async () => {
      const record = await prober.stop().finally(release)
      return record.requests
    },
  }
}

/**
 * Judges the slow requests: none may fail, and some were in flight at the switch.
 * @param right the statuses of an update that was done
 * @param atMs when traffic was switched, by the clock of `epochMs`
 */
export function judgeSlowTraffic(
  requests: readonly Probed[],
  atMs: number,
  { evidence, expect, right }: { evidence: Evidence; expect: ExpectStatic; right: number[] },
): void {
  if (requests.length === 0) return
  for (const { startMs, endMs, status, error, side } of requests) {
    const ms = endMs - startMs
    const isInFlight = startMs < atMs && endMs > atMs
    const kind = ms > slowMs ? 'slow request' : 'fast update'
    evidence.observe(kind, { atMs: startMs - atMs, ms, status, error, side })
    if (isInFlight) evidence.observe('slow request in flight', { atMs: startMs - atMs, ms })
  }
  const { failed, failures, sent } = summarise(requests, right)
  const what = `slow requests without a correct response, of ${sent}`
  expect.soft(failed, `${what}: ${JSON.stringify(failures)}`).toBe(0)
  // What was cut off at once was neither slow nor in flight: a loss needs no more than itself.
  if (failed > 0) return
  evidence.floor('slow request', minSlow)
  evidence.floor('slow request in flight', 1)
}
