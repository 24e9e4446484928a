/**
 * The surroundings of the checks of one run: labels and a scratch folder, the reaper, the broker of
 * backing services and the preparation of the target. Opened by the gate, or by vitest's set-up
 * when suites run without the gate.
 */
import { randomBytes } from 'node:crypto'
import { rm } from 'node:fs/promises'
import { openRun, sweepDeadRuns } from '#gate/host/reaper/reaper.ts'
import type { RunLabels } from '#gate/host/run-labels.ts'
import { openBroker } from '#gate/stack/broker.ts'
import { GivenEngine } from '#gate/stack/given/engine.ts'
import { selectEngine } from '#gate/stack/select.ts'
import type { EngineName } from '#gate/stack/types.ts'
import { givenServices } from '#gate/system/given-services.ts'
import { dropLaunch, readyLaunch } from '#gate/system/launch/ready-launch.ts'
import { type LoadedTarget, loadTarget } from '#gate/system/load-target.ts'
import { prepareTarget } from '#gate/system/prepare.ts'
import { serviceChoices } from '#gate/system/service-choices.ts'
import type { Samples, WorkerContext } from './context.ts'
import { steadySeed } from './seed.ts'

/** The images that a session can build for its checks; the kit implements it. */
export interface SessionImages {
  /** A task of the broker. @param targetFile the config of the target whose image it is */
  build(targetFile: string): Promise<unknown>
  /** The digests of those that were built. */
  digests(): Promise<string[]>
  /** Removes what was built or is being built. */
  close(): Promise<void>
}

export interface SessionOptions {
  target: LoadedTarget
  engine: EngineName | 'auto'
  quick: boolean
  samples?: Samples
  runDir: string
  evidenceDir: string
  openImages: (labels: RunLabels) => SessionImages
}

export interface Session {
  labels: RunLabels
  context: WorkerContext
  engine: { name: EngineName; provenance(): Promise<Record<string, string>> }
  /** The digests of the images that checks had built. */
  images(): Promise<string[]>
  /**
   * Stops every service and removes everything of the run. Idempotent.
   * @throws PreflightError PREFLIGHT_E_STACK if a service could not be removed
   */
  close(): Promise<void>
}

/**
 * Opens a session; services start when a check asks for them.
 * @throws PreflightError PREFLIGHT_E_ENGINE if the chosen engine cannot work
 */
export async function openSession(options: SessionOptions): Promise<Session> {
  const { labels, reaper } = openRun(randomBytes(6).toString('hex'))
  process.env.PREFLIGHT_RUN = labels.runId // For vitest's workers, so that the reaper finds them.
  const swept = sweepDeadRuns().catch(() => []) // The next run tries again.
  const removeScratch = async () => {
    await rm(labels.scratchDir, { recursive: true, force: true })
    reaper.release()
  }
  const undo = [removeScratch]
  try {
    const given = await givenServices(options.target, labels)
    undo.push(
      async () => void (await Promise.all([given.postgres?.remove(), given.redis?.remove()])),
    )
    const chosen = await selectEngine(options.engine, labels, serviceChoices(options.target))
    const engine = given.postgres || given.redis ? new GivenEngine(chosen, given) : chosen
    const images = options.openImages(labels)
    // Once, and before anything else: without it no check can start the target.
    const launch = await readyLaunch(options.target, labels)
    undo.push(() => dropLaunch(launch))
    const broker = await openBroker(engine, labels, {
      image: images.build,
      launch: async () => launch,
      prepare: async (file) => {
        const redisUrl = async () => {
          const { url } = await broker.shared('redis')
          return `${url}/${await broker.redisDatabase()}`
        }
        const postgres = () => broker.shared('postgres')
        const stack = { postgres, redisUrl, launch: async () => launch }
        return await prepareTarget(await loadTarget(file), stack, labels)
      },
    })
    const context: WorkerContext = {
      labels,
      evidenceDir: options.evidenceDir,
      runDir: options.runDir,
      engine: engine.name,
      brokerSocket: broker.socketPath,
      targetFile: options.target.file,
      canary: randomBytes(24).toString('base64url'),
      quick: options.quick,
      seed: steadySeed,
      samples: options.samples ?? 'all',
    }
    let closing: Promise<void> | undefined
    const close = async () => {
      await swept
      // If this fails, the reaper is not released and cleans up after this process.
      await broker.close()
      await images.close()
      await dropLaunch(launch)
      await removeScratch()
    }
    return {
      labels,
      context,
      engine,
      images: images.digests,
      close: () => {
        closing ??= close()
        return closing
      },
    }
  } catch (error) {
    for (const each of undo.reverse()) await each().catch(() => {}) // The first error counts.
    throw error
  }
}
