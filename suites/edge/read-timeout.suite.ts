/** Answers that are slow, with the deployment's read timeout shortened. */

import { send } from '#gate/kit/edge/client.ts'
import { deployedNginx, readTree } from '#gate/kit/edge/deployed.ts'
import { withEdge } from '#gate/kit/edge/edge-under-test.ts'
import { effective, walk } from '#gate/kit/edge/tree.ts'
import { check } from '#gate/run/check.ts'

const setting = 'proxy_read_timeout'
const shortenedMs = 2_000
/** A slow machine answers late, never early. */
const lateByMs = 3_000
const earlyByMs = 100

check('edge.read-timeout', async ({ target, stack, evidence, expect }) => {
  const { directives } = readTree(await deployedNginx(target))
  const places = [...walk(directives)].filter(({ directive }) => directive.name === 'proxy_pass')
  for (const { directive, within } of places) {
    const [found] = effective(within, setting)
    const value = found?.args[0]?.value
    const place = `${directive.file}:${directive.line}`
    evidence.observe('place that passes on', { place, [setting]: value ?? 'not set' })
    expect.soft(value, `${setting} is set for ${place}`).toBeDefined()
  }
  evidence.floor('place that passes on', 1)

  const settings = { [setting]: `${shortenedMs}ms` }
  await withEdge({ target, stack }, { settings }, async ({ edge, stub }) => {
    const ask = async (delayMs: number) => {
      const { status, ms } = await send(edge, 'https', { path: `/slow?delay=${delayMs}` })
      const seen = { shortenedToMs: shortenedMs, delayMs, status, ms: Math.round(ms) }
      evidence.observe('answer', seen)
      return seen
    }
    const [fast, slow] = await Promise.all([ask(shortenedMs / 4), ask(4 * shortenedMs)])
    expect.soft(fast.status, 'an answer faster than the read timeout').toBe(200)
    expect.soft(slow.status, 'an answer slower than the read timeout').toBe(504)
    expect.soft(slow.ms, 'when the 504 came').toBeGreaterThan(shortenedMs - earlyByMs)
    expect.soft(slow.ms, 'when the 504 came').toBeLessThan(shortenedMs + lateByMs)
    const tries = stub.seen.filter(({ url }) => url.includes(String(4 * shortenedMs))).length
    expect.soft(tries, 'requests that the backend got for the slow one').toBe(1)
    evidence.floor('answer', 2)
  })
})
