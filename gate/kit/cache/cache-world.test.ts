/** Goal: a backend whose entries nobody knows is tried without Redis, if it uses one. */
import { expect, test } from 'vitest'
import { inconclusive } from '#gate/errors.ts'
import { CacheWorld, type Member } from './cache-world.ts'
import { hasOthers } from './redis-clients.ts'

const ours = 'id=12 addr=127.0.0.1:40000 name= db=0 cmd=client|list'
const theirs = 'id=7 addr=127.0.0.1:40002 name= db=0 cmd=subscribe'

test.each([
  [`${ours}\n`, false],
  [`${theirs}\n${ours}\n`, true],
  [`${ours}\n${theirs.replace('7', '120')}\n`, true],
])('%j', (list, others) => expect(hasOthers(list, 12)).toBe(others))

const member = { company: '' } as Member
const noEntry = inconclusive('permission checks wrote no entry')

/** A world whose checks leave no entry. */
function warmed(isUsed: boolean, permissionKey?: () => string) {
  const cache = permissionKey ? { permissionKey } : {}
  const world = {
    target: { config: { cache } },
    warm: async () => Promise.reject(noEntry),
    check: async () => 'read',
    isUsed: async () => isUsed,
  }
  return CacheWorld.prototype.warmIfKnown.call(world as unknown as CacheWorld, member)
}

test('a backend that is connected to Redis is asked, though it writes no entry', async () => {
  await expect(warmed(true)).resolves.toBe('read')
})

test('one that uses no Redis, or whose key is known, shows nothing without the entry', async () => {
  await expect(warmed(false)).rejects.toThrow('the target did not connect to Redis')
  await expect(warmed(true, () => 'key')).rejects.toThrow(noEntry)
})
