import { randomBytes } from 'node:crypto'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { freePort } from '#gate/host/process/ports.ts'
import { requireTool } from '#gate/host/process/tools.ts'
import type { RunLabels } from '#gate/host/run-labels.ts'
import { adminUser, pgBouncerIni, pgBouncerUserlist } from '../pgbouncer-config.ts'
import { probePgBouncer } from '../probes.ts'
import type { PgBouncerOptions } from '../types.ts'
import { handOver, unprivilegedAccount } from './account.ts'
import { serviceFolder } from './folder.ts'
import type { Recipe } from './service.ts'

const host = '127.0.0.1'

export async function pgBouncerRecipe(
  options: PgBouncerOptions,
  labels: RunLabels,
): Promise<Recipe<'pgbouncer'>> {
  const command = requireTool('pgbouncer')
  const account = unprivilegedAccount()
  const port = await freePort()
  const adminPassword = randomBytes(24).toString('base64url')
  const folder = await serviceFolder('pgbouncer', labels, account)
  const userlist = join(folder, 'userlist.txt')
  const files = {
    'userlist.txt': pgBouncerUserlist(options, adminPassword),
    'pgbouncer.ini': pgBouncerIni(options, { port, listenHost: host, userlist }),
  }
  for (const [name, text] of Object.entries(files)) {
    await writeFile(join(folder, name), text, { mode: 0o600 })
    handOver(join(folder, name), account)
  }
  const adminUrl = `postgres://${adminUser}:${adminPassword}@${host}:${port}/pgbouncer`
  return {
    kind: 'pgbouncer',
    command,
    args: [join(folder, 'pgbouncer.ini')],
    folder,
    account,
    orderlySignal: 'SIGINT',
    removeSignal: 'SIGTERM',
    probe: async () => ({ host, port, adminUrl, version: await probePgBouncer(adminUrl) }),
  }
}
