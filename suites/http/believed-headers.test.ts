/** Goal: exactly the believed headers are named, however the limit counts. */
import { describe, expect, test } from 'vitest'
import { seededRandom } from '#gate/kit/model/random.ts'
import { type Attempt, beliefsOf, type Forged, forwardingHeaders } from './believed-headers.ts'

/** The client of an attempt: by the headers that a backend believes. */
function clientOf(forged: Forged, believed: readonly string[]): string {
  return forged.find(([name]) => believed.includes(name))?.[1] ?? 'peer'
}

/** A limit that counts for good, in several processes that take turns or are met by chance. */
function limit(believed: readonly string[], { processes = 1, max = 5, random = Math.random } = {}) {
  const counts = Array.from({ length: processes }, () => new Map<string, number>())
  return async (forged: Forged) => {
    const count = counts[Math.floor(random() * processes)] ?? new Map<string, number>()
    const client = clientOf(forged, believed)
    const number = (count.get(client) ?? 0) + 1
    count.set(client, number)
    return number > max ? 429 : 401
  }
}

/** A bucket of tokens, one of which comes back with every so many attempts. */
function bucket(every: number): Attempt {
  let tokens = 0
  let attempts = 0
  return async () => {
    attempts += 1
    if (attempts % every === 0) tokens += 1
    if (tokens === 0) return 429
    tokens -= 1
    return 401
  }
}

async function exhausted(attempt: Attempt): Promise<Attempt> {
  for (let each = 0; each < 6; each += 1) await attempt([])
  return attempt
}

describe('one count', () => {
  test.for<[believed: string[]]>([
    [[]],
    [['True-Client-IP']],
    [['X-Forwarded-For', 'Forwarded']],
    [[...forwardingHeaders]],
  ])('%j', async ([believed]) => {
    const beliefs = await beliefsOf(await exhausted(limit(believed)))
    expect(beliefs).toEqual({ believed, unclear: [] })
  })
})

test('a count in each of four processes: no header is blamed for it', async () => {
  for (let seed = 0; seed < 2_000; seed += 1) {
    const random = seededRandom(seed)
    const attempt = await exhausted(limit(['X-Real-IP'], { processes: 4, random }))
    const { believed } = await beliefsOf(attempt)
    expect(believed).toEqual(['X-Real-IP'])
  }
})

test.for([2, 3, 5])('a token that comes back every %i attempts', async (every) => {
  expect((await beliefsOf(bucket(every))).believed).toEqual([])
})

test('headers that are believed together only', async () => {
  const one = limit([])
  const attempt: Attempt = async (forged) => (forged.length > 1 ? 401 : await one(forged))
  expect(await beliefsOf(await exhausted(attempt))).toEqual({
    believed: ['all of them together'],
    unclear: [],
  })
})

test('no limit at all: nobody can tell', async () => {
  const { believed, unclear } = await beliefsOf(async () => 401)
  expect(believed).toEqual([])
  expect(unclear).toEqual(forwardingHeaders)
})
