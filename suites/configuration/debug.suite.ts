/** Debug mode in production must be refused, or must have no effect that a client can see. */

import type { RequestSpec } from '#gate/contract/contract.ts'
import { check } from '#gate/run/check.ts'
import type { RunningTarget } from '#gate/system/running.ts'
import { startControl } from './refusals.ts'

/** Requests that provoke errors, and routes that debug modes add. */
const provocations: readonly RequestSpec[] = [
  { method: 'GET', path: '/preflight-no-such-route' },
  { method: 'GET', path: '/%c0%ae%c0%ae/%00' },
  { method: 'POST', path: '/', headers: { 'content-type': 'application/json' } },
  { method: 'GET', path: '/?__debug__=1&debug=true' },
]
const debugRoutes = [
  '/debug',
  '/__debug__',
  '/console',
  '/_profiler',
  '/debug/vars',
  '/debug/pprof',
]

/** A stack frame of Node, Python, Java, Go, PHP or Ruby, or a path of source code. */
const stackTrace =
  /\n\s+at .+:\d+:\d+|Traceback \(most recent|\.(?:ts|js|py|rb|php|go|java):\d+|goroutine \d+/

async function provoke(running: RunningTarget): Promise<{ request: string; body: string }[]> {
  const bodies: { request: string; body: string }[] = []
  const login = running.config.operations?.login?.request({ name: '', email: '', password: '' })
  const malformed = login ? [{ ...login, json: '{"broken' }] : []
  for (const spec of [...provocations, ...malformed]) {
    const outcome = await running.try(spec)
    const request = `${spec.method} ${spec.path}`
    bodies.push({ request, body: outcome.ok ? outcome.text : outcome.error })
  }
  return bodies
}

/** A response without the parts that differ from request to request. */
function responseShape(status: number | string, text: string): string {
  return `${status} ${text.length > 200 ? 'a long body' : text.replace(/[0-9a-f-]{8,}|\d+/gi, '#')}`
}

check('configuration.debug-off', async ({ target, evidence, expect }) => {
  const variable = target.variable('debug')
  await startControl(target, evidence)
  evidence.floor('debug start', 1)
  const launching = target.start({ debug: 'true' })
  const ready = await launching.ready().catch((error: Error) => error)
  if (ready instanceof Error) {
    const refusal = await launching.exit()
    // Neither refused nor ready: that says nothing about debug mode.
    if (refusal.exitCode === null && !refusal.workersLoop) throw ready
    evidence.observe('debug start', { refused: true, ...refusal })
    expect.soft(refusal, `start with ${variable} "true"`).toRefuse({ naming: variable })
    return
  }
  evidence.observe('debug start', { refused: false })
  for (const { request, body } of await provoke(ready)) {
    evidence.observe('error response', { request, body })
    expect.soft(body, `body of the response to ${request} with debug on`).not.toMatch(stackTrace)
  }
  evidence.floor('error response', provocations.length)
  const plain = await target.start({ debug: 'false' }).ready()
  for (const path of debugRoutes) {
    const [withDebug, without] = await Promise.all([
      ready.try({ method: 'GET', path }),
      plain.try({ method: 'GET', path }),
    ])
    const shapes = [withDebug, without].map((outcome) =>
      outcome.ok ? responseShape(outcome.status, outcome.text) : outcome.error,
    )
    evidence.observe('debug route', { path, shapes })
    expect
      .soft(shapes[0], `response of ${path} with debug on, compared with debug off`)
      .toBe(shapes[1])
  }
})
