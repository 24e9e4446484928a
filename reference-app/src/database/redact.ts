/** A database's address for logs: host, port and name, never user or password. */
export function describeDatabase(url: string): string {
  const parsed = URL.parse(url)
  if (parsed === null) return 'an unreadable URL'
  const host = parsed.hostname || (parsed.searchParams.get('host') ?? 'a local socket')
  return `${host}:${parsed.port || '5432'}${parsed.pathname}`
}
