/** A release as a picture. Goal: what is counted is drawn, and stands in words as well. */
import { expect, test } from 'vitest'
import type { Probed } from '#gate/kit/traffic/prober/probe.ts'
import { cutoverOf } from './cutover.ts'
import { renderCutover } from './cutover-svg.ts'

const request = (index: number, more: Partial<Probed> = {}): Probed => ({
  index,
  connection: 'kept',
  isReused: true,
  status: 201,
  side: index < 50 ? 'b' : 'g',
  plannedMs: index * 10,
  startMs: 1e6 + index * 10,
  endMs: 1e6 + index * 10 + 5,
  ...more,
})
const run = {
  calls: [
    { action: 'start', colour: 'green', fromMs: 1e6 + 100 },
    { action: 'migrate', colour: 'green', fromMs: 1e6 + 300 },
    { action: 'reload', fromMs: 1e6 + 500 },
  ],
  fromMs: 1e6 + 90,
  toMs: 1e6 + 900,
}
const options = { right: [201], marks: { b: 'blue', g: 'green' } }

test('requests by who answered, failures, steps and the gap', async () => {
  const requests = Array.from({ length: 100 }, (_, index) => request(index))
  requests[50] = request(50, { status: 502 })
  requests[51] = request(51, { side: 'b, g' })
  const picture = cutoverOf(requests, run, options)
  expect(picture.steps.map(({ name }) => name)).toEqual([
    'start green',
    'migrate',
    'reload',
    'done',
  ])
  expect(picture.gap).toEqual({ fromMs: 495, toMs: 515 })
  expect(picture.description).toContain('50 requests answered by blue, 48 by green, 1 failed')
  expect(picture.marks.filter(({ kind }) => kind === 'failed')).toHaveLength(1)
  const svg = await renderCutover(picture)
  expect(svg).toContain('<title>A release under traffic</title>')
  expect(svg).toContain('start green')
  expect(svg).not.toContain('<script')
})

test('requests that would lie on each other are drawn once', () => {
  const requests = Array.from({ length: 50_000 }, (_, index) =>
    request(index, { startMs: 1e6 + index / 10, endMs: 1e6 + index / 10 + 5, side: 'b' }),
  )
  expect(cutoverOf(requests, run, options).marks.length).toBeLessThan(1_000)
})
