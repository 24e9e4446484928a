/** Environment and debug mode: what the target shows to any client. */
import type { Reply } from '#gate/contract/contract.ts'
import type { RunningTarget } from '#gate/system/running.ts'
import { about, type Observation } from './alike.ts'
import { changeOf, ofSettings, onReady, type SettingProbe } from './setting-probe.ts'

const paths = ['/', '/preflight-no-such-route', '/docs', '/openapi.json', '/%c0%ae/%00']

/** Times in an answer: no two are alike. */
const time = /\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d[\d.,]*(?:Z|[+-]\d\d:?\d\d)?/g
/** Fields whose numbers are measured. */
const measured = /time|elapsed|duration|latency|memory|heap|rss|_ms$|Ms$/i

/** A response without its times and ids. */
function shapeOf({ status, headers, json, text }: Reply): string {
  const body = typeof json === 'object' && json !== null ? JSON.stringify(fieldsOf(json)) : text
  const names = Object.keys(headers).sort().join(' ')
  const shape = body.length > 500 ? 'a long body' : body.replace(/[\da-f-]{6,}|\d/g, '#')
  return `${status} ${names} ${shape}`
}

/** The fields of a health response with their values, but for times and what is measured. */
export function textOf({ json }: Pick<Reply, 'json'>): string {
  const known = (name: string, value: unknown) =>
    typeof value === 'number' && measured.test(name) ? 'a number' : value
  return JSON.stringify(json ?? '', known).replace(time, 'a time')
}

function fieldsOf(json: object): unknown {
  const nested = Object.entries(json).map(([name, value]) =>
    typeof value === 'object' && value !== null ? [name, Object.keys(value).sort()] : name,
  )
  return nested.slice(0, 30)
}

/** How most lines of an output are written; undefined if there are none. */
export function formOf(output: string): string | undefined {
  const lines = output.split('\n').filter((line) => line.trim() !== '')
  const objects = lines.filter((line) => /^\s*\{.*\}\s*$/.test(line))
  return lines.length === 0 ? undefined : objects.length * 2 > lines.length ? 'JSON' : 'text'
}

async function observeSurface(running: RunningTarget): Promise<Observation> {
  const before = running.output.length
  const { config } = running
  const request = await running.endpointIfAny('health')
  const health = request && (await running.tryPatiently(request))
  const profile = config.operations?.profile?.request()
  const malformed = config.operations?.login?.request({ name: '', email: '', password: '' })
  const responses: string[] = []
  for (const spec of [
    ...paths.map((each) => ({ method: 'GET' as const, path: each })),
    ...(profile ? [profile] : []),
    ...(malformed ? [malformed] : []),
  ]) {
    const outcome = await running.tryPatiently(spec)
    responses.push(`${spec.path}: ${outcome.ok ? shapeOf(outcome) : outcome.error}`)
  }
  return {
    health: health?.ok ? shapeOf(health) + textOf(health) : undefined,
    responses,
    'log lines': about(running.output.slice(before).split('\n').length),
    'log form': formOf(running.output.slice(before)),
  }
}

export const surface: SettingProbe = {
  name: 'surface',
  variables: ofSettings('environment', 'debug'),
  open: async ({ config }) => {
    const { environment, debug } = config.settings ?? {}
    const development = environment && config.environment?.development?.[environment]
    const facets = ['health', 'responses', 'log lines', 'log form']
    const change = (variable: string | undefined, value: string) =>
      variable === undefined
        ? []
        : [{ variable, tries: [{ variables: { [variable]: value } }], facets, refusalCounts: true }]
    return {
      base: {},
      changes: [...change(environment, development ?? 'development'), ...change(debug, 'true')],
      observe: onReady(observeSurface),
    }
  },
}

/** If debug mode has no effect in production, it has to have one in development. */
export const debugInDevelopment: SettingProbe = {
  name: 'debug in development',
  variables: ofSettings('debug'),
  open: async ({ config }) => ({
    base: { mode: 'development' },
    changes: changeOf(config, 'debug', ['true', '*'], ['responses', 'log lines']),
    observe: onReady(observeSurface),
  }),
}
