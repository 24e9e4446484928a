/** Looks at the effect of a variable, as data says. */
import type { KnobProbe } from '../../knobs.ts'
import type { RequestData, Source } from '../types.ts'
import { compileRequest } from './request.ts'
import { compileSource, matchOf } from './source.ts'

/** What is looked at: an answer, the output or rows. */
export type ObserveData = RequestData & {
  as?: 'nobody' | 'admin'
  result?: Source
  output?: string
  query?: unknown
  sql?: string
}

/** Reads the description once. */
export function compileObserve(data: ObserveData): (probe: KnobProbe) => Promise<unknown> {
  const { as, result, output, sql, ...request } = data
  if (sql !== undefined) return async (probe) => await probe.query(sql)
  if (output !== undefined) return async (probe) => matchOf(output, probe.output()) ?? null
  const make = compileRequest(request as RequestData)
  const find = result === undefined ? undefined : compileSource(result)
  return async (probe) => {
    const session = as === 'admin' ? await probe.login() : undefined
    const reply = await probe.request(make({}), session)
    return find ? find(reply) : (reply.json ?? reply.text)
  }
}
