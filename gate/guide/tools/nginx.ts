/**
 * Starts the nginx of this machine with a configuration of the guide, where its compose file mounts
 * it. Names, certificates and paths of another machine are made those of this one first.
 */
import { basename, dirname, join, posix } from 'node:path'
import { messageOf, PreflightError } from '#gate/errors.ts'
import { freePort } from '#gate/host/process/ports.ts'
import { findTool } from '#gate/host/process/tools.ts'
import { deployedNginx } from '#gate/kit/edge/deployed-nginx.ts'
import { openEdge } from '#gate/kit/edge/edge.ts'
import { edgeImageOf } from '#gate/kit/edge/edge-image.ts'
import { type NginxTree, readTree } from '#gate/kit/edge/nginx-tree.ts'
import { judgeRefusal, nginxErrorOf } from '#gate/kit/edge/refusals.ts'
import { type Directive, NginxSyntaxError, parseNginx } from '#gate/kit/edge/syntax.ts'
import { isPlainName, walk } from '#gate/kit/edge/tree.ts'
import { LocalEngine } from '#gate/stack/local/engine.ts'
import { composeFilesOf, type GuideCompose } from '../deployment/compose-files.ts'
import type { CodeBlock } from '../document/blocks.ts'
import { type Guide, wholeBlocks } from '../document/guide.ts'
import { remembered } from './remembered.ts'
import { pathBelow, type Workbench } from './workbench.ts'

type Target = Parameters<typeof openEdge>[0]
type Stack = Parameters<typeof openEdge>[1]

export interface Refusal {
  /** As nginx says it. */
  message: string
  /** The line of the block, from 1. */
  at: number
  /** Where nginx finds the file. */
  mountedAt: string
  /** Where the guide mounts it, in the guide. */
  mountLine: number | undefined
}

interface Mount {
  mountedAt: string
  compose?: GuideCompose
  line?: number
}

/** Where a compose file mounts a block's file: by its path, else by its name alone. */
function mountIn(compose: GuideCompose, path: string): Mount | undefined {
  const folder = posix.dirname(compose.block.path ?? '')
  for (const isSame of [
    (source: string) => pathBelow(posix.join(folder, source)) === pathBelow(path),
    (source: string) => basename(source) === basename(path),
  ]) {
    for (const { name, binds } of compose.services) {
      const bind = binds.find(
        ({ source, target }) => isSame(source) && target.startsWith('/etc/nginx/'),
      )
      const line = compose.lineOf(['services', name, 'volumes'])
      if (bind) return { mountedAt: bind.target, compose, line }
    }
  }
  return undefined
}

const ofMain = new Set(['events', 'http', 'stream', 'worker_processes', 'user', 'pid'])
const ofHttp = new Set(['server', 'upstream', 'map', 'geo', 'limit_req_zone', 'proxy_cache_path'])

/** Where the file belongs by its path or by what is in it; undefined for a piece of a server. */
function usualPlace(
  path: string | undefined,
  directives: readonly Directive[],
): string | undefined {
  const names = directives.map(({ name }) => name)
  if (path?.startsWith('/etc/nginx/') && !/\/sites-/.test(path)) return path
  if (names.some((name) => ofMain.has(name))) return '/etc/nginx/nginx.conf'
  return names.some((name) => ofHttp.has(name)) ? '/etc/nginx/conf.d/guide.conf' : undefined
}

function placeOf(guide: Guide, block: CodeBlock): Mount | undefined {
  const { path } = block
  const mounts = composeFilesOf(guide).flatMap((compose) =>
    path === undefined ? [] : (mountIn(compose, path) ?? []),
  )
  if (mounts[0]) return mounts[0]
  try {
    const mountedAt = usualPlace(path, parseNginx(block.text, 'nginx.conf'))
    return mountedAt === undefined ? undefined : { mountedAt }
  } catch (error) {
    if (!(error instanceof NginxSyntaxError)) throw error
    return { mountedAt: '/etc/nginx/conf.d/guide.conf' }
  }
}

/** The name of one of its servers: any will do. */
function nameIn(text: string): string {
  try {
    const named = [...walk(parseNginx(text, 'nginx.conf'))].flatMap(
      ({ directive: { name, args } }) =>
        name === 'server_name' ? args.map(({ value }) => value).filter(isPlainName) : [],
    )
    return named[0] ?? 'guide.example'
  } catch {
    return 'guide.example'
  }
}

function targetOf(block: CodeBlock, { mountedAt, compose }: Mount, bench: Workbench): Target {
  const file = bench.fileOf(block) ?? ''
  const beside = compose && (bench.fileOf(compose.block) ?? join(dirname(file), 'compose.yml'))
  const manifests = { nginx: file, ...(compose ? { compose: beside } : {}) }
  const texts: Record<string, { text: string; absolute: string }> = {
    nginx: { text: block.text, absolute: file },
    ...(compose ? { compose: { text: compose.block.text, absolute: beside ?? '' } } : {}),
  }
  const config = { name: 'guide', manifests, edge: { serverName: nameIn(block.text), mountedAt } }
  const manifest = async (name: string) => texts[name]
  const manifestFiles = async (name: string) => [texts[name]]
  return { config, manifest, manifestFiles } as unknown as Target
}

/** About certificates, which are made for the trial and say nothing of the guide's own. */
const ofCertificates = /SSL_CTX_|cannot load certificate|PEM_read/

/** The error of a start; undefined if it serves. */
async function errorOf(start: () => Promise<() => Promise<void>>): Promise<string | undefined> {
  try {
    const close = await start()
    await close()
    return undefined
  } catch (error) {
    const said = nginxErrorOf(messageOf(error))
    if (said === undefined && !(error instanceof PreflightError)) throw error
    return said
  }
}

/** The error of nginx with the files as they are deployed, as far as it is the guide's own. */
async function refusal(target: Target, bench: Workbench): Promise<string | undefined> {
  const engine = new LocalEngine(bench.labels)
  const stack = { dedicated: engine.start.bind(engine) } as unknown as Stack
  const deployed = await deployedNginx(target)
  let tree: NginxTree
  try {
    tree = readTree(deployed)
  } catch (error) {
    if (!(error instanceof Error && error.cause instanceof NginxSyntaxError)) throw error
    // What we cannot read, nginx reads itself.
    const options = { config: deployed.main.text, listens: [await freePort()] }
    return await errorOf(async () => {
      const service = await engine.start('nginx', options)
      return () => service.remove()
    })
  }
  const pointTo = [{ host: '127.0.0.2', port: await freePort() }]
  const error = await errorOf(async () => {
    const edge = await openEdge(target, stack, { pointTo, asDeployed: true })
    return () => edge.close()
  })
  if (error === undefined || ofCertificates.test(error)) return undefined
  const here = (await bench.run('nginx', ['-v']))?.stderr.split('/').at(-1)?.trim() ?? ''
  const image = edgeImageOf(deployed.service)
  const judged = judgeRefusal(error, { tree, image, service: deployed.service, here })
  return judged.isRefused ? error : undefined
}

const answerOf = remembered<string | undefined>()

/**
 * Tries a block of the guide as nginx's configuration.
 * @returns undefined if nginx takes it, or nobody here can tell
 */
export async function tryNginx(
  guide: Guide,
  block: CodeBlock,
  bench: Workbench,
): Promise<Refusal | undefined> {
  const mount = placeOf(guide, block)
  if (mount === undefined || findTool('nginx') === undefined) return undefined
  try {
    const texts = wholeBlocks(guide, 'nginx', 'compose').map(({ text }) => text)
    const message = await answerOf([block.text, mount.mountedAt, texts], () =>
      refusal(targetOf(block, mount, bench), bench),
    )
    const [, file, at] = / in (\S+):(\d+)$/.exec(message ?? '') ?? []
    if (message === undefined || (file !== undefined && file !== mount.mountedAt)) return undefined
    return { message, at: Number(at ?? 1), mountedAt: mount.mountedAt, mountLine: mount.line }
  } catch (error) {
    // A template, an include of another machine: nothing is known of it.
    if (error instanceof PreflightError) return undefined
    throw error
  }
}
