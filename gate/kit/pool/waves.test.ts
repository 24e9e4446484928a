import { describe, expect, it, vi } from 'vitest'
import { Waves } from './waves.ts'

describe('Waves', () => {
  it('sends each wave when it is due, up to the last', () => {
    const now = vi.spyOn(performance, 'now').mockReturnValue(1_000)
    const waves = new Waves({ send: () => [Promise.resolve(1)], maxWaves: 3, apartMs: 500 })
    const sentAt = (ms: number) => {
      now.mockReturnValue(ms)
      waves.sendIfDue()
      return waves.sent.length
    }
    expect(sentAt(1_000)).toBe(1)
    expect([1_400, 1_500, 1_600, 2_000, 9_000].map(sentAt)).toEqual([1, 2, 2, 3, 3])
    now.mockRestore()
  })
})
