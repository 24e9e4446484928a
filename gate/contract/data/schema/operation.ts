/** The schemas of operations: a request or steps, and what the answer says. */
import * as z from 'zod'
import { text } from '../../fields.ts'
import { namesInPath } from '../compile/source.ts'
import { operationValues } from '../operation-values.ts'
import type { OperationData, SessionData, Source, StepData } from '../types.ts'
import { requestProblems, requestShape } from './request.ts'
import { source, sources } from './source.ts'
import { templateProblems } from './template.ts'

const texts = z.record(z.string(), z.string())

const sessionSchema = z.strictObject({
  /** Where the token for `Authorization: Bearer …` is. Default: the header is not sent. */
  bearer: source.exactOptional(),
  /** Where the access token is, for `{token}` in headers and query. Default: `bearer`. */
  token: source.exactOptional(),
  /** Where the token for `operations.refresh` is. Default: there is none. */
  refreshToken: source.exactOptional(),
  /** Cookies to keep: their names, or `all` that were set. Default: none. */
  cookies: z
    .union(
      [
        z.literal('all', 'expected all, or a list of names'),
        z.array(text).min(1, 'expected at least one name').readonly(),
      ],
      'expected all, or a list of names',
    )
    .exactOptional(),
  /** Other values, by the name of their placeholder. Default: none. */
  save: sources.exactOptional(),
  /** Headers of every request; the tokens, saved names and the account are known. */
  headers: texts.exactOptional(),
  /** Added to the query of every request, with the same placeholders. Default: nothing. */
  query: texts.exactOptional(),
})

const stepSchema = z.strictObject({
  ...requestShape,
  /** What later steps need of the answer, by the name of their placeholder. Default: nothing. */
  save: sources.exactOptional(),
  /**
   * Whether it may be refused, such as taking away a role that the user may not have. Default:
   * false, and an answer from 400 on ends the operation.
   */
  optional: z.boolean().exactOptional(),
})

const allSchema = z.strictObject(requestShape)

/** Every read that reaches the table; `{unique}` is another text each time. */
const uncachedSchema = allSchema.exactOptional()

type Path = readonly (string | number)[]
interface Problem {
  path: Path
  message: string
}

function below(path: Path, problems: readonly Problem[]): Problem[] {
  return problems.map((problem) => ({ ...problem, path: [...path, ...problem.path] }))
}

function sessionProblems(session: SessionData, known: readonly string[]): Problem[] {
  const names = [
    ...known,
    ...Object.keys(session.save ?? {}),
    ...((session.token ?? session.bearer) ? ['token'] : []),
    ...(session.refreshToken ? ['refreshToken'] : []),
  ]
  const isEmpty = !session.bearer && !session.cookies && !session.headers && !session.query
  return [
    ...(isEmpty
      ? [{ path: [], message: 'expected what is sent: bearer, cookies, headers or query' }]
      : []),
    ...templateProblems(session.headers, names, ['headers']),
    ...templateProblems(session.query, names, ['query']),
  ]
}

/** Each step knows what the steps before it saved; returns those names too. */
function stepProblems(steps: readonly StepData[], names: readonly string[]) {
  const saved: string[] = []
  const problems = steps.flatMap((step, index) => {
    const found = below(['steps', index], requestProblems(step, [...names, ...saved]))
    const isLast = index === steps.length - 1
    for (const [name, each] of Object.entries(step.save ?? {})) {
      const unknown = resultProblems(each, [...names, ...saved])
      found.push(
        ...unknown.map(({ message }) => ({ path: ['steps', index, 'save', name], message })),
      )
    }
    if (step.save && isLast) {
      const message = 'nothing comes after the last step: say it in result or session'
      found.push({ path: ['steps', index, 'save'], message })
    }
    saved.push(...Object.keys(step.save ?? {}))
    return found
  })
  return { problems, saved }
}

/** A JSONPath knows what the request knew. */
function resultProblems(result: Source | undefined, names: readonly string[]): Problem[] {
  const path = typeof result === 'string' ? result : result?.json
  const unknown = namesInPath(path ?? '').filter((name) => !names.includes(name))
  return templateProblems(
    unknown.map((name) => `{${name}}`),
    names,
  ).map(({ message }) => ({ path: ['result'], message }))
}

const requestKeys = Object.keys(requestShape) as (keyof typeof requestShape)[]

function operationProblems(data: OperationData, names: readonly string[]): Problem[] {
  const { steps, all, session, uncached, result } = data
  const { problems, saved } = steps
    ? stepProblems(steps, names)
    : { problems: requestProblems(data, names), saved: [] }
  const beside = steps ? requestKeys.filter((key) => data[key] !== undefined) : []
  return [
    ...beside.map((key) => ({ path: [key], message: 'expected it in one of the steps' })),
    ...problems,
    ...(all ? below(['all'], requestProblems(all, [])) : []),
    ...(uncached ? below(['uncached'], requestProblems(uncached, [...names, 'unique'])) : []),
    ...resultProblems(result, [...names, ...saved]),
    ...(session ? below(['session'], sessionProblems(session, [...names, ...saved])) : []),
  ]
}

/** Operations whose result is a session. */
const sessions = new Set(['login', 'refresh'])

/** The keys that the contract has for the result. */
function resultShape(contract: z.ZodObject, name: string) {
  if (!('result' in contract.shape)) return {}
  if (sessions.has(name)) {
    return {
      /** What the answer gives to send with later requests. */
      session: sessionSchema,
    }
  }
  return {
    /** Where the result is in the answer. */
    result: source,
  }
}

/** The data form of an operation of the contract, whose other keys stay as they are. */
export function operationForm(contract: z.ZodObject, name: string): z.ZodType {
  const { request: _, result: __, uncached, ...others } = contract.shape
  const more = {
    /** The request if no user is meant, but all are. Default: the same, without the user. */
    all: allSchema.exactOptional(),
  }
  const names = operationValues[name]?.names ?? []
  return z
    .strictObject({
      ...others,
      ...(uncached ? { uncached: uncachedSchema } : {}),
      ...requestShape,
      /** Requests in this order, in place of one; the answer to the last one counts. */
      steps: z.array(stepSchema).min(1, 'expected at least one step').readonly().exactOptional(),
      ...(name === 'invalidate' ? more : {}),
      ...resultShape(contract, name),
    })
    .superRefine((data, context) => {
      for (const { path, message } of operationProblems(data as OperationData, names)) {
        context.addIssue({ code: 'custom', path: [...path], message })
      }
    })
}
