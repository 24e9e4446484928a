/** Whether nginx can hold as many connections as its configuration promises. Pure. */
import type { Directive } from './syntax.ts'
import { walk } from './tree.ts'

/**
 * What no Linux process exceeds unless somebody raises fs.nr_open: files that it may open. Nginx
 * reserves memory for every connection when it starts, about 400 bytes each.
 *
 * @see https://docs.kernel.org/admin-guide/sysctl/fs.html#nr-open
 */
const mostOpenFiles = 1_048_576

/** The number in the argument of a directive; undefined if it is anything else. */
function numberOf(directive: Directive | undefined): number | undefined {
  const value = directive?.args[0]?.value ?? ''
  return /^\d+$/.test(value) ? Number(value) : undefined
}

/** More connections than files that a worker may open: nginx warns, starts, and refuses clients. */
export function connectionsAboveFiles(
  directives: readonly Directive[],
): { directive: Directive; what: string } | undefined {
  const all = [...walk(directives)].map(({ directive }) => directive)
  const named = (name: string) => all.findLast((directive) => directive.name === name)
  const directive = named('worker_connections')
  const connections = numberOf(directive)
  if (directive === undefined || connections === undefined) return undefined
  const limit = numberOf(named('worker_rlimit_nofile'))
  const most = Math.min(limit ?? mostOpenFiles, mostOpenFiles)
  if (connections <= most) return undefined
  const from = most === limit ? 'worker_rlimit_nofile' : 'Linux'
  return {
    directive,
    what: `${connections} connections, but a worker may open ${most} files (${from})`,
  }
}
