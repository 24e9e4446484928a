/**
 * Runs the target's own edge on this machine: its deployed nginx configuration with as few changes
 * as possible, in front of backends chosen by the check.
 */
import { readdir, readFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { unverified } from '#gate/errors.ts'
import type { Address } from '#gate/host/address.ts'
import type { StackClient } from '#gate/stack/client.ts'
import type { RunningService } from '#gate/stack/types.ts'
import type { Target } from '#gate/system/target.ts'
import { type Authority, openAuthority } from './certificates.ts'
import { credentialFiles } from './credentials.ts'
import { type EdgeOptions, EdgeRun, portOf, serve, writeAll } from './edge-run.ts'
import { openNames } from './name-server.ts'
import type { NginxTree } from './nginx-tree.ts'
import { type Place, Places } from './places.ts'
import { reloadNginx, servingWorkers } from './reload.ts'
import { errorLog } from './rewrite.ts'
import { nameFor, hostsOf as namesOf, plainNameOf, type Site, sitesOf } from './sites.ts'
import { type ServerBlock, servers } from './tree.ts'

const host = '127.0.0.1'
/** For a server that takes any name: backends take this one, if any. */
const anyName = 'localhost'

export type { EdgeOptions } from './edge-run.ts'

export interface Edge {
  /** Absent if no server listens without TLS. */
  http: Address | undefined
  /** Absent if no server has TLS. */
  https: Address | undefined
  /** The server name that clients use; one of the gate's where the edge takes any. */
  serverName: string
  /** The authority of the created certificates, PEM. */
  ca: string
  /** The port on which all backends must listen. */
  upstreamPort: number
  /** Its folder in the run, with files as below /etc/nginx. */
  folder: string
  /** The command that reloads it, on this machine; see {@link Edge.reload}. */
  reloadCommand: readonly string[]
  tree: NginxTree
  /** Where it passes requests on. */
  places: readonly Place[]
  /** Its servers, as clients reach them. */
  sites: readonly Site[]
  service: RunningService<'nginx'>
  /** Why names that the deployment looks up while it runs are looked up at the start alone here. */
  looksUpOnce: string | undefined
  /** Sets the answers of the edge's DNS, for one name or all. No reload needed. */
  point(addresses: readonly Address[], name?: string): Promise<void>
  /** Replaces a deployed file; takes effect with the next reload. */
  writeFile(path: string, text: string): Promise<void>
  /** Reloads the configuration and resolves the names that nginx resolves at start. */
  reload(): Promise<void>
  /** Lines of all access logs so far. */
  accessLog(): Promise<string[]>
  /** The number of workers; each resolves names on its own. */
  workers(): Promise<number>
  /** How many queries its DNS server got. */
  dnsQueries(): Promise<number>
  close(): Promise<void>
}

/** The main server: the one with TLS that proxies requests. */
function mainServer(all: readonly ServerBlock[]): ServerBlock | undefined {
  const passing = all.filter(({ proxies }) => proxies)
  const candidates = passing.length > 0 ? passing : all
  return candidates.find(({ listens }) => listens.some(({ tls }) => tls)) ?? candidates[0]
}

/** The server name that clients use. @throws PreflightError PREFLIGHT_E_UNVERIFIED */
export function serverNameOf(target: Target, tree: NginxTree): string {
  const declared = target.config.edge?.serverName
  if (declared !== undefined) return declared
  const main = mainServer(servers(tree.directives))
  const name = main && plainNameOf(main)
  const derived = name ?? target.config.proxyHeaders?.host
  if (derived === undefined)
    throw unverified({
      because: 'server name unknown: neither edge.serverName nor manifests.nginx gives it',
      hint: 'set edge.serverName',
    })
  return derived
}

/**
 * The name that clients of this edge use: a server for any name takes the one that the gate asks
 * backends by, a pattern of names one that it matches.
 */
function askedName(target: Target, tree: NginxTree): string {
  try {
    return serverNameOf(target, tree)
  } catch (error) {
    const main = mainServer(servers(tree.directives))
    if (!main) throw error
    return main.names.map(nameFor).find((name) => name !== undefined) ?? anyName
  }
}

const hostsOf = (addresses: readonly Address[]) => addresses.map((address) => address.host)

/** The address for a port of the configuration. */
function reached(all: readonly ServerBlock[], ports: ReadonlyMap<number, number>, tls: boolean) {
  const listens = all.flatMap(({ listens }) => listens).filter((each) => !each.isUnreachable)
  const ofKind = [...new Set(listens.filter((each) => each.tls === tls).map(({ port }) => port))]
  const usual = tls ? 443 : 80
  const asked = ofKind.includes(usual) ? usual : ofKind[0]
  const port = asked === undefined ? undefined : ports.get(asked)
  return port === undefined ? undefined : { host, port }
}

let authority: Promise<Authority> | undefined

/** The authority of this process, created on first use. */
export function runAuthority(): Promise<Authority> {
  authority ??= openAuthority()
  return authority
}

/** Lines of every access log in the folder. */
async function accessLines(folder: string): Promise<string[]> {
  const logs = join(folder, 'logs')
  const files = (await readdir(logs)).filter((name) => name !== basename(errorLog))
  const texts = await Promise.all(files.map((name) => readFile(join(logs, name), 'utf8')))
  return texts.flatMap((text) => text.split('\n').filter((line) => line !== ''))
}

/**
 * Runs the target's own nginx configuration. Close it after use.
 * @throws PreflightError PREFLIGHT_E_UNVERIFIED if the config names none; PREFLIGHT_E_STACK
 *   if nginx refuses it, with nginx's message
 */
export async function openEdge(
  target: Target,
  stack: StackClient,
  options: EdgeOptions,
): Promise<Edge> {
  const names = await openNames(hostsOf(options.pointTo))
  try {
    for (const [name, addresses] of Object.entries(options.names ?? {})) {
      await names.set(hostsOf(addresses), name)
    }
    return await open(new EdgeRun(target, options, names), target, stack, options)
  } catch (error) {
    await names.close()
    throw error
  }
}

async function open(
  edge: EdgeRun,
  target: Target,
  stack: StackClient,
  options: EdgeOptions,
): Promise<Edge> {
  const { tree } = await edge.tree()
  const serverName = askedName(target, tree)
  const ours = await runAuthority()
  const all = servers(tree.directives)
  const names = [...new Set([serverName, ...namesOf(all, serverName).values()])]
  const made = await credentialFiles(tree, ours, names, options.keyType ?? 'ec')
  const credentials = { ...made, ...options.credentials }
  const service = await serve(edge, stack, tree, credentials)
  const { folder, reloadCommand } = service.server
  return {
    http: reached(all, edge.ports, false),
    https: reached(all, edge.ports, true),
    ca: ours.root,
    upstreamPort: edge.upstreamPort,
    serverName,
    folder,
    reloadCommand,
    tree,
    places: new Places(tree.directives).all,
    sites: sitesOf(all, edge.ports, serverName),
    service,
    looksUpOnce: edge.looksUpOnce,
    point: async (addresses, name) => {
      portOf(addresses, edge.upstreamPort)
      await edge.names.set(hostsOf(addresses), name)
    },
    writeFile: async (path, text) => {
      edge.replace(path, text)
      await writeAll(folder, await edge.texts())
    },
    reload: async () => {
      await writeAll(folder, await edge.texts())
      await reloadNginx(reloadCommand, join(folder, errorLog))
    },
    accessLog: () => accessLines(folder),
    workers: async () => servingWorkers(await readFile(join(folder, errorLog), 'utf8')).size,
    dnsQueries: () => edge.names.asked(),
    close: async () => {
      await service.remove()
      await edge.names.close()
    },
  }
}
