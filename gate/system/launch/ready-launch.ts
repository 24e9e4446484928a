/**
 * What is done once per run before the target can be started: an image is found or built, a compose
 * file is read. In the gate's main process.
 */
import { dirname, resolve } from 'node:path'
import type { ComposeLaunch, ImageBuild, ImageLaunch } from '#gate/contract/contract.ts'
import { didYouMean } from '#gate/did-you-mean.ts'
import { messageOf, PreflightError } from '#gate/errors.ts'
import { markDockerUsed } from '#gate/host/reaper/run-folder.ts'
import type { RunLabels } from '#gate/host/run-labels.ts'
import { dockerAnswers } from '#gate/stack/docker/daemon.ts'
import { composeEnvironment, generateSecrets } from '../environment.ts'
import type { LoadedTarget } from '../load-target.ts'
import type { ComposeModel, Part } from './compose-model.ts'

/** The launch with all that it needs; serialisable, as worker processes read it. */
export type ReadyLaunch =
  | { kind: 'command' | 'attached' }
  | { kind: 'image'; image: string; isBuilt: boolean }
  | {
      kind: 'compose'
      image: string
      isBuilt: boolean
      service: string
      /** Compose, as it was found. */
      words: readonly string[]
      /** The base of the file's relative paths. */
      folder: string
      model: ComposeModel
      /** The variables that the gate sets in a start that overrides nothing. */
      ownVariables: readonly string[]
    }

const daemonTimeoutMs = 10_000
const composeTimeoutMs = 60_000

/** The error of a launch that cannot work: the config's, or that of what it names. */
function refused(
  key: string,
  problem: string,
  options: { cause?: unknown; hint?: string } = {},
): PreflightError {
  return new PreflightError('PREFLIGHT_E_CONFIG', `${key}: ${problem}`, options)
}

async function needDaemon(kind: string): Promise<void> {
  if (await dockerAnswers(daemonTimeoutMs)) return
  throw new PreflightError(
    'PREFLIGHT_E_ENGINE',
    `launch: ${kind}(…) needs Docker, but no daemon answers`,
    { hint: 'see `docker info`, or use launch: command(…)' },
  )
}

/** An image by its tag. */
async function foundImage(key: string, image: string): Promise<string> {
  const { presentOrPulled } = await import('#gate/stack/docker/images.ts')
  const failure = await presentOrPulled(image)
  if (failure === undefined) return image
  throw refused(
    key,
    `there is no image ${image} here, and it cannot be pulled: ${failure.message.trim()}`,
    { cause: failure, hint: 'correct the tag, build or pull it before, or name its Dockerfile' },
  )
}

interface Built extends ImageBuild {
  /** Absolute. */
  file: string
  /** Absolute. */
  context: string
}

async function builtImage(key: string, name: string, build: Built, labels: RunLabels) {
  const { buildImage } = await import('#gate/stack/docker/build-image.ts')
  const repository = name.toLowerCase().replace(/[^a-z0-9]+/g, '-')
  const image = `preflight-run/${repository}-launch:${labels.runId}`
  const { file, context, args = {}, target } = build
  const plan = { image, name, file, context, args, target }
  const built = await buildImage(plan, labels).catch((cause) => {
    throw refused(key, messageOf(cause), { cause })
  })
  return built.image
}

async function readyImage(
  { config, folder }: LoadedTarget,
  { image }: ImageLaunch,
  labels: RunLabels,
): Promise<ReadyLaunch> {
  if (typeof image === 'string') {
    return { kind: 'image', image: await foundImage('launch.image', image), isBuilt: false }
  }
  const file = resolve(folder, image.file)
  const build = { ...image, file, context: resolve(folder, image.context ?? '.') }
  const built = await builtImage('launch.image', config.name, build, labels)
  return { kind: 'image', image: built, isBuilt: true }
}

/** The whole file as Compose reads it. */
async function resolvedModel(
  loaded: LoadedTarget,
  launch: ComposeLaunch,
  labels: RunLabels,
  own: Readonly<Record<string, string>>,
): Promise<{ model: ComposeModel; words: readonly string[]; folder: string }> {
  const { composeCommand, runCompose } = await import('#gate/stack/docker/compose-command.ts')
  const words = await composeCommand()
  const files = [launch.file].flat().map((file) => resolve(loaded.folder, file))
  const folder = dirname(files[0] as string)
  const { code, stdout, stderr } = await runCompose({
    words,
    args: [
      '--project-name',
      'preflight',
      ...files.flatMap((file) => ['--file', file]),
      ...(launch.profiles ?? []).flatMap((profile) => ['--profile', profile]),
      'config',
      '--format',
      'json',
    ],
    folder,
    labels,
    timeoutMs: composeTimeoutMs,
    // A file may demand variables whose values the gate sets in the service itself.
    variables: { ...own, ...launch.variables },
  })
  if (code === 0) return { model: JSON.parse(stdout), words, folder }
  const said = stderr.trim().split('\n').slice(-5).join('\n')
  const demanded = /required variable (\w+) is missing/.exec(said)?.[1]
  const hint = demanded && `give it a value: launch.variables.${demanded}`
  throw refused('launch.file', `docker compose cannot read it: ${said}`, hint ? { hint } : {})
}

/** What Compose builds that our own builder does not. */
const beyondUs = ['additional_contexts', 'dockerfile_inline', 'secrets', 'ssh'] as const

async function imageOfService(
  name: string,
  service: Part,
  launch: ComposeLaunch,
  labels: RunLabels,
): Promise<{ image: string; isBuilt: boolean }> {
  const key = `launch.service ${launch.service}`
  const build = service.build as Part | undefined
  if (build === undefined) {
    if (typeof service.image !== 'string') throw refused(key, 'it has neither image nor build')
    return { image: await foundImage(key, service.image), isBuilt: false }
  }
  const unknown = beyondUs.find((each) => build[each] !== undefined)
  if (unknown !== undefined) {
    throw refused(key, `its build uses ${unknown}: build the image before, and name it by "image"`)
  }
  const context = String(build.context)
  const image = await builtImage(
    key,
    name,
    {
      context,
      file: resolve(context, String(build.dockerfile ?? 'Dockerfile')),
      args: (build.args ?? {}) as Record<string, string>,
      ...(typeof build.target === 'string' ? { target: build.target } : {}),
    },
    labels,
  )
  return { image, isBuilt: true }
}

async function readyCompose(
  loaded: LoadedTarget,
  launch: ComposeLaunch,
  labels: RunLabels,
): Promise<ReadyLaunch> {
  const { config } = loaded
  const place = 'redis://127.0.0.1:6379'
  const deployment = {
    secrets: generateSecrets(config),
    postgresUrl: 'postgres://127.0.0.1:5432/none',
    redisUrl: place,
  }
  const own = composeEnvironment(config, deployment, {}, 1)
  const { model, words, folder } = await resolvedModel(loaded, launch, labels, own)
  const names = Object.keys(model.services ?? {})
  const service = model.services?.[launch.service]
  if (service === undefined) {
    const hint = didYouMean(launch.service, names)
    const known = hint ?? `it has ${names.join(', ') || 'none'}`
    throw refused('launch.service', `the compose file has no service "${launch.service}", ${known}`)
  }
  const image = await imageOfService(config.name, service, launch, labels)
  return {
    kind: 'compose',
    ...image,
    service: launch.service,
    words,
    folder,
    model,
    ownVariables: Object.keys(own),
  }
}

/**
 * Makes the launch ready.
 * @throws PreflightError PREFLIGHT_E_ENGINE without a daemon; PREFLIGHT_E_TOOL_MISSING without
 *   Compose; PREFLIGHT_E_CONFIG if an image is missing or does not build, with its last output, or
 *   a compose file cannot be read
 */
export async function readyLaunch(loaded: LoadedTarget, labels: RunLabels): Promise<ReadyLaunch> {
  const { launch } = loaded.config
  if (launch.kind === 'command' || launch.kind === 'attached') return { kind: launch.kind }
  await needDaemon(launch.kind)
  markDockerUsed(labels.scratchDir)
  return launch.kind === 'image'
    ? await readyImage(loaded, launch, labels)
    : await readyCompose(loaded, launch, labels)
}

/** Removes what was built for the run. Idempotent. */
export async function dropLaunch(ready: ReadyLaunch): Promise<void> {
  if (!('isBuilt' in ready) || !ready.isBuilt) return
  const { removeImages } = await import('#gate/stack/docker/build-image.ts')
  await removeImages([ready.image])
}
