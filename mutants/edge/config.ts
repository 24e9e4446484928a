/** Configurations that nginx or a linter refuses. */
import type { ClaimId } from '#guide/index.ts'
import { defineMutants, edit, insertAfter, insertBefore } from '../mutant.ts'
import { composeFile, nginxConf, proxyConf } from '../paths.ts'

/** What nothing can be said of where nginx does not take its configuration. */
const needsAnEdge: readonly ClaimId[] = [
  'edge.https-redirect',
  'edge.tls-versions',
  'edge.tls-ciphers',
  'edge.certificate',
  'edge.security-headers',
  'edge.forwarded',
  'edge.websocket',
  'edge.read-timeout',
  'edge.health-unlogged',
  'edge.follows-replacement',
  'edge.upstream-down',
]

export const edgeConfig = defineMutants('edge', {
  'edge-config-without-http': {
    defect: 'The configuration is a fragment, and mounted as the main file.',
    kills: ['edge.config-valid'],
    blinds: needsAnEdge,
    edits: [
      edit(nginxConf, 'events {\n    worker_connections 4096;\n}\n', ''),
      edit(nginxConf, '\nhttp {\n', ''),
      edit(nginxConf, '}\n}', '}'),
    ],
  },
  'edge-config-not-closed': {
    defect: 'A block of the configuration is not closed.',
    kills: ['edge.config-valid'],
    blinds: needsAnEdge,
    edits: [edit(nginxConf, '}\n}', '}')],
  },
  'edge-health-loses-headers': {
    defect:
      'The health location adds a header of its own, and loses those of the blocks around it.',
    kills: ['edge.config-valid', 'edge.security-headers'],
    edits: [insertAfter(nginxConf, 'access_log off;', 'add_header Cache-Control no-store;')],
  },
  'edge-connections-without-files': {
    defect: 'A worker is to hold more connections than it may open files.',
    kills: ['edge.config-valid'],
    naming: ['connections above open files'],
    edits: [insertBefore(nginxConf, 'events {', 'worker_rlimit_nofile 1024;')],
  },
  'edge-published-beside-its-port': {
    defect: 'The port of HTTPS is published to one on which nginx does not listen.',
    kills: ['edge.config-valid'],
    naming: ['443:8443'],
    edits: [edit(composeFile, '"443:443"', '"443:8443"')],
  },
  'edge-certificates-not-mounted': {
    defect: 'The folder with the certificate is no longer mounted.',
    kills: ['edge.config-valid'],
    naming: ['ssl_certificate /etc/nginx/ssl/fullchain.pem'],
    edits: [edit(composeFile, '      - ./nginx/ssl:/etc/nginx/ssl:ro\n', '')],
  },
  'edge-configuration-not-mounted': {
    defect: 'The main file is no longer mounted: nginx serves the page that its image has.',
    kills: ['edge.config-valid'],
    naming: ['manifests.nginx'],
    edits: [edit(composeFile, '      - ./nginx/nginx.conf:/etc/nginx/nginx.conf:ro\n', '')],
  },
  'edge-alias-traversal': {
    defect: 'Files beside a folder that is served can be read.',
    kills: ['edge.config-valid'],
    edits: [
      insertBefore(
        nginxConf,
        '# Internal only.',
        `location /static {
    alias /srv/static/;
}
`,
      ),
    ],
  },
  'edge-host-by-way-of-a-map': {
    defect: 'The backend gets the Host header as the client wrote it, out of a map.',
    kills: ['edge.config-valid'],
    naming: ['$told_host = $http_host'],
    edits: [
      edit(
        proxyConf,
        'proxy_set_header Host $host;',
        `map $http_host $told_host {
    default $http_host;
    "" $host;
}
proxy_set_header Host $told_host;`,
      ),
    ],
  },
  'edge-host-as-the-client-says': {
    defect: 'The backend gets the Host header as the client wrote it.',
    kills: ['edge.config-valid'],
    edits: [edit(proxyConf, 'proxy_set_header Host $host;', 'proxy_set_header Host $http_host;')],
  },
})
