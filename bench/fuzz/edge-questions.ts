/** What is asked of an nginx configuration before nginx is. */
import { knownMistakes } from '../../gate/kit/edge/mistakes.ts'
import { readTree } from '../../gate/kit/edge/nginx-tree.ts'
import { asksForPermission, Places, passesUpgrade } from '../../gate/kit/edge/places.ts'
import { portsOf, rewrite } from '../../gate/kit/edge/rewrite.ts'
import { locationMatch, servers, walk } from '../../gate/kit/edge/tree.ts'

const path = '/etc/nginx/nginx.conf'
const firstPort = 15_000

/** All that is asked of a configuration's text. It may include itself. */
export function askEdge(text: string): void {
  const main = { path, text }
  const tree = readTree({ main, find: (pattern) => (pattern.endsWith('nginx.conf') ? [main] : []) })
  servers(tree.directives)
  knownMistakes(tree.directives)
  for (const { directive } of walk(tree.directives)) locationMatch(directive)
  for (const place of new Places(tree.directives).all) {
    asksForPermission(place)
    passesUpgrade(place)
  }
  rewrite(tree, path, {
    ports: new Map(portsOf(tree).map((port, index) => [port, firstPort + index])),
    port: firstPort,
    dns: { host: '127.0.0.1', port: 53 },
    addressesOf: () => ['127.0.0.21', '127.0.0.22'],
    settings: { proxy_connect_timeout: '1s' },
    marksPlaces: true,
  })
}
