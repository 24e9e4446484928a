import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { requireTool } from '#gate/host/process/tools.ts'
import type { RunLabels } from '#gate/host/run-labels.ts'
import { layOutNginx } from '../nginx-folder.ts'
import type { NginxOptions } from '../types.ts'
import { serviceFolder } from './folder.ts'
import type { Recipe } from './service.ts'

const run = promisify(execFile)

/** nginx of this machine with the caller's configuration, in its own folder. */
export async function nginxRecipe(
  options: NginxOptions,
  labels: RunLabels,
): Promise<Recipe<'nginx'>> {
  const command = requireTool('nginx')
  const folder = await serviceFolder('nginx', labels)
  const { args, probe } = await layOutNginx(options, folder)
  return {
    kind: 'nginx',
    command,
    args,
    folder,
    orderlySignal: 'SIGQUIT',
    removeSignal: 'SIGTERM',
    probe: async () => ({
      ...(await probe()),
      version: await nginxVersion(command),
      reloadCommand: [command, ...args, '-s', 'reload'],
    }),
  }
}

/** `nginx -v` writes `nginx version: nginx/1.22.1` to stderr. */
async function nginxVersion(command: string): Promise<string> {
  const { stderr } = await run(command, ['-v'], { timeout: 5000 })
  return stderr.match(/nginx\/([\d.]+)/)?.[1] ?? stderr.trim()
}
