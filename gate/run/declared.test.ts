/** Goal: what a check uses and its claim does not declare is refused by name, whatever is here. */
import { afterEach, describe, expect, test } from 'vitest'
import { requireTool, watchTools } from '#gate/host/process/tools.ts'
import type { StackClient } from '#gate/stack/client.ts'
import type { Claim } from '#guide/claim.ts'
import { claimById } from '#guide/index.ts'
import { declaredPrograms, declaredServices } from './declared.ts'

const asked: string[] = []
const stack = {
  shared: async (kind: string) => asked.push(kind),
  dedicated: async (kind: string) => asked.push(kind),
  redisDatabase: async () => 7,
} as unknown as StackClient

const claim: Claim = {
  ...claimById('cache.lost-invalidation'),
  services: ['toxiproxy'],
  programs: ['k6'],
}
const undeclared = (name: string) => ({
  code: 'PREFLIGHT_E_INTERNAL',
  message: `the check of cache.lost-invalidation uses ${name}, which the claim does not declare`,
  hint: expect.stringContaining('guide/claims/cache.ts'),
})

afterEach(() => {
  asked.length = 0
  watchTools(undefined)
})

describe('services', () => {
  const declared = declaredServices(claim, stack)

  test('what is declared is started, and so is what all checks share', async () => {
    await declared.shared('toxiproxy')
    await declared.shared('postgres')
    await declared.shared('redis')
    await declared.dedicated('toxiproxy', {})
    expect(asked).toEqual(['toxiproxy', 'postgres', 'redis', 'toxiproxy'])
    expect(await declared.redisDatabase()).toBe(7)
  })

  test.for(['postgres', 'redis', 'nginx'] as const)('%s of its own is refused', async (kind) => {
    await expect(declared.dedicated(kind, { config: '' })).rejects.toMatchObject(undeclared(kind))
    expect(asked).toEqual([])
  })

  test('a claim that declares nothing gets nothing beside the shared two', async () => {
    const bare = declaredServices({ ...claim, services: [] }, stack)
    await expect(bare.shared('toxiproxy')).rejects.toMatchObject(undeclared('toxiproxy'))
  })
})

describe('programs', () => {
  test('one that is not declared is refused before it is looked for', () => {
    watchTools(declaredPrograms(claim))
    expect(() => requireTool('psql')).toThrow(expect.objectContaining(undeclared('psql')))
  })

  test('one that is declared is looked for, and so is any once nobody watches', () => {
    const missing = expect.objectContaining({ code: 'PREFLIGHT_E_TOOL_MISSING' })
    watchTools(declaredPrograms({ ...claim, programs: ['no-such-program' as 'k6'] }))
    expect(() => requireTool('no-such-program')).toThrow(missing)
    watchTools(undefined)
    expect(() => requireTool('no-program-either')).toThrow(missing)
  })
})
