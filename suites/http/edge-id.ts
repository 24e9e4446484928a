/** Ids of requests that the edge gives, and the backend only repeats. */
import { randomUUID } from 'node:crypto'
import type { RequestSpec, Session } from '#gate/contract/contract.ts'
import { ifTimedOut, waitFor } from '#gate/host/process/wait.ts'
import { deployedNginx } from '#gate/kit/edge/deployed-nginx.ts'
import { readTree } from '#gate/kit/edge/nginx-tree.ts'
import type { Directive } from '#gate/kit/edge/syntax.ts'
import { walk } from '#gate/kit/edge/tree.ts'
import type { RunningTarget } from '#gate/system/running.ts'
import type { Target } from '#gate/system/target.ts'

/** The headers in which an edge passes its own id of a request on. */
export function idHeaders(directives: readonly Directive[]): string[] {
  const found = [...walk(directives)].flatMap(({ directive: { name, args } }) => {
    const [header, value] = args.map((word) => word.value)
    const isId = name === 'proxy_set_header' && /\$\{?request_id\b/.test(value ?? '')
    return isId && header !== undefined ? [header.toLowerCase()] : []
  })
  return [...new Set(found)]
}

/**
 * Whether a request that comes as through the edge is named by the edge's id, in the response and
 * in the log. False too if the config names no edge.
 */
export async function isNamedByEdge(
  target: Target,
  running: RunningTarget,
  { spec, session }: { spec: RequestSpec; session: Session },
): Promise<boolean> {
  if (target.config.manifests?.nginx === undefined) return false
  const names = idHeaders(readTree(await deployedNginx(target)).directives)
  if (names.length === 0) return false
  const id = randomUUID().replaceAll('-', '')
  const headers = Object.fromEntries(names.map((name) => [name, id]))
  const outcome = await running.tryPatiently(spec, { session, headers })
  if (!outcome.ok || !(outcome.text + JSON.stringify(outcome.headers)).includes(id)) return false
  const isLogged = async () => running.output.includes(id) || undefined
  const options = { timeoutMs: 2_000, intervalMs: 50 }
  return await waitFor('the log to contain the id', isLogged, options).catch(
    ifTimedOut(() => false),
  )
}
