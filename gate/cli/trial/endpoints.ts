/** Tries the endpoints for operators. */
import type { Reply } from '#gate/contract/contract.ts'
import { readExposition } from '#gate/kit/metrics/exposition.ts'
import { healthPathOf } from '#gate/system/endpoints.ts'
import type { RunningTarget } from '#gate/system/running.ts'
import { fails, shortened, type Tried, works } from './tried.ts'

/** What an answer was, in a line. */
export function toldOf({ status, text }: Pick<Reply, 'status' | 'text'>): string {
  return `${status} ${shortened(text)}`.trim()
}

async function tryPath(
  running: RunningTarget,
  key: string,
  path: string,
  problemOf: (reply: Reply) => string | undefined,
): Promise<Tried> {
  const outcome = await running.tryPatiently({ method: 'GET', path })
  if (!outcome.ok) return fails(key, `GET ${path}: ${outcome.error}`)
  if (outcome.status >= 300) return fails(key, `GET ${path}: ${toldOf(outcome)}`)
  const problem = problemOf(outcome)
  return problem === undefined ? works(key, `GET ${path}: ${toldOf(outcome)}`) : fails(key, problem)
}

function fieldsMissing({ config }: RunningTarget, { json, text }: Reply): string | undefined {
  const { health } = config.endpoints ?? {}
  const names = { status: 'status', version: 'version', environment: 'environment' }
  const fields = { ...names, ...(typeof health === 'object' ? health.fields : {}) }
  const missing = Object.values(fields).filter((name) => Object(json)[name] === undefined)
  if (missing.length === 0) return undefined
  return `no ${missing.join(', ')} in ${shortened(text)}`
}

/** Health, readiness and metrics, those that the config names. */
export async function tryEndpoints(running: RunningTarget): Promise<Tried[]> {
  const { config } = running
  const { ready, metrics } = config.endpoints ?? {}
  const health = healthPathOf(config)
  const tried: Tried[] = []
  if (health !== undefined) {
    const one = await tryPath(running, 'endpoints.health', health, () => undefined)
    tried.push(one)
    const reply = await running.tryPatiently({ method: 'GET', path: health })
    const missing = reply.ok && one.result === 'works' ? fieldsMissing(running, reply) : undefined
    if (missing) tried.push(fails('endpoints.health.fields', missing))
  }
  if (ready !== undefined) {
    tried.push(await tryPath(running, 'endpoints.ready', ready, () => undefined))
  }
  if (metrics !== undefined) {
    tried.push(
      await tryPath(running, 'endpoints.metrics', metrics, ({ text }) => {
        const { families, problems } = readExposition(text)
        if (families.length > 0 && problems.length === 0) return undefined
        return `not the text format of Prometheus: ${problems[0] ?? shortened(text)}`
      }),
    )
  }
  return tried
}
