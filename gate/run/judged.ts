/** What a run judges: the target's repository and its config, as they were. */
import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import type { LoadedTarget } from '#gate/system/load-target.ts'
import type { RunRecord } from '#gate/verdict/record.ts'

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

type Judged = Pick<LoadedTarget, 'file' | 'folder' | 'config'>

/** The commit, the hash of the config and the version that is judged. */
export function judgedTarget({ file, folder, config }: Judged) {
  const repository = repositoryOf(folder)
  return {
    configSha256: createHash('sha256').update(readFileSync(file)).digest('hex'),
    ...(config.version === undefined ? {} : { version: config.version }),
    ...(repository === undefined ? {} : { repository }),
  }
}
