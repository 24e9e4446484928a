/** Goal: a place for probes is known as one, however its path and the contract's are written. */
import { expect, test } from 'vitest'
import type { TargetConfig } from '#gate/contract/target-config.ts'
import { isProbe } from './backend-routes.ts'
import { readTree } from './nginx-tree.ts'
import { Places } from './places.ts'

function isFor(location: string, health: string): boolean {
  const text = `http { server { location ${location} { proxy_pass http://app:8000; } } }`
  const tree = readTree({ main: { path: '/etc/nginx/nginx.conf', text }, find: () => [] })
  const [place] = new Places(tree.directives).all
  if (!place) throw new Error(`no place in ${text}`)
  return isProbe({ place }, { endpoints: { health } } as TargetConfig)
}

test.each([
  ['= /health', '/health'],
  ['= /healthcheck/', '/healthcheck/'],
  ['/healthcheck', '/healthcheck/'],
  ['/health/', '/health'],
  ['~ ^/health/?$', '/health/'],
])('location %s is for probes of %s', (location, health) => {
  expect(isFor(location, health)).toBe(true)
})

test.each([
  ['/', '/'.padEnd(8, 'x')],
  ['/health/details/', '/health/'],
  ['/healthcheck', '/health'],
])('location %s is not for probes of %s', (location, health) => {
  expect(isFor(location, health)).toBe(false)
})
