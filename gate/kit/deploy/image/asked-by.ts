/** What the command of a health check asks for. */

const own = String.raw`(?:localhost|127\.0\.0\.1|0\.0\.0\.0|\[::1\])`
const path = '(\\/[^\\s"\'`;|)]*)?'
const url = new RegExp(String.raw`https?:\/\/${own}(?::(\d+))?[^/\s"']*${path}`)
/** Curl and wget need no scheme; a host alone may be something else. */
const bareUrl = new RegExp(
  String.raw`\b(?:curl|wget)\b.*[\s"']${own}:(\d+|\$\{?\w+\}?)${path}`,
  's',
)

/** What a health check asks of its own container. */
export function askedBy(check: string): { port?: number; path: string } | undefined {
  const found = url.exec(check) ?? bareUrl.exec(check)
  if (!found) return undefined
  const [, port, path = '/'] = found
  return { path, ...(/^\d+$/.test(port ?? '') ? { port: Number(port) } : {}) }
}
