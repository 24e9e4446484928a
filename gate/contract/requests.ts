/** What passes between the gate and the target: requests as data, replies and sessions. */

/** A request as data: the check sends it, so one description serves every variant of it. */
export interface RequestSpec {
  /** The HTTP method. */
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE' | 'OPTIONS'
  /** Path and query, from the root of the target: `/api/v1/users?page=2`. */
  path: string
  /** The body, sent as JSON. Default: no body. */
  json?: unknown
  /** Headers of this request, besides `proxyHeaders` and those of the session. Default: none. */
  headers?: Record<string, string>
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
}

/** What tells the backend who is asking: a bearer token or a cookie, for example. */
export interface Session {
  /** Sent with every request of the session. */
  headers: Record<string, string>
  /** The access token, if it is a JWT. Default: checks of tokens are unverified. */
  token?: string
  /** What `operations.refresh` and `operations.logout` send. Default: the session has none. */
  refreshToken?: string
}
