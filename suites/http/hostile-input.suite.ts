/** Input that nobody means well by is refused, and the next client notices nothing. */
import { randomInt } from 'node:crypto'
import type { RequestSpec, Session } from '#gate/contract/contract.ts'
import { inconclusive } from '#gate/errors.ts'
import { endedSince, processesOf } from '#gate/kit/pool/processes.ts'
import { check } from '#gate/run/check.ts'
import { supported } from '#gate/system/environment.ts'
import { sendBytes } from '#gate/system/raw.ts'
import type { RunningTarget } from '#gate/system/running.ts'
import { makeWorld, type World } from '#gate/system/world.ts'
import {
  type Good,
  type Hostile,
  hugeBodies,
  malformedBodies,
  oddHeaders,
  oddPaths,
  unspoilt,
  wrongTypes,
} from './hostile.ts'
import { requestsOf } from './openapi.ts'

/** No answer for so long is a hang: a body of 16 MiB takes a second. */
const hangMs = 10_000
const promptMs = 5_000
const atOnce = 4
const fixedSeed = 8_128
/** Bodies of wrong types for each request that has a body. */
const variants = { quick: 12, thorough: 100 }
/** "I do not know this method", "… this version": about HTTP, and no error of the backend. */
const honest = new Set([501, 505])

/** The requests that things are made wrong in: the contract's, and those of its document. */
async function goodRequests(running: RunningTarget, world: World) {
  const { operations = {}, endpoints } = running.config
  const { owner, company, record } = world
  const { host = new URL(running.url).host, ...others } = running.client.baseHeaders
  const base = { Host: host, ...others }
  const own = (spec: RequestSpec | undefined, session?: Session): Good[] =>
    spec ? [{ spec, headers: { ...base, ...spec.headers, ...session?.headers } }] : []
  const { login, createRecord, updateRecord, readRecord } = operations
  const described = await running.try({
    method: 'GET',
    path: endpoints?.openapi ?? '/openapi.json',
  })
  const specs = described.ok && described.status === 200 ? requestsOf(described.json) : []
  const contract = [
    ...own(login?.request(owner.account)),
    ...own(createRecord?.request(company, 'hostile'), owner.session),
    ...own(updateRecord?.request(record, 'renamed'), owner.session),
    ...own(readRecord?.request(record), owner.session),
  ]
  return { contract, document: specs.flatMap((spec) => own(spec, owner.session)) }
}

function batchesOf(
  { contract, document }: { contract: readonly Good[]; document: readonly Good[] },
  count: number,
  seed: number,
): [string, Hostile[]][] {
  const goods = [...contract, ...document]
  const bodied = goods.filter(({ spec }) => spec.json !== undefined)
  if (bodied.length === 0) throw inconclusive('no request of the contract has a body')
  return [
    ['malformed bodies', bodied.slice(0, 3).flatMap(malformedBodies)],
    ['wrong types', bodied.flatMap((good, at) => wrongTypes(good, count, seed + at))],
    ['huge and deep bodies', bodied.slice(0, 2).flatMap(hugeBodies)],
    ['odd paths', goods.filter(({ spec }) => spec.method === 'GET').flatMap(oddPaths)],
    // Of one that anybody may ask for, and of those that need a session.
    ['odd headers', contract.flatMap(oddHeaders)],
  ]
}

/**
 * Sends them as they are: where these were refused, what is made of them would be too.
 * @throws PreflightError PREFLIGHT_E_INCONCLUSIVE naming the first that is
 */
async function assertGood(running: RunningTarget, goods: readonly Good[]): Promise<void> {
  for (const good of goods) {
    const { status, ended } = await sendBytes(running.url, unspoilt(good), hangMs)
    if (status !== undefined && status < 400) continue
    const { method, path } = good.spec
    throw inconclusive(`${method} ${path} as it should be: ${status ?? ended}`)
  }
}

/** How sound the target is to somebody who means well. */
async function serves(
  running: RunningTarget,
  { owner, record }: World,
): Promise<string | undefined> {
  const spec = running.operation('readRecord').request(record)
  const outcome = await running.try(spec, { session: owner.session, timeoutMs: hangMs })
  if (!outcome.ok) return outcome.error
  if (outcome.status !== 200) return `status ${outcome.status}`
  return outcome.ms < promptMs ? undefined : `${Math.round(outcome.ms)} ms`
}

async function sendAll(running: RunningTarget, all: readonly Hostile[]) {
  const waiting = [...all]
  const ends: { what: string; ended: string; status?: number; ms: number }[] = []
  const work = async () => {
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      ends.push({ what: next.what, ...(await sendBytes(running.url, next.bytes, hangMs)) })
    }
  }
  await Promise.all(Array.from({ length: atOnce }, work))
  return ends
}

check('http.hostile-input', async ({ target, quick, evidence, expect }) => {
  const settings = supported(target.config, { workers: '2' })
  const running = await target.start(settings).ready()
  const world = await makeWorld(target, running)
  const before = await serves(running, world)
  if (before !== undefined) throw inconclusive(`a good request before any bad one: ${before}`)
  const processes = processesOf(running)
  const seed = quick ? fixedSeed : randomInt(2 ** 31)
  const { contract, document } = await goodRequests(running, world)
  await assertGood(running, contract)
  evidence.observe('seed', { seed, contract: contract.length, document: document.length })
  let sent = 0
  for (const [name, hostile] of batchesOf(
    { contract, document },
    quick ? variants.quick : variants.thorough,
    seed,
  )) {
    const ends = await sendAll(running, hostile)
    sent += ends.length
    for (const { what, ended, status = 0, ms } of ends) {
      evidence.observe('hostile', { batch: name, what, ended, status, ms })
      const isFault = status >= 500 && !honest.has(status)
      expect.soft(isFault ? status : 'no fault', `the answer to ${what}`).toBe('no fault')
      if (ended === 'silent' || ended === 'refused') {
        expect.soft(ended, `the end of ${what}`).toBe('answered')
      }
    }
    const sound = await serves(running, world)
    const ended = endedSince(processes, running)
    const statuses = Object.fromEntries(
      [...Map.groupBy(ends, ({ status, ended: how }) => String(status ?? how))].map(
        ([key, list]) => [key, list.length],
      ),
    )
    evidence.observe('batch', {
      name,
      requests: ends.length,
      statuses,
      sound: sound ?? 'yes',
      ended,
    })
    expect.soft(sound, `a good request after ${name}`).toBeUndefined()
    expect.soft(ended, `processes that ended by ${name}`).toEqual([])
  }
  evidence.floor('hostile', sent)
  evidence.floor('batch', 5)
})
