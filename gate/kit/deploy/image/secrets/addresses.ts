/** Addresses that have their password in them: URLs of any scheme, JDBC, ADO.NET, DSNs. Pure. */
import { either, inOrder } from '../patterns.ts'
import { isExample } from './randomness.ts'

interface Credentials {
  user: string
  password: string
  host: string
}

/** `scheme+driver://user:password@host`, in which the password may have an @ of its own. */
const url = inOrder(
  /\b[a-z][a-z0-9+._-]{1,30}:\/\//gi,
  /([^\s:/@"'`<>\\]{0,256}):([^\s/"'`<>\\]{1,256})@([^\s:/?#,@"'`<>\\)]{1,256})/,
)
/** `jdbc:driver://host/database?user=…&password=…`, and with semicolons. */
const query = inOrder(
  /\b([a-z][a-z0-9+._:-]{1,40}):\/\/([^\s/?;:"'`<>]{1,256})/gi,
  /(?:[:/][^\s"'`<>\\]{0,256}?)?[?&;](?:[^\s"'`<>\\]{0,256}?)/,
  /\b(?:password|passwd|pwd)=([^\s&;"'`<>]{1,256})/,
)
/** `Server=…;User Id=…;Password=…`. */
const pairs = inOrder(
  /\b(?:server|data source|host|addr)\s*=\s*([^;"'\n]{1,128});/gi,
  /[^"'\n]{0,256}?\b(?:password|pwd)\s*=\s*([^;"'\n]{1,128})/,
)
/** `host=… user=… password=…`, in any order. */
const keywords = inOrder(
  /\b(?:host|hostaddr|dbname|user|port|sslmode|password)=[^\s"']{1,128}/g,
  /(?:\s+\w{2,30}=(?:'[^'\n]{0,128}'|[^\s"']{0,128})){1,12}/,
)
/** `user:password@tcp(host:port)/database`. */
const dialled = /([\w.-]{1,64}):([^\s@"'`<>]{1,128})@(?:tcp|tcp4|tcp6|unix)\(([^)\s:]{0,128})/g

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

function* addressesIn(text: string): Generator<Credentials> {
  for (const [, user = '', password = '', host = ''] of text.matchAll(url)) {
    yield { user, password, host }
  }
  for (const [, scheme = '', host = '', password = ''] of text.matchAll(query)) {
    if (!/^https?$/i.test(scheme)) yield { user: '', password, host }
  }
  for (const [, host = '', password = ''] of text.matchAll(pairs)) {
    yield { user: '', password, host: host.split(/[,:\\]/, 1)[0] ?? '' }
  }
  for (const [list] of text.matchAll(keywords)) {
    const value = (key: string) =>
      new RegExp(`(?:^|\\s)${key}='?((?<=')[^']*|\\S+)`).exec(list)?.[1]
    const password = value('password')
    if (password) yield { user: value('user') ?? '', password, host: value('host') ?? '' }
  }
  for (const [, user = '', password = '', host = ''] of text.matchAll(dialled)) {
    yield { user, password, host }
  }
}

/** Hosts of this machine, of documents and of tests. */
const nowhere = either(
  /^(localhost|127(\.\d+){3}|0\.0\.0\.0|\[?::1\]?|host|hostname|server|your[-_.]?\w*|example)$/i,
  /(\bexample|\bexample\.(com|org|net)|\.(example|invalid|test|localhost))$/,
  // Templates; but an address of IPv6 ends here at its first colon.
  /^([${%]|\[(?![\da-f]{1,4}$))/i,
)
/** Shorter ones are guessed, and are words of examples. */
const minPassword = 8

/** Manuals write passwords as nobody reads them: `pa55word`, `s3cr3tkey`. */
const document = /\.(md|mdx|rst|adoc|txt|html?)$/i
const letters: Readonly<Record<string, string>> = { 0: 'o', 1: 'i', 3: 'e', 4: 'a', 5: 's', 7: 't' }

function isReal({ user, password, host }: Credentials, path: string): boolean {
  const plain = decoded(password)
  const read = plain.replace(/[013457]/g, (digit) => letters[digit] ?? digit)
  if (document.test(path) && isExample(read)) return false
  if (plain.length < minPassword || nowhere.test(host.trim())) return false
  // Code that puts an address together, and templates of every kind.
  if (/[{}]|\$[A-Z_(]|%[sdvq]|^[$%:]|\bprocess\.env\b/.test(password)) return false
  return decoded(user).toLowerCase() !== plain.toLowerCase() && !isExample(plain)
}

/**
 * Whether a text holds an address with a password that could be somebody's.
 * @param path of the file: manuals have examples
 */
export function hasAddressWithPassword(text: string, path = ''): boolean {
  for (const address of addressesIn(text)) if (isReal(address, path)) return true
  return false
}
