/** Base images of a Dockerfile, on a machine without a registry. */
import { DockerfileParser } from 'dockerfile-ast'
import { availableImage } from './images.ts'

/** Stand-ins that `scripts/images` builds: Node without and with npm. */
export const nodeStandIns = { runtime: 'preflight/node:24', build: 'preflight/node-npm:24' }

/** Public images that our stand-ins can replace. */
const standIns: Readonly<Record<string, string>> = {
  'node:24': nodeStandIns.build,
  'node:24-bookworm': nodeStandIns.build,
  'node:24-slim': nodeStandIns.runtime,
  'node:24-bookworm-slim': nodeStandIns.runtime,
}

/** The build arguments, and the replacements: `ours for theirs`. */
export interface BaseImages {
  args: Record<string, string>
  standIns: string[]
}

/** The arguments before the first FROM, with their values; they can choose base images. */
export function globalArguments(
  dockerfile: string,
  args: Readonly<Record<string, string>>,
): Map<string, string> {
  const found = new Map<string, string>()
  for (const instruction of DockerfileParser.parse(dockerfile).getInitialARGs()) {
    const property = instruction.getProperty()
    const value = property && (args[property.getName()] ?? property.getValue())
    if (property && value) found.set(property.getName(), value)
  }
  return found
}

/**
 * Chooses stand-ins for base images that are neither present nor pullable, if the Dockerfile takes
 * them from ARG. For others, the build itself fails.
 */
export async function chooseBaseImages(
  dockerfile: string,
  given: Readonly<Record<string, string>>,
): Promise<BaseImages> {
  const chosen: BaseImages = { args: { ...given }, standIns: [] }
  for (const [name, wanted] of globalArguments(dockerfile, given)) {
    const standIn = standIns[wanted]
    if (standIn === undefined) continue
    const image = await availableImage({ wanted, standIn })
    if (image === wanted) continue
    chosen.args[name] = image
    chosen.standIns.push(`${image} for ${wanted}`)
  }
  return chosen
}
