/** Response headers that browsers have given up, or that do harm. */
import { walk } from '#gate/kit/edge/tree.ts'
import { codeKinds, matchesIn } from '../deployment/code.ts'
import { nginxFilesOf } from '../deployment/proxies.ts'
import { lineInGuide } from '../document/blocks.ts'
import type { Guide } from '../document/guide.ts'
import type { Finder } from './finder.ts'

interface Deprecated {
  name: string
  /** A value with which it may stay. */
  harmless?: RegExp
  why: string
  fix: string
}

/** https://developer.mozilla.org/docs/Web/HTTP/Reference/Headers */
const deprecated: readonly Deprecated[] = [
  {
    name: 'X-XSS-Protection',
    harmless: /^\s*0\s*$/,
    why: 'deprecated: no browser of today has the filter, and where it is left it opens holes',
    fix: 'Take it out, or set it to 0; Content-Security-Policy does what it was for.',
  },
  {
    name: 'Expect-CT',
    why: 'deprecated: every certificate has to be in the logs anyway',
    fix: 'Take it out.',
  },
  {
    name: 'Public-Key-Pins',
    why: 'removed from all browsers, and a lost key locks users out',
    fix: 'Take it out.',
  },
  {
    name: 'Feature-Policy',
    why: 'deprecated: renamed to Permissions-Policy',
    fix: 'Send Permissions-Policy in its place.',
  },
]

interface Set {
  name: string
  value: string
  line: number
}

function inNginx(guide: Guide): Set[] {
  return nginxFilesOf(guide).flatMap(({ block, directives }) =>
    [...walk(directives)]
      .filter(({ directive }) => directive.name === 'add_header')
      .map(({ directive: { args, line } }) => ({
        name: args[0]?.value ?? '',
        value: args[1]?.value ?? '',
        line: lineInGuide(block, line),
      })),
  )
}

const inCode = /["']([A-Za-z]+(?:-[A-Za-z]+)+)["']\]?\s*(?:[,:=]|=>)\s*["']([^"'\n]*)["']/g
const inCaddy =
  /^[ \t]*(?:header[ \t]+)?([A-Z][A-Za-z]*(?:-[A-Za-z]+)+)[ \t]+["`]?([^"`\n]+)["`]?[ \t]*$/gm

function elsewhere(guide: Guide): Set[] {
  return [...matchesIn(guide, inCode, codeKinds), ...matchesIn(guide, inCaddy, ['other'])].map(
    ({ groups: [name = '', value = ''], line }) => ({ name, value, line }),
  )
}

export const deprecatedHeaders: Finder = (guide) =>
  [...inNginx(guide), ...elsewhere(guide)].flatMap(({ name, value, line }) => {
    const known = deprecated.find((each) => each.name.toLowerCase() === name.toLowerCase())
    if (!known || known.harmless?.test(value)) return []
    return [
      {
        id: 'deprecated-header',
        line,
        related: [],
        problem: `The header ${known.name} is deprecated.`,
        ran: `looked ${known.name} up among the headers that browsers follow`,
        printed: known.why,
        fix: known.fix,
        claims: ['edge.security-headers'],
      },
    ]
  })
