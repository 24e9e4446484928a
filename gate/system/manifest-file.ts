/** A file of the deployment that the config names. */
import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import type { Manifests } from '#gate/contract/manifests.ts'
import { inconclusive, messageOf } from '#gate/errors.ts'

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
