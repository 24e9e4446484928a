/** Goal: what a configuration leaves out is as in the deployment's nginx, not as in this one's. */
import { expect, test } from 'vitest'
import { deployedDefaults, isOpen } from './defaults.ts'
import type { EdgeImage } from './edge-image.ts'
import { readTree } from './nginx-tree.ts'

function treeOf(http: string) {
  const main = { path: '/etc/nginx/nginx.conf', text: `http { ${http} }` }
  return readTree({ main, find: () => [] })
}
const bare = treeOf('server { listen 443 ssl; }')
const imageOf = (image?: string, version?: EdgeImage['version']) => ({
  image,
  version,
  isStock: false,
})
const old = { ssl_protocols: 'TLSv1 TLSv1.1 TLSv1.2', proxy_http_version: '1.0' }
const between = { ...old, ssl_protocols: 'TLSv1 TLSv1.1 TLSv1.2 TLSv1.3' }
const newer = { ...old, ssl_protocols: 'TLSv1.2 TLSv1.3' }
const latest = { ...newer, proxy_http_version: '1.1' }

test.each<[string, EdgeImage, Record<string, string> | undefined]>([
  ['an old version', imageOf('nginx:1.22', [1, 22, 999]), old],
  ['the version with TLS 1.3', imageOf('nginx:1.23.4', [1, 23, 4]), between],
  ['the one before TLS 1.0 went', imageOf('nginx:1.26', [1, 26, 999]), between],
  ['a newer version', imageOf('nginx:1.28-alpine', [1, 28, 999]), newer],
  ['a version that keeps connections', imageOf('nginx:1.30', [1, 30, 999]), latest],
  ['a tag that moves', imageOf('nginx:alpine'), latest],
  ['no tag', imageOf('docker.io/library/nginx'), latest],
  ['an image of its own', imageOf('registry.example/edge:3'), undefined],
  ['no image', imageOf(), undefined],
])('%s', (_, image, values) => {
  expect(deployedDefaults(image)).toEqual(values ?? {})
  expect(isOpen(bare, image, 'ssl_protocols')).toBe(values === undefined)
})

test('what is written counts', () => {
  const tree = treeOf('server { listen 443 ssl; ssl_protocols TLSv1.3; }')
  expect(isOpen(tree, imageOf(), 'ssl_protocols')).toBe(false)
})
