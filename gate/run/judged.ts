/** What a run judges: the target's repository and its config, as they were. */
import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Manifests } from '#gate/contract/manifests.ts'
import type { LoadedTarget } from '#gate/system/load-target.ts'
import type { ManifestRecord, RunRecord } from '#gate/verdict/record.ts'
import { claims } from '#guide/index.ts'

const timeoutMs = 5_000

/** What git prints, without the line break; undefined outside of a repository. */
function git(folder: string, ...args: string[]): string | undefined {
  const stdio: ['ignore', 'pipe', 'ignore'] = ['ignore', 'pipe', 'ignore']
  try {
    return execFileSync('git', args, { cwd: folder, stdio, timeout: timeoutMs }).toString().trim()
  } catch {
    return undefined
  }
}

/** The commit of the repository around the config file, and whether files differ from it. */
function repositoryOf(folder: string): RunRecord['target']['repository'] {
  const commit = git(folder, 'rev-parse', 'HEAD')
  if (commit === undefined) return undefined
  const changes = git(folder, 'status', '--porcelain', '--untracked-files=normal')
  return { commit, dirty: changes !== '' }
}

function sha256(content: string | Buffer): string {
  return createHash('sha256').update(content).digest('hex')
}

/** The hash of all that the claims say. */
export function guideSha256(): string {
  return sha256(JSON.stringify(claims))
}

/** The paths of a manifest as the config names it. */
function filesOf(manifest: Manifests[keyof Manifests]): readonly string[] {
  if (manifest === undefined) return []
  if (typeof manifest === 'string') return [manifest]
  return 'file' in manifest ? [manifest.file] : manifest
}

/** The hashes of the manifests; what a check says of one that cannot be read is enough. */
function manifestDigests(folder: string, manifests: Manifests): ManifestRecord[] {
  return Object.entries(manifests).flatMap(([name, manifest]) =>
    filesOf(manifest).flatMap((file) => {
      try {
        return { name, file, sha256: sha256(readFileSync(join(folder, file))) }
      } catch {
        return []
      }
    }),
  )
}

type Judged = Pick<LoadedTarget, 'file' | 'folder' | 'config'>

/** The commit, the hashes of config and manifests, and the version that is judged. */
export function judgedTarget({ file, folder, config }: Judged) {
  const repository = repositoryOf(folder)
  const manifests = manifestDigests(folder, config.manifests ?? {})
  return {
    configSha256: sha256(readFileSync(file)),
    ...(manifests.length === 0 ? {} : { manifests }),
    ...(config.version === undefined ? {} : { version: config.version }),
    ...(repository === undefined ? {} : { repository }),
  }
}
