/** What passes between the gate and the target: requests as data, replies and sessions. */

/** A file in a multipart body. */
export interface FilePart {
  /** The name that the file is sent with. */
  filename: string
  /** Its content, as text. */
  content: string
  /** Its media type. Default: `application/octet-stream`. */
  contentType?: string
}

/** Sends one of the requests that come before another, and returns the answer. */
export type Send = (spec: RequestSpec) => Promise<Reply>

/**
 * A request as data: the check sends it, so one description serves every variant of it. It has one
 * body at most.
 */
export interface RequestSpec {
  /** The HTTP method. */
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE' | 'OPTIONS'
  /** Path and query, from the root of the target: `/api/v1/users?page=2`. */
  path: string
  /** Another port of the same host. Default: that of the target. */
  port?: number
  /** The body, sent as JSON. Default: no body. */
  json?: unknown
  /** The fields of a form, sent as `application/x-www-form-urlencoded`. Default: no form. */
  form?: Record<string, string>
  /** The fields and files of a form, sent as `multipart/form-data`. Default: no form. */
  multipart?: Record<string, string | FilePart>
  /** The body as it is; `headers` say what it is. Default: no text. */
  text?: string
  /** Headers of this request, besides `proxyHeaders` and those of the session. Default: none. */
  headers?: Record<string, string>
  /** Whether it is sent without a session, as a registration may have to be. Default: false. */
  anonymous?: boolean
  /**
   * Sends what has to come first, such as the page with the token of a form, and returns this
   * request, completed. It gets the request as the check wants it, and has to keep all else of it.
   * Cookies that the answers set are sent with the next. Default: nothing comes first.
   */
  before?: (send: Send, spec: RequestSpec) => Promise<RequestSpec>
  /** What `before` read out of the answers, for the result. Default: nothing. */
  saved?: Record<string, string>
}

/** What the target answered. */
export interface Reply {
  /** The HTTP status. */
  status: number
  /** By name in lower case; a list if the header came more than once. */
  headers: Record<string, string | string[] | undefined>
  /** The body as text. */
  text: string
  /** The body parsed as JSON; `undefined` if it is not JSON. */
  json: unknown
  /** The cookies that a browser has now: those that were sent, as changed by the answer. */
  cookies?: Record<string, string>
  /** `saved` of the request. */
  saved?: Record<string, string>
}

/** What tells the backend who is asking: a bearer token or a cookie, for example. */
export interface Session {
  /** Sent with every request of the session. */
  headers: Record<string, string>
  /** Added to the query of every request of the session. Default: nothing. */
  query?: Record<string, string>
  /** The access token, if it is a JWT. Default: checks of tokens are unverified. */
  token?: string
  /** What `operations.refresh` and `operations.logout` send. Default: the session has none. */
  refreshToken?: string
}
