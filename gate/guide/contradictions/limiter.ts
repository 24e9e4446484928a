/** Rate limits that take all clients for one, or count in each process for itself. */

import { isSaid, type Match, matchesIn } from '../deployment/code.ts'
import { servingProcesses } from '../deployment/pools.ts'
import { routesOf } from '../deployment/proxies.ts'
import { isTrusted, type Stack } from '../deployment/trust.ts'
import type { Guide } from '../document/guide.ts'
import type { Finder, Finding } from './finder.ts'

interface Limiter {
  stack: Stack
  name: string
  /** Where it is set up. */
  pattern: RegExp
  /** It tells clients apart by the address of their connection. */
  isByPeer(match: Match, guide: Guide): boolean
  /** Its counts are elsewhere than in the process. */
  isShared(match: Match, guide: Guide): boolean
  /** The number in its limit, for the sum over all processes. */
  limit: RegExp
  trust: string
  share: string
}

const call = /\(\s*\{?[\s\S]{0,600}?\)/.source

/** The plugin, by the name of its import or imported on the spot. */
const fastifyLimit =
  String.raw`(?:\w*[rR]ateLimit\w*|` +
  String.raw`(?:require|import)\(["']@fastify/rate-limit["']\))`

const limiters: readonly Limiter[] = [
  {
    stack: 'asgi',
    name: 'slowapi',
    pattern: new RegExp(`(?<!\\w)Limiter${call}`, 'g'),
    isByPeer: ({ text, block }) =>
      /\bslowapi\b/.test(block.text) && /key_func\s*=\s*get_remote_address\b/.test(text),
    isShared: (_, guide) =>
      isSaid(guide, /\bstorage_uri\s*=|RATELIMIT_STORAGE_UR[IL]\b|\bstorage_options\b/),
    limit: /\.limit\(\s*["'](\d+)\s*\/\s*(?:\d+\s*)?(\w+)/,
    trust:
      'Set FORWARDED_ALLOW_IPS (--forwarded-allow-ips) to the address or network of the proxy.',
    share: 'Give the limiter a shared store: storage_uri with the address of Redis.',
  },
  {
    stack: 'flask',
    name: 'Flask-Limiter',
    pattern: new RegExp(`(?<!\\w)Limiter${call}`, 'g'),
    isByPeer: ({ text, block }) =>
      /\bflask_limiter\b/.test(block.text) && /\bget_remote_address\b/.test(text),
    isShared: (_, guide) => isSaid(guide, /\bstorage_uri\s*=|RATELIMIT_STORAGE_UR[IL]\b/),
    limit: /["'](\d+)\s*(?:\/|per)\s*(?:\d+\s*)?(\w+)/,
    trust: 'Wrap the application in ProxyFix with the number of proxies.',
    share: 'Give the limiter a shared store: storage_uri with the address of Redis.',
  },
  {
    stack: 'express',
    name: 'express-rate-limit',
    pattern: new RegExp(`(?<!\\w)rateLimit${call}`, 'g'),
    isByPeer: ({ text, block }) =>
      /express-rate-limit/.test(block.text) && !/\bkeyGenerator\b/.test(text),
    isShared: ({ text }) => /\bstore\b/.test(text),
    limit: /\b(?:max|limit)\s*:\s*(\d+)()/,
    trust: 'Set "trust proxy" to the address or network of the proxy.',
    share: 'Give the limiter a shared store, such as rate-limit-redis.',
  },
  {
    stack: 'fastify',
    name: '@fastify/rate-limit',
    pattern: new RegExp(`\\.register\\(\\s*${fastifyLimit}[\\s\\S]{0,600}?\\)`, 'g'),
    isByPeer: ({ text, block }) =>
      /@fastify\/rate-limit/.test(block.text) && !/\bkeyGenerator\b/.test(text),
    isShared: ({ text }) => /\bredis\b|\bstore\b/.test(text),
    limit: /\bmax\s*:\s*(\d+)()/,
    trust: 'Set trustProxy to the address or network of the proxy.',
    share: 'Give the limiter Redis: its option redis.',
  },
  {
    stack: 'go',
    name: 'httprate',
    pattern: /\bhttprate\.LimitByIP\([^)]*\)/g,
    isByPeer: () => true,
    isShared: (_, guide) => isSaid(guide, /httprateredis|WithLimitCounter/),
    limit: /LimitByIP\(\s*(\d+)()/,
    trust: 'Use LimitByRealIP behind a proxy that sets the header, or middleware.RealIP before it.',
    share: 'Count in Redis: httprateredis.',
  },
]

function sharedFinding(guide: Guide, match: Match, limiter: Limiter): Finding[] {
  const { line, block } = match
  const { processes, told, lines } = servingProcesses(guide)
  if (processes < 2 || limiter.isShared(match, guide)) return []
  const [, number, unit] = limiter.limit.exec(block.text) ?? []
  const per = unit ? ` a ${unit}` : ''
  const sum =
    number === undefined
      ? ''
      : `: ${processes} x ${number} = ${processes * Number(number)} attempts${per}`
  return [
    {
      id: 'limit-per-process',
      line,
      related: lines,
      problem: `${limiter.name} counts in each of the ${processes} processes for itself.`,
      ran: `multiplied the limit by the processes that serve: ${told}`,
      printed: `${processes} counters${sum}`,
      fix: limiter.share,
      claims: ['http.rate-limit-shared', 'http.login-rate-limit'],
    },
  ]
}

function peerFinding(guide: Guide, { line }: Match, limiter: Limiter): Finding[] {
  const route = routesOf(guide).find(
    (each) => !each.isForHealth && !isTrusted(guide, limiter.stack, each),
  )
  if (!route) return []
  return [
    {
      id: 'limit-by-peer',
      line,
      related: [route.line],
      problem: `For ${limiter.name} a client is a connection, and all come from ${route.proxy}.`,
      ran: `traced two clients through ${route.proxy} (line ${route.line}), without sending any`,
      printed: `both have the address of ${route.proxy}: one client uses up the limit of all`,
      fix: limiter.trust,
      claims: ['http.rate-limit-unspoofable', 'http.login-rate-limit', 'edge.forwarded'],
    },
  ]
}

export const limitByPeer: Finder = (guide) =>
  limiters.flatMap((limiter) =>
    matchesIn(guide, limiter.pattern)
      .filter((match) => limiter.isByPeer(match, guide))
      .flatMap((match) => peerFinding(guide, match, limiter)),
  )

export const limitPerProcess: Finder = (guide) =>
  limiters.flatMap((limiter) =>
    matchesIn(guide, limiter.pattern)
      .filter((match) => limiter.isByPeer(match, guide))
      .flatMap((match) => sharedFinding(guide, match, limiter)),
  )
