/** Open-model traffic through the edge during a release, with every request accounted for. */
import { randomBytes } from 'node:crypto'
import type { RequestSpec } from '#gate/contract/contract.ts'
import { inSession } from '#gate/contract/wire.ts'
import { inconclusive, messageOf } from '#gate/errors.ts'
import { type BlueGreen, type Cutover, sideHeader } from '#gate/kit/release/blue-green.ts'
import { countExecutions } from '#gate/kit/release/executions.ts'
import type { ColourName } from '#gate/kit/release/site.ts'
import { type Lag, lagOf, lagP99LimitMs } from '#gate/kit/traffic/pacer.ts'
import { compareExecuted, type Executed, nameOf } from '#gate/kit/traffic/prober/executed.ts'
import { isRight, type ProbeSummary, summarise } from '#gate/kit/traffic/prober/judge.ts'
import { type ProbeMix, probeRequests } from '#gate/kit/traffic/prober/plan.ts'
import type { Probed } from '#gate/kit/traffic/prober/probe.ts'
import { type ProbeRecord, type Prober, startProber } from '#gate/kit/traffic/prober/prober.ts'
import type { Evidence } from '#gate/run/evidence.ts'
import { asOneRequest } from '#gate/system/one-request.ts'
import type { Target } from '#gate/system/target.ts'
import { makeWorld, type World } from '#gate/system/world.ts'

/** The limit of a trial. */
const maxSeconds = 120
const answerTimeoutMs = 30_000
/** Around the default idle timeouts of servers and proxies, as far as a trial is long enough. */
const idleMs = [1_000, 2_000, 3_000, 4_950, 5_050]
/** Seconds of traffic before and after a release. */
const marginSeconds = 1.5

/** Where traffic enters: two colours behind an edge, or a Swarm. */
export type TrafficEntry = Pick<BlueGreen, 'origin' | 'headers' | 'past'>

export interface Traffic {
  world: World
  prober: Prober
  tag: string
}

/** Requests a second that a shared machine with two CPUs can send beside the trial itself. */
export const rateOf = (quick: boolean) => (quick ? 120 : 300)

/** Starts sending one kind of request through the edge. */
export async function beginTraffic(
  blueGreen: TrafficEntry,
  mix: Pick<ProbeMix, 'ratePerSecond' | 'newOfTen' | 'spec'> & { idleMs?: readonly number[] },
): Promise<Prober> {
  const requests = probeRequests({ idleMs, seconds: maxSeconds, ...mix })
  const { origin, headers } = blueGreen
  const prober = startProber({
    origin,
    headers,
    sideHeader,
    requests,
    timeoutMs: answerTimeoutMs,
  })
  await prober.more(Math.round(mix.ratePerSecond * marginSeconds))
  return prober
}

/**
 * Starts creating records, each with a unique name: a POST that no client may repeat.
 * @param serving the side that serves now
 */
export async function beginWrites(
  target: Target,
  blueGreen: TrafficEntry,
  { ratePerSecond, serving }: { ratePerSecond: number; serving: ColourName },
): Promise<Traffic> {
  const past = blueGreen.past(serving)
  const create = past.operation('createRecord')
  const tag = `probe-${randomBytes(4).toString('hex')}`
  // Each traffic has its own company: the name of one may not be used twice.
  const world = await makeWorld(target, past, { companyName: tag })
  const spec = (index: number): RequestSpec => {
    const made = asOneRequest('createRecord', create.request(world.company, nameOf(tag, index)))
    return inSession(made, world.owner.session)
  }
  const prober = await beginTraffic(blueGreen, { ratePerSecond, newOfTen: 3, spec })
  return { world, prober, tag }
}

/** Continues for a while after the release, then returns the record, whole or cut short. */
export async function endTraffic(prober: Prober, ratePerSecond: number): Promise<ProbeRecord> {
  const going = prober.more(Math.round(ratePerSecond * marginSeconds))
  const cutShort = await going.then(() => undefined, messageOf)
  const record = await prober.stop()
  return cutShort === undefined ? record : { ...record, cutShort }
}

/** @throws PreflightError PREFLIGHT_E_INCONCLUSIVE if the sender gave up before the end */
export function demandWhole({ cutShort }: ProbeRecord): void {
  if (cutShort !== undefined) throw inconclusive(cutShort)
}

export interface Account {
  summary: ProbeSummary
  executed: Executed
  record: ProbeRecord
}

/**
 * Accounts for every request of the traffic, and records each.
 * @throws PreflightError PREFLIGHT_E_INCONCLUSIVE if requests failed before the release began
 */
export async function account(
  target: Target,
  blueGreen: TrafficEntry,
  { tag }: Pick<Traffic, 'tag'>,
  record: ProbeRecord,
  { cutover, evidence }: { cutover: Pick<Cutover, 'fromMs'>; evidence: Evidence },
): Promise<Account> {
  const { created: right } = blueGreen.past('blue').statuses
  const { table } = blueGreen.past('blue').operation('readRecord')
  const { requests, lag } = record
  for (const request of requests) {
    const { connection, startMs, endMs, plannedMs: _, ...more } = request
    evidence.observe(`request ${connection}`, {
      ...more,
      atMs: startMs - cutover.fromMs,
      ms: endMs - startMs,
    })
  }
  const summary = summarise(requests, right)
  const executed = compareExecuted(requests, right, await countExecutions(target, table, tag))
  evidence.observe('account', { ...summary, executed, lag })
  const before = requests.filter(({ endMs }) => endMs < cutover.fromMs)
  const failedBefore = before.filter((request) => !isRight(request, right)).length
  if (failedBefore > 0) {
    throw inconclusive(`${failedBefore} of ${before.length} requests failed before the release`)
  }
  if (executed.executed === 0 && executed.acknowledged > 0) {
    throw inconclusive(`none of the created records is in the table ${table}`)
  }
  return { summary, executed, record }
}

/** The commands that switch traffic; those before them do not affect it. */
const moving: readonly string[] = ['test', 'reload', 'stop']

/** What the moment of the switch to a side is determined from. */
export type Moving = Pick<Cutover, 'calls' | 'fromMs'> & { to: string }

/** When traffic was switched: the first switching command, or the first response of the side. */
export function movedMs(requests: readonly Probed[], { calls, fromMs, to }: Moving): number {
  const command = calls.find(({ action }) => moving.includes(action))?.fromMs
  const answer = requests.find(({ side }) => side === to)?.startMs
  return Math.min(command ?? answer ?? fromMs, answer ?? command ?? fromMs)
}

/** How late requests were sent since traffic was switched to a side. */
export function lagSinceSwitch({ requests }: ProbeRecord, moved: Moving): Lag {
  // Not before: starting green slows everything down on a small machine.
  const sinceMs = movedMs(requests, moved)
  return lagOf(requests.filter(({ plannedMs }) => plannedMs >= sinceMs))
}

/** @throws PreflightError PREFLIGHT_E_INCONCLUSIVE if the sender was later than the limit */
export function demandPunctual(lag: Lag, evidence: Evidence, limitMs = lagP99LimitMs): void {
  evidence.observe('lag since the switch', lag)
  if (lag.p99Ms <= limitMs) return
  throw inconclusive(
    `requests were sent ${lag.p99Ms.toFixed(1)} ms late (p99): the machine is busy`,
  )
}

/** Trials that may be disturbed before the last one is judged as it is. */
const maxDisturbed = 2

/**
 * Tries again if the sender was late. That repeats a measurement without a result, never a failed
 * one.
 * @param once runs a whole trial, and judges it only if the lag is good or it is the last trial
 */
export async function untilPunctual(
  once: (isGood: (lag: Lag) => boolean) => Promise<boolean>,
): Promise<void> {
  for (let disturbed = 0; disturbed < maxDisturbed; disturbed += 1) {
    if (await once(({ p99Ms }) => p99Ms <= lagP99LimitMs)) return
  }
  await once(() => true)
}
