/** What nobody means well by: requests that are wrong in every way that is known. Pure. */
import fc from 'fast-check'
import type { RequestSpec } from '#gate/contract/contract.ts'

/** A request of the target's own, in which something is then wrong. */
export interface Good {
  spec: RequestSpec
  /** Those of the proxy in front and of the session, and Host. */
  headers: Readonly<Record<string, string>>
}

export interface Hostile {
  what: string
  bytes: Buffer
}

const json = 'application/json'
type Body = string | Uint8Array

/** The bytes of a request; a length is told unless the headers tell one. */
export function bytesOf(
  method: string,
  path: string,
  headers: Readonly<Record<string, string>>,
  body: Body = '',
): Buffer {
  const content = Buffer.from(body as string)
  const names = Object.keys(headers).map((name) => name.toLowerCase())
  const isTold = names.includes('content-length') || names.includes('transfer-encoding')
  const length = isTold || content.length === 0 ? {} : { 'Content-Length': `${content.length}` }
  const all = { ...headers, ...length, Connection: 'close' }
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}`)
  const head = [`${method} ${path} HTTP/1.1`, ...lines, '', ''].join('\r\n')
  return Buffer.concat([Buffer.from(head, 'latin1'), content])
}

type Headers = Readonly<Record<string, string>>

/** The headers with others in place of those of the same name, however that is written. */
function withHeaders(headers: Headers, others: Headers): Headers {
  const names = new Set(Object.keys(others).map((name) => name.toLowerCase()))
  const kept = Object.entries(headers).filter(([name]) => !names.has(name.toLowerCase()))
  return { ...Object.fromEntries(kept), ...others }
}

function withBody({ spec, headers }: Good, body: Body, type = json, more: Headers = {}): Buffer {
  const all = withHeaders(headers, { 'Content-Type': type, ...more })
  return bytesOf(spec.method, spec.path, all, body)
}

/** The request as it should be. */
export function unspoilt(good: Good): Buffer {
  const { spec, headers } = good
  if (spec.json === undefined) return bytesOf(spec.method, spec.path, headers)
  return withBody(good, JSON.stringify(spec.json))
}

/** Bodies that are not what they say they are. */
export function malformedBodies(good: Good): Hostile[] {
  const text = JSON.stringify(good.spec.json ?? {})
  const bodies: [string, Body, string?, Record<string, string>?][] = [
    ['a body cut off', text.slice(0, -1)],
    ['two bodies', `${text}${text}`],
    ['an empty body', ' '],
    ['words', 'not json at all'],
    ['bad UTF-8', Buffer.from([0x7b, 0x22, 0xff, 0xfe, 0xc0, 0xaf, 0x22, 0x3a, 0x31, 0x7d])],
    ['zero bytes', Buffer.alloc(64)],
    ['a number beyond numbers', '{"a":1e99999}'],
    ['keys of prototypes', '{"__proto__":{"x":1},"constructor":{"prototype":{"x":1}}}'],
    ['XML', '<?xml version="1.0"?><a/>', 'application/xml'],
    ['a form', 'a[b]=c&a=d', 'application/x-www-form-urlencoded'],
    ['parts without a boundary', 'x', 'multipart/form-data'],
    ['a type that is none', text, 'no/type/at; all='],
    ['a charset that is none', text, `${json}; charset=utf-999`],
    ['what is not gzip', text, json, { 'Content-Encoding': 'gzip' }],
  ]
  return bodies.map(([what, body, type, more]) => ({
    what,
    bytes: withBody(good, body, type, more),
  }))
}

/** Values that no field is made for. */
const oddValues: readonly unknown[] = [
  null,
  true,
  0,
  -1,
  1e308,
  0.1,
  2 ** 53,
  '',
  ' ',
  [],
  {},
  [[]],
  { a: { b: {} } },
  'x'.repeat(70_000),
  '\u0000',
  'a\u0000b',
  '\ud800',
  '\u202e',
  '💥'.repeat(300),
  "' or '1'='1",
  '"; drop table users; --',
  `$\{jndi:ldap://127.0.0.1/a}`,
  '{{7*7}}',
  '%s%n',
  '../../../../etc/passwd',
  '1e400',
  'NaN',
  '-0',
  '<script>',
  '\r\nX-Injected: 1',
]

/** A good body with odd values in its fields, as many as asked for; by a seed always the same. */
export function wrongTypes(good: Good, count: number, seed: number): Hostile[] {
  const fields = Object.keys(Object(good.spec.json))
  const odd = fc.constantFrom(...oddValues)
  const spoilt = fc
    .tuple(fc.subarray(fields, { minLength: Math.min(1, fields.length) }), fc.infiniteStream(odd))
    .map(([chosen, values]) => {
      const changes = chosen.map((field) => [field, values.next().value] as const)
      return { ...Object(good.spec.json), ...Object.fromEntries(changes) }
    })
  const whole = fc.oneof(odd, fc.jsonValue())
  const bodies = fc.sample(
    fc.oneof({ weight: 3, arbitrary: spoilt }, { weight: 1, arbitrary: whole }),
    {
      numRuns: count,
      seed,
    },
  )
  return bodies.map((body) => {
    const text = JSON.stringify(body)
    return { what: `the body ${text.slice(0, 60)}`, bytes: withBody(good, text) }
  })
}

const hugeBytes = 16 * 2 ** 20
const depth = 100_000

export function hugeBodies(good: Good): Hostile[] {
  const deep = (open: string, close: string) => open.repeat(depth) + close.repeat(depth)
  return [
    { what: 'a body of 16 MiB', bytes: withBody(good, `{"a":"${'a'.repeat(hugeBytes)}"}`) },
    { what: 'lists in lists', bytes: withBody(good, deep('[', ']')) },
    {
      what: 'objects in objects',
      bytes: withBody(good, `${deep('{"a":', '}').replace('}', '1}')}`),
    },
    { what: 'many keys', bytes: withBody(good, manyKeys()) },
  ]
}

function manyKeys(): string {
  const keys = Array.from({ length: 10_000 }, (_, index) => `"k${index}":1`)
  return `{${keys.join(',')}}`
}

/** Paths that lead elsewhere, or nowhere; below one of the target's own. */
export function oddPaths({ spec, headers }: Good): Hostile[] {
  const base = spec.path.replace(/\/[^/]*$/, '')
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
  return paths.map((path) => {
    return { what: `GET ${path.slice(0, 60)}`, bytes: bytesOf('GET', path, headers) }
  })
}

/** Headers too many, too long, or of no sense; and what HTTP itself forbids. */
export function oddHeaders({ spec, headers }: Good): Hostile[] {
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
    { what: 'a token of nothing', bytes: get({ Authorization: 'Bearer ' }) },
    { what: 'a token of no base64', bytes: get({ Authorization: 'Bearer ÿ.þ.\u00a0' }) },
    { what: 'basic credentials of nothing', bytes: get({ Authorization: 'Basic ====' }) },
    { what: 'an odd range', bytes: get({ Range: 'bytes=9-1,-,5-' }) },
    { what: 'an odd date', bytes: get({ 'If-Modified-Since': 'yesterday' }) },
    { what: 'a method of nobody', bytes: get({}, 'BREW') },
    { what: 'TRACE', bytes: get({}, 'TRACE') },
    { what: 'a length that is none', bytes: post({ 'Content-Length': '-5' }, '{}') },
    { what: 'two lengths', bytes: post({ 'Content-Length': '2', 'content-length': '9' }, '{}') },
    {
      what: 'a length and chunks',
      bytes: post({ 'Content-Length': '4', 'Transfer-Encoding': 'chunked' }, '0\r\n\r\nGET /x'),
    },
    { what: 'chunks of no size', bytes: post({ 'Transfer-Encoding': 'chunked' }, 'zz\r\n{}\r\n') },
    { what: 'an encoding of nobody', bytes: post({ 'Transfer-Encoding': 'brew' }, '{}') },
    { what: 'a version of the future', bytes: raw(`GET / HTTP/9.9\r\nHost: x\r\n\r\n`) },
    { what: 'no host', bytes: raw('GET / HTTP/1.1\r\nConnection: close\r\n\r\n') },
    { what: 'a zero byte in a header', bytes: get({ 'X-Zero': 'a\u0000b' }) },
    { what: 'no HTTP', bytes: raw('\u0016\u0003\u0001\u0002\u0000\u0001\r\n\r\n') },
    { what: 'words', bytes: raw('hello\r\n\r\n') },
  ]
}
