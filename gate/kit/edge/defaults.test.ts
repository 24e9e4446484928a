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
const [older, later] = ['TLSv1 TLSv1.1 TLSv1.2', 'TLSv1.2 TLSv1.3']

test.each<[string, EdgeImage, string | undefined]>([
  ['an old version', imageOf('nginx:1.22', [1, 22, 999]), older],
  ['the version that changed it', imageOf('nginx:1.23.4', [1, 23, 4]), later],
  ['a new version', imageOf('nginx:1.28-alpine', [1, 28, 999]), later],
  ['a tag that moves', imageOf('nginx:alpine'), later],
  ['no tag', imageOf('docker.io/library/nginx'), later],
  ['an image of its own', imageOf('registry.example/edge:3'), undefined],
  ['no image', imageOf(), undefined],
])('%s', (_, image, value) => {
  const defaults = value === undefined ? {} : { ssl_protocols: value }
  expect(deployedDefaults(bare, image)).toEqual(defaults)
  expect(isOpen(bare, image, 'ssl_protocols')).toBe(value === undefined)
})

test('what is written counts', () => {
  const tree = treeOf('server { listen 443 ssl; ssl_protocols TLSv1.3; }')
  expect(deployedDefaults(tree, imageOf('nginx:1.28', [1, 28, 999]))).toEqual({})
  expect(isOpen(tree, imageOf(), 'ssl_protocols')).toBe(false)
})
