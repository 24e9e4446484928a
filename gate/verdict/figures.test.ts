import { describe, expect, it } from 'vitest'
import { figuresIn, movedFigures } from './figures.ts'

const line = (data: unknown, kind = 'request') => JSON.stringify({ seq: 0, atMs: 1, kind, data })

/** A figure with these values. */
function took(values: readonly number[], field = 'tookMs') {
  return figuresIn(
    'pool.fair',
    values.map((value) => line({ [field]: value })),
  )
}

/** Around a middle, as a real run scatters. */
const around = (middle: number, count = 20) =>
  Array.from({ length: count }, (_, index) => middle * (0.8 + (0.4 * index) / count))

describe('figuresIn', () => {
  it('takes durations and rates, also inside of other data, and nothing else', () => {
    const data = {
      tookMs: 3,
      atMs: 900,
      timeoutMs: 30_000,
      port: 4711,
      status: 200,
      summary: { p95Ms: 40, sustainedPerSecond: 120 },
    }
    const found = figuresIn('pool.fair', [line(data), 'not JSON', '', line({ tookMs: 4 })])
    expect(found.map(({ lessIsBetter, name, values }) => [name, lessIsBetter, values])).toEqual([
      ['request.tookMs', true, [3, 4]],
      ['request.summary.p95Ms', true, [40]],
      ['request.summary.sustainedPerSecond', false, [120]],
    ])
  })
})

describe('movedFigures', () => {
  it('says a duration that doubled, with medians', () => {
    const [moved] = movedFigures(took(around(20)), took(around(40)), [])
    expect(moved).toMatchObject({ name: 'request.tookMs', isWorse: true })
    expect([moved?.before, moved?.after].map((value) => Math.round(value ?? 0))).toEqual([20, 40])
  })

  it('tells worse from better, for durations and rates', () => {
    const isWorse = (field: string, before: number, after: number) =>
      movedFigures(took(around(before), field), took(around(after), field), [])[0]?.isWorse
    expect(isWorse('tookMs', 40, 20)).toBe(false)
    expect(isWorse('sustainedPerSecond', 40, 20)).toBe(true)
    expect(isWorse('sustainedPerSecond', 20, 40)).toBe(false)
  })

  it.each([
    ['within its own scatter', around(20), around(22)],
    ['by less than half', around(100), around(140)],
    ['by less than anybody notices', around(1), around(3)],
    ['with few values', around(20, 7), around(80, 7)],
    ['with a few slow values', around(20), [...around(20, 15), ...around(400, 5)]],
  ])('is silent about one that moved %s', (_, before, after) => {
    expect(movedFigures(took(before), took(after), [])).toEqual([])
  })

  it('takes the noise from earlier runs, where there are three', () => {
    const earlier = [20, 60, 25].map((value) => took([value]))
    expect(movedFigures(took([20]), took([80]), earlier)).toEqual([])
    expect(movedFigures(took([20]), took([101]), earlier)).toMatchObject([{ after: 101 }])
    expect(movedFigures(took([20]), took([101]), earlier.slice(1))).toEqual([])
  })

  it('is silent about what only one of the runs has', () => {
    expect(movedFigures(took(around(20)), [], [])).toEqual([])
    expect(movedFigures([], took(around(20)), [])).toEqual([])
  })
})
