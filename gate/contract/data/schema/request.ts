/** The schema of a request as a template. */
import * as z from 'zod'
import { path } from '../../fields.ts'
import type { RequestData } from '../types.ts'
import { verbs } from '../types.ts'
import { templateProblems } from './template.ts'

const texts = z.record(z.string(), z.string())

const file = z.strictObject({
  /** The name that the file is sent with. */
  filename: z.string(),
  /** Its content. */
  content: z.string(),
  /** Its media type. Default: `application/octet-stream`. */
  contentType: z.string().exactOptional(),
})

/** The keys of a request; all texts in it are templates. */
export const requestShape = {
  /** A GET request for this path. */
  get: path.exactOptional(),
  /** A POST request to this path. */
  post: path.exactOptional(),
  /** A PUT request to this path. */
  put: path.exactOptional(),
  /** A PATCH request to this path. */
  patch: path.exactOptional(),
  /** A DELETE request to this path. */
  delete: path.exactOptional(),
  /** An OPTIONS request to this path. */
  options: path.exactOptional(),
  /** The method, if it does not stand before the path. Default: GET. */
  method: z
    .enum(
      ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'],
      'expected GET, POST, PUT, PATCH, DELETE or OPTIONS',
    )
    .exactOptional(),
  /** The path, if the method does not stand before it. */
  path: path.exactOptional(),
  /** The query, besides one in the path. Default: none. */
  query: texts.exactOptional(),
  /** Headers. Default: those that the body needs. */
  headers: texts.exactOptional(),
  /** A body in JSON. Default: none. */
  json: z.json().exactOptional(),
  /** The fields of a form. Default: none. */
  form: texts.exactOptional(),
  /** The fields and files of a form that is sent as multipart/form-data. Default: none. */
  multipart: z
    .record(z.string(), z.union([z.string(), file], 'expected text, or filename and content'))
    .exactOptional(),
  /** A body as it is; `headers` say of which type. Default: none. */
  text: z.string().exactOptional(),
  /** Whether it is sent without a session, as a registration may have to be. Default: false. */
  anonymous: z.boolean().exactOptional(),
}

const bodies = ['json', 'form', 'multipart', 'text'] as const

/** Keys of a request that are templates. */
const templates = [...verbs, 'path', 'query', 'headers', ...bodies] as const

interface Problem {
  path: readonly (string | number)[]
  message: string
}

/** What the shape of a request does not say: one path, one body, and known placeholders. */
export function requestProblems(data: RequestData, names: readonly string[]): Problem[] {
  const problems: Problem[] = []
  const paths = [...verbs, 'path' as const].filter((key) => data[key] !== undefined)
  const [, more] = paths
  if (paths.length === 0) {
    problems.push({ path: [], message: `expected a request: one of ${verbs.join(', ')}, or path` })
  } else if (more !== undefined) {
    problems.push({ path: [more], message: `expected one request, got ${paths.join(' and ')}` })
  } else if (data.method !== undefined && data.path === undefined) {
    problems.push({ path: ['method'], message: `expected path with it, got ${paths[0]}` })
  }
  const [, second] = bodies.filter((key) => data[key] !== undefined)
  if (second !== undefined) {
    const message = `expected one body: ${bodies.join(', ')}`
    problems.push({ path: [second], message })
  }
  return [...problems, ...templates.flatMap((key) => templateProblems(data[key], names, [key]))]
}
