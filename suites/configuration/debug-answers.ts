/** What a client sees of debug mode: answers to provoked errors, and routes. */
import type { RequestSpec } from '#gate/contract/contract.ts'
import { loseTable } from '#gate/kit/traffic/canaries.ts'
import type { RunningTarget } from '#gate/system/running.ts'
import type { Target } from '#gate/system/target.ts'
import { makeWorld } from '#gate/system/world.ts'

/** Requests that provoke errors. */
const provocations: readonly RequestSpec[] = [
  { method: 'GET', path: '/preflight-no-such-route' },
  { method: 'GET', path: '/%c0%ae%c0%ae/%00' },
  { method: 'POST', path: '/', headers: { 'content-type': 'application/json' } },
  { method: 'GET', path: '/?__debug__=1&debug=true' },
]

/** How many answers {@link provoke} has at least. */
export const leastProvoked = provocations.length

/** Routes that debug modes add. */
export const debugRoutes = [
  '/debug',
  '/__debug__',
  '/console',
  '/_profiler',
  '/debug/vars',
  '/debug/pprof',
]

/** Files of source code, by their endings. */
const source = String.raw`\.(?:[cm]?[jt]sx?|py|rb|php|go|java|kt|scala|cs|fs|rs|exs?|erl|pl|pm)`

/**
 * What debug modes show of a program: stack frames, paths of source code, and the pages that
 * frameworks have for developers.
 */
export const stackTrace = new RegExp(
  [
    String.raw`(?:\n|\\n|<br>)\s*(?:&nbsp;|\s)*at .+:\d+:\d+`,
    // Of .NET and the JVM without their lines: `at Api.Reader.Read(Int32 id)`.
    String.raw`(?:\n|\\n|<br>)(?:[\s\u00a0]|\\t|&nbsp;)*at [\w$.]+\.[\w$<>]+\([^()\n]*\)`,
    String.raw`Traceback (?:<[a-z]+>)?\(most recent`,
    String.raw`File \\?"[^"\\]+\\?", line \d+`,
    String.raw`${source}:(?:line )?\d+`,
    // PHP: `Foo.php(12)`, `Foo.php on line 12`, and Laravel's JSON.
    String.raw`\.php(?:\(\d+\)|(?:</b>)? on line (?:<b>)?\d+|\\?",\s*\\?"line\\?":\s*\d+)`,
    // A frame as JSON: a file of source code, and its line.
    String.raw`${source}\\?",\s*\\?"line(?:_?no|_?number)?\\?":\s*\d+`,
    String.raw`goroutine \d+`,
    String.raw`\\?"(?:stack_?trace|traceback|backtrace)\\?":\s*(?:\[\s*[{"\\]|\\?"[^"\\])`,
    // Django's and Rails' own pages, also for what is not found.
    'DEBUG ?= ?True',
    String.raw`Rails\.root:`,
  ].join('|'),
  'i',
)

export interface Provoked {
  request: string
  status: number | undefined
  body: string
}

async function ask(
  running: RunningTarget,
  spec: RequestSpec,
  session?: { headers: Record<string, string> },
) {
  const outcome = await running.tryPatiently(spec, { session })
  const request = `${spec.method} ${spec.path}`
  return outcome.ok
    ? { request, status: outcome.status, body: outcome.text }
    : { request, status: undefined, body: outcome.error }
}

/** Whether errors from inside can be provoked: a record is read, and its table is lost. */
export function canFail({ config }: Target): boolean {
  const { createRecord, readRecord } = config.operations ?? {}
  return (
    createRecord !== undefined && readRecord !== undefined && config.backing?.postgres !== undefined
  )
}

/**
 * The answers to errors of clients, and to one from inside, if it can be provoked.
 * @param databaseUrl of the start's own database, which loses a table
 */
export async function provoke(
  target: Target,
  running: RunningTarget,
  databaseUrl: string | undefined,
): Promise<Provoked[]> {
  const answers: Provoked[] = []
  const login = running.config.operations?.login?.request({ name: '', email: '', password: '' })
  const malformed = login ? [{ ...login, json: '{"broken' }] : []
  for (const spec of [...provocations, ...malformed]) answers.push(await ask(running, spec))
  if (databaseUrl === undefined) return answers
  const { owner, record } = await makeWorld(target, running)
  const read = running.operation('readRecord')
  await loseTable(databaseUrl, read.table)
  const lost = await ask(running, running.readOf(record), owner.session)
  return [...answers, { ...lost, request: `${lost.request} without its table` }]
}

/** A response without the parts that differ from request to request. */
export function responseShape(status: number | string, text: string): string {
  return `${status} ${text.length > 200 ? 'a long body' : text.replace(/[0-9a-f-]{8,}|\d+/gi, '#')}`
}

/** The shape of the answer of each debug route. */
export async function routeShapes(running: RunningTarget): Promise<Map<string, string>> {
  const shapes = new Map<string, string>()
  for (const path of debugRoutes) {
    const outcome = await running.tryPatiently({ method: 'GET', path })
    shapes.set(path, outcome.ok ? responseShape(outcome.status, outcome.text) : outcome.error)
  }
  return shapes
}
