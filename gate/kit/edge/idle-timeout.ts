/** How long an edge keeps idle connections to a backend, as its configuration says. Pure. */
import type { Place } from './places.ts'
import type { Directive } from './syntax.ts'
import { directivesOf, walk } from './tree.ts'

/** Nginx's own `keepalive_timeout` of an upstream block. */
const defaultSeconds = 60

/** In seconds, by unit. */
const units: Readonly<Record<string, number>> = {
  ms: 0.001,
  s: 1,
  m: 60,
  h: 3_600,
  d: 86_400,
  w: 604_800,
}

/** A time as nginx reads it, in seconds: `75`, `60s`, `1m 30s`. Undefined if it is none. */
export function nginxSeconds(text: string): number | undefined {
  const parts = [...text.trim().matchAll(/(\d+)(ms|[smhdw])?\s*/g)]
  const read = parts.map(([part]) => part).join('')
  if (parts.length === 0 || read.trim() !== text.trim()) return undefined
  return parts.reduce((sum, [, count, unit = 's']) => sum + Number(count) * (units[unit] ?? 1), 0)
}

/**
 * For how many seconds a place keeps an idle connection, if it keeps any: the longest time of the
 * upstream blocks that it may go to. Undefined if the configuration has a time that is none.
 */
export function idleSeconds(
  directives: readonly Directive[],
  { targets }: Pick<Place, 'targets'>,
): number | undefined {
  const blocks = [...walk(directives)]
    .map(({ directive }) => directive)
    .filter(({ name, block }) => name === 'upstream' && block !== undefined)
  const names = targets.map((target) => target.toLowerCase())
  const named = blocks.filter(({ args }) => names.includes(args[0]?.value.toLowerCase() ?? ''))
  const keeping = blocks.filter(({ block = [] }) => directivesOf(block, 'keepalive').length > 0)
  const seconds = (named.length > 0 ? named : keeping).map(({ block = [] }) => {
    const [timeout] = directivesOf(block, 'keepalive_timeout')
    return timeout ? nginxSeconds(timeout.args[0]?.value ?? '') : defaultSeconds
  })
  if (seconds.includes(undefined)) return undefined
  return seconds.length === 0 ? defaultSeconds : Math.max(...seconds.map(Number))
}
