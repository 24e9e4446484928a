/** Slow responses, with the deployment's read timeout shortened. */

import { deployedNginx, readTree } from '#gate/kit/edge/deployed-nginx.ts'
import { send } from '#gate/kit/edge/edge-client.ts'
import { withEdge } from '#gate/kit/edge/edge-under-test.ts'
import { effective, walk } from '#gate/kit/edge/tree.ts'
import { check } from '#gate/run/check.ts'

const setting = 'proxy_read_timeout'
const shortenedMs = 2_000
/** The tolerance: a slow machine answers late, hardly ever early. */
const lateByMs = 3_000
const earlyByMs = 100

check('edge.read-timeout', async ({ target, stack, evidence, expect }) => {
  const { directives } = readTree(await deployedNginx(target))
  const places = [...walk(directives)].filter(({ directive }) => directive.name === 'proxy_pass')
  for (const { directive, within } of places) {
    const [found] = effective(within, setting)
    const value = found?.args[0]?.value
    const place = `${directive.file}:${directive.line}`
    evidence.observe('proxy_pass', { place, [setting]: value ?? 'not set' })
    expect.soft(value, `${setting} for the proxy_pass at ${place}`).toBeDefined()
  }
  evidence.floor('proxy_pass', 1)

  const settings = { [setting]: `${shortenedMs}ms` }
  await withEdge({ target, stack }, { settings }, async ({ edge, stub }) => {
    const ask = async (delayMs: number) => {
      const { status, ms } = await send(edge, 'https', { path: `/slow?delay=${delayMs}` })
      const response = { shortenedToMs: shortenedMs, delayMs, status, ms: Math.round(ms) }
      evidence.observe('response', response)
      return response
    }
    const [fast, slow] = await Promise.all([ask(shortenedMs / 4), ask(4 * shortenedMs)])
    expect.soft(fast.status, 'status of a response faster than the read timeout').toBe(200)
    expect.soft(slow.status, 'status of a response slower than the read timeout').toBe(504)
    expect.soft(slow.ms, 'milliseconds until the 504').toBeGreaterThan(shortenedMs - earlyByMs)
    expect.soft(slow.ms, 'milliseconds until the 504').toBeLessThan(shortenedMs + lateByMs)
    const tries = stub.requests.filter(({ url }) => url.includes(String(4 * shortenedMs))).length
    expect.soft(tries, 'times the backend received the slow request').toBe(1)
    evidence.floor('response', 2)
  })
})
