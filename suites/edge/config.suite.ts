/** Whether nginx takes the configuration, and whether it holds mistakes that nginx takes too. */

import { inconclusive, messageOf } from '#gate/errors.ts'
import { freePort } from '#gate/host/process/ports.ts'
import { deployedNginx, readTree } from '#gate/kit/edge/deployed.ts'
import { openEdge } from '#gate/kit/edge/edge.ts'
import { backendHosts } from '#gate/kit/edge/edge-under-test.ts'
import { knownMistakes } from '#gate/kit/edge/mistakes.ts'
import { NginxSyntaxError } from '#gate/kit/edge/syntax.ts'
import { check } from '#gate/run/check.ts'
import type { StackClient } from '#gate/stack/client.ts'

const sound = 'events {} http { server { listen {{port:web}}; return 204; } }'

/** nginx' own word on a configuration, without what only this machine is to blame for. */
function refusalOf(error: unknown): string | undefined {
  const lines = messageOf(error).split('\n')
  const words = lines.filter((line) => line.includes('[emerg]'))
  const said = words.find((line) => !/bind\(\)|getpwnam|mkdir\(\)|still could not bind/.test(line))
  return said?.replace(/^.*\[emerg\]\s*(\d+#\d+:\s*)?/, '')
}

/** Starts nginx; `undefined` where it serves, else why it refused the configuration. */
async function refusal(start: () => Promise<{ close(): Promise<void> }>) {
  try {
    const served = await start()
    await served.close()
    return undefined
  } catch (error) {
    const said = refusalOf(error)
    if (said !== undefined) return said
    throw error
  }
}

async function serve(stack: StackClient, config: string, listens?: readonly number[]) {
  const service = await stack.dedicated('nginx', { config, ...(listens ? { listens } : {}) })
  return { close: () => service.remove(), version: service.server.version }
}

check('edge.config-valid', async ({ target, stack, evidence, expect }) => {
  const deployed = await deployedNginx(target)
  const control = await serve(stack, sound)
  await control.close()
  const { role, manifest, main } = deployed
  const tried = { role, mountedAt: manifest, nginx: control.version }
  let tree: ReturnType<typeof readTree>
  try {
    tree = readTree(deployed)
  } catch (error) {
    if (!(error instanceof Error && error.cause instanceof NginxSyntaxError)) throw error
    // nginx itself is asked, with the text as it is; a port that nobody opens is never served.
    const unopened = [await freePort()]
    const said = await refusal(() => serve(stack, main.text, unopened)).catch(() => undefined)
    if (said === undefined) throw error
    evidence.observe('configuration', { ...tried, refusal: said })
    evidence.floor('configuration', 1)
    expect(said, `why nginx refuses ${manifest}`).toBeUndefined()
    return
  }
  const pointTo = [{ host: backendHosts[0], port: await freePort() }]
  const said = await refusal(() => openEdge(target, stack, { pointTo }))
  const files = [...tree.files.keys()]
  evidence.observe('configuration', { ...tried, files, refusal: said ?? null })
  evidence.floor('configuration', 1)
  if (said?.includes('"resolve"'))
    throw inconclusive(`nginx ${control.version} is too old: ${said}`)
  expect.soft(said, `why nginx refuses ${manifest}, its ${role} file`).toBeUndefined()
  for (const mistake of knownMistakes(tree.directives)) {
    evidence.observe('mistake', mistake)
    expect.soft(mistake, `${mistake.kind} at ${mistake.place}`).toBeUndefined()
  }
})
