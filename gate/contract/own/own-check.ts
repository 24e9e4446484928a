/** A check as data: requests, and what is required of the answers. */
import * as z from 'zod'
import { namesInPath } from '../data/compile/source.ts'
import { requestProblems, requestShape } from '../data/schema/request.ts'
import { jsonPath, sources } from '../data/schema/source.ts'
import { templateProblems } from '../data/schema/template.ts'
import { count, regex } from '../fields.ts'

const duration = /^(\d+(?:\.\d+)?) ?(ms|s|min)$/
const unitMs: Readonly<Record<string, number>> = { ms: 1, s: 1_000, min: 60_000 }

/** Milliseconds of `500 ms`, `2 s` or `1.5 min`. */
export function durationMs(written: string): number {
  const [, number = '', unit = ''] = duration.exec(written) ?? []
  return Number(number) * (unitMs[unit] ?? Number.NaN)
}

const plainValue = z.union([z.string(), z.number(), z.boolean(), z.null()])

const matcherObject = z
  .strictObject({
    /** The value is this one. */
    equals: plainValue.exactOptional(),
    /** The value is any but this one. */
    not: plainValue.exactOptional(),
    /** The value as text matches this regular expression. */
    matches: regex.exactOptional(),
    /** The value as text contains this text. */
    contains: z.string().exactOptional(),
    /** The value is a number of at least this. */
    min: z.number().exactOptional(),
    /** The value is a number of at most this. */
    max: z.number().exactOptional(),
    /** So many values are found; of a list, its items. */
    count: z.int().nonnegative('expected a whole number of at least 0').exactOptional(),
    /** Whether a value is found at all. */
    exists: z.boolean().exactOptional(),
  })
  .refine((matcher) => Object.keys(matcher).length > 0, 'it requires nothing')

/** A value that is required, or what is required of it. */
const matcher = z.union(
  [plainValue, matcherObject],
  'expected a value, or some of equals, not, matches, contains, min, max, count, exists',
)

const expectedStatus = 'expected a status such as 201, a class such as 2xx, or a list of them'

/** Statuses: one, a class such as `2xx`, or several of them. */
const status = z.union(
  [z.int().min(100).max(599), z.string().regex(/^[1-5]xx$/, expectedStatus)],
  expectedStatus,
)

const expectation = z
  .strictObject({
    /** The status of the answer: 201, `2xx`, or a list of which any will do. */
    status: z
      .union([status, z.array(status).min(1, expectedStatus).readonly()], expectedStatus)
      .exactOptional(),
    /** Headers by name, and what is required of each. */
    headers: z.record(z.string(), matcher).exactOptional(),
    /** JSONPaths into the body, and what is required of every value that each finds. */
    json: z.record(jsonPath, matcher).exactOptional(),
    /** What is required of the body as text. */
    text: matcher.exactOptional(),
    /** The time until the whole answer is there, at most: `500 ms`, `2 s`. */
    within: z
      .string('expected a duration such as 500 ms or 2 s')
      .regex(duration, 'expected a duration such as 500 ms or 2 s')
      .exactOptional(),
  })
  .refine(
    (wanted) => Object.keys(wanted).length > 0,
    'it requires nothing: expected some of status, headers, json, text, within',
  )

/** Who sends a request: nobody in particular, a user made for the check, or the administrator. */
const sender = z.enum(['nobody', 'user', 'admin'], 'expected nobody, user or admin')

const request = z.strictObject(requestShape)

const step = z.strictObject({
  /** The request, as operations have it: `{ post: /invoices, json: { … } }`. */
  request,
  /** Who sends it. Default: as the check says. */
  as: sender.exactOptional(),
  /** How many of it are sent at once; each answer has to be as expected. Default: 1. */
  atOnce: count.exactOptional(),
  /** What is required of the answer. */
  expect: expectation,
  /** What later requests need of the answer, by name: `{ id: $.id }` is their `{id}`. */
  save: sources.exactOptional(),
})

/** The placeholders that every request knows. `{unique}` is new in each round. */
const known = ['unique']
/** Those of the account that a user has. */
const ofUser = ['name', 'email', 'password']

type Step = z.infer<typeof step>

interface CheckDraft {
  as?: z.infer<typeof sender> | undefined
  requests: readonly Step[]
}

interface Problem {
  path: (string | number)[]
  message: string
}

/** A regular expression has braces of its own, so it is no template. */
function withoutRegexes(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).filter(([key]) => key !== 'matches')
  return Object.fromEntries(entries.map(([key, each]) => [key, withoutRegexes(each)]))
}

/** What is wrong with the templates and requests of a check. */
function problemsOfSteps({ as, requests }: CheckDraft): Problem[] {
  const names = [...known, ...(hasUser({ as, requests }) ? ofUser : [])]
  return requests.flatMap((each, index) => {
    const at = ['requests', index]
    const wrong = [
      ...requestProblems(each.request, names).map(({ path, message }) => ({
        path: [...at, 'request', ...path],
        message,
      })),
      ...templateProblems(withoutRegexes(each.expect), names, [...at, 'expect']).map(
        ({ path, message }) => ({ path: [...path], message }),
      ),
    ]
    const inPaths = Object.keys(each.expect.json ?? {}).flatMap(namesInPath)
    const strange = inPaths.find((name) => !names.includes(name))
    if (strange !== undefined) {
      wrong.push(
        ...templateProblems(`{${strange}}`, names).map(({ message }) => ({
          path: [...at, 'expect', 'json'],
          message,
        })),
      )
    }
    names.push(...Object.keys(each.save ?? {}))
    return wrong
  })
}

/** Whether somebody has an account of the check. */
export function hasUser({ as, requests }: CheckDraft): boolean {
  return requests.some((each) => (each.as ?? as) === 'user')
}

/** The schema of `check`. */
export const checkSchema = z
  .strictObject({
    /** Who sends the requests. Default: nobody. */
    as: sender.exactOptional(),
    /** How often all of it is done. Default: 1. */
    times: count.exactOptional(),
    /** The requests, in this order. */
    requests: z.array(step).min(1, 'expected at least one request').readonly(),
  })
  .superRefine((check, context) => {
    for (const problem of problemsOfSteps(check)) {
      context.addIssue({ code: 'custom', ...problem })
    }
  })

/** A check as data. */
export type OwnCheck = z.infer<typeof checkSchema>
/** One of its requests. */
export type OwnStep = OwnCheck['requests'][number]
/** What is required of an answer. */
export type Expectation = OwnStep['expect']
/** What is required of a value. */
export type Matcher = z.infer<typeof matcher>
