/** Whether nginx accepts the configuration, and whether it has mistakes that nginx accepts too. */

import type { ExpectStatic } from 'vitest'
import { inconclusive, messageOf } from '#gate/errors.ts'
import { freePort } from '#gate/host/process/ports.ts'
import { oneManifest } from '#gate/kit/deploy/compose/manifest.ts'
import { absentFiles } from '#gate/kit/edge/absent-files.ts'
import { deployedNginx } from '#gate/kit/edge/deployed-nginx.ts'
import { openEdge } from '#gate/kit/edge/edge.ts'
import { type EdgeImage, edgeImageOf, isStockService } from '#gate/kit/edge/edge-image.ts'
import { edgesOf } from '#gate/kit/edge/edge-service.ts'
import { backendHosts } from '#gate/kit/edge/edge-under-test.ts'
import { knownMistakes } from '#gate/kit/edge/mistakes.ts'
import { type NginxTree, readTree } from '#gate/kit/edge/nginx-tree.ts'
import { lineOf } from '#gate/kit/edge/places.ts'
import { misroutedPort } from '#gate/kit/edge/published-ports.ts'
import { anachronisms, isSyntaxError, judgeRefusal, nginxErrorOf } from '#gate/kit/edge/refusals.ts'
import { placeOf } from '#gate/kit/edge/rewrite.ts'
import { lacksRuntimeNames, runtimeNameRefusals } from '#gate/kit/edge/runtime-names.ts'
import { NginxSyntaxError } from '#gate/kit/edge/syntax.ts'
import { unknownHosts } from '#gate/kit/edge/unknown-hosts.ts'
import { check } from '#gate/run/check.ts'
import type { Evidence } from '#gate/run/evidence.ts'
import type { StackClient } from '#gate/stack/client.ts'
import type { Target } from '#gate/system/target.ts'

const minimalConfig = 'events {} http { server { listen {{port:web}}; return 204; } }'

/** Starts nginx; returns its error, or undefined if it serves. */
async function startError(start: () => Promise<{ close(): Promise<void> }>) {
  try {
    const service = await start()
    await service.close()
    return undefined
  } catch (error) {
    const nginxError = nginxErrorOf(messageOf(error))
    if (nginxError !== undefined) return nginxError
    throw error
  }
}

type Options = { listens?: readonly number[]; files?: Readonly<Record<string, string>> }

async function serve(stack: StackClient, config: string, options: Options = {}) {
  const service = await stack.dedicated('nginx', { config, ...options })
  return { close: () => service.remove(), version: service.server.version }
}

/**
 * Whether all that nginx here does not know is names that are looked up while it runs, which the
 * deployment's nginx knows: the rest is tried without them, and they are read.
 */
function isReadInstead(error: string | undefined, { version }: EdgeImage): boolean {
  return error !== undefined && lacksRuntimeNames(error) && version !== undefined
}

/** What the compose files give nginx, against what its configuration names. */
async function judgeContainers(
  target: Target,
  { tree, manifest }: { tree: NginxTree; manifest: string },
  { evidence, expect }: { evidence: Evidence; expect: ExpectStatic },
): Promise<void> {
  const edges = await edgesOf(target, (await target.manifest('nginx')).absolute)
  // Other images may run more programs than nginx.
  for (const { key, service, parts } of edges.filter(({ service }) => isStockService(service))) {
    // What another file publishes comes on top.
    const isWhole = parts?.every(({ written }) => written.ports === undefined) === true
    const misrouted = isWhole ? misroutedPort(service.written, tree) : undefined
    // Who says where it is mounted has another way to bring it there.
    const isSaid = target.config.edge?.mountedAt !== undefined
    const absent = isSaid || !parts ? [] : absentFiles(service, manifest, tree, parts)
    const name = key === 'manifests.stack' ? 'stack' : 'compose'
    const { text, absolute: file } = await oneManifest(target, name)
    const unknown = parts ? unknownHosts(tree, { text, file, edge: service }) : []
    evidence.observe('container', { key, service: service.name, misrouted, absent, unknown })
    expect.soft(misrouted, `published port of ${service.name} in ${key}`).toBeUndefined()
    const what = `files of nginx that nothing mounts in ${service.name} of ${key}`
    expect.soft(absent, what).toEqual([])
    expect.soft(unknown, `hosts of nginx that nothing in ${key} is called`).toEqual([])
  }
}

check('edge.config-valid', async ({ target, stack, evidence, expect }) => {
  const deployed = await deployedNginx(target)
  const control = await serve(stack, minimalConfig)
  await control.close()
  const { role, manifest, main, find } = deployed
  const facts = { role, mountedAt: manifest, nginx: control.version }
  let tree: ReturnType<typeof readTree>
  try {
    tree = readTree(deployed)
  } catch (error) {
    if (!(error instanceof Error && error.cause instanceof NginxSyntaxError)) throw error
    // Nginx itself reads the text as it is; the start fails, so the port is never opened.
    const listens = [await freePort()]
    const texts = find(manifest).map(({ path, text }) => [placeOf(path), text])
    const files = role === 'main' ? {} : Object.fromEntries(texts)
    const start = () => serve(stack, main.text, { listens, files })
    const nginxError = await startError(start).catch(() => undefined)
    // Code in another language is no error: what has a module for it, and is without it here?
    if (nginxError === undefined || /unknown directive/.test(nginxError)) throw error
    // It ends at the first error, which may be one of this machine: a file, a name, a version.
    const syntaxError = isSyntaxError(nginxError) ? nginxError : messageOf(error.cause)
    evidence.observe('configuration', { ...facts, error: nginxError, syntaxError })
    evidence.floor('configuration', 1)
    expect(syntaxError, `nginx error for ${manifest}`).toBeUndefined()
    return
  }
  const pointTo = [{ host: backendHosts[0], port: await freePort() }]
  const deployedError = await startError(() =>
    openEdge(target, stack, { pointTo, asDeployed: true }),
  )
  const image = edgeImageOf(deployed.service)
  const nginxError = isReadInstead(deployedError, image)
    ? await startError(() => openEdge(target, stack, { pointTo }))
    : deployedError
  const files = [...tree.files.keys()]
  const leftOut = tree.leftOut.map((block) => `${block.name} at ${lineOf(block)}`)
  const error = nginxError ?? deployedError ?? null
  evidence.observe('configuration', { ...facts, image: image.image, files, leftOut, error })
  evidence.floor('configuration', 1)
  for (const anachronism of anachronisms({ tree, image })) {
    expect.soft(anachronism, `directive that ${image.image} does not have`).toBeUndefined()
  }
  const deployment = { tree, image, service: deployed.service, here: control.version }
  const judgement = nginxError === undefined ? undefined : judgeRefusal(nginxError, deployment)
  if (judgement?.isRefused) {
    expect.soft(judgement.why, `nginx error for ${manifest} (${role} file)`).toBeUndefined()
  }
  for (const refusal of runtimeNameRefusals(tree.directives)) {
    expect.soft(refusal, `what nginx refuses in ${manifest}`).toBeUndefined()
  }
  for (const mistake of knownMistakes(tree.directives)) {
    evidence.observe('mistake', mistake)
    expect.soft(mistake.what, `${mistake.kind} at ${mistake.place}`).toBeUndefined()
  }
  await judgeContainers(target, { tree, manifest }, { evidence, expect })
  if (judgement && !judgement.isRefused) throw inconclusive(judgement.why)
})
