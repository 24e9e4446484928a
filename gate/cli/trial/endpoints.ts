/** Tries the endpoints for operators. */
import { wordsOf } from '#gate/contract/answer-words.ts'
import type { Reply } from '#gate/contract/contract.ts'
import { readExposition } from '#gate/kit/metrics/exposition.ts'
import { type EndpointName, healthFields } from '#gate/system/endpoints.ts'
import type { RunningTarget } from '#gate/system/running.ts'
import { fails, type Tried, works } from './tried.ts'

/** What an answer was, in a line. */
export function toldOf({ status, text }: Pick<Reply, 'status' | 'text'>): string {
  return `${status} ${wordsOf(text)}`.trim()
}

/** Asks an endpoint, with what the config says that it takes; the answer, if it is a good one. */
async function tryEndpoint(
  running: RunningTarget,
  name: EndpointName,
  problemOf: (reply: Reply) => string | undefined = () => undefined,
): Promise<{ tried: Tried; reply?: Reply }> {
  const key = `endpoints.${name}`
  const request = await running.endpoint(name)
  const told = `GET ${request.path}`
  const outcome = await running.tryPatiently(request)
  if (!outcome.ok) return { tried: fails(key, `${told}: ${outcome.error}`) }
  const answered = `${told}: ${toldOf(outcome)}`
  if (outcome.status >= 300) return { tried: fails(key, answered) }
  const problem = problemOf(outcome)
  if (problem !== undefined) return { tried: fails(key, problem) }
  return { tried: works(key, answered), reply: outcome }
}

function fieldsMissing({ config }: RunningTarget, { json, text }: Reply): string | undefined {
  const missing = Object.values(healthFields(config)).filter(
    (name) => Object(json)[name] === undefined,
  )
  if (missing.length === 0) return undefined
  return `no ${missing.join(', ')} in ${wordsOf(text) || 'an empty answer'}`
}

function metricsProblem({ text }: Reply): string | undefined {
  const { families, problems } = readExposition(text)
  if (families.length > 0 && problems.length === 0) return undefined
  return `not the text format of Prometheus: ${problems[0] ?? wordsOf(text)}`
}

/** Health, readiness and metrics, those that the config names. */
export async function tryEndpoints(running: RunningTarget): Promise<Tried[]> {
  const { health, ready, metrics } = running.config.endpoints ?? {}
  const tried: Tried[] = []
  if (health !== undefined) {
    const { tried: one, reply } = await tryEndpoint(running, 'health')
    tried.push(one)
    const missing = reply && fieldsMissing(running, reply)
    if (missing) tried.push(fails('endpoints.health.fields', missing))
  }
  if (ready !== undefined) tried.push((await tryEndpoint(running, 'ready')).tried)
  if (metrics !== undefined) {
    tried.push((await tryEndpoint(running, 'metrics', metricsProblem)).tried)
  }
  return tried
}
