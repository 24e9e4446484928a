/** Goal: the gate waits as an answer of a rate limit says, in every form, and not for ever. */
import { describe, expect, test } from 'vitest'
import { noteRateLimit, Patience, retryAfterSeconds, watchRateLimits } from './rate-limited.ts'

const nowMs = Date.parse('2026-01-01T00:00:00Z')

describe('seconds until the next request', () => {
  test.for<[headers: Record<string, string>, seconds: number | undefined]>([
    [{ 'retry-after': '7' }, 7],
    [{ 'retry-after': 'Thu, 01 Jan 2026 00:00:30 GMT' }, 30],
    [{ 'ratelimit-reset': '12' }, 12],
    [{ 'x-ratelimit-reset': String(nowMs / 1_000 + 20) }, 20],
    [{ 'x-ratelimit-reset': 'Thu Jan 01 2026 00:00:01 GMT+0000' }, 1],
    [{ 'retry-after': '1', 'x-ratelimit-reset': '60' }, 1],
    [{ 'retry-after': 'soon' }, undefined],
    [{}, undefined],
  ])('%j: %s', ([headers, seconds]) => {
    expect(retryAfterSeconds(headers, nowMs)).toBe(seconds)
  })
})

test('patience ends', async () => {
  const patience = new Patience(0.12)
  expect(await patience.wait({ 'retry-after': '0' }, 0)).toBe(true)
  expect(await patience.wait({ 'retry-after': '0' }, 0)).toBe(true)
  expect(await patience.wait({ 'retry-after': '0' }, 0)).toBe(false)
  expect(await new Patience().wait({ 'retry-after': '3600' }, 0)).toBe(false)
})

test('only answers of a rate limit are told', () => {
  let told = 0
  watchRateLimits(() => {
    told += 1
  })
  expect([200, 503, undefined, 429].map(noteRateLimit)).toEqual([false, false, false, true])
  watchRateLimits(undefined)
  noteRateLimit(429)
  expect(told).toBe(1)
})
