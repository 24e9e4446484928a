/**
 * A share of requests that take a while, so that a side has work in hand at every moment: updates
 * of two records whose rows are held in turn. Quick requests alone are over when a side dies.
 */
import type { ExpectStatic } from 'vitest'
import type { RecordRef } from '#gate/contract/contract.ts'
import { pulseRowLock, type RowPulses } from '#gate/kit/fault/row-lock.ts'
import { summarise } from '#gate/kit/traffic/prober/judge.ts'
import type { Probed } from '#gate/kit/traffic/prober/probe.ts'
import type { Prober } from '#gate/kit/traffic/prober/prober.ts'
import type { Evidence } from '#gate/run/evidence.ts'
import type { Target } from '#gate/system/target.ts'
import { arrange, type World } from '#gate/system/world.ts'
import { beginTraffic, type TrafficEntry } from './traffic.ts'

const ratePerSecond = 20
const holdMs = 400
/** Much longer than an update that nobody holds up. */
const slowMs = 50
/** Of the seconds of traffic before a release and after it alone. */
const fewestSlow = 10
/** What an update may be answered with. */
const done = [200, 201, 202, 204]

export interface SlowShare {
  /** Ends the traffic and answers with what was sent. */
  stop(): Promise<readonly Probed[]>
}

const nobody: SlowShare = { stop: async () => [] }

/** Begins it; a target whose contract has no update has none, and the evidence says so. */
export async function beginSlowShare(
  target: Target,
  blueGreen: TrafficEntry,
  { world, serving, evidence }: { world: World; serving: 'blue' | 'green'; evidence: Evidence },
): Promise<SlowShare> {
  const { updateRecord } = target.config.operations ?? {}
  if (!updateRecord) {
    evidence.observe('no slow share', { lacking: 'operations.updateRecord' })
    return nobody
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
      // Half a hold apart, so that one of the two is held at any moment.
      const pulses = { table, text: id, holdMs, afterMs: (turn * holdMs) / 2 }
      locks.push(await pulseRowLock(url, pulses))
    }
    const spec = (index: number) => {
      const update = updateRecord.request(records[index % 2] as RecordRef, `slow-${index}`)
      return { ...update, headers: { ...update.headers, ...owner.session.headers } }
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
 * Judges the share: none may fail, and some were in hand when traffic moved.
 * @param atMs when that was, by the clock of `epochMs`
 */
export function judgeSlowShare(
  requests: readonly Probed[],
  atMs: number,
  { evidence, expect }: { evidence: Evidence; expect: ExpectStatic },
): void {
  if (requests.length === 0) return
  for (const { startMs, endMs, status, error, side } of requests) {
    const ms = endMs - startMs
    const inHand = startMs < atMs && endMs > atMs
    const what = ms > slowMs ? 'slow request' : 'update at once'
    evidence.observe(what, { atMs: startMs - atMs, ms, status, error, side })
    if (inHand) evidence.observe('slow request in hand', { atMs: startMs - atMs, ms })
  }
  evidence.floor('slow request', fewestSlow)
  evidence.floor('slow request in hand', 1)
  const { failed, failures, sent } = summarise(requests, done)
  const what = `of ${sent} requests that take up to ${holdMs} ms, those without a right answer`
  expect.soft(failed, `${what}: ${JSON.stringify(failures)}`).toBe(0)
}
