/** Asks a start for its paths for operators. */
import type { Reply } from '#gate/contract/contract.ts'
import { operatorPatterns, usualPaths } from '../guess/operators.ts'
import { ranked } from '../guess/paths.ts'
import type { Api } from '../read/openapi.ts'
import { type Backend, isGood } from './backend.ts'

type Operator = keyof typeof usualPaths

/** Metrics are text of Prometheus; a page that answers every path is no health check. */
const fits: Record<Operator, (reply: Reply) => boolean> = {
  health: ({ text }) => !/^\s*<(!doctype|html)/i.test(text),
  ready: ({ text }) => !/^\s*<(!doctype|html)/i.test(text),
  metrics: ({ text }) => /^# TYPE \w+/m.test(text),
}

/** A path that no backend has: one that answers it well answers everything. */
const nonsense = '/preflight-no-such-path'

/** The paths that were seen to answer well, by endpoint of the config. */
export async function findOperators(
  backend: Backend,
  api: Api,
  prefixes: readonly string[],
): Promise<Partial<Record<Operator, string>>> {
  const answersAll = isGood(await backend.ask({ method: 'GET', path: nonsense }))
  const found: Partial<Record<Operator, string>> = {}
  for (const [name, usual] of Object.entries(usualPaths) as [Operator, readonly string[]][]) {
    const documented = ranked(api.operations, 'get', operatorPatterns[name]).map(({ path }) => path)
    // What a document leaves out is asked for, metrics above all: they are rarely in one.
    const tried = answersAll ? [] : prefixes.flatMap((prefix) => usual.map((path) => prefix + path))
    for (const path of new Set([...documented, ...tried])) {
      const reply = await backend.ask({ method: 'GET', path })
      if (!isGood(reply) || !fits[name](reply)) continue
      found[name] = path
      break
    }
  }
  return found
}
