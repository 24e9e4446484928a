/** Goal: a pool that lets requests wait for ever is told from a server without a free thread. */
import { expect, test } from 'vitest'
import type { RequestSpec } from '#gate/contract/contract.ts'
import { isCrowdedOut } from './crowded-out.ts'

const health: RequestSpec = { method: 'GET', path: '/health' }

test.each<[string, RequestSpec | undefined, readonly string[], boolean]>([
  ['answers nothing', health, [], true],
  ['answers health', health, ['/health'], false],
  ['has a health check that waits for the pool', health, ['/preflight-nowhere'], false],
  ['has no health check, and answers nothing', undefined, [], true],
  ['has no health check, and answers', undefined, ['/preflight-nowhere'], false],
])('a target that %s', async (_, endpoint, answered, is) => {
  const running = {
    endpointIfAny: async () => endpoint,
    try: async ({ path }: RequestSpec) => ({ ok: answered.includes(path) }),
  }
  expect(await isCrowdedOut(running as never)).toBe(is)
})
