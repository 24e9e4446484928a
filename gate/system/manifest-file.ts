/** A file of the deployment that the config names. */
import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { dockerfileManifest, type Manifests, type SeveralFiles } from '#gate/contract/manifests.ts'
import { inconclusive, messageOf, unverified } from '#gate/errors.ts'
import type { LoadedTarget } from './load-target.ts'

type Loaded = Pick<LoadedTarget, 'folder' | 'config'>

/**
 * Its path as named, its text, and where it lies.
 * @throws PreflightError PREFLIGHT_E_UNVERIFIED if the config does not name it
 * @throws PreflightError PREFLIGHT_E_INCONCLUSIVE if it cannot be read
 */
export async function manifestOf(
  { folder, config }: Loaded,
  name: Exclude<keyof Manifests, SeveralFiles>,
) {
  const manifest = config.manifests?.[name]
  if (manifest === undefined) throw unverified({ missing: [`manifests.${name}`] })
  return await readManifest(folder, name, dockerfileManifest(manifest).file)
}

/** The same of a manifest that can be several files. */
export async function manifestsOf({ folder, config }: Loaded, name: SeveralFiles) {
  const files = [config.manifests?.[name] ?? []].flat()
  if (files.length === 0) throw unverified({ missing: [`manifests.${name}`] })
  return await Promise.all(files.map((file) => readManifest(folder, name, file)))
}

/**
 * Its path as named, its text, and where it lies.
 * @throws PreflightError PREFLIGHT_E_INCONCLUSIVE if it cannot be read
 */
export async function readManifest(folder: string, name: keyof Manifests, file: string) {
  const absolute = resolve(folder, file)
  const text = await readFile(absolute, 'utf8').catch((cause) => {
    throw inconclusive(`cannot read manifests.${name}: ${messageOf(cause)}`, cause)
  })
  return { path: file, text, absolute }
}
