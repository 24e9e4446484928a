/** How many processes serve, and how many connections each of them opens. */

import { PreflightError } from '#gate/errors.ts'
import type { ComposeService } from '#gate/kit/deploy/compose/compose-file.ts'
import { replicasOf } from '#gate/kit/deploy/compose/compose-file.ts'
import type { Guide } from '../document/guide.ts'
import { perGuide } from '../document/per-guide.ts'
import { appServices, composeFilesOf, type GuideCompose, isJob } from './compose-files.ts'
import { environmentOf, imagesOf, lastOf, wordsOfForm } from './dockerfiles.ts'
import { processesIn, processesOf } from './processes.ts'
import { samplesOf, sampleValues, serviceEnvironment } from './samples.ts'

/** A service of the backend, as many times as it runs. */
export interface ServiceProcesses {
  service: ComposeService
  compose: GuideCompose
  replicas: number
  /** In one container; at least this many. */
  workers: number
  /** Where the guide says how many: `-w 4`. */
  from: string
  environment: Readonly<Record<string, string>>
}

/** The replicas of a service; undefined if only the operator knows. */
function replicas(service: ComposeService): number | undefined {
  try {
    return replicasOf(service)
  } catch (error) {
    if (error instanceof PreflightError) return undefined
    throw error
  }
}

/** The backend's services of the first compose file that has any; jobs that end left out. */
export const backendServices = perGuide((guide): readonly ServiceProcesses[] => {
  const values = sampleValues(samplesOf(guide))
  const images = imagesOf(guide)
  for (const compose of composeFilesOf(guide)) {
    const found = appServices(compose.services).filter((service) => !isJob(service))
    if (found.length === 0) continue
    return found.map((service) => {
      const environment = serviceEnvironment(service, values)
      const known = processesOf(service, images, { guide, values: environment })
      return {
        service,
        compose,
        replicas: replicas(service) ?? 1,
        workers: known?.count ?? 1,
        from: known?.from ?? 'one process',
        environment,
      }
    })
  }
  return []
})

/** Processes that serve requests, with how the number comes about. */
export function servingProcesses(guide: Guide): {
  processes: number
  told: string
  lines: number[]
} {
  const services = backendServices(guide)
  const most = services.toSorted((a, b) => b.replicas * b.workers - a.replicas * a.workers)[0]
  if (most) {
    const { service, compose, replicas: copies, workers, from } = most
    const line = compose.lineOf(['services', service.name, 'deploy', 'replicas'])
    return {
      processes: copies * workers,
      told: `${copies} x ${service.name} with ${from}`,
      lines: [line],
    }
  }
  const [image] = imagesOf(guide)
  const command = image && lastOf(image, 'CMD')
  const known =
    image && command
      ? processesIn(wordsOfForm(command.text), environmentOf(image), guide.blocks)
      : undefined
  return {
    processes: known?.count ?? 1,
    told: known?.from ?? 'one process',
    lines: command ? [command.line] : [],
  }
}
