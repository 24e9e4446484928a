/** PostgreSQL and PgBouncer refuse to run as root; then they run as an unprivileged account. */

import { chmodSync, chownSync, readFileSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import { PreflightError } from '#gate/errors.ts'

export interface Account {
  uid: number
  gid: number
}

/** Whether this process may run processes as other accounts, and give them files. */
export function isRoot(): boolean {
  return process.getuid?.() === 0
}

/**
 * The account for servers that refuse root; undefined if the gate itself is not root.
 * It must be in the user database, as initdb looks its name up.
 */
export function unprivilegedAccount(): Account | undefined {
  if (!isRoot()) return undefined
  const lines = readFileSync('/etc/passwd', 'utf8').split('\n')
  for (const wanted of ['postgres', 'nobody']) {
    const [, , uid, gid] = lines.find((line) => line.startsWith(`${wanted}:`))?.split(':') ?? []
    if (uid && gid) return { uid: Number(uid), gid: Number(gid) }
  }
  throw new PreflightError('PREFLIGHT_E_STACK', 'neither an account postgres nor nobody exists', {
    hint: 'run the gate as a user other than root, or create one of these accounts',
  })
}

/** Gives one file or folder to the account, if there is one. */
export function handOver(path: string, account: Account | undefined): void {
  if (account) chownSync(path, account.uid, account.gid)
}

/**
 * Lets the account pass through a folder of the run, and checks that it can reach it.
 * @throws PREFLIGHT_E_STACK naming the folder that it may not enter
 */
export function openForTraversal(folder: string, account: Account | undefined): void {
  if (!account) return
  chmodSync(folder, (statSync(folder).mode & 0o7777) | 0o011)
  for (let parent = dirname(folder); parent !== dirname(parent); parent = dirname(parent)) {
    const { mode, uid } = statSync(parent)
    if ((mode & 0o001) === 0 && uid !== account.uid) {
      throw new PreflightError(
        'PREFLIGHT_E_STACK',
        `the account that runs PostgreSQL (uid ${account.uid}) may not enter ${parent}`,
        { hint: 'set TMPDIR to a folder that every account can pass through' },
      )
    }
  }
}
