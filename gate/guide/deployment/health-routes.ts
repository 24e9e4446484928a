/** The health endpoints in a guide's code: what they answer with, and whether they ask anything. */
import { type CodeBlock, lineAt } from '../document/blocks.ts'
import type { Guide } from '../document/guide.ts'
import { anyOf } from '../pattern.ts'
import { codeOf } from './code.ts'
import { isHealthPath } from './probes.ts'

export interface HealthRoute {
  /** Without a slash at its end. */
  path: string
  line: number
  /** Its handler is wholly here, and calls nothing but what builds the answer. */
  isStatic: boolean
  /** What it answers with: `constants`. */
  returned: string
}

/** Calls that only build or send an answer. */
const builders = new RegExp(
  `^${anyOf(
    'JSONResponse|Response|PlainTextResponse|ORJSONResponse|HttpResponse|JsonResponse|jsonify',
    'make_response|dict|str|int|json|send|sendStatus|status|code|type|header|set|end|writeHead',
    'stringify|Write|WriteHeader|Fprint|Fprintf|Fprintln|WriteString|Header|Set|byte|JSON|String',
    'uptime|now|toISOString|isoformat|utcnow|getenv|render|head|ok|time',
  )}$`,
)

const keywords =
  /^(?:if|for|while|return|function|async|await|def|lambda|not|and|or|in|switch|catch)$/

/** Names that are called in a piece of code. */
function callsIn(code: string): string[] {
  const withoutTexts = code.replaceAll(/"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|`[^`]*`/g, '""')
  return [...withoutTexts.matchAll(/([A-Za-z_$][\w$]*)\s*\(/g)]
    .map(([, name = '']) => name)
    .filter((name) => !keywords.test(name))
}

function isStaticBody(body: string, language: CodeBlock['kind']): boolean {
  const waits = /\bawait\b|\byield\b|\bDepends\b|\bwith\b/.test(body)
  // Without parentheses a call in Ruby looks like a name.
  const isPlain = language !== 'ruby' || !/[a-z]\.[a-z]/.test(body)
  return !waits && isPlain && callsIn(body).every((name) => builders.test(name))
}

/** A decorator with a path, further decorators, the head of a function, and what is indented. */
const pythonRoute = new RegExp(
  [
    String.raw`^([ \t]*)@\w+(?:\.\w+)*\.(?:get|route|api_route|head)\(\s*["']([^"']+)["'][^\n]*\n`,
    String.raw`(?:\1@[^\n]*\n)*`,
    String.raw`\1(?:async )?def \w+\(([^)]*)\)[^:]*:\s*\n`,
    String.raw`((?:(?:\1[ \t]+[^\n]*|[ \t]*)(?:\n|$))+)`,
  ].join(''),
  'gm',
)
const javascriptRoute = /\.(?:get|all|head)\(\s*["'`]([^"'`]+)["'`]\s*,/g
const goRoute = /\.(?:HandleFunc|Get|GET|Handle)\(\s*"(?:GET )?([^"]+)"\s*,\s*func\b/g

/** The text up to the parenthesis that closes the one before a position. */
function untilClosed(code: string, from: number): string | undefined {
  let open = 1
  for (let at = from; at < code.length; at += 1) {
    if (code[at] === '(') open += 1
    else if (code[at] === ')') open -= 1
    if (open === 0) return code.slice(from, at)
  }
  return undefined
}

function inPython(block: CodeBlock): HealthRoute[] {
  const code = codeOf(block)
  return [...code.matchAll(pythonRoute)].map((match) => {
    const [, , path = '', parameters = '', body = ''] = match
    const isStatic = !/Depends|Session|Annotated/.test(parameters) && isStaticBody(body, 'python')
    return {
      path: path.replace(/\/$/, ''),
      line: lineAt(block, match.index),
      isStatic,
      returned: answerOf(body),
    }
  })
}

function inCalls(block: CodeBlock, pattern: RegExp): HealthRoute[] {
  const code = codeOf(block)
  return [...code.matchAll(pattern)].flatMap((match) => {
    const from = match.index + match[0].length
    const handler = untilClosed(code, from)
    // A handler by its name is somewhere else.
    if (handler === undefined || !/=>|\bfunction\b|\{/.test(handler)) return []
    const body = handler.replace(/^[^{]*?(?:=>|\{)/, '')
    const path = (match[1] ?? '').replace(/\/$/, '')
    const isStatic = isStaticBody(body, block.kind)
    return [{ path, line: lineAt(block, match.index), isStatic, returned: answerOf(body) }]
  })
}

/** What stands in an answer, by the kinds of its parts. */
function answerOf(body: string): string {
  return /\b(?:settings|config|process\.env|os\.environ|version)\b/i.test(body)
    ? 'constants and settings'
    : 'constants'
}

/** The health endpoints of all code blocks. */
export function healthRoutesOf(guide: Guide): HealthRoute[] {
  const found = guide.blocks.flatMap((block) => {
    if (block.kind === 'python') return inPython(block)
    if (block.kind === 'javascript') return inCalls(block, javascriptRoute)
    return block.kind === 'go' ? inCalls(block, goRoute) : []
  })
  return found.filter(({ path }) => isHealthPath(path))
}
