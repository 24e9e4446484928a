/** Security headers, and headers that are forwarded to the backend. */
import { defineMutants, edit } from '../mutant.ts'
import { proxyConf, server } from '../paths.ts'

const securityHeaders = 'reference-app/deploy/nginx/edge/security-headers.conf'

export const headers = defineMutants('edge', {
  'edge-headers-not-on-errors': {
    defect: 'A security header is missing on errors.',
    kills: ['edge.security-headers'],
    edits: [
      edit(
        securityHeaders,
        'add_header X-Content-Type-Options nosniff always;',
        'add_header X-Content-Type-Options nosniff;',
      ),
    ],
  },
  'edge-header-doubled': {
    defect: 'The backend and the edge both send a security header.',
    kills: ['edge.security-headers'],
    edits: [edit(securityHeaders, 'proxy_hide_header X-Frame-Options;\n', '')],
  },
  'edge-header-of-the-backend-alone': {
    defect: 'The answers of the edge itself go without a security header.',
    kills: ['edge.security-headers'],
    edits: [
      edit(securityHeaders, 'proxy_hide_header Strict-Transport-Security;\n', ''),
      edit(securityHeaders, 'add_header Strict-Transport-Security max-age=31536000 always;\n', ''),
    ],
  },
  'edge-client-as-the-client-says': {
    defect: 'The edge passes on who the client claims to be.',
    kills: ['edge.forwarded'],
    edits: [
      edit(
        proxyConf,
        'proxy_set_header X-Forwarded-For $remote_addr;',
        'proxy_set_header X-Forwarded-For $http_x_forwarded_for;',
      ),
    ],
  },
  'edge-scheme-as-the-client-says': {
    defect: 'The edge passes on the scheme that the client claims.',
    kills: ['edge.forwarded'],
    edits: [
      edit(
        proxyConf,
        'proxy_set_header X-Forwarded-Proto $scheme;',
        'proxy_set_header X-Forwarded-Proto $http_x_forwarded_proto;',
      ),
    ],
  },
  'edge-backend-trusts-anyone': {
    defect: 'The backend takes everybody for a proxy.',
    kills: ['edge.forwarded'],
    alsoKills: ['configuration.settings-effective'],
    edits: [
      edit(server, 'trustProxy: commaList(settings.TRUSTED_PROXIES)', 'trustProxy: true'),
      edit(server, "import { commaList } from './config/lists.ts'\n", ''),
    ],
  },
  'edge-upgrade-always': {
    defect: 'Every request is passed on as an upgrade.',
    kills: ['edge.websocket'],
    edits: [
      edit(
        proxyConf,
        'proxy_set_header Connection $upgrade_or_not;',
        'proxy_set_header Connection upgrade;',
      ),
    ],
  },
  'edge-upgrade-by-http-1-0': {
    defect: 'Requests are passed on by HTTP/1.0, by which RFC 6455 allows no upgrade.',
    kills: ['edge.websocket'],
    edits: [edit(proxyConf, 'proxy_http_version 1.1;\n', '')],
  },
  'edge-upgrade-not-passed-on': {
    defect: 'An upgrade ends at the edge.',
    kills: ['edge.websocket'],
    // No socket opens, so nobody sees how one ends.
    blinds: ['release.websocket-drained'],
    edits: [
      edit(
        proxyConf,
        `proxy_set_header Upgrade $http_upgrade;
proxy_set_header Connection $upgrade_or_not;`,
        'proxy_set_header Connection "";',
      ),
    ],
  },
})
