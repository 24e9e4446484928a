/** Names that nginx looks up at its start, and that nothing in the edge's composition has. */
import { globSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { mapOf, pairsOf } from '#gate/yaml-map.ts'
import { type ComposeService, readCompose } from '../deploy/compose/compose-file.ts'
import { baseFileOf, servicesIn } from '../deploy/compose/layers.ts'
import { namesOnNetworks } from '../deploy/compose/service-parts.ts'
import { substitute } from '../deploy/compose/substitution.ts'
import { wholeCompose } from '../deploy/compose/whole.ts'
import type { NginxTree } from './nginx-tree.ts'
import { Places } from './places.ts'
import { variablesOf } from './tree.ts'

/** A name that only the network of a composition can have: no domain, no address. */
const ofNetwork = /^(?!localhost$)(?=.*[a-z])[a-z0-9][a-z0-9_-]*$/i

/** Whether others may be on a network of the service: of another composition, or of the machine. */
function isOpenNetwork({ written }: ComposeService, document: unknown): boolean {
  const { networks, network_mode: mode, links, external_links: external } = written
  const all = mapOf(mapOf(document).networks)
  const own = Array.isArray(networks) ? networks : Object.keys(mapOf(networks))
  const names = own.length > 0 ? own.map(String) : ['default']
  const isShared = names.some((name) => {
    const { external: isExternal, name: global } = mapOf(all[name])
    return (isExternal !== undefined && isExternal !== false) || global !== undefined
  })
  return isShared || [mode, links, external].some((each) => each !== undefined)
}

/** Whether a name is one of the services, or what Compose and Swarm make of it: `shop-api-1`. */
const isOf = (host: string, name: string) =>
  `-${host}-`
    .toLowerCase()
    .replaceAll('_', '-')
    .includes(`-${name}-`.toLowerCase().replaceAll('_', '-'))

/**
 * Those of the upstreams' names that no service has; none where other compositions may have them.
 * @param file the compose file, absolute
 * @param edge its service that runs nginx
 */
export function unknownHosts(
  { directives }: Pick<NginxTree, 'directives'>,
  { text, file, edge }: { text: string; file: string; edge: ComposeService },
): string[] {
  const { document, services } = readCompose(wholeCompose(text, file))
  const isPartial = mapOf(document).include !== undefined || baseFileOf(file) !== undefined
  if (isPartial || isOpenNetwork(edge, document)) return []
  const beside = globSync('*compose*.{yml,yaml}', { cwd: dirname(file) })
  const others = beside.flatMap((name) => servicesIn(join(dirname(file), name)))
  const names = [...services, ...others].flatMap(namesOnNetworks)
  if (names.some((name) => substitute(name).isOpen)) return []
  const added = pairsOf(edge.written.extra_hosts).map(([name]) => name.split(':')[0] ?? '')
  const known = [...names.map((name) => substitute(name).text), ...added]
  const asked = new Places(directives).all
    .filter(({ word }) => variablesOf(word).length === 0)
    .flatMap(({ hosts }) => hosts ?? [])
  const isUnknown = (host: string) =>
    ofNetwork.test(host) && !known.some((name) => isOf(host, name))
  return [...new Set(asked.filter(isUnknown))]
}
