import { behindEdge, defineNeeds } from './need.ts'

/** Of the claims of section edge. Most need no backend: the gate's stub is behind the edge. */
export const edge = defineNeeds('edge', {
  'edge.config-valid': ['manifests.nginx'],
  'edge.https-redirect': ['manifests.nginx'],
  'edge.tls-versions': ['manifests.nginx'],
  'edge.tls-ciphers': ['manifests.nginx'],
  'edge.certificate': [
    'edge.certificate',
    'manifests.nginx',
    ['edge.certificate.folder', 'edge.certificate.make'],
  ],
  'edge.security-headers': behindEdge,
  'edge.forwarded': ['manifests.nginx'],
  'edge.websocket': ['manifests.nginx'],
  'edge.read-timeout': ['manifests.nginx'],
  'edge.keep-alive': ['manifests.nginx'],
  'edge.health-unlogged': ['manifests.nginx'],
  'edge.follows-replacement': ['manifests.nginx'],
  'edge.upstream-down': ['manifests.nginx'],
})
