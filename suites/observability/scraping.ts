/** Scrapes the metrics page, and sends requests for it to count. */
import type { RequestSpec, Session } from '#gate/contract/contract.ts'
import { inconclusive, messageOf } from '#gate/errors.ts'
import { type Exposition, readExposition } from '#gate/kit/metrics/exposition.ts'
import { type HttpClient, onOwnConnection } from '#gate/system/http.ts'
import type { RunningTarget } from '#gate/system/running.ts'

/** Workers share the load by connection. */
const connections = 20
const requestsEach = 5
/** What {@link sendOverAll} sends. */
export const requestsSent = connections * requestsEach

export interface Page extends Exposition {
  status: number
  contentType: string
  /** Of the metrics with at least one sample. */
  names: readonly string[]
}

/** Scrapes on a connection of its own, and so maybe from another worker than before. */
export async function scrape(running: RunningTarget): Promise<Page> {
  const request = await running.endpoint('metrics')
  const reply = await onOwnConnection(running.client, (client) => client.send(request))
  const contentType = String(reply.headers['content-type'] ?? '')
  const read = readExposition(reply.text)
  const names = read.families.filter(({ samples }) => samples.length > 0).map(({ name }) => name)
  return { status: reply.status, contentType, names, ...read }
}

/**
 * Sends requests with and without a session, over many connections at once; counts by status.
 * @param others make the last requests on each connection. Default: these are like the others
 */
export async function sendOverAll(
  running: RunningTarget,
  spec: RequestSpec,
  session: Session,
  others: readonly (() => RequestSpec)[] = [],
) {
  const statuses: number[] = []
  const sendSome = async (client: HttpClient) => {
    for (let request = 0; request < requestsEach; request += 1) {
      const options = request % 2 === 0 ? { session } : {}
      const other = others[request - (requestsEach - others.length)]
      const sent = other?.() ?? spec
      statuses.push((await client.send(sent, options)).status)
    }
  }
  await Promise.all(
    Array.from({ length: connections }, () => onOwnConnection(running.client, sendSome)),
  ).catch((cause) => {
    throw inconclusive(`a request was not answered: ${messageOf(cause)}`, cause)
  })
  return new Map([...Map.groupBy(statuses, (status) => status)].map(([s, all]) => [s, all.length]))
}
