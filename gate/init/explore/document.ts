/** Asks a start for the document of its API. */
import type { Reply } from '#gate/contract/contract.ts'
import { readOpenApi } from '../read/openapi.ts'
import { type Backend, isGood } from './backend.ts'

/** Where frameworks have it, the likeliest first. */
const usualPaths = [
  '/openapi.json',
  '/v3/api-docs',
  '/swagger.json',
  '/__api__',
  '/api/openapi.json',
  '/openapi.yaml',
  '/openapi',
  '/v2/api-docs',
  '/swagger/v1/swagger.json',
  '/swagger/doc.json',
  '/swagger-json',
  '/api-json',
  '/docs/json',
  '/documentation/json',
  '/api/swagger.json',
  '/api/schema',
  '/api/schema.json',
  '/api/docs.json',
  '/api/v1/openapi.json',
]
/** Paths and URLs in a page or a document that speak of one. */
const links =
  /["'(\s=](?:https?:\/\/[^/\s"']+)?(\/[\w./-]*(?:openapi|swagger|api-docs|__api__)[\w./-]*)/gi
const maxLinks = 10

/** Where a root leads: `/v1` of a redirect to `/v1/`. */
function redirectOf(reply: Reply | undefined): string | undefined {
  const location = [reply?.headers.location ?? []].flat()[0]
  const path = URL.parse(location ?? '', 'http://localhost/')?.pathname.replace(/\/+$/, '')
  return location === undefined || path === '' ? undefined : path
}

/** The beginnings of its paths: where the root redirects to, and none. */
export async function prefixesOf(backend: Backend): Promise<string[]> {
  const root = await backend.ask({ method: 'GET', path: '/' })
  const leads = root && root.status >= 300 && root.status < 400 ? redirectOf(root) : undefined
  return leads === undefined ? [''] : [leads, '']
}

function linkedIn(reply: Reply | undefined): string[] {
  return [...(reply?.text ?? '').matchAll(links)].map(([, path = '']) => path)
}

/** The document as it was given, and the path that it was found at. */
export async function findDocument(
  backend: Backend,
  prefixes: readonly string[],
): Promise<{ text: string; path: string } | undefined> {
  const linked: string[] = []
  // A root often links to its document, or to a page that shows it.
  for (const path of prefixes.flatMap((prefix) => [`${prefix}/`, `${prefix}/docs`])) {
    linked.push(...linkedIn(await backend.ask({ method: 'GET', path })))
  }
  const usual = prefixes.flatMap((prefix) => usualPaths.map((path) => prefix + path))
  for (const path of new Set([...linked.slice(0, maxLinks), ...usual])) {
    const reply = await backend.ask({ method: 'GET', path })
    if (isGood(reply) && readOpenApi(reply.text).operations.length > 0)
      return { text: reply.text, path }
  }
  return undefined
}
