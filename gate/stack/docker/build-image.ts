/** Builds an image from a Dockerfile. */
import { readFile } from 'node:fs/promises'
import { relative } from 'node:path'
import type Dockerode from 'dockerode'
import { messageOf, PreflightError } from '#gate/errors.ts'
import { markDockerUsed } from '#gate/host/reaper/run-folder.ts'
import type { RunLabels } from '#gate/host/run-labels.ts'
import { chooseBaseImages } from './base-images.ts'
import { containerLabels } from './blueprint.ts'
import { contextArchive, contextFiles, nameInContext } from './build-context.ts'
import { withDaemon } from './daemon.ts'
import { daemon } from './dockerode.ts'

/** An image that was built for all checks of the run. */
export interface BuiltImage {
  /** A name for `docker run`, of this run only; removed with it. */
  image: string
  id: string
  /** Base images that were replaced by stand-ins. */
  standIns: string[]
  seconds: number
}

export interface ImagePlan {
  /** A name that no other image has. */
  image: string
  /** Of the backend, for errors. */
  name: string
  /** Absolute. */
  file: string
  /** Absolute. */
  context: string
  args: Readonly<Record<string, string>>
  /** The stage that is built. Default: the last one. */
  target?: string | undefined
}

/** The proxy arguments that builders know without an ARG and keep out of the image. */
const proxyVariables = ['HTTP_PROXY', 'HTTPS_PROXY', 'FTP_PROXY', 'NO_PROXY', 'ALL_PROXY']

/** More output of a failed build is no help. */
const lastLines = 20

function proxyArguments(): Record<string, string> {
  const names = proxyVariables.flatMap((name) => [name, name.toLowerCase()])
  return Object.fromEntries(
    names.flatMap((name) => {
      const value = process.env[name]
      return value ? [[name, value]] : []
    }),
  )
}

/**
 * Builds the image. The image has the run's labels and is removed with it; the daemon keeps its
 * layer cache, so that the next run takes seconds.
 * @throws PreflightError PREFLIGHT_E_IMAGE if the build fails, with its last output
 */
export async function buildImage(plan: ImagePlan, labels: RunLabels): Promise<BuiltImage> {
  const { image, context } = plan
  const startMs = performance.now()
  const dockerfile = relative(context, plan.file)
  const text = await readFile(plan.file, 'utf8').catch((cause) => {
    throw new PreflightError(
      'PREFLIGHT_E_STACK',
      `cannot read the Dockerfile: ${messageOf(cause)}`,
      { cause },
    )
  })
  markDockerUsed(labels.scratchDir)
  const bases = await withDaemon('find base images', () => chooseBaseImages(text, plan.args))
  const files = await contextFiles(context, dockerfile)
  const id = await withDaemon(`build the image of ${plan.name}`, async (abortSignal) => {
    const docker = await daemon()
    const stream = await docker.buildImage(contextArchive(context, files), {
      version: '2',
      t: image,
      dockerfile: nameInContext(dockerfile),
      labels: containerLabels(labels),
      abortSignal,
      buildargs: { ...proxyArguments(), ...bases.args },
      ...(plan.target === undefined ? {} : { target: plan.target }),
      // A package registry may be reachable only through this machine's loopback.
      networkmode: 'host',
      // Only the legacy builder creates containers; remove them.
      rm: true,
      forcerm: true,
    })
    await followBuild(docker, stream)
    return (await docker.getImage(image).inspect()).Id
  })
  const seconds = Math.round((performance.now() - startMs) / 100) / 10
  return { image, id, standIns: bases.standIns, seconds }
}

interface BuildEvent {
  stream?: string
  error?: string
}

/** Since version 5; missing in the types. */
interface BuildFollower {
  followProgress(
    stream: NodeJS.ReadableStream,
    finished: (error: Error | null, output: BuildEvent[]) => void,
  ): void
}

function followBuild(dockerode: Dockerode, stream: NodeJS.ReadableStream): Promise<void> {
  return new Promise((done, reject) => {
    const follower = dockerode as unknown as BuildFollower
    follower.followProgress(stream, (problem, output) => {
      const failure = problem?.message ?? output.find(({ error }) => error !== undefined)?.error
      if (failure === undefined) return done()
      const printed = output.flatMap((event) => event.stream?.trimEnd() ?? []).slice(-lastLines)
      const message = `the image build failed: ${failure}\n${printed.join('\n')}`
      reject(new PreflightError('PREFLIGHT_E_IMAGE', message, { cause: problem ?? undefined }))
    })
  })
}

/** Removes the images of a run; the reaper removes those still in use. */
export async function removeImages(images: readonly string[]): Promise<void> {
  if (images.length === 0) return
  await withDaemon('remove the images of the run', async () => {
    const docker = await daemon()
    for (const image of images) {
      await docker
        .getImage(image)
        .remove({ force: true })
        .catch((error: { statusCode?: number }) => {
          if (error.statusCode !== 404) throw error
        })
    }
  })
}
