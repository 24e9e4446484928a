/** Deploys a target with a row's pool, and runs load scripts against it. */
import { dirname, resolve } from 'node:path'
import { inconclusive } from '#gate/errors.ts'
import type { LoadResult } from '#gate/kit/traffic/k6/load-result.ts'
import type { LoadRequest, LoadShape } from '#gate/kit/traffic/k6/request.ts'
import { runK6 } from '#gate/kit/traffic/k6/run-k6.ts'
import { countPoolOwners, type Deployment, deployRow } from '#gate/kit/traffic/row-deployment.ts'
import type { WorkerContext } from '#gate/run/context.ts'
import type { StackClient } from '#gate/stack/client.ts'
import type { Overrides } from '#gate/system/environment.ts'
import type { Target } from '#gate/system/target.ts'
import type { TuningRow } from '#guide/tuning-table.ts'

export type { Deployment }

/** What a load check needs to deploy the target and run k6. */
export interface LoadContext {
  target: Target
  stack: StackClient
  context: WorkerContext
}

/** Pool owners by config: deployments of one config are alike, so they are counted once. */
const counted = new Map<string, Promise<number>>()

/**
 * Deploys the target with a row's pool on its own server, whose max_connections is exactly the
 * formula's result.
 * @throws as `deployRow`
 */
export async function deploy(
  { target, stack, context }: LoadContext,
  row: Pick<TuningRow, 'poolSize' | 'maxOverflow' | 'throughPooler'>,
  overrides: Overrides = {},
): Promise<Deployment> {
  const known = counted.get(context.targetFile) ?? countPoolOwners(target, stack)
  counted.set(context.targetFile, known)
  return await deployRow(target, stack, row, { processes: await known, overrides })
}

/** Runs a script against a deployment. */
export async function load(
  { target, context }: LoadContext,
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

/** A run as evidence: everything but the distributions. */
export function recordOf(result: LoadResult) {
  const phases = result.phases.map(({ latency: _latency, lag: _lag, ...phase }) => phase)
  return { ...result, phases }
}

/** @throws PreflightError PREFLIGHT_E_INCONCLUSIVE with the reasons, unless there are none */
export function inconclusiveIfAny(reasons: readonly string[]): void {
  if (reasons.length > 0) throw inconclusive(reasons.join('; '))
}
