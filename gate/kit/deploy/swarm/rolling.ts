/** A trial of rolling updates: the target's stack on a real Swarm, behind its own edge. */
import { mkdir, writeFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { inconclusive, unverified } from '#gate/errors.ts'
import { waitFor } from '#gate/host/process/wait.ts'
import type { StackClient } from '#gate/stack/client.ts'
import { containerLabels } from '#gate/stack/docker/blueprint.ts'
import { resolveImage } from '#gate/stack/docker/images.ts'
import { type Overrides, supported } from '#gate/system/environment.ts'
import { HttpClient } from '#gate/system/http.ts'
import type { RunningTarget } from '#gate/system/running.ts'
import type { Target } from '#gate/system/target.ts'
import { mapOf } from '#gate/yaml-map.ts'
import { openAuthority } from '../../edge/certificates.ts'
import { credentialFiles } from '../../edge/credentials.ts'
import { deployedNginx } from '../../edge/deployed-nginx.ts'
import { readTree } from '../../edge/nginx-tree.ts'
import { type ComposeFile, type ComposeService, readCompose } from '../compose/compose-file.ts'
import { serviceFor } from '../compose/services.ts'
import { targetImage } from '../image/target-image.ts'
import { StackDeployment } from './stack-deployment.ts'
import { trialStack } from './stack-file.ts'
import { ensureSwarm } from './swarm.ts'
import { TrialNetwork } from './trial-network.ts'
import { healthTimes, type TrialTimes, trialTimes } from './trial-times.ts'
import { edgeServiceName, type UpdatePolicy, updatePolicy } from './update-policy.ts'
import { removeVariant, variantOf } from './variants.ts'

/** Two workers are enough, and three replicas of them fit on a small machine. */
const economy: Overrides = { workers: '2', poolSize: '4', poolOverflow: '4' }
const edgeTimeoutMs = 60_000

export interface Rolling {
  stack: StackDeployment
  /** The service that is updated. */
  backend: string
  policy: UpdatePolicy
  /** The times of this trial, instead of the deployment's. */
  times: TrialTimes
  /** The edge as seen from this machine: `https://…`. */
  origin: string
  headers: Record<string, string>
  /** A client through the edge. */
  through: RunningTarget
  /** Creates an image that differs from the running one in its labels. */
  variant(what: string): Promise<string>
  close(): Promise<void>
}

/** Cleanups at the end, last first; if one fails, the others still run. */
class Undoing {
  readonly #steps: (() => Promise<unknown>)[] = []
  later(step: () => Promise<unknown>): void {
    this.#steps.push(step)
  }
  async all(): Promise<void> {
    const problems: unknown[] = []
    for (const step of this.#steps.splice(0).reverse()) {
      await step().catch((problem: unknown) => problems.push(problem))
    }
    if (problems.length > 0) throw problems[0]
  }
}

function backendOf(target: Target, { services }: ComposeFile): ComposeService {
  const backend = serviceFor('backend', services, target.config)
  if (!backend) throw unverified({ missing: ['deployment.services.backend'] })
  return backend
}

/** Certificates for the edge's server name, by the path on which the edge reads them. */
async function certificates(target: Target, serverName: string): Promise<Record<string, string>> {
  const tree = readTree(await deployedNginx(target))
  const texts = await credentialFiles(tree, await openAuthority(), [serverName], 'ec')
  const folder = join(target.labels.scratchDir, 'swarm-edge')
  const files: Record<string, string> = {}
  for (const [path, text] of Object.entries(texts)) {
    const file = join(folder, basename(dirname(path)), basename(path))
    await mkdir(dirname(file), { recursive: true })
    await writeFile(file, text)
    files[path] = file
  }
  return files
}

/**
 * Deploys the backend and its edge out of `manifests.stack`. Close it after use.
 * @throws PreflightError PREFLIGHT_E_UNVERIFIED if the config lacks a part that it needs;
 *   PREFLIGHT_E_INCONCLUSIVE on another engine than docker, or if the stack does not come up
 */
export async function openRolling(target: Target, services: StackClient): Promise<Rolling> {
  const { labels, config } = target
  const { text, absolute } = await target.manifest('stack')
  const serverName = config.edge?.serverName ?? config.proxyHeaders?.host
  if (serverName === undefined) throw unverified({ missing: ['edge.serverName'] })
  const { image } = await targetImage(target, services)
  const undoing = new Undoing()
  try {
    const swarm = await ensureSwarm(labels)
    undoing.later(() => swarm.leave())
    const network = await TrialNetwork.make(`preflight-${labels.runId}`, labels)
    undoing.later(() => network.remove())
    const overrides = supported(config, {
      ...economy,
      postgresUrl: await network.invite((await target.database()).url),
      redisUrl: await network.invite(await target.redisUrl()),
    })
    const environment = await target.environment(overrides)
    const file = readCompose(text, 'manifests.stack')
    const document = mapOf(file.document)
    const service = backendOf(target, file)
    const backend = service.name
    const edge = serviceFor('edge', file.services, config)?.name ?? edgeServiceName(document)
    const variables = { ...environment, ...config.container?.environment }
    const policy = updatePolicy(service)
    const times = trialTimes(policy, await healthTimes(service, image))
    const trial = trialStack(document, {
      backend,
      edge,
      times,
      network: network.name,
      folder: dirname(absolute),
      images: { [backend]: image, [edge]: await resolveImage('nginx') },
      labels: containerLabels(labels),
      edgeFiles: await certificates(target, serverName),
      environment: variables,
    })
    const stack = await StackDeployment.deploy(trial, labels, variables)
    undoing.later(() => stack.remove())
    await stack.settled(backend, policy.replicas)
    const [front] = await stack.settled(edge, 1)
    if (!front) throw inconclusive('the edge is not running')
    const origin = `https://${await stack.addressOf(front)}`
    const headers = { host: serverName }
    const client = new HttpClient(origin, headers, { rejectUnauthorized: false })
    undoing.later(() => client.close())
    const through = target.reached(client)
    await serves(through)
    return {
      stack,
      backend,
      policy,
      times,
      origin,
      headers,
      through,
      variant: async (what) => {
        const made = await variantOf(image, what, labels)
        undoing.later(() => removeVariant(made))
        return made
      },
      close: () => undoing.all(),
    }
  } catch (error) {
    await undoing.all().catch(() => {}) // The reaper removes the rest.
    throw error
  }
}

/** An edge resolves names again after a moment, so its first answers may be failures. */
async function serves(through: RunningTarget): Promise<void> {
  const request = (await through.endpointIfAny('health').catch(() => undefined)) ?? {
    method: 'GET',
    path: '/',
  }
  const answer = async () => {
    const outcome = await through.try(request, { timeoutMs: 5_000 })
    return outcome.ok && outcome.status < 500 ? true : undefined
  }
  const options = { timeoutMs: edgeTimeoutMs, intervalMs: 100 }
  await waitFor(`an answer from ${request.path} through the edge`, answer, options)
}
