/** Makes the functions of the operations. */
import type { Reply, RequestSpec } from '../../requests.ts'
import { operationValues } from '../operation-values.ts'
import { placeholdersOf, type Values } from '../template.ts'
import type { OperationData } from '../types.ts'
import { compileRequest, compileSteps } from './request.ts'
import { compileSession } from './session.ts'
import { compileSource, compileText, namesInPath } from './source.ts'

const ofRequests = ['method', 'path', 'query', 'headers', 'json', 'form', 'multipart', 'text']
const ofVerbs = ['get', 'post', 'put', 'patch', 'delete', 'options']
/** Keys that only the data form has; the others are in the contract, and stay. */
const ofData = new Set([
  ...ofRequests,
  ...ofVerbs,
  'anonymous',
  'steps',
  'result',
  'session',
  'all',
  'uncached',
])

/** The result of operations that name a list; the others name one text. */
const lists = new Set(['permissions'])

function compileResult(name: string, { result, session }: OperationData) {
  const key = `operations.${name}`
  if (session !== undefined) return { result: compileSession(session, `${key}.session`) }
  if (result === undefined) return {}
  if (lists.has(name)) {
    const find = compileSource(result)
    return { result: (reply: Reply) => find(reply).map(String) }
  }
  const read = compileText(result)
  return { result: (reply: Reply) => read(reply) ?? '' }
}

/** The values of an operation's placeholders, from its arguments. */
function valuesOf(name: string, args: readonly unknown[]): Values {
  return operationValues[name]?.values(args) ?? {}
}

/** The placeholders of what is read out of the answer, which does not have their values. */
function namesInAnswer({ session, result }: OperationData): string[] {
  const texts = [session?.headers, session?.query].flatMap((some) => Object.values(some ?? {}))
  const path = typeof result === 'string' ? result : result?.json
  return [
    ...texts.flatMap((text) => placeholdersOf(text).map(({ name }) => name)),
    ...namesInPath(path ?? ''),
  ]
}

/** Keeps the values for what is read out of the answer. */
function withKnown(spec: RequestSpec, values: Values, names: readonly string[]): RequestSpec {
  const known = names.flatMap((name) => (values[name] === undefined ? [] : [[name, values[name]]]))
  return known.length === 0 ? spec : { ...spec, saved: Object.fromEntries(known) }
}

function compileUncached(name: string, { uncached }: OperationData) {
  if (uncached === undefined) return {}
  const make = compileRequest(uncached)
  return {
    uncached: (record: unknown, unique: string) => make({ ...valuesOf(name, [record]), unique }),
  }
}

/** Reads an operation once. @param name in the contract */
export function compileOperation(data: OperationData, name: string): Record<string, unknown> {
  const kept = Object.fromEntries(Object.entries(data).filter(([key]) => !ofData.has(key)))
  const make = data.steps ? compileSteps(data.steps, `operations.${name}`) : compileRequest(data)
  const makeAll = data.all ? compileRequest(data.all) : undefined
  const forAnswer = namesInAnswer(data)
  const request = (...args: unknown[]): RequestSpec => {
    if (makeAll && args[0] === undefined) return makeAll({})
    const values = valuesOf(name, args)
    return withKnown(make(values), values, forAnswer)
  }
  return { ...kept, request, ...compileUncached(name, data), ...compileResult(name, data) }
}
