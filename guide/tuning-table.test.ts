import { describe, expect, it } from 'vitest'
import { connectionsNeeded, tuningTable } from './tuning-table.ts'

describe('the tuning table', () => {
  it('has the four rows with their rates and pools', () => {
    const rows = tuningTable.map(({ name, testRatePerSecond, poolSize, maxOverflow }) => [
      name,
      testRatePerSecond,
      poolSize,
      maxOverflow,
    ])
    expect(rows).toEqual([
      ['light', 100, 5, 10],
      ['medium', 500, 20, 40],
      ['heavy', 1000, 50, 100],
      ['very-heavy', 1500, 100, 200],
    ])
  })

  it('covers every rate, each row beginning where the last one ends', () => {
    const above = tuningTable.map(({ ratePerSecond }) => ratePerSecond.above)
    const upTo = tuningTable.map(({ ratePerSecond }) => ratePerSecond.upTo)
    expect([...above, null]).toEqual([0, ...upTo])
  })

  it('tests each row at its upper rate, and the open one above its lower', () => {
    for (const { ratePerSecond, testRatePerSecond } of tuningTable) {
      if (ratePerSecond.upTo === null) {
        expect(testRatePerSecond).toBeGreaterThan(ratePerSecond.above)
      } else {
        expect(testRatePerSecond).toBe(ratePerSecond.upTo)
      }
    }
  })
})

describe('connectionsNeeded', () => {
  const demandOf = (processes: number) =>
    tuningTable.map(({ poolSize, maxOverflow }) =>
      connectionsNeeded({ size: poolSize, overflow: maxOverflow, processes }),
    )

  it('counts processes: 2 replicas of 4 workers', () => {
    expect(demandOf(2 * 4)).toEqual([130, 490, 1210, 2410])
  })

  it('falls short by far where instances are counted instead', () => {
    expect(demandOf(2)).toEqual([40, 130, 310, 610])
  })

  it('counts both versions while they overlap', () => {
    expect(connectionsNeeded({ size: 20, overflow: 40, processes: 2 * 2 * 4 })).toBe(970)
  })

  it('keeps the reserve where no process owns a pool', () => {
    expect(connectionsNeeded({ size: 20, overflow: 40, processes: 0 })).toBe(10)
  })

  it.each([
    { size: Number.NaN, overflow: 40, processes: 8 },
    { size: 20, overflow: -1, processes: 8 },
    { size: 20, overflow: 40, processes: 1.5 },
    { size: 20, overflow: 40, processes: Number.POSITIVE_INFINITY },
  ])('refuses $size, $overflow, $processes, naming the wrong one', (demand) => {
    expect(() => connectionsNeeded(demand)).toThrow(/^(size|overflow|processes) must be a whole/)
  })
})
