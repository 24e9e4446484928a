/** The progress of a load, from k6's REST API. Failed requests are ignored. */
import { request } from 'undici'
import * as z from 'zod'

const metricsSchema = z.object({
  data: z.array(
    z.object({
      id: z.string(),
      attributes: z.object({ sample: z.record(z.string(), z.number().nullable()) }),
    }),
  ),
})

export interface Counts {
  iterations: number | undefined
  dropped: number | undefined
  failed: number | undefined
  p95Ms: number | undefined
}

const answerTimeoutMs = 1_000

/** @param address `127.0.0.1:port`, as given to k6 */
export async function askProgress(address: string): Promise<Counts | undefined> {
  try {
    const timeouts = { headersTimeout: answerTimeoutMs, bodyTimeout: answerTimeoutMs }
    const { body } = await request(`http://${address}/v1/metrics`, timeouts)
    const { data } = metricsSchema.parse(await body.json())
    const sampleOf = (id: string) => data.find((metric) => metric.id === id)?.attributes.sample
    // Each iteration sends one request, except those of the pulse scenario.
    const iterations = sampleOf('http_reqs')?.count ?? undefined
    const answered = sampleOf('answered')?.count ?? 0
    return {
      iterations,
      dropped: sampleOf('dropped_iterations')?.count ?? 0,
      failed: iterations === undefined ? undefined : Math.max(0, iterations - answered),
      p95Ms: sampleOf('http_req_duration')?.['p(95)'] ?? undefined,
    }
  } catch {
    return undefined
  }
}
