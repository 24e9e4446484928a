/** Goal: what was sent is accounted for, even if the sender gave up before the end. */
import { expect, test } from 'vitest'
import type { Prober } from '#gate/kit/traffic/prober/prober.ts'
import { demandWhole, endTraffic } from './traffic.ts'

const record = { requests: [], lag: { p50Ms: 0, p99Ms: 0, maxMs: 0 } }

function proberThat(more: Prober['more']): Prober {
  return { answered: () => 0, more, stop: async () => ({ ...record }) as never }
}

test('traffic that went on to the end is whole', async () => {
  const ended = await endTraffic(
    proberThat(async () => {}),
    10,
  )
  expect(ended).toEqual(record)
  expect(() => demandWhole(ended)).not.toThrow()
})

test('traffic that was cut short has a record, which proves nothing good', async () => {
  const ended = await endTraffic(
    proberThat(async () => {
      throw new Error('it could not keep to its schedule')
    }),
    10,
  )
  expect(ended.requests).toEqual([])
  expect(() => demandWhole(ended)).toThrow('it could not keep to its schedule')
})
