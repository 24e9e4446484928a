/** What an error response must not contain, whatever the backend is written in. Pure. */

export interface Leak {
  kind: 'stack' | 'exception' | 'path' | 'statement' | 'version'
  text: string
}

const patterns: readonly [Leak['kind'], RegExp][] = [
  // V8, Python, the JVM, Ruby and PHP, Go.
  ['stack', /\bat [\w.<>$ [\]]+ \(?(?:file:|node:|\/|[A-Za-z]:\\)[^\s)]*:\d+/],
  ['stack', /Traceback \(most recent call last\)|File "[^"]+", line \d+/],
  ['stack', /\bat [\w.$]+\([\w$]+\.(?:java|kt|scala|cs):\d+\)/],
  ['stack', /\.(?:rb|php|go|py|rs|exs?|[cm]?[jt]sx?):\d+(?::\d+|:in |: )/],
  ['stack', /\.cs:line \d+|\.php(?:\(\d+\):|(?:<\/b>)? on line (?:<b>)?\d+)/],
  ['stack', /goroutine \d+ \[/],
  ['path', /(?:^|[\s"'(=])\/(?:usr|home|root|app|srv|opt|var|work|workspace|code)\/[\w.@-]+/],
  ['path', /node_modules\/|site-packages\/|vendor\/(?:bundle|autoload)/],
  // In capitals, or with a list of columns: prose may say "select … from" too.
  ['statement', /\bSELECT\b[^;]{1,200}\bFROM\b|\bselect\s+(?:\*|"?\w+"?\s*,[^;]{1,200})\s*from\s/],
  ['statement', /\binsert into\b|\bdelete from\b/i],
  ['statement', /\bupdate\s+"?\w+"?\s+set\b|\bwhere\s+\w+\s*=\s*\$\d/i],
  ['statement', /\b(?:relation|column|table|constraint|database) "[^"]+"|SQLSTATE|\b42P01\b/],
  ['statement', /PostgresError|psycopg|sqlalchemy|asyncpg|ActiveRecord::|org\.postgresql|\bpgx\b/i],
]

/**
 * What a runtime or a framework says of a mistake in the code that it runs, or of a server that it
 * could not reach: the line that heads a stack trace. In a 4xx a framework may say so of a request.
 */
const exceptions: readonly RegExp[] = [
  /\b(?:Type|Reference|Range|Syntax|Assertion|Attribute|Key|Index|Value|Name|Import)Error\b[:(]/,
  /\b(?:Runtime|ZeroDivision|UnboundLocal|Recursion|OS|Timeout|Connection\w*|NoMethod)Error\b[:(]/,
  /\b(?:NullPointer|NullReference|ClassCast|IllegalState|IllegalArgument|Socket|SQL)Exception\b/,
  /Cannot read propert[^"]*|\bis not a function\b|\bis not iterable\b/,
  /\bobject has no attribute\b|\bunexpected keyword argument\b|\bundefined method [`']/,
  /\bruntime error: |\bnil pointer dereference\b|\binterface conversion: /,
  /\bFST_ERR_[A-Z_]+|\bERR_(?:HTTP|INVALID|STREAM|SOCKET|ASSERTION|MODULE)_[A-Z_]+/,
  /\b(?:connect|getaddrinfo) E[A-Z]{4,}[^"]*|\bdial tcp\b[^"]*|\[Errno -?\d+\]/,
]

/** Products; with a version number they are a leak, since attackers look the number up. */
const products = [
  'node',
  'express',
  'fastify',
  'koa',
  'uvicorn',
  'gunicorn',
  'hypercorn',
  'werkzeug',
  'python',
  'django',
  'flask',
  'starlette',
  'php',
  'ruby',
  'puma',
  'rails',
  'passenger',
  'java',
  'jetty',
  'tomcat',
  'go',
  'nginx',
  'apache',
  'openresty',
  'redis',
  'openssl',
  'postgres',
  'postgresql',
  'sqlalchemy',
]
const versioned = new RegExp(`\\b(?:${products.join('|')})[/ ]v?\\d+(?:\\.\\d+)*`, 'i')
/** Headers that name software. */
const softwareHeaders = new Set([
  'server',
  'x-powered-by',
  'x-aspnet-version',
  'x-runtime-version',
  'via',
])

/** The text before JSON escaped it: the patterns look for quotes and line breaks. */
function unescaped(body: string): string {
  return body.replace(/\\(["\\/nt])/g, (_, letter) =>
    letter === 'n' ? '\n' : letter === 't' ? '\t' : letter,
  )
}

/** What a response leaks in its body or headers. A status of 5xx is an error from inside. */
export function leaksOf(
  body: string,
  headers: Readonly<Record<string, string | string[] | undefined>>,
  status = 400,
): Leak[] {
  const lines = Object.entries(headers).flatMap(([name, value]) =>
    [value ?? []].flat().map((each) => [name.toLowerCase(), each] as const),
  )
  const texts = [unescaped(body), ...lines.map(([, value]) => value)]
  const fromInside = status >= 500 ? exceptions : []
  const sought = [...patterns, ...fromInside.map((pattern) => ['exception', pattern] as const)]
  const found = texts.flatMap((text) =>
    sought.flatMap(([kind, pattern]) => {
      const [match] = pattern.exec(text) ?? []
      return match === undefined ? [] : [{ kind, text: match.slice(0, 80) }]
    }),
  )
  const versions = [
    ...(versioned.exec(body) ?? []).slice(0, 1),
    ...lines
      .filter(([name, value]) => softwareHeaders.has(name) && /\d/.test(value))
      .map(([, v]) => v),
  ]
  return [...found, ...versions.map((text) => ({ kind: 'version' as const, text }))]
}
