/** A target deployed for a load: a row's pool, a server that the formula sizes, records to read. */
import { dirname, resolve } from 'node:path'
import { inconclusive } from '#gate/errors.ts'
import { countPoolOwners, type Deployment, deployRow } from '#gate/kit/traffic/deployment.ts'
import type { LoadRequest, LoadShape } from '#gate/kit/traffic/k6/request.ts'
import type { LoadResult } from '#gate/kit/traffic/k6/result.ts'
import { runK6 } from '#gate/kit/traffic/k6/run.ts'
import type { WorkerContext } from '#gate/run/context.ts'
import type { StackClient } from '#gate/stack/client.ts'
import type { Overrides } from '#gate/system/environment.ts'
import type { Target } from '#gate/system/target.ts'
import type { TuningRow } from '#guide/tuning-table.ts'

export type { Deployment }

/** What a check has at hand. */
export interface Bench {
  target: Target
  stack: StackClient
  context: WorkerContext
}

/** Deployments of one config are alike, so their processes are counted once. */
const counted = new Map<string, Promise<number>>()

/**
 * Deploys the target with a row's pool on a server of its own that takes exactly as many
 * connections as the formula says.
 * @throws as `deployRow`
 */
export async function deploy(
  { target, stack, context }: Bench,
  row: Pick<TuningRow, 'poolSize' | 'maxOverflow' | 'throughPooler'>,
  overrides: Overrides = {},
): Promise<Deployment> {
  const known = counted.get(context.targetFile) ?? countPoolOwners(target, stack)
  counted.set(context.targetFile, known)
  return await deployRow(target, stack, row, { processes: await known, overrides })
}

/** Runs a script against a deployment. */
export async function load(
  { target, context }: Bench,
  { running, world, beside }: Deployment,
  script: LoadRequest['script'],
  shape: LoadShape,
): Promise<LoadResult> {
  const { scripts } = target.config.load ?? {}
  return await runK6({
    script,
    ...(scripts === undefined ? {} : { scriptsDir: resolve(dirname(context.targetFile), scripts) }),
    target: { url: running.url, configFile: context.targetFile, world },
    shape,
    labels: context.labels,
    beside,
  })
}

/** What is kept of a run as evidence: all but the distributions. */
export function recordOf(result: LoadResult) {
  const phases = result.phases.map(({ latency: _latency, lag: _lag, ...phase }) => phase)
  return { ...result, phases }
}

/** @throws PreflightError PREFLIGHT_E_INCONCLUSIVE with the reasons, unless there are none */
export function demand(problems: readonly string[]): void {
  if (problems.length > 0) throw inconclusive(problems.join('; '))
}
