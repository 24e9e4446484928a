/** A folder for nginx on this machine, for both engines. */

import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { freePort } from '#gate/host/process/ports.ts'
import {
  fillPorts,
  listenedPorts,
  missingMainDirectives,
  placeholderNames,
  withHttpDefaults,
} from './nginx-config.ts'
import { probeNginx } from './probes.ts'
import type { NginxOptions, NginxServer } from './types.ts'

const host = '127.0.0.1'

/** The paths compiled in by the distribution are outside the run's folder. */
const httpDefaults = {
  client_body_temp_path: 'temp/body',
  proxy_temp_path: 'temp/proxy',
  fastcgi_temp_path: 'temp/fastcgi',
  uwsgi_temp_path: 'temp/uwsgi',
  scgi_temp_path: 'temp/scgi',
  access_log: 'access.log',
}
const mainDefaults = { daemon: 'off', pid: 'nginx.pid', lock_file: 'nginx.lock' }

export interface NginxLayout {
  /** Arguments of nginx, with which it serves from the folder. */
  args: readonly string[]
  /** Probes every port; throws while one does not answer. */
  probe(): Promise<Omit<NginxServer, 'reloadCommand'>>
}

/** Chooses the ports and writes configuration and files into the folder. */
export async function layOutNginx(options: NginxOptions, folder: string): Promise<NginxLayout> {
  const chosen = new Map<string, number>()
  for (const name of placeholderNames(options.config)) chosen.set(name, await freePort())
  const filled = fillPorts(options.config, chosen, host)
  const listened = options.listens ?? listenedPorts(filled)
  const config = withHttpDefaults(filled, httpDefaults)
  await mkdir(join(folder, 'temp'), { recursive: true })
  for (const [path, text] of Object.entries({ ...options.files, 'nginx.conf': config })) {
    await mkdir(dirname(join(folder, path)), { recursive: true })
    await writeFile(join(folder, path), text, { mode: 0o600 })
  }
  const main = missingMainDirectives(config, mainDefaults)
  const named = new Set(chosen.values())
  const asked = listened.filter((port) => !named.has(port)).map((port) => [port, port])
  const ports: Record<string, number> = Object.fromEntries([...chosen, ...asked])
  return {
    args: ['-p', folder, '-c', 'nginx.conf', '-e', 'stderr', ...(main ? ['-g', main] : [])],
    probe: async () => {
      const versions = await Promise.all(listened.map((port) => probeNginx({ host, port })))
      const version = versions.find((text) => text !== '') ?? ''
      return { host, port: listened[0] as number, ports, version, folder }
    },
  }
}
