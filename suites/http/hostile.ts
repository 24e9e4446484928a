/** Hostile requests, wrong in every known way. Pure. */
import type { RequestSpec } from '#gate/contract/contract.ts'
import { bodyOf } from '#gate/contract/wire.ts'

/** A request that the target accepts, to be spoilt. */
export interface ValidRequest {
  spec: RequestSpec
  /** Host, and the headers of the proxy in front and of the session. */
  headers: Readonly<Record<string, string>>
}

export interface HostileRequest {
  what: string
  bytes: Buffer
}

/** The media type of most bodies. */
export const json = 'application/json'
type Body = string | Uint8Array

/** The bytes of a request; with a Content-Length unless the headers set the length. */
export function bytesOf(
  method: string,
  path: string,
  headers: Readonly<Record<string, string>>,
  body: Body = '',
): Buffer {
  const content = Buffer.from(body as string)
  const names = Object.keys(headers).map((name) => name.toLowerCase())
  const hasLength = names.includes('content-length') || names.includes('transfer-encoding')
  const length = hasLength || content.length === 0 ? {} : { 'Content-Length': `${content.length}` }
  const all = { ...headers, ...length, Connection: 'close' }
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}`)
  const head = [`${method} ${path} HTTP/1.1`, ...lines, '', ''].join('\r\n')
  return Buffer.concat([Buffer.from(head, 'latin1'), content])
}

type Headers = Readonly<Record<string, string>>

/** The headers, with others replacing those of the same name in any case. */
function withHeaders(headers: Headers, others: Headers): Headers {
  const names = new Set(Object.keys(others).map((name) => name.toLowerCase()))
  const kept = Object.entries(headers).filter(([name]) => !names.has(name.toLowerCase()))
  return { ...Object.fromEntries(kept), ...others }
}

/** The request with another body; the headers that its contract gave it stay. */
export function withBody(
  { spec, headers }: ValidRequest,
  body: Body,
  type = json,
  more: Headers = {},
): Buffer {
  const all = withHeaders(headers, { 'Content-Type': type, ...more })
  return bytesOf(spec.method, spec.path, all, body)
}

/** The valid request itself. */
export function validBytes(request: ValidRequest): Buffer {
  const { spec, headers } = request
  const body = bodyOf(spec)
  if (body === undefined) return bytesOf(spec.method, spec.path, headers)
  return withBody(request, body.content, body.contentType)
}

/** Bodies that do not match their content type, or are malformed. */
export function malformedBodies(request: ValidRequest): HostileRequest[] {
  const text = bodyOf(request.spec)?.content ?? '{}'
  const bodies: [string, Body, string?, Record<string, string>?][] = [
    ['a truncated body', text.slice(0, -1)],
    ['two JSON documents', `${text}${text}`],
    ['a blank body', ' '],
    ['a body that is not JSON', 'not json at all'],
    [
      'a body in bad UTF-8',
      Buffer.from([0x7b, 0x22, 0xff, 0xfe, 0xc0, 0xaf, 0x22, 0x3a, 0x31, 0x7d]),
    ],
    ['a body of NUL bytes', Buffer.alloc(64)],
    ['a number out of range', '{"a":1e99999}'],
    ['prototype keys', '{"__proto__":{"x":1},"constructor":{"prototype":{"x":1}}}'],
    ['an XML body', '<?xml version="1.0"?><a/>', 'application/xml'],
    ['a form body', 'a[b]=c&a=d', 'application/x-www-form-urlencoded'],
    ['multipart without a boundary', 'x', 'multipart/form-data'],
    ['an invalid content type', text, 'no/type/at; all='],
    ['an unknown charset', text, `${json}; charset=utf-999`],
    ['a body that claims to be gzip', text, json, { 'Content-Encoding': 'gzip' }],
  ]
  return bodies.map(([what, body, type, more]) => ({
    what,
    bytes: withBody(request, body, type, more),
  }))
}

const hugeBytes = 16 * 2 ** 20
const depth = 100_000

export function hugeBodies(request: ValidRequest): HostileRequest[] {
  const deep = (open: string, close: string) => open.repeat(depth) + close.repeat(depth)
  return [
    { what: 'a body of 16 MiB', bytes: withBody(request, `{"a":"${'a'.repeat(hugeBytes)}"}`) },
    { what: 'deeply nested lists', bytes: withBody(request, deep('[', ']')) },
    {
      what: 'deeply nested objects',
      bytes: withBody(request, `${deep('{"a":', '}').replace('}', '1}')}`),
    },
    { what: 'an object of 10,000 keys', bytes: withBody(request, manyKeys()) },
  ]
}

function manyKeys(): string {
  const keys = Array.from({ length: 10_000 }, (_, index) => `"k${index}":1`)
  return `{${keys.join(',')}}`
}

/** Path traversal and unusual paths, some below one of the target's own paths. */
export function oddPaths({ spec, headers }: ValidRequest): HostileRequest[] {
  const base = spec.path.replace(/\?.*$/, '').replace(/\/[^/]*$/, '')
  const up = '../'.repeat(12)
  const paths = [
    `/${up}etc/passwd`,
    `/${encodeURIComponent(up)}etc/passwd`,
    '/..%252f..%252fetc/passwd',
    '/%c0%ae%c0%ae/%c0%afetc/passwd',
    '/..\\..\\windows\\win.ini',
    `${base}/%00`,
    `${base}/%ff`,
    '/%',
    '/%zz',
    '//',
    '/./.',
    `${base}//`,
    `${base}/;a=b`,
    `${base}/${'9'.repeat(400)}`,
    `${base}/-1`,
    `${base}/1e9`,
    `${base}/NaN`,
    `${base}/1%27%20or%201=1`,
    `${base}/%F0%9F%92%A5`,
    `/${'a'.repeat(70_000)}`,
    `${base}?${'a=1&'.repeat(3_000)}`,
    `${base}?a[b][c]=1&a=2&a[]=3`,
    `${base}?__proto__[x]=1`,
    `${base}?limit=-1&offset=1e99&page=NaN`,
    'http://attacker.example/',
  ]
  return [...paths, ...oddQueries(spec.path)].map((path) => {
    return { what: `GET ${path.slice(0, 60)}`, bytes: bytesOf('GET', path, headers) }
  })
}

const oddParameters = ['%00', '%ff', '', '-1', '1e99', '99999999999999999999', '%F0%9F%92%A5']

/** The path with each of its query's parameters in turn as nobody sends it, without the others. */
function oddQueries(path: string): string[] {
  const { pathname, searchParams } = new URL(path, 'http://target')
  const names = [...new Set(searchParams.keys())].map(encodeURIComponent)
  return names.flatMap((name) => oddParameters.map((odd) => `${pathname}?${name}=${odd}`))
}

/** Headers that are too many, too long or meaningless; and violations of HTTP itself. */
export function oddHeaders({ spec, headers }: ValidRequest): HostileRequest[] {
  const get = (more: Record<string, string>, method = 'GET') =>
    bytesOf(method, spec.path, withHeaders(headers, more))
  const flood = Array.from({ length: 500 }, (_, index) => [`X-Flood-${index}`, 'x'.repeat(40)])
  const post = (more: Record<string, string>, body: string) =>
    bytesOf('POST', spec.path, withHeaders(headers, { 'Content-Type': json, ...more }), body)
  const raw = (text: string) => Buffer.from(text, 'latin1')
  return [
    { what: '500 headers', bytes: get(Object.fromEntries(flood)) },
    { what: 'a header of 70 kB', bytes: get({ 'X-Long': 'x'.repeat(70_000) }) },
    { what: 'a cookie of 30 kB', bytes: get({ Cookie: `a=${'b'.repeat(30_000)}` }) },
    { what: 'a token of 10 kB', bytes: get({ Authorization: `Bearer ${'a.'.repeat(5_000)}` }) },
    { what: 'an empty token', bytes: get({ Authorization: 'Bearer ' }) },
    { what: 'a token that is not base64', bytes: get({ Authorization: 'Bearer ÿ.þ.\u00a0' }) },
    { what: 'empty basic credentials', bytes: get({ Authorization: 'Basic ====' }) },
    { what: 'an invalid range', bytes: get({ Range: 'bytes=9-1,-,5-' }) },
    { what: 'an invalid date', bytes: get({ 'If-Modified-Since': 'yesterday' }) },
    { what: 'an unknown method', bytes: get({}, 'BREW') },
    { what: 'TRACE', bytes: get({}, 'TRACE') },
    { what: 'a negative Content-Length', bytes: post({ 'Content-Length': '-5' }, '{}') },
    {
      what: 'two Content-Length headers',
      bytes: post({ 'Content-Length': '2', 'content-length': '9' }, '{}'),
    },
    {
      what: 'Content-Length and chunked encoding',
      bytes: post({ 'Content-Length': '4', 'Transfer-Encoding': 'chunked' }, '0\r\n\r\nGET /x'),
    },
    {
      what: 'an invalid chunk size',
      bytes: post({ 'Transfer-Encoding': 'chunked' }, 'zz\r\n{}\r\n'),
    },
    { what: 'an unknown transfer encoding', bytes: post({ 'Transfer-Encoding': 'brew' }, '{}') },
    { what: 'an unknown HTTP version', bytes: raw(`GET / HTTP/9.9\r\nHost: x\r\n\r\n`) },
    { what: 'a missing Host', bytes: raw('GET / HTTP/1.1\r\nConnection: close\r\n\r\n') },
    { what: 'a NUL byte in a header', bytes: get({ 'X-Zero': 'a\u0000b' }) },
    { what: 'bytes that are not HTTP', bytes: raw('\u0016\u0003\u0001\u0002\u0000\u0001\r\n\r\n') },
    { what: 'text that is not HTTP', bytes: raw('hello\r\n\r\n') },
  ]
}
