/** Hostile input is rejected, and the next client notices nothing. */
import { bodyOf } from '#gate/contract/wire.ts'
import { inconclusive } from '#gate/errors.ts'
import { processesOf } from '#gate/kit/pool/target-processes.ts'
import { socketsOf } from '#gate/kit/traffic/socket/held.ts'
import { check } from '#gate/run/check.ts'
import { supported } from '#gate/system/environment.ts'
import { Patience, tooManyRequests } from '#gate/system/rate-limited.ts'
import { sendBytes } from '#gate/system/raw.ts'
import type { RunningTarget } from '#gate/system/running.ts'
import { makeWorld } from '#gate/system/world.ts'
import {
  type HostileRequest,
  hugeBodies,
  malformedBodies,
  oddHeaders,
  oddPaths,
  type ValidRequest,
  validBytes,
} from './hostile.ts'
import {
  type Batch,
  type End,
  hangMs,
  type Judging,
  judgeBatch,
  metLimit,
  problemOfGoodRequest,
  type Trial,
} from './hostile-batch.ts'
import {
  longMessage,
  sendHostileMessages,
  sendLongMessage,
  tryGoodSocket,
} from './hostile-sockets.ts'
import { oddOfType, wrongTypes } from './odd-values.ts'
import { validRequests } from './valid-requests.ts'

const atOnce = 4
/** What a busy machine may add to one of them. */
const slack = 5
/** Bodies with wrong types for each request that has a body. */
const variants = { quick: 12, thorough: 100 }
/** Operations of an OpenAPI document that are spoilt; of more than these, some by chance. */
const mostDescribed = { quick: 40, thorough: 400 }

function batchesOf(
  { contract, extended, document }: Awaited<ReturnType<typeof validRequests>>,
  count: number,
  seed: number,
): [string, HostileRequest[]][] {
  const requests = [...contract, ...document]
  const bodied = requests.filter(({ spec }) => bodyOf(spec) !== undefined)
  if (bodied.length === 0) throw inconclusive('no request of the contract has a body')
  const ofType = [
    ...bodied.flatMap((request) => oddOfType(request)),
    ...extended.flatMap(({ field, ...request }) => oddOfType(request, (name) => name === field)),
  ]
  return [
    ['malformed bodies', bodied.slice(0, 3).flatMap(malformedBodies)],
    ['odd values of the right type', ofType],
    ['wrong types', bodied.flatMap((request, at) => wrongTypes(request, count, seed + at))],
    ['huge and deep bodies', bodied.slice(0, 2).flatMap(hugeBodies)],
    ['odd paths', requests.filter(({ spec }) => spec.method === 'GET').flatMap(oddPaths)],
    // On one that is open to anybody, and on those that need a session.
    ['odd headers', contract.flatMap(oddHeaders)],
  ]
}

/**
 * Sends the valid requests: if they were refused, what is made of them would be too. Returns how
 * long the slowest of them took.
 * @throws PreflightError PREFLIGHT_E_INCONCLUSIVE naming the first that is refused
 */
async function slowestValid(running: RunningTarget, requests: readonly ValidRequest[]) {
  let slowestMs = 0
  for (const request of requests) {
    const bytes = validBytes(request)
    const { status, ended, ms } = await sendBytes(running.url, bytes, hangMs, new Patience())
    slowestMs = Math.max(slowestMs, ms)
    if (status !== undefined && status < 400) continue
    const { method, path } = request.spec
    throw inconclusive(`the valid request ${method} ${path} failed: ${status ?? ended}`)
  }
  return slowestMs
}

/** How long a hostile request may take: a password is hashed before it is refused. */
function patienceAfter(slowestMs: number): number {
  return Math.max(hangMs, atOnce * slack * slowestMs)
}

async function sendAll(
  running: RunningTarget,
  all: readonly HostileRequest[],
  patience: Patience,
  patienceMs: number,
) {
  const waiting = [...all]
  const ends: End[] = []
  const work = async () => {
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      const end = await sendBytes(running.url, next.bytes, patienceMs, patience)
      ends.push({ what: next.what, ...end })
    }
  }
  await Promise.all(Array.from({ length: atOnce }, work))
  return ends
}

/** Whether the socket opened, and stayed open. */
const isGood = ({ ended, status }: End) => ended === 'answered' && status === undefined

/** The batch of messages; undefined without a socket that stays open for nothing odd. */
async function hostileMessages(
  { evidence, expect }: Judging,
  { running, world }: Trial,
): Promise<Batch | undefined> {
  const open = socketsOf(running, world.owner.session)
  if (open === undefined) return undefined
  const good = await tryGoodSocket(open)
  if (!isGood(good)) {
    // http.critical-endpoints says what is wrong with it.
    evidence.observe('no WebSocket', { ...good })
    return undefined
  }
  const ends = await sendHostileMessages(open)
  const name = 'messages of a WebSocket'
  if (ends.at(-1)?.ended === 'refused') return { name, ends, shared: 1 }
  const long = await sendLongMessage(running, open)
  const after = await tryGoodSocket(open)
  evidence.observe('long message', { ...long })
  const { sentMiB, keptMiB } = longMessage
  const kept = isGood(long) ? long.grownMiB : 0
  const what = `MiB that the backend keeps of one WebSocket message of ${sentMiB} MiB`
  expect.soft(kept, what).toBeLessThan(keptMiB)
  const isRight = isGood(after) || after.status === tooManyRequests
  const problem = isRight ? undefined : (after.status ?? after.code ?? after.ended)
  expect.soft(problem, 'answer to a good WebSocket after the hostile messages').toBeUndefined()
  return { name, ends: [...ends, long, after], shared: 1 }
}

check(
  'http.hostile-input',
  async ({ target, quick, seed, evidence, expect }) => {
    const settings = supported(target.config, { workers: '2' })
    const running = await target.start(settings).ready()
    const world = await makeWorld(target, running)
    const before = await problemOfGoodRequest(running, world)
    if (before !== undefined) {
      throw inconclusive(`a good request failed before any hostile one: ${before}`)
    }
    const trial = { running, world, processes: processesOf(running) }
    const most = quick ? mostDescribed.quick : mostDescribed.thorough
    const { contract: valid } = await validRequests(running, world, most, seed)
    const patienceMs = patienceAfter(await slowestValid(running, valid))
    // What steps prepare may be good for one request.
    const requests = await validRequests(running, world, most, seed)
    const { contract, document } = requests
    evidence.observe('seed', { seed, contract: contract.length, document: document.length })
    const patience = new Patience()
    const batches: (() => Promise<Batch | undefined>)[] = batchesOf(
      requests,
      quick ? variants.quick : variants.thorough,
      seed,
    ).map(([name, hostile]) => async () => {
      return { name, ends: await sendAll(running, hostile, patience, patienceMs), shared: atOnce }
    })
    batches.push(async () => await hostileMessages({ evidence, expect }, trial))
    const all: End[] = []
    let judged = 0
    for (const send of batches) {
      const batch = await send()
      if (batch === undefined) continue
      all.push(...batch.ends)
      judged += 1
      if (!(await judgeBatch({ evidence, expect }, trial, batch))) break
    }
    const limited = all.filter(({ status }) => status === tooManyRequests).length
    evidence.floor('hostile', all.length - limited)
    evidence.floor('batch', judged)
    if (limited > 0) throw metLimit(`${limited} of ${all.length} hostile requests`)
  },
  { judgesLimits: true },
)
