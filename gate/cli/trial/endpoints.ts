/** Tries the endpoints for operators. */
import type { Reply } from '#gate/contract/contract.ts'
import { readExposition } from '#gate/kit/metrics/exposition.ts'
import type { EndpointName } from '#gate/system/endpoints.ts'
import type { RunningTarget } from '#gate/system/running.ts'
import { fails, shortened, type Tried, works } from './tried.ts'

/** What an answer was, in a line. */
export function toldOf({ status, text }: Pick<Reply, 'status' | 'text'>): string {
  return `${status} ${shortened(text)}`.trim()
}

/** Asks an endpoint, with what the config says that it takes. */
async function tryEndpoint(
  running: RunningTarget,
  name: EndpointName,
  problemOf: (reply: Reply) => string | undefined = () => undefined,
): Promise<Tried> {
  const key = `endpoints.${name}`
  const request = await running.endpoint(name)
  const told = `GET ${request.path}`
  const outcome = await running.tryPatiently(request)
  if (!outcome.ok) return fails(key, `${told}: ${outcome.error}`)
  if (outcome.status >= 300) return fails(key, `${told}: ${toldOf(outcome)}`)
  const problem = problemOf(outcome)
  return problem === undefined ? works(key, `${told}: ${toldOf(outcome)}`) : fails(key, problem)
}

function fieldsMissing({ config }: RunningTarget, { json, text }: Reply): string | undefined {
  const { health } = config.endpoints ?? {}
  const names = { status: 'status', version: 'version', environment: 'environment' }
  const fields = { ...names, ...(typeof health === 'object' ? health.fields : {}) }
  const missing = Object.values(fields).filter((name) => Object(json)[name] === undefined)
  if (missing.length === 0) return undefined
  return `no ${missing.join(', ')} in ${shortened(text)}`
}

function metricsProblem({ text }: Reply): string | undefined {
  const { families, problems } = readExposition(text)
  if (families.length > 0 && problems.length === 0) return undefined
  return `not the text format of Prometheus: ${problems[0] ?? shortened(text)}`
}

/** Health, readiness and metrics, those that the config names. */
export async function tryEndpoints(running: RunningTarget): Promise<Tried[]> {
  const { health, ready, metrics } = running.config.endpoints ?? {}
  const tried: Tried[] = []
  if (health !== undefined) {
    const one = await tryEndpoint(running, 'health')
    tried.push(one)
    const reply = await running.tryPatiently(await running.endpoint('health'))
    const missing = reply.ok && one.result === 'works' ? fieldsMissing(running, reply) : undefined
    if (missing) tried.push(fails('endpoints.health.fields', missing))
  }
  if (ready !== undefined) tried.push(await tryEndpoint(running, 'ready'))
  if (metrics !== undefined) tried.push(await tryEndpoint(running, 'metrics', metricsProblem))
  return tried
}
