/** An operation with steps is spoilt like any other. */
import { expect, test } from 'vitest'
import type { RequestSpec, TargetConfig } from '#gate/contract/contract.ts'
import type { RunningTarget } from '#gate/system/running.ts'
import type { World } from '#gate/system/world.ts'
import { validRequests } from './valid-requests.ts'

test('the last request, as its steps complete it', async () => {
  const login = {
    request: (): RequestSpec => ({
      method: 'POST',
      path: '/login',
      json: { password: 'p' },
      before: async (send, spec) => {
        const { json } = await send({ method: 'GET', path: '/flow' })
        return { ...spec, path: `/login?flow=${(json as { id: string }).id}` }
      },
    }),
    result: () => ({ headers: {} }),
  }
  const reply = { status: 404, headers: {}, text: '', json: { id: 'f1' } }
  const running = {
    url: 'http://127.0.0.1:1',
    client: { baseHeaders: {} },
    config: { name: 'a', operations: { login } } as unknown as TargetConfig,
    send: async () => reply,
    tryPatiently: async () => ({ ok: true, ms: 1, ...reply }),
  } as unknown as RunningTarget
  const world = { owner: { account: {}, session: { headers: {} } } } as unknown as World
  const { contract } = await validRequests(running, world, 1, 1)
  expect(contract.map(({ spec }) => [spec.path, spec.json, spec.before])).toEqual([
    ['/login?flow=f1', { password: 'p' }, undefined],
  ])
})
