/** Traffic goes to green only after the migrations, and only where green says that it can serve. */
import { randomBytes } from 'node:crypto'
import type { ExpectStatic } from 'vitest'
import { inconclusive } from '#gate/errors.ts'
import { freePort } from '#gate/host/process/ports.ts'
import { sleep } from '#gate/host/process/wait.ts'
import { type BlueGreen, openBlueGreen, sideHeader } from '#gate/kit/release/blue-green.ts'
import type { ColourName } from '#gate/kit/release/site.ts'
import { epochMs } from '#gate/kit/traffic/prober/probe.ts'
import { check } from '#gate/run/check.ts'
import type { Evidence } from '#gate/run/evidence.ts'
import { addressEnvironment } from '#gate/system/environment.ts'
import { statusOrError } from '#gate/system/http.ts'
import type { Target } from '#gate/system/target.ts'

/** Asked again and again: an edge has several processes. */
const questions = 12
const lookMs = 10
/** How long a procedure may wait for a green that will not be ready. */
const readySeconds = 6
const goodReadySeconds = 60

/** Who answers through the edge, and with what, over new connections. */
async function answers(blueGreen: BlueGreen, target: Target): Promise<Record<string, number>> {
  const path = target.config.endpoints?.ready ?? '/'
  const counts: Record<string, number> = {}
  for (let count = 0; count < questions; count += 1) {
    const { client } = blueGreen.through()
    const headers = { connection: 'close' }
    const outcome = await client.try({ method: 'GET', path, headers })
    const side = outcome.ok ? sideOf(blueGreen, String(outcome.headers[sideHeader])) : 'nobody'
    const what = `${side}: ${statusOrError(outcome)}`
    counts[what] = (counts[what] ?? 0) + 1
  }
  return counts
}

function sideOf({ colours }: BlueGreen, mark: string): ColourName | string {
  return [colours.blue, colours.green].find((colour) => colour.mark === mark)?.name ?? mark
}

/** A database that is not there: the process lives, and cannot do its work. */
async function unreachableDatabase(target: Target): Promise<Record<string, string>> {
  const { backing } = target.config
  // As strong as a real one: a backend that refuses samples must not be let off by that.
  const password = randomBytes(18).toString('base64url')
  const url = `postgres://nobody:${password}@127.0.0.1:${await freePort()}/nowhere`
  return addressEnvironment(backing?.postgres, url)
}

/** When green was first seen to answer through the edge; Infinity where it never was. */
async function firstAnswerOfGreen(
  blueGreen: BlueGreen,
  release: Promise<unknown>,
): Promise<number> {
  let isOver = false
  const over = () => {
    isOver = true
  }
  release.then(over, over)
  while (!isOver) {
    if ((await blueGreen.serving()) === 'green') return epochMs()
    await sleep(lookMs)
  }
  return Number.POSITIVE_INFINITY
}

interface Sickness {
  name: string
  begin(blueGreen: BlueGreen): unknown
  end(blueGreen: BlueGreen): unknown
}

async function sicknesses(target: Target): Promise<Sickness[]> {
  const environment = await unreachableDatabase(target)
  const { ready } = target.config.endpoints ?? {}
  const all: Sickness[] = [
    {
      name: 'green cannot reach its database',
      begin: ({ colours }) => Object.assign(colours.green, { illness: { environment } }),
      end: ({ colours }) => Object.assign(colours.green, { illness: {} }),
    },
    {
      name: 'green is never there',
      begin: ({ colours }) => Object.assign(colours.green, { illness: { isAbsent: true } }),
      end: ({ colours }) => Object.assign(colours.green, { illness: {} }),
    },
    {
      name: 'the migration fails',
      begin: ({ trouble }) => Object.assign(trouble, { migrationFails: true }),
      end: ({ trouble }) => Object.assign(trouble, { migrationFails: false }),
    },
  ]
  const sees = ready !== undefined && Object.keys(environment).length > 0
  return all.slice(sees ? 0 : 1).filter(({ name }) => {
    return !name.includes('migration') || target.config.commands?.migrate !== undefined
  })
}

async function tryWith(
  sickness: Sickness,
  blueGreen: BlueGreen,
  target: Target,
  { evidence, expect }: { evidence: Evidence; expect: ExpectStatic },
): Promise<void> {
  const { name } = sickness
  const pid = await blueGreen.colours.blue.pid()
  sickness.begin(blueGreen)
  const { exitCode, output, calls } = await blueGreen.deploy()
  const counts = await answers(blueGreen, target)
  evidence.observe('sick release', { name, exitCode, counts, output, calls })
  sickness.end(blueGreen)
  expect.soft(exitCode, `${name}: the exit code`).not.toBe(0)
  expect.soft(counts, `${name}: who answers afterwards`).toEqual({ 'blue: 200': questions })
  expect
    .soft(await blueGreen.colours.blue.pid(), `${name}: blue is the process that it was`)
    .toBe(pid)
  await blueGreen.colours.green.stop()
}

check('release.order-enforced', async ({ target, stack, context, evidence, expect }) => {
  const fixtures = { target, stack, labels: context.labels, evidence }
  const sick = await openBlueGreen(fixtures, { readySeconds })
  const all = await sicknesses(target)
  try {
    const before = await answers(sick, target)
    if (before['blue: 200'] !== questions) {
      throw inconclusive(`blue does not serve before: ${JSON.stringify(before)}`)
    }
    for (const sickness of all) await tryWith(sickness, sick, target, { evidence, expect })
    evidence.floor('sick release', all.length)
  } finally {
    await sick.close()
  }
  const good = await openBlueGreen(fixtures, { readySeconds: goodReadySeconds })
  try {
    const deployed = good.deploy()
    const firstOfGreenMs = await firstAnswerOfGreen(good, deployed)
    const { exitCode, output, calls } = await deployed
    const counts = await answers(good, target)
    evidence.observe('good release', { exitCode, counts, output, calls })
    evidence.floor('good release', 1)
    expect.soft(exitCode, `a good release; it said: ${output.slice(-600)}`).toBe(0)
    expect.soft(counts, 'who answers after a good release').toEqual({ 'green: 200': questions })
    const migrated = calls.find(({ action, exitCode: code }) => action === 'migrate' && !code)
    if (target.config.commands?.migrate) {
      expect.soft(migrated?.toMs, 'the end of the migration').toBeDefined()
      expect
        .soft(migrated?.toMs, 'the migration ends before green answers')
        .toBeLessThan(firstOfGreenMs)
    }
  } finally {
    await good.close()
  }
})
