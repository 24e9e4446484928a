/** The data form of what is a function in a config that is code. */
import type { FilePart, RequestSpec } from '../requests.ts'

/** Where something is found in an answer. */
export interface SourceData {
  /** A JSONPath (RFC 9535) into the body. */
  json?: string
  /** The name of a header. */
  header?: string
  /** The name of a cookie. */
  cookie?: string
  /** The name of an input of a form in the HTML body: its value. */
  input?: string
  /** The name of a meta element in the HTML body: its content. */
  meta?: string
  /** What an earlier step saved under this name. */
  saved?: string
  /** A regular expression for the body, or for what was found: its first group, or all of it. */
  regex?: string
  /** The value if nothing is found. Default: it has to be found. */
  otherwise?: string
}

/** A JSONPath, or where else to look. */
export type Source = string | SourceData

export const verbs = ['get', 'post', 'put', 'patch', 'delete', 'options'] as const
export type Verb = (typeof verbs)[number]

/** A request as a template. */
export type RequestData = Partial<Record<Verb, string>> & {
  method?: RequestSpec['method']
  path?: string
  query?: Record<string, string>
  headers?: Record<string, string>
  json?: unknown
  form?: Record<string, string>
  multipart?: Record<string, string | FilePart>
  text?: string
  anonymous?: boolean
}

/** A request that comes before another. */
export type StepData = RequestData & { save?: Record<string, Source>; optional?: boolean }

/** How a session is read out of an answer. */
export interface SessionData {
  bearer?: Source
  token?: Source
  refreshToken?: Source
  cookies?: 'all' | readonly string[]
  save?: Record<string, Source>
  headers?: Record<string, string>
  query?: Record<string, string>
}

/** An operation: one request or several, and what its answer says. */
export type OperationData = RequestData & {
  steps?: readonly StepData[]
  result?: Source
  session?: SessionData
  all?: RequestData
  uncached?: RequestData
}

export type CommandData =
  | string
  | readonly string[]
  | {
      command: string | readonly string[]
      args?: readonly string[]
      environment?: object
      timeoutMs?: number
      running?: boolean
    }
