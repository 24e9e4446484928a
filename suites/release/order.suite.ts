/** Traffic switches to green only after the migrations, and only if green is ready. */

import { randomBytes } from 'node:crypto'
import type { ExpectStatic } from 'vitest'
import { inconclusive } from '#gate/errors.ts'
import { lastWords } from '#gate/host/process/last-words.ts'
import { freePort } from '#gate/host/process/ports.ts'
import { hasSettled, sleep } from '#gate/host/process/wait.ts'
import { type BlueGreen, openBlueGreen, sideHeader } from '#gate/kit/release/blue-green.ts'
import type { ColourName } from '#gate/kit/release/site.ts'
import { epochMs } from '#gate/kit/traffic/prober/probe.ts'
import { check } from '#gate/run/check.ts'
import type { Evidence } from '#gate/run/evidence.ts'
import { readinessOf, requestTo } from '#gate/system/endpoints.ts'
import { addressEnvironment } from '#gate/system/environment.ts'
import { statusOrError } from '#gate/system/http.ts'
import type { Target } from '#gate/system/target.ts'

/** An edge has several processes: this many requests reach them all. */
const requests = 12
const probeIntervalMs = 10
/** How long the procedure may wait for a green that never becomes ready. */
const readySeconds = 6
const goodReadySeconds = 60

/** Counts responses through the edge over new connections, by side and status. */
async function answers(blueGreen: BlueGreen, target: Target): Promise<Record<string, number>> {
  const { path, headers: own } = requestTo(readinessOf(target.config) ?? { path: '/' })
  const counts: Record<string, number> = {}
  for (let count = 0; count < requests; count += 1) {
    const { client } = blueGreen.through()
    const headers = { ...own, connection: 'close' }
    const outcome = await client.try({ method: 'GET', path, headers })
    const side = outcome.ok ? sideOf(blueGreen, String(outcome.headers[sideHeader])) : 'no response'
    // Backends report that they are ready with 200 or 204.
    const isReady = outcome.ok && outcome.status < 300
    const answer = `${side}: ${isReady ? 'ready' : statusOrError(outcome)}`
    counts[answer] = (counts[answer] ?? 0) + 1
  }
  return counts
}

function sideOf({ colours }: BlueGreen, mark: string): ColourName | string {
  return [colours.blue, colours.green].find((colour) => colour.mark === mark)?.name ?? mark
}

/** The address of a database that does not exist: the process lives, but cannot become ready. */
async function unreachableDatabase(target: Target): Promise<Record<string, string>> {
  const { backing } = target.config
  // A strong password: a backend that refuses sample passwords must not fail because of that.
  const password = randomBytes(18).toString('base64url')
  const url = `postgres://nobody:${password}@127.0.0.1:${await freePort()}/nowhere`
  return addressEnvironment(backing?.postgres, url)
}

/** When green first answered through the edge; Infinity if it never did. */
async function firstAnswerOfGreen(
  blueGreen: BlueGreen,
  release: Promise<unknown>,
): Promise<number> {
  const isOver = hasSettled(release)
  while (!isOver()) {
    if ((await blueGreen.serving()) === 'green') return epochMs()
    await sleep(probeIntervalMs)
  }
  return Number.POSITIVE_INFINITY
}

/** A way in which a release fails. */
interface Failure {
  name: string
  begin(blueGreen: BlueGreen): unknown
  end(blueGreen: BlueGreen): unknown
}

async function failuresFor(target: Target): Promise<Failure[]> {
  const environment = await unreachableDatabase(target)
  const { ready } = target.config.endpoints ?? {}
  const all: Failure[] = [
    {
      name: 'green cannot reach its database',
      begin: ({ colours }) => Object.assign(colours.green, { illness: { environment } }),
      end: ({ colours }) => Object.assign(colours.green, { illness: {} }),
    },
    {
      name: 'green never starts',
      begin: ({ colours }) => Object.assign(colours.green, { illness: { isAbsent: true } }),
      end: ({ colours }) => Object.assign(colours.green, { illness: {} }),
    },
    {
      name: 'the migration fails',
      begin: ({ trouble }) => Object.assign(trouble, { migrationFails: true }),
      end: ({ trouble }) => Object.assign(trouble, { migrationFails: false }),
    },
  ]
  const isNoticed = ready !== undefined && Object.keys(environment).length > 0
  return all.slice(isNoticed ? 0 : 1).filter(({ name }) => {
    return !name.includes('migration') || target.config.commands?.migrate !== undefined
  })
}

async function tryWith(
  failure: Failure,
  blueGreen: BlueGreen,
  target: Target,
  { evidence, expect }: { evidence: Evidence; expect: ExpectStatic },
): Promise<void> {
  const { name } = failure
  const pid = await blueGreen.colours.blue.pid()
  failure.begin(blueGreen)
  const { exitCode, output, calls } = await blueGreen.deploy()
  const counts = await answers(blueGreen, target)
  evidence.observe('failing release', { name, exitCode, counts, output, calls })
  evidence.floor('failing release', 1) // One that goes wrong is a failure by itself.
  failure.end(blueGreen)
  expect.soft(exitCode, `exit code of the release when ${name}`).not.toBe(0)
  expect
    .soft(counts, `responses after the release when ${name}`)
    .toEqual({ 'blue: ready': requests })
  expect
    .soft(await blueGreen.colours.blue.pid(), `pid of blue after the release when ${name}`)
    .toBe(pid)
  await blueGreen.colours.green.stop()
}

check('release.order-enforced', async ({ target, stack, context, evidence, expect }) => {
  const fixtures = { target, stack, labels: context.labels, evidence }
  const failing = await openBlueGreen(fixtures, { readySeconds })
  const all = await failuresFor(target)
  try {
    const before = await answers(failing, target)
    if (before['blue: ready'] !== requests) {
      throw inconclusive(`blue does not serve before the release: ${JSON.stringify(before)}`)
    }
    for (const failure of all) await tryWith(failure, failing, target, { evidence, expect })
    evidence.floor('failing release', all.length)
  } finally {
    await failing.close()
  }
  const good = await openBlueGreen(fixtures, { readySeconds: goodReadySeconds })
  try {
    const deployed = good.deploy()
    const firstOfGreenMs = await firstAnswerOfGreen(good, deployed)
    const { exitCode, output, calls } = await deployed
    const counts = await answers(good, target)
    evidence.observe('good release', { exitCode, counts, output, calls })
    evidence.floor('good release', 1)
    expect.soft(exitCode, `exit code of a good release (output: ${lastWords(output)})`).toBe(0)
    expect.soft(counts, 'responses after a good release').toEqual({ 'green: ready': requests })
    const migrated = calls.find(({ action, exitCode: code }) => action === 'migrate' && !code)
    if (target.config.commands?.migrate) {
      expect.soft(migrated?.toMs, 'end of the migration').toBeDefined()
      expect
        .soft(migrated?.toMs, 'end of the migration, against the first response of green')
        .toBeLessThan(firstOfGreenMs)
    }
  } finally {
    await good.close()
  }
})
