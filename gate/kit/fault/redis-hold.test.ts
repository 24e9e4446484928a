/** The hold proxy before a real Redis: it changes nothing, and it makes races certain. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Redis } from 'ioredis'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { LocalEngine } from '#gate/stack/local/engine.ts'
import type { RunningService } from '#gate/stack/types.ts'
import { openRedisHold, type RedisHold } from './redis-hold.ts'
import { ToyCache } from './testing/toy-cache.ts'

const patienceMs = 5_000
const tries = 200

let scratchDir: string
let redis: RunningService<'redis'>
beforeAll(async () => {
  scratchDir = mkdtempSync(join(tmpdir(), 'preflight-test-'))
  const labels = { runId: `test-${process.pid}`, owner: 'test', scratchDir }
  redis = await new LocalEngine(labels).start('redis', {})
})
afterAll(async () => {
  await redis.remove()
  rmSync(scratchDir, { recursive: true })
})

let proxy: RedisHold
const clients: Redis[] = []
beforeEach(async () => {
  proxy = await openRedisHold(`${redis.server.url}/1`, ['reader', 'writer'])
})
afterEach(async () => {
  for (const client of clients.splice(0)) client.disconnect()
  await proxy.close()
})

function client(url: string | undefined, protocol: 2 | 3 = 3): Redis {
  const made = new Redis(url ?? '', { protocol, retryStrategy: () => null })
  made.on('error', () => {}) // The command's own rejection carries it.
  clients.push(made)
  return made
}

const big = 'x'.repeat(300_000)

describe.each([2, 3] as const)('RESP%i', (protocol) => {
  test('what is not held passes unchanged', async () => {
    const [reader, writer] = [
      client(proxy.urls.reader, protocol),
      client(proxy.urls.writer, protocol),
    ]
    await writer.flushdb()
    await writer.mset('a', '1', 'b', big, 'c', '')
    expect(await reader.mget('a', 'b', 'c', 'd')).toEqual(['1', big, '', null])
    const results = await reader.multi().incr('n').hset('h', 'f', 'v').hgetall('h').exec()
    expect(results?.map(([, result]) => result)).toEqual([1, 1, { f: 'v' }])
    const script = 'return {redis.call("GET", KEYS[1]), ARGV[1]}'
    expect(await reader.eval(script, 1, 'a', 'argument')).toEqual(['1', 'argument'])
    await expect(reader.incr('b')).rejects.toThrow('not an integer')
    const many = Array.from({ length: 500 }, (_, index) =>
      writer.set(`k${index}`, big.slice(0, 999)),
    )
    expect(new Set(await Promise.all(many))).toEqual(new Set(['OK']))
    expect(await client(redis.server.url.concat('/1'), protocol).dbsize()).toBe(505)
  })

  test('messages pass on a connection that subscribes', async () => {
    const [reader, writer] = [
      client(proxy.urls.reader, protocol),
      client(proxy.urls.writer, protocol),
    ]
    const message = new Promise((resolve) => {
      reader.on('message', (channel, text) => resolve([channel, text]))
    })
    await reader.subscribe('news', 'more')
    await writer.publish('news', 'hello')
    expect(await message).toEqual(['news', 'hello'])
  })

  test('a pipeline is held from the chosen command on, in order', async () => {
    const [reader, writer] = [
      client(proxy.urls.reader, protocol),
      client(proxy.urls.writer, protocol),
    ]
    await writer.set('before', '0')
    const hold = proxy.hold({ commands: ['SET'], key: /^held/, path: 'reader' })
    const done: string[] = []
    const replies = ['before', 'held:1', 'after'].map(async (key) => {
      await reader.set(key, '1')
      done.push(key)
    })
    expect(await hold.firstHeld(patienceMs)).toMatchObject({ name: 'SET', keys: ['held:1'] })
    await replies[0]
    await writer.set('held:1', 'by another path')
    expect(done).toEqual(['before'])
    hold.release()
    await Promise.all(replies)
    expect(done).toEqual(['before', 'held:1', 'after'])
    expect(await writer.get('held:1')).toBe('1')
  })

  test('until an invalidation in a transaction is done, and not when it is queued', async () => {
    const [reader, writer] = [
      client(proxy.urls.reader, protocol),
      client(proxy.urls.writer, protocol),
    ]
    const until = { commands: ['UNLINK'], path: 'writer' }
    const hold = proxy.hold({ commands: 'writes', key: 'k', path: 'reader', until })
    const fill = 'return redis.call("SET", KEYS[1], ARGV[1])'
    const filled = reader.eval(fill, 1, 'k', 'old')
    expect((await hold.firstHeld(patienceMs)).name).toBe('EVAL')
    await writer.multi({ pipeline: false })
    await writer.unlink('k')
    await expect(hold.released(50)).rejects.toThrow('not released')
    await writer.exec()
    await hold.released(patienceMs)
    await filled
    expect(await writer.get('k')).toBe('old')
  })
})

test('a held command arrives even if its client has gone', async () => {
  const [reader, writer] = [client(proxy.urls.reader), client(proxy.urls.writer)]
  await writer.del('late')
  const hold = proxy.hold({ commands: ['SET'], key: 'late' })
  reader.set('late', '1').catch(() => {})
  await hold.firstHeld(patienceMs)
  reader.disconnect()
  hold.release()
  await expect.poll(() => writer.get('late'), { timeout: patienceMs }).toBe('1')
})

test('a hold that keeps nothing back is inconclusive, and close ends everything', async () => {
  const reader = client(proxy.urls.reader)
  const hold = proxy.hold({ commands: ['SET'], key: 'never' })
  await reader.set('other', '1')
  await expect(hold.firstHeld(30)).rejects.toMatchObject({ code: 'PREFLIGHT_E_INCONCLUSIVE' })
  const ended = new Promise((resolve) => reader.once('close', resolve))
  await proxy.close()
  await proxy.close()
  await ended
})

/** One try: a reader that loads before a change, and fills after it if it can. Whether it did. */
async function race(
  [reading, writing]: readonly [Redis, Redis],
  steer: (key: string, change: () => Promise<void>) => Promise<unknown>,
): Promise<{ isStale: boolean; ms: number }> {
  const key = `user:${Math.random()}`
  const [reader, writer] = [new ToyCache(reading), new ToyCache(writing)]
  await writer.change(key, 'old')
  const beginMs = performance.now()
  await Promise.all([reader.read(key), steer(key, () => writer.change(key, 'new'))])
  const isStale = (await writer.read(key)) === 'old'
  return { isStale, ms: performance.now() - beginMs }
}

async function races(once: () => ReturnType<typeof race>) {
  const results: Awaited<ReturnType<typeof race>>[] = []
  for (let index = 0; index < tries; index += 1) results.push(await once())
  const times = results.map(({ ms }) => ms).sort((a, b) => a - b)
  return {
    stale: results.filter(({ isStale }) => isStale).length,
    medianMs: times[Math.floor(tries / 2)] as number,
  }
}

test(`the stale fill happens in ${tries} of ${tries} tries`, async ({ annotate }) => {
  const direct = [client(redis.server.url), client(redis.server.url)] as const
  // By chance: the change begins up to five round trips after the reader.
  const unsteered = await races(() =>
    race(direct, async (_, change) => {
      for (let left = Math.floor(Math.random() * 6); left > 0; left -= 1) await direct[1].ping()
      await change()
    }),
  )
  const paths = [client(proxy.urls.reader), client(proxy.urls.writer)] as const
  const steered = await races(() =>
    race(paths, async (key, change) => {
      const until = { commands: ['DEL'], key }
      const hold = proxy.hold({ commands: ['SET'], key, path: 'reader', until })
      await hold.firstHeld(patienceMs)
      await change()
      await hold.released(patienceMs)
    }),
  )
  const overheadMs = steered.medianMs - unsteered.medianMs
  await annotate(
    `steered ${steered.stale} of ${tries}, unsteered ${unsteered.stale} of ${tries}; ` +
      `${overheadMs.toFixed(2)} ms a try beyond the requests`,
  )
  expect(steered.stale).toBe(tries)
  expect(unsteered.stale).toBeLessThan(tries)
  expect(overheadMs).toBeLessThan(10)
})
