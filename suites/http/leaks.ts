/** What an error response must not contain, whatever the backend is written in. Pure. */

export interface Leak {
  kind: 'stack' | 'path' | 'statement' | 'version'
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

/** What a response leaks in its body or headers. */
export function leaksOf(
  body: string,
  headers: Readonly<Record<string, string | string[] | undefined>>,
): Leak[] {
  const lines = Object.entries(headers).flatMap(([name, value]) =>
    [value ?? []].flat().map((each) => [name.toLowerCase(), each] as const),
  )
  const texts = [unescaped(body), ...lines.map(([, value]) => value)]
  const found = texts.flatMap((text) =>
    patterns.flatMap(([kind, pattern]) => {
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

/** Every text in a response that can be an id: from the headers, and from a JSON body. */
export function possibleIds(
  json: unknown,
  headers: Readonly<Record<string, string | string[] | undefined>>,
): string[] {
  const leaves = (value: unknown): string[] => {
    if (typeof value === 'string' || typeof value === 'number') return [String(value)]
    return value !== null && typeof value === 'object' ? Object.values(value).flatMap(leaves) : []
  }
  const all = [...leaves(json), ...Object.values(headers).flatMap((value) => value ?? [])]
  return [...new Set(all)].filter((text) => /^[\w.:/+=-]{8,128}$/.test(text))
}
