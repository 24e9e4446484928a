/** Whether the backend believes its proxy: by the settings that its server or framework has. */
import type { Guide } from '../document/guide.ts'
import { isSaid } from './code.ts'
import type { Route } from './proxies.ts'

export type Stack = 'asgi' | 'flask' | 'django' | 'rails' | 'express' | 'fastify' | 'go'

/** Gunicorn and Uvicorn believe 127.0.0.1 alone until they are told whom else. */
const wsgiServer = /forwarded[-_]allow[-_]ips\b(?![^\n]*["'= ]127\.0\.0\.1["']?\s*$)/im

/** How each stack is told to believe its proxy. */
const settings: Readonly<Record<Stack, readonly RegExp[]>> = {
  asgi: [wsgiServer, /\bProxyHeadersMiddleware\b/],
  flask: [wsgiServer, /\bProxyFix\b/],
  django: [wsgiServer, /\bSECURE_PROXY_SSL_HEADER\b/],
  rails: [/\bassume_ssl\s*=\s*true/],
  express: [/["']trust proxy["']/],
  fastify: [/\btrustProxy\b/],
  go: [/\bSSLProxyHeaders\b|\bProxyHeaders\(|\bmiddleware\.RealIP\b|\bSetTrustedProxies\(/],
}

/** Stacks whose servers believe a proxy on the same machine without being told. */
const trustsLoopback: ReadonlySet<Stack> = new Set(['asgi', 'flask', 'django'])

/** Whether the guide tells the backend to believe what a proxy says of the client. */
export function isTrusted(
  guide: Guide,
  stack: Stack,
  { isLocal }: Pick<Route, 'isLocal'>,
): boolean {
  if (isLocal && trustsLoopback.has(stack)) return true
  return settings[stack].some((pattern) => isSaid(guide, pattern))
}
