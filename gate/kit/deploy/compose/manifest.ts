/** The compose file of the config, or several that are laid over each other. */
import type { Manifests } from '#gate/contract/manifests.ts'
import type { Target } from '#gate/system/target.ts'
import { layeredText } from './layered.ts'

export interface ComposeManifest {
  /** As the config names it; of several all names. */
  path: string
  /** As one file. */
  text: string
  /** Of the first one, to whose folder all paths are relative. */
  absolute: string
  files: readonly { path: string; text: string; absolute: string }[]
}

type Readable = Pick<Target, 'manifestFiles'>

/**
 * @throws PreflightError PREFLIGHT_E_UNVERIFIED if the config does not name it
 * @throws PreflightError PREFLIGHT_E_INCONCLUSIVE if it cannot be read
 */
export async function composeManifest(target: Readable): Promise<ComposeManifest> {
  const files = await target.manifestFiles('compose')
  const [first] = files
  if (first === undefined) throw new Error('a manifest has at least one file')
  if (files.length === 1) return { ...first, files }
  const path = files.map((file) => file.path).join(' and ')
  return { path, text: layeredText(files), absolute: first.absolute, files }
}

/** A manifest as one file, with its path as the config names it, and where it lies. */
export async function oneManifest(
  target: Readable & Pick<Target, 'manifest'>,
  name: Exclude<keyof Manifests, 'beanstalk'>,
) {
  return name === 'compose' ? await composeManifest(target) : await target.manifest(name)
}
