import { expect, test } from 'vitest'
import { edgeImageOf } from './edge-image.ts'
import { edgeServiceOf } from './edge-service.ts'
import { withTrial } from './testing/trial.ts'

/** What is known of the image of a service. */
async function imageOf(service: string, dockerfile = '') {
  const compose = `services:\n  edge:\n    ${service}
    volumes: ["./nginx.conf:/etc/nginx/nginx.conf"]\n`
  const files = { 'nginx.conf': '', 'compose.yml': compose, 'edge/Dockerfile': dockerfile }
  return await withTrial({ files }, async ({ target }) => {
    const { absolute } = await target.manifest('nginx')
    const { version, isStock } = edgeImageOf(await edgeServiceOf(target, absolute))
    return { version: version?.map((part) => (part === 999 ? 'latest' : part)).join('.'), isStock }
  })
}

test.each([
  ['image: nginx:1.28-alpine', '1.28.latest', true],
  ['image: nginx:1.25.3', '1.25.3', true],
  ['image: docker.io/library/nginx:1.25.3-bookworm@sha256:0123', '1.25.3', true],
  ['image: "nginx:${NGINX:-1.26}"', '1.26.latest', true],
  ['image: nginxinc/nginx-unprivileged:1.27', '1.27.latest', true],
  ['image: nginx:alpine3.20', undefined, true],
  ['image: nginx', undefined, true],
  ['image: registry.example.com:5000/mirror/nginx:1.24', '1.24.latest', false],
  ['image: openresty/openresty:1.25.3.1-alpine', '1.25.3', false],
  ['image: nginxproxy/nginx-proxy:1.6', undefined, false],
  ['image: ${EDGE_IMAGE:?}', undefined, false],
  ['image: "${REGISTRY}nginx:1.26"', '1.26.latest', false],
  ['image: nginx:${NGINX_VERSION:?}', undefined, true],
])('%s', async (service, version, isStock) => {
  expect(await imageOf(service)).toEqual({ version, isStock })
})

test.each([
  ['build: ./edge', 'FROM nginx:1.27-alpine\nRUN apk add nginx-mod-http-brotli', '1.27.latest'],
  ['build: { context: edge }', 'ARG V=1.26\nFROM nginx:${V}', '1.26.latest'],
  [
    'build: ./edge',
    'FROM node:24 AS page\nRUN x\nFROM nginx:1.25.4 AS base\nFROM base\nCOPY --from=page /a /b',
    '1.25.4',
  ],
  ['build: ./elsewhere', '', undefined],
])('%s of %j', async (service, dockerfile, version) => {
  expect(await imageOf(service, dockerfile)).toEqual({ version, isStock: false })
})
