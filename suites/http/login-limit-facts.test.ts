/** Goal: a limit is known by its number and its window, in every form that a config says them. */
import { describe, expect, test } from 'vitest'
import { command, type TargetConfig } from '#gate/contract/contract.ts'
import {
  excessInAMinute,
  hidesCounts,
  isOutlasted,
  limitOf,
  mostInAMinute,
  mostWithin,
  windowOf,
} from './login-limit-facts.ts'

const base: TargetConfig = {
  name: 'x',
  launch: command('node', [], { port: 'PORT' }),
  settings: { loginRateLimit: 'LIMIT', loginRateLimitWindow: 'WINDOW' },
}
const deployed = (production: Record<string, string>) => ({ ...base, environment: { production } })

describe('the limit of a config', () => {
  test.for<[config: TargetConfig, attempts: number, windowSeconds: number | undefined]>([
    [base, 5, undefined],
    [deployed({ LIMIT: '10' }), 10, undefined],
    [deployed({ LIMIT: '50', WINDOW: '1' }), 50, 1],
    [deployed({ LIMIT: '5/minute' }), 5, 60],
    [deployed({ LIMIT: '100/hour; 5/minute' }), 5, 60],
    [{ ...base, rateLimits: { login: { attempts: 50, windowSeconds: 1, scope: 'all' } } }, 50, 1],
    [{ ...deployed({ LIMIT: '50' }), rateLimits: { login: { windowSeconds: 1 } } }, 50, 1],
    [{ ...deployed({ LIMIT: 'on' }), rateLimits: { login: { attempts: 7 } } }, 7, undefined],
  ])('%j: %s in %s s', ([config, attempts, windowSeconds]) => {
    expect(limitOf(config)).toEqual({ attempts, windowSeconds })
  })

  test('a value that is no number', () => {
    expect(() => limitOf(deployed({ LIMIT: 'on' }))).toThrow('LIMIT is "on"')
  })
})

test('a window is declared, told or the guide’s', () => {
  expect(windowOf({ attempts: 5, windowSeconds: 900 }, [3])).toBe(900)
  expect(windowOf({ attempts: 5, windowSeconds: undefined }, [0, 41, undefined])).toBe(41)
  expect(windowOf({ attempts: 5, windowSeconds: undefined }, [0])).toBe(1)
  expect(windowOf({ attempts: 5, windowSeconds: undefined }, [undefined])).toBe(60)
})

test('a short window begins anew meanwhile', () => {
  const limit = { attempts: 50, windowSeconds: 1 }
  expect(mostWithin(limit, 60, 1_000)).toBe(50)
  expect(mostWithin(limit, 1, 100)).toBe(55)
  expect(mostWithin(limit, 1, 400)).toBe(100)
  expect(mostWithin(limit, 1, 2_500)).toBe(200)
})

test('a bucket gives attempts back one by one in a long window', () => {
  const limit = { attempts: 5, windowSeconds: 60 }
  expect(mostWithin(limit, 60, 11_000)).toBe(5)
  expect(mostWithin(limit, 60, 13_000)).toBe(6)
  expect(mostWithin({ attempts: 50, windowSeconds: 1 }, 58, 12_000)).toBe(60)
})

test('a burst longer than the window may hide a count of each replica', () => {
  const limit = { attempts: 5, windowSeconds: 60 }
  expect(hidesCounts(limit, 60, { through: 10, ms: 61_000, replicas: 2 })).toBe(true)
  expect(hidesCounts(limit, 60, { through: 10, ms: 5_000, replicas: 2 })).toBe(false)
  expect(hidesCounts(limit, 60, { through: 6, ms: 61_000, replicas: 2 })).toBe(false)
  expect(hidesCounts(limit, 1, { through: 100, ms: 2_000, replicas: 2 })).toBe(false)
})

test('a limit a minute', () => {
  expect(mostInAMinute({ attempts: 5, windowSeconds: 60 })).toBe(60)
  expect(mostInAMinute({ attempts: 100, windowSeconds: 60 })).toBe(100)
})

test.each([
  // 50 in a second, where an answer takes half of one: the limit is never met.
  [50, 1, 53, 26_500, true],
  [5, 10, 8, 12_000, true],
  // One attempt every 12 s comes back.
  [5, 60, 6, 13_000, true],
  [5, 60, 6, 11_000, false],
  [5, 60, 8, 13_000, false],
  // Met, or not outlasted: the number of attempts is to be judged.
  [5, 10, 5, 12_000, false],
  [5, 60, 8, 4_000, false],
  [5, undefined, 8, 90_000, false],
])('%s in %s s, %s through in %s ms: outlasted %s', (attempts, windowSeconds, through, ms, is) => {
  expect(isOutlasted({ attempts, windowSeconds }, { through, ms })).toBe(is)
})

test.each([
  [50, 1, 100, 2_000, 2_000],
  [50, 1, 153, 5_000, 1_530],
  // So slow that nobody guesses fast.
  [50, 1, 50, 60_000, undefined],
  // 30 and 60 in a minute are no excess, whatever was seen.
  [5, 10, 10, 1_000, undefined],
  [20, 20, 40, 4_000, undefined],
  [5, undefined, 300, 1_000, undefined],
])('%s in %s s, %s through in %s ms: %s', (attempts, windowSeconds, through, ms, excess) => {
  expect(excessInAMinute({ attempts, windowSeconds }, { through, ms })).toBe(excess)
})
