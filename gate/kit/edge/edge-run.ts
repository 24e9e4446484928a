/** One edge of a deployment: from rewritten files to a running service. */
import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { KeyType } from '#gate/contract/edge.ts'
import { inconclusive, messageOf, PreflightError } from '#gate/errors.ts'
import type { Address } from '#gate/host/address.ts'
import { freePort, isPortConflict } from '#gate/host/process/ports.ts'
import type { StackClient } from '#gate/stack/client.ts'
import type { RunningService } from '#gate/stack/types.ts'
import type { Target } from '#gate/system/target.ts'
import { deployedDefaults } from './defaults.ts'
import { deployedNginx } from './deployed-nginx.ts'
import { edgeImageOf } from './edge-image.ts'
import { errorPages } from './error-pages.ts'
import type { Names } from './name-server.ts'
import { type NginxTree, readTree } from './nginx-tree.ts'
import { nginxErrorOf } from './refusals.ts'
import { errorLog, placeOf, portsOf, rewrite } from './rewrite.ts'
import { lacksRuntimeNames } from './runtime-names.ts'

const portAttempts = 3

export interface EdgeOptions {
  /** Backends: addresses of 127.0.0.0/8, all of the same port. */
  pointTo: readonly Address[]
  /** Addresses of individual names, if they differ: blue and green. */
  names?: Readonly<Record<string, readonly Address[]>>
  /** Ports of this machine for upstreams of another port than the backend's, by that port. */
  otherPorts?: ReadonlyMap<number, number>
  /** Values that replace those of directives everywhere: `{ proxy_read_timeout: '2s' }`. */
  settings?: Readonly<Record<string, string>>
  /** More headers for every answer, with nginx variables: `{ 'x-side': '$upstream_addr' }`. */
  addHeaders?: Readonly<Record<string, string>>
  /** Replacement contents of deployed files, by path as nginx sees it: `edge/live.conf`. */
  files?: Readonly<Record<string, string>>
  /** The key type of the certificate. Default: ec. */
  keyType?: KeyType
  /** Every answer names the place that passed the request on, for {@link routesOf}. */
  marksPlaces?: boolean
  /** Nothing is changed for the sake of an nginx that is older than the deployment's. */
  asDeployed?: boolean
  /** Existing certificates, by absolute path as nginx sees them. */
  credentials?: Readonly<Record<string, string>>
}

/** The port that all addresses have. @throws PreflightError PREFLIGHT_E_INCONCLUSIVE */
export function portOf(addresses: readonly Address[], known?: number): number {
  const port = known ?? addresses[0]?.port
  if (port === undefined || addresses.some((address) => address.port !== port)) {
    throw inconclusive('the backends must all listen on the same port')
  }
  return port
}

/** One configuration, from rewritten files to a running service. */
export class EdgeRun {
  readonly #target: Target
  readonly #options: EdgeOptions
  readonly #overlay: Record<string, string>
  readonly names: Names
  readonly upstreamPort: number
  ports = new Map<number, number>()
  looksUpOnce: string | undefined

  constructor(target: Target, options: EdgeOptions, names: Names) {
    this.#target = target
    this.#options = options
    this.#overlay = { ...options.files }
    this.names = names
    this.upstreamPort = portOf(options.pointTo)
  }

  async tree() {
    const deployed = await deployedNginx(this.#target, this.#overlay)
    return { deployed, tree: readTree(deployed) }
  }

  /**
   * Makes do with an nginx that is older than the deployment's, after its refusal.
   * @returns whether it is worth another start
   */
  makeDo(refusal: string): boolean {
    const { asDeployed = false } = this.#options
    if (asDeployed || this.looksUpOnce !== undefined || !lacksRuntimeNames(refusal)) return false
    this.looksUpOnce = refusal
    return true
  }

  replace(path: string, text: string): void {
    this.#overlay[path] = text
  }

  async choosePorts(tree: NginxTree): Promise<void> {
    this.ports = new Map()
    for (const port of portsOf(tree)) this.ports.set(port, await freePort())
  }

  /** The rewritten texts, by path in the folder. */
  async texts(): Promise<Record<string, string>> {
    const { deployed, tree } = await this.tree()
    const isRoot = process.getuid?.() === 0
    const texts = rewrite(tree, deployed.main.path, {
      port: this.upstreamPort,
      otherPorts: this.#options.otherPorts ?? new Map(),
      ports: this.ports,
      dns: this.names.address,
      addressesOf: (name) => this.names.addressesOf(name),
      looksUpOnce: this.looksUpOnce !== undefined,
      settings: this.#options.settings ?? {},
      defaults: deployedDefaults(edgeImageOf(deployed.service)),
      addHeaders: this.#options.addHeaders ?? {},
      marksPlaces: this.#options.marksPlaces ?? false,
      user: isRoot ? 'root' : undefined,
    })
    const all = [...texts, ...errorPages(deployed, tree)]
    return Object.fromEntries(all.map(([path, text]) => [placeOf(path), text]))
  }
}

/** Writes files below a folder. */
export async function writeAll(
  folder: string,
  texts: Readonly<Record<string, string>>,
): Promise<void> {
  for (const [path, text] of Object.entries(texts)) {
    await mkdir(dirname(join(folder, path)), { recursive: true })
    await writeFile(join(folder, path), text)
  }
}

/** Starts nginx; chooses new ports if some were taken meanwhile. */
export async function serve(
  edge: EdgeRun,
  stack: StackClient,
  tree: NginxTree,
  credentials: Readonly<Record<string, string>>,
): Promise<RunningService<'nginx'>> {
  const placed = Object.entries(credentials).map(([path, text]) => [placeOf(path), text])
  for (let attempt = 1; ; attempt += 1) {
    await edge.choosePorts(tree)
    const { 'nginx.conf': config = '', ...files } = await edge.texts()
    const all = { ...files, ...Object.fromEntries(placed), [errorLog]: '' }
    // Without a server there would be no port to wait for, and errors of nginx would not show.
    const listens = edge.ports.size > 0 ? [...edge.ports.values()] : [await freePort()]
    try {
      return await stack.dedicated('nginx', { config, files: all, listens })
    } catch (error) {
      const refusal = nginxErrorOf(messageOf(error))
      if (refusal !== undefined && edge.makeDo(refusal)) continue
      // The same words for all checks, with paths as they are deployed.
      if (refusal !== undefined) {
        const message = `nginx here refuses the configuration of the edge: [emerg] ${refusal}`
        throw new PreflightError('PREFLIGHT_E_STACK', message, { cause: error })
      }
      if (attempt === portAttempts || !isPortConflict(messageOf(error))) throw error
    }
  }
}
