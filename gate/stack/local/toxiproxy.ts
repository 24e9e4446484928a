import { freePort } from '#gate/host/process/ports.ts'
import { requireTool } from '#gate/host/process/tools.ts'
import type { RunLabels } from '#gate/host/run-labels.ts'
import { probeToxiproxy } from '../probes.ts'
import type { ToxiproxyOptions } from '../types.ts'
import { serviceFolder } from './folder.ts'
import type { Recipe } from './service.ts'

const host = '127.0.0.1'

/** Toxiproxy's server; its proxies are created through the control API and lost when it stops. */
export async function toxiproxyRecipe(
  _options: ToxiproxyOptions,
  labels: RunLabels,
): Promise<Recipe<'toxiproxy'>> {
  const command = requireTool('toxiproxy-server')
  const port = await freePort()
  const apiUrl = `http://${host}:${port}`
  return {
    kind: 'toxiproxy',
    command,
    args: ['-host', host, '-port', String(port)],
    folder: await serviceFolder('toxiproxy', labels),
    orderlySignal: 'SIGTERM',
    removeSignal: 'SIGTERM',
    probe: async () => ({ host, port, apiUrl, version: await probeToxiproxy(apiUrl) }),
  }
}
