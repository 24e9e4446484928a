/** Makes requests of templates. */
import { inconclusive } from '#gate/errors.ts'
import { wordsOf } from '../../answer-words.ts'
import { RefusedStep } from '../../refused-step.ts'
import type { RequestSpec } from '../../requests.ts'
import { withQuery } from '../../wire.ts'
import {
  compileTemplate,
  compileTexts,
  compileValue,
  encodeForPath,
  type Values,
} from '../template.ts'
import { type RequestData, type StepData, verbs } from '../types.ts'
import { compileNeeded } from './source.ts'

/** Makes the request for some values. */
export type MakeRequest = (values: Values) => RequestSpec

/** Method and path, in the long form or the short one: `post: /login`. */
function targetOf(data: RequestData): { method: RequestSpec['method']; path: string } {
  const verb = verbs.find((each) => data[each] !== undefined)
  if (verb === undefined) return { method: data.method ?? 'GET', path: data.path ?? '/' }
  return { method: verb.toUpperCase() as RequestSpec['method'], path: data[verb] ?? '/' }
}

type Part = 'json' | 'form' | 'multipart' | 'text' | 'headers'

function compilePart(data: RequestData, part: Part): (values: Values) => Partial<RequestSpec> {
  const value = data[part]
  if (value === undefined) return () => ({})
  const isFlat = part === 'form' || part === 'headers'
  const fill = isFlat ? compileTexts(data[part]) : compileValue(value)
  return (values) => ({ [part]: fill(values) })
}

const parts: readonly Part[] = ['json', 'form', 'multipart', 'text', 'headers']

/** Reads the template of a request once, to fill it in often. */
export function compileRequest(data: RequestData): MakeRequest {
  const { method, path } = targetOf(data)
  const fillPath = compileTemplate(path)
  const fillQuery = compileTexts(data.query)
  const fills = parts.map((part) => compilePart(data, part))
  return (values) => ({
    method,
    path: withQuery(fillPath(values, encodeForPath), fillQuery(values)),
    ...Object.assign({}, ...fills.map((fill) => fill(values))),
    ...(data.anonymous && { anonymous: true }),
  })
}

/** A placeholder that stays in the request until the steps before it have its value. */
export function laterMark(name: string): string {
  return `{${name}}`
}

/** The value with what was saved in place of the marks; a check may have changed the rest. */
function withSaved(value: unknown, saved: Record<string, string>): unknown {
  if (typeof value === 'string') {
    return Object.entries(saved).reduce(
      (text, [name, each]) => text.replaceAll(laterMark(name), () => each),
      value,
    )
  }
  if (Array.isArray(value)) return value.map((item) => withSaved(item, saved))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([key, each]) => [key, withSaved(each, saved)]),
  )
}

/** Fills in the path and the rest; marks in a path and its query were encoded with it. */
function completed(spec: RequestSpec, saved: Record<string, string>): RequestSpec {
  const { path, ...others } = spec
  const encoded = Object.fromEntries(
    Object.entries(saved).map(([name, value]) => [name, encodeURIComponent(value)]),
  )
  const marked = path.replace(/%7B([\w-]+)%7D/g, (whole, name) =>
    name in saved ? laterMark(name) : whole,
  )
  return {
    ...(withSaved(others, saved) as Omit<RequestSpec, 'path'>),
    path: withSaved(marked, encoded) as string,
  }
}

/** What the request names, for a JSONPath that names it too. */
function namedIn(values: Values): Record<string, string> {
  const named = Object.entries(values).filter(([, value]) => value !== undefined)
  return Object.fromEntries(named) as Record<string, string>
}

/** The names that steps save. */
export function savedNames(steps: readonly StepData[]): string[] {
  return steps.flatMap(({ save }) => Object.keys(save ?? {}))
}

/** Reads steps once. @param key of the config, for errors */
export function compileSteps(steps: readonly StepData[], key: string): MakeRequest {
  const made = steps.map((step, index) => ({
    make: compileRequest(step),
    optional: step.optional ?? false,
    save: Object.entries(step.save ?? {}).map(
      ([name, source]) =>
        [name, compileNeeded(`${key}.steps.${index}.save.${name}`, source)] as const,
    ),
  }))
  const marks = Object.fromEntries(savedNames(steps).map((name) => [name, laterMark(name)]))
  const last = made.pop()
  if (last === undefined) throw new RangeError(`${key}.steps is empty`)
  return (values) => ({
    ...last.make({ ...marks, ...values }),
    before: async (send, spec) => {
      const saved: Record<string, string> = {}
      for (const { make, save, optional } of made) {
        const step = completed(make({ ...marks, ...values }), saved)
        const reply = await send(step)
        if (reply.status >= 400 && !optional) {
          const told = `${reply.status} ${wordsOf(reply.text)}`.trim()
          const sent = `${step.method} ${step.path}`
          throw inconclusive(`${key}: ${sent} answered ${told}`, new RefusedStep(sent, reply))
        }
        for (const [name, read] of save) {
          saved[name] = read({ ...reply, saved: { ...namedIn(values), ...saved } })
        }
      }
      return { ...completed(spec, saved), saved: { ...spec.saved, ...saved } }
    },
  })
}
