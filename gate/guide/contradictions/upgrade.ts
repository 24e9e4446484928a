/** `Connection: upgrade` that goes with every request, not only with those that upgrade. */
import { effective } from '#gate/kit/edge/tree.ts'
import { locationOf, nginxFilesOf } from '../deployment/proxies.ts'
import { lineInGuide } from '../document/blocks.ts'
import type { Finder, Finding } from './finder.ts'

/** Locations that are for sockets alone. */
const sockets = /ws|socket|cable|hub|stream|realtime|live|signalr|events|channels/i

export const upgradeAlways: Finder = (guide) => {
  const found = nginxFilesOf(guide).flatMap(({ block, places, name }) =>
    places.flatMap((place): Finding[] => {
      const header = effective(place.within, 'proxy_set_header').find(
        ({ args }) =>
          args[0]?.value.toLowerCase() === 'connection' && /^upgrade$/i.test(args[1]?.value ?? ''),
      )
      const location = locationOf(place)
      if (!header || sockets.test(location)) return []
      const path = location.startsWith('/') ? location : '/'
      return [
        {
          id: 'upgrade-on-every-request',
          line: lineInGuide(block, header.line),
          related: [lineInGuide(block, place.directive.line)],
          problem: 'nginx sends Connection: upgrade with requests that upgrade nothing, too.',
          ran: `read the headers that ${name} sends with one plain GET ${path}`,
          printed: 'Connection: upgrade, without an Upgrade header',
          fix: 'Send a variable that a map of $http_upgrade makes "upgrade" or "".',
          claims: ['edge.websocket', 'edge.keep-alive'],
        },
      ]
    }),
  )
  return [...new Map(found.map((finding) => [finding.line, finding])).values()]
}
