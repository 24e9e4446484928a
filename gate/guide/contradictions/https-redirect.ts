/**
 * A redirect to HTTPS in the backend, behind a proxy that ends TLS: every request arrives as plain
 * HTTP, and is sent back to where it came from, unless the backend believes the proxy's word.
 */
import { matchesIn } from '../deployment/code.ts'
import { routesOf } from '../deployment/proxies.ts'
import { isTrusted, type Stack } from '../deployment/trust.ts'
import type { Finder } from './finder.ts'

interface Redirect {
  stack: Stack
  pattern: RegExp
  name: string
  /** It reads X-Forwarded-Proto itself, so that the header alone is enough. */
  readsHeader?: true
  fix: string
}

const redirects: readonly Redirect[] = [
  {
    stack: 'asgi',
    pattern: /add_middleware\(\s*HTTPSRedirectMiddleware|Middleware\(\s*HTTPSRedirectMiddleware/g,
    name: 'HTTPSRedirectMiddleware',
    fix: "Set FORWARDED_ALLOW_IPS (--forwarded-allow-ips) to the proxy's address or network.",
  },
  {
    stack: 'django',
    pattern: /\bSECURE_SSL_REDIRECT\s*=\s*True/g,
    name: 'SECURE_SSL_REDIRECT',
    fix: 'Set SECURE_PROXY_SSL_HEADER to the header that the proxy sets.',
  },
  {
    stack: 'flask',
    pattern: /\bTalisman\(\s*app\b(?![^)]*force_https\s*=\s*False)/g,
    name: 'Talisman',
    readsHeader: true,
    fix: 'Let the proxy set X-Forwarded-Proto.',
  },
  {
    stack: 'rails',
    pattern: /\bconfig\.force_ssl\s*=\s*true/g,
    name: 'config.force_ssl',
    readsHeader: true,
    fix: 'Let the proxy set X-Forwarded-Proto, or set config.assume_ssl = true.',
  },
  {
    stack: 'express',
    pattern: /!\s*req\.secure\b|\breq\.protocol\s*(?:!==?\s*["']https|===?\s*["']http)["']/g,
    name: 'the redirect to https',
    fix: 'Set "trust proxy" to the address or network of the proxy.',
  },
  {
    stack: 'go',
    pattern: /\bSSLRedirect:\s*true/g,
    name: 'SSLRedirect',
    fix: 'Set SSLProxyHeaders to the header that the proxy sets.',
  },
]

export const httpsRedirect: Finder = (guide) => {
  const routes = routesOf(guide).filter(({ endsTls, isForHealth }) => endsTls && !isForHealth)
  return redirects.flatMap(({ stack, pattern, name, readsHeader, fix }) => {
    const looping = routes.find((route) => {
      const isBelieved = isTrusted(guide, stack, route)
      return readsHeader ? !route.tellsScheme && !isBelieved : !route.tellsScheme || !isBelieved
    })
    if (!looping) return []
    const { proxy, line: passing, tellsScheme } = looping
    const believed = tellsScheme
      ? 'X-Forwarded-Proto: https, from a peer that nothing tells it to believe'
      : 'no X-Forwarded-Proto'
    return matchesIn(guide, pattern).map(({ line }) => ({
      id: 'https-redirect-loops',
      line,
      related: [passing],
      problem: `${name} answers every request through ${proxy} with a redirect to itself.`,
      ran: `traced one GET through ${proxy} (line ${passing}) to ${name}, without sending it`,
      printed: `plain HTTP arrives with ${believed}: a redirect to the same URL, again and again`,
      fix,
      claims: ['http.https-enforced', 'edge.forwarded'],
    }))
  })
}
