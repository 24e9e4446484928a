/** Values that a text assigns to variables that hold secrets, in any syntax. Pure. */
import { either } from '../patterns.ts'
import { looksRandom } from './randomness.ts'

/**
 * In source code whatever stands without quotes is an expression; in a file of settings it is a
 * value. Elsewhere both occur.
 */
type Kind = 'code' | 'settings' | 'any'

const codeFile = either(
  /\.([cm]?[jt]sx?|vue|svelte|astro|pyi?|rb|erb|go|java|kts?|scala|groovy|gradle|php|cs|fs|vb)$/i,
  /\.(rs|exs?|erl|swift|c|cc|cpp|h|hpp|dart|lua|p[lm]|r|jl|clj|hs|ml|map)$/i,
)
const settingsFile =
  /(^|\/)[\w.-]*\.?env([._-][\w.-]+)?$|\.(ini|cfg|conf|cnf|properties|toml|ya?ml|json5?|tfvars)$/i

function kindOf(path: string | undefined): Kind {
  if (path === undefined) return 'any'
  return codeFile.test(path) ? 'code' : settingsFile.test(path) ? 'settings' : 'any'
}

/** A name as files write it: SECRET_KEY, secret-key, secretKey. One word is taken as it is. */
function spellings(name: string): RegExp {
  const words = name.split(/[-_.]/).map((part) => part.replace(/\W/g, '\\$&'))
  const [flags, joint] = words.length > 1 ? ['gi', '[-_.]?'] : ['g', '']
  return new RegExp(`(?<![A-Za-z0-9_]|[A-Za-z0-9]-)${words.join(joint)}(?![A-Za-z0-9_])`, flags)
}

const nestingFile = /\.(ya?ml|json5?)$/i

/** The same name as keys below each other in YAML and JSON: `jwt:` and below it `secret:`. */
function nestedSpellings(name: string): RegExp[] {
  const words = name.split(/[-_.]/).map((part) => part.replace(/\W/g, '\\$&'))
  return words.slice(1).map((_, at) => {
    const [outer, inner] = [words.slice(0, at + 1), words.slice(at + 1)].map((part) =>
      part.join('[-_.]?'),
    )
    const between = String.raw`(?:\1[ \t]+\S.*\n|[ \t]*\n){0,30}?\1[ \t]+`
    const before = String.raw`^([ \t]*)["']?${outer}["']?\s*:[ \t]*\{?[ \t]*\n`
    return new RegExp(String.raw`${before}${between}["']?${inner}(?=["']?[ \t]*:)`, 'gim')
  })
}

/** What a value may follow after a name, beyond a line only if it is quoted. */
const blank = String.raw`(?:\s*\(?\s*(?=\\*["'\`])|[^\S
]*)`
const close = String.raw`\\*["'\`]?\s*\]?`
const quoteAhead = String.raw`(?=[bBrRuU@]{0,2}\\*["'\`])`
const assigns: readonly RegExp[] = [
  // NAME: str = "…", NAME string = "…"
  new RegExp(`^${close}\\s*(?::\\s*)?&?[A-Za-z][\\w.<>[\\]|, ?]{0,40}\\s=\\s*${quoteAhead}`),
  // NAME=…, "NAME": …, NAME => …, env["NAME"] = …
  new RegExp(`^${close}[^\\S\\n]*(?:=>|:=|\\?{1,2}=|\\|\\|=|=(?![=~>])|:(?![=:]))${blank}`),
  // {"name": "NAME", "value": …}, and the same in YAML, XML and HCL
  new RegExp(`^${close}[\\s,;]*\\\\*["']?value\\\\*["']?\\s*[:=]${blank}`, 'i'),
  // <NAME>…</NAME>, <entry key="NAME">…</entry>
  /^["']?>\s*(?=[^\s<])/,
]
/**
 * define('NAME', '…') and other calls that set, and a row of a dump; get('NAME', '…') has a default
 * of its own.
 */
const setter =
  /(?:\b(define|setenv|putenv|setProperty|set|put)\(\s*|\bVALUES\s*\((?:[^()]*,)?\s*)["'`]$/i
/** Directives of Dockerfiles, web servers and shells that a name and its value follow. */
const directive = /^[^\S\n]*(ENV|ARG|SetEnv|setx|set -gx|(fastcgi|uwsgi|scgi)_param)[^\S\n]+$/im

const quoted = /^[bBrRuU@]{0,2}\\*("""|'''|["'`])([\s\S]{0,1000}?)\\*\1/
const block = /^[|>][-+\d]{0,2}[^\S\n]*\n\s+(\S+)/
const bare = { settings: /^\S{1,1000}/, any: /^[^\s"'`]{1,1000}/ }
const call = /^[A-Za-z_$][\w$.:>-]*[([].*[)\]]/
/** A call or an index that goes on with a quote: `os.environ["X"]`, `viper.GetString("x")`. */
const calling = /^[!&*]?[A-Za-z_$][\w$.:>-]*[([]["'`]/

/** A literal in quotes; only three of them may go over several lines. */
function literalIn([, quote = '', value = '']: RegExpExecArray): string | undefined {
  return quote.length === 3 || !value.includes('\n') ? value.trim() : undefined
}

/** The value at the beginning of what follows an assignment. */
function valueAt(text: string, kind: Kind): string | undefined {
  const literal = quoted.exec(text)
  if (literal) return literalIn(literal)
  if (kind === 'code' || calling.test(text)) return undefined
  const [, line] = block.exec(text) ?? []
  if (line !== undefined) return line
  const [value = ''] = bare[kind].exec(text) ?? []
  if (kind === 'any' && (call.test(value) || /^["'`]/.test(text.slice(value.length)))) {
    return undefined
  }
  return value.replace(/<\/.*$|[,;]+$/, '')
}

/** The value of a pair that is in quotes as a whole: `Environment="NAME=value"`. */
function pairedValue(text: string, start: number, end: number): string | undefined {
  const quote = text[start - 1] ?? ''
  if (!/["'`]/.test(quote) || text[end] !== '=') return undefined
  const [value = ''] = /^[^\s"'`]{1,1000}/.exec(text.slice(end + 1, end + 1_002)) ?? []
  return text[end + 1 + value.length] === quote ? value : undefined
}

/** What follows a name, if that is an assignment: from its value on. */
function assignedAt(text: string, start: number, end: number): string | undefined {
  const after = text.slice(end, end + 1_200)
  for (const pattern of assigns) {
    const [sign] = pattern.exec(after) ?? []
    if (sign !== undefined) return after.slice(sign.length)
  }
  const before = text.slice(Math.max(0, start - 40), start)
  const [comma] = /^["'`]\s*,\s*/.exec(after) ?? []
  if (comma !== undefined && setter.test(before)) return after.slice(comma.length)
  const [space] = /^[^\S\n]+/.exec(after) ?? []
  if (space !== undefined && directive.test(before.slice(before.lastIndexOf('\n') + 1))) {
    return after.slice(space.length)
  }
  return undefined
}

/**
 * The variables that a text gives a value which looks like a key.
 * @param harmless values that everybody knows
 * @param path of the file, which tells whether it is code
 */
export function assignedSecrets(
  text: string,
  variables: readonly string[],
  harmless: ReadonlySet<string>,
  path?: string,
): string[] {
  const kind = kindOf(path)
  const canNest = nestingFile.test(path ?? '')
  return variables.filter((name) => {
    const patterns = [spellings(name), ...(canNest ? nestedSpellings(name) : [])]
    for (const { 0: found, index } of patterns.flatMap((each) => [...text.matchAll(each)])) {
      const end = index + found.length
      const assigned = assignedAt(text, index, end)
      const value =
        pairedValue(text, index, end) ??
        (assigned === undefined ? undefined : valueAt(assigned, kind))
      if (value !== undefined && looksRandom(value) && !harmless.has(value)) return true
    }
    return false
  })
}
