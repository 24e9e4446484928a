import { execFile } from 'node:child_process'
import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { freePort } from '../../process/ports.ts'
import { requireTool } from '../../process/tools.ts'
import {
  fillPorts,
  listenedPorts,
  missingMainDirectives,
  placeholderNames,
  withHttpDefaults,
} from '../nginx-config.ts'
import { probeNginx } from '../probes.ts'
import type { NginxOptions, RunLabels } from '../types.ts'
import { serviceFolder } from './folder.ts'
import type { Recipe } from './service.ts'

const run = promisify(execFile)
const host = '127.0.0.1'

/** What the distribution compiled in would write outside of the run's folder. */
const httpDefaults = {
  client_body_temp_path: 'temp/body',
  proxy_temp_path: 'temp/proxy',
  fastcgi_temp_path: 'temp/fastcgi',
  uwsgi_temp_path: 'temp/uwsgi',
  scgi_temp_path: 'temp/scgi',
  access_log: 'access.log',
}

/** nginx from this machine with the caller's configuration, which stays in its folder. */
export async function nginxRecipe(
  options: NginxOptions,
  labels: RunLabels,
): Promise<Recipe<'nginx'>> {
  const command = requireTool('nginx')
  const chosen = new Map<string, number>()
  for (const name of placeholderNames(options.config)) chosen.set(name, await freePort())
  const filled = fillPorts(options.config, chosen, host)
  const listened = listenedPorts(filled)
  const folder = await serviceFolder('nginx', labels)
  const config = withHttpDefaults(filled, httpDefaults)
  await mkdir(join(folder, 'temp'))
  const files = { ...options.files, 'nginx.conf': config }
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true })
    await writeFile(join(folder, path), text, { mode: 0o600 })
  }
  const main = missingMainDirectives(config, {
    daemon: 'off',
    pid: 'nginx.pid',
    lock_file: 'nginx.lock',
  })
  return {
    kind: 'nginx',
    command,
    args: ['-p', folder, '-c', 'nginx.conf', '-e', 'stderr', ...(main ? ['-g', main] : [])],
    folder,
    orderlySignal: 'SIGQUIT',
    removeSignal: 'SIGTERM',
    probe: async () => {
      await Promise.all(listened.map((port) => probeNginx({ host, port })))
      const named = new Set(chosen.values())
      const asked = listened.filter((port) => !named.has(port)).map((port) => [port, port])
      const ports: Record<string, number> = Object.fromEntries([...chosen, ...asked])
      return { host, port: listened[0] as number, ports, version: await nginxVersion(command) }
    },
  }
}

/** `nginx -v` writes `nginx version: nginx/1.22.1` to stderr. */
async function nginxVersion(command: string): Promise<string> {
  const { stderr } = await run(command, ['-v'], { timeout: 5000 })
  return stderr.match(/nginx\/([\d.]+)/)?.[1] ?? stderr.trim()
}
