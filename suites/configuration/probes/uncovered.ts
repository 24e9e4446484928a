/**
 * Variables of the sample that no probe and no knob covers: whether a start with another value
 * looks different to anybody. That shows an effect; it never shows that there is none.
 */
import { createHash } from 'node:crypto'
import type { RequestSpec } from '#gate/contract/contract.ts'
import type { RunningTarget } from '#gate/system/running.ts'
import { about, type Observation } from './alike.ts'
import { otherValue } from './other-value.ts'
import { type Change, onReady, type SettingProbe } from './setting-probe.ts'

const paths = ['/', '/preflight-no-such-route', '/docs', '/openapi.json', '/robots.txt']
/** Of these headers every answer has its own. */
const own =
  /^(?:date|age|expires|last-modified|etag|set-cookie|server-timing|x-[\w-]*(?:id|time)\w*)$/
const shownFacet = 'values shown'

/** Requests that need no session. */
async function specsOf(running: RunningTarget): Promise<RequestSpec[]> {
  const { operations } = running.config
  const health = await running.endpointIfAny('health')
  const profile = operations?.profile?.request()
  const login = operations?.login?.request({ name: '', email: '', password: '' })
  const known = [health, profile, login].filter((spec) => spec !== undefined)
  return [...paths.map((path) => ({ method: 'GET' as const, path })), ...known]
}

/** All that one answer says, without what each has for itself. */
async function answerTo(running: RunningTarget, spec: RequestSpec): Promise<string> {
  const outcome = await running.tryPatiently(spec)
  if (!outcome.ok) return String(outcome.error)
  const headers = Object.entries(outcome.headers).filter(([name]) => !own.test(name))
  return `${outcome.status} ${JSON.stringify(headers)} ${outcome.text}`
}

/** Numbers, times and ids left out. */
const masked = (text: string) => text.replace(/[\da-f-]{6,}|\d+/gi, '#')

/** A short form of what an answer says, if it says the same each time. */
function shapeOf(answers: readonly string[]): string {
  const [shape = '', ...others] = new Set(answers.map(masked))
  if (others.length > 0) return 'varies'
  return createHash('sha256').update(shape).digest('hex').slice(0, 12)
}

async function observe(
  running: RunningTarget,
  values: ReadonlyMap<string, string>,
): Promise<Observation> {
  const answers: Record<string, string> = {}
  const texts: string[] = []
  for (const spec of await specsOf(running)) {
    const both = [await answerTo(running, spec), await answerTo(running, spec)]
    answers[`${spec.method} ${spec.path}`] = shapeOf(both)
    texts.push(...both)
  }
  const { output } = running
  const { environment } = running.process
  const isShown = ([variable, value]: [string, string]) =>
    environment[variable] === value && [...texts, output].some((text) => text.includes(value))
  return {
    answers,
    [shownFacet]: [...values].filter(isShown).map(([variable]) => variable),
    'log lines': about(output.split('\n').length),
  }
}

/** @param samples the sample's value of each variable */
export function uncovered(samples: Readonly<Record<string, string>>): SettingProbe {
  const facets = ['answers', shownFacet, 'log lines']
  const others = Object.entries(samples).map(([variable, sample], serial) => ({
    variable,
    ...otherValue(sample, serial),
  }))
  const markers = others.filter(({ isMarker }) => isMarker)
  const values = new Map(markers.map(({ variable, value }) => [variable, value]))
  const changes = others.map(({ variable, value, isMarker }): Change => {
    const overrides = { variables: { [variable]: value } }
    const change = { variable, tries: [overrides], facets, refusalCounts: true }
    if (!isMarker) return change
    const isShown = (observation: Observation) => {
      const shown = observation[shownFacet]
      return Array.isArray(shown) && shown.includes(variable)
    }
    return { ...change, shared: { overrides, isShown } }
  })
  return {
    name: 'uncovered variables',
    variables: () => Object.keys(samples),
    open: async () => ({
      base: {},
      changes,
      observe: onReady((running) => observe(running, values)),
    }),
  }
}
