/** Names and creates the folder of a run. */
import { execFileSync } from 'node:child_process'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { messageOf, PreflightError } from '#gate/errors.ts'

/** The commit of the project that is checked out, short; `unknown` outside a repository. */
export function currentCommit(root: string): string {
  try {
    const commit = execFileSync('git', ['rev-parse', '--short=10', 'HEAD'], {
      cwd: root,
      stdio: ['ignore', 'pipe', 'ignore'],
      timeout: 5000,
    })
    return commit.toString().trim()
  } catch {
    return 'unknown'
  }
}

/**
 * Makes `<out>/<utc>-<commit>` with its evidence folder.
 * @throws PreflightError PREFLIGHT_E_STORAGE
 */
export async function makeRunFolder(out: string, startedAt: Date, commit: string): Promise<string> {
  const stamp = startedAt.toISOString().replace(/[-:]/g, '').replace('.', '')
  const folder = join(out, `${stamp}-${commit}`)
  await mkdir(join(folder, 'evidence'), { recursive: true }).catch((cause) => {
    throw new PreflightError(
      'PREFLIGHT_E_STORAGE',
      `cannot create ${folder}: ${messageOf(cause)}`,
      {
        cause,
        hint: 'free some space, or choose another folder with --out',
      },
    )
  })
  return folder
}
