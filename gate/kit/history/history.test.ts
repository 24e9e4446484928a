/** Recording, floors, isolation and visibility, on histories that one can follow by eye. */
import { expect, test } from 'vitest'
import { phaseOf, recordHistory } from './floors.ts'
import { History, type Operation } from './history.ts'
import { Recorder } from './history-recorder.ts'
import { isolationOf } from './isolation.ts'
import { stalenessOf } from './staleness.ts'

const read = (
  key: string,
  [startMs, endMs]: [number, number],
  seen: number | string,
): Operation => ({
  kind: 'read',
  process: 'a',
  key,
  startMs,
  endMs,
  outcome: 'ok',
  ...(typeof seen === 'number' ? { version: seen } : { value: seen }),
})
const write = (
  key: string,
  [startMs, endMs]: [number, number],
  version: number,
  more: Partial<Operation> = {},
): Operation => ({
  kind: 'write',
  process: 'a',
  key,
  startMs,
  endMs,
  outcome: 'ok',
  version,
  ...more,
})

function historyOf(...operations: Operation[]): History {
  const history = new History()
  for (const operation of operations) history.add(operation)
  return history
}

test('a recorder tells times, versions and outcomes, and keeps what threw', async () => {
  let now = 0
  const recorder = new Recorder(() => {
    now += 1
    return now
  })
  const at = { process: 'b', key: 'k' }
  await recorder.write({ ...at, value: 'x' }, async () => 'ok')
  await recorder.read(at, async () => ({ outcome: 'ok', value: 'x' }))
  const broken = recorder.write({ ...at, value: 'y' }, async (version) => {
    throw new Error(`broken ${version}`)
  })
  await expect(broken).rejects.toThrow('broken 2')
  const lost = recorder.read(at, () => Promise.reject(new Error('lost')))
  await expect(lost).rejects.toThrow('lost')
  expect([...recorder.history]).toEqual([
    { ...at, kind: 'write', startMs: 1, endMs: 2, outcome: 'ok', value: 'x', version: 1 },
    { ...at, kind: 'read', startMs: 3, endMs: 4, outcome: 'ok', value: 'x' },
    { ...at, kind: 'write', startMs: 5, endMs: 6, outcome: 'unknown', value: 'y', version: 2 },
    { ...at, kind: 'read', startMs: 7, endMs: 8, outcome: 'failed' },
  ])
})

test('what cannot be is refused', () => {
  expect(() => historyOf(read('k', [2, 1], 0))).toThrow('before its start')
  expect(() => historyOf(write('k', [1, 2], 0))).toThrow('version 0')
  expect(() => historyOf({ ...read('k', [1, 2], 1), version: undefined })).toThrow(
    'neither a version nor a value',
  )
  const confused = historyOf(write('k', [1, 2], 2), write('k', [3, 4], 1))
  expect(() => stalenessOf(confused)).toThrow('version 1 was not the newest')
})

test('staleness runs from the acknowledgement at least, from the start of a write at most', () => {
  const told = stalenessOf(
    historyOf(
      write('k', [0, 10], 1),
      write('k', [100, 120], 2),
      read('k', [105, 110], 1),
      read('k', [150, 155], 1),
      read('k', [90, 95], 1),
      read('k', [160, 161], 2),
      write('k', [170, 175], 3),
    ),
  )
  expect(told).toMatchObject({ reads: 4, stale: 1, perhapsStale: 1, fresh: 2, impossible: [] })
  expect(told.worst).toEqual({ read: 3, lowerMs: 30, upperMs: 55 })
  expect(told.neverRead).toEqual([6])
  expect(told.visibility).toEqual([
    { fromMs: 20, toMs: 50, reads: 2, fresh: 1 },
    { fromMs: 50, toMs: 100, reads: 2, fresh: 2 },
  ])
})

test('a write of unknown outcome binds from when it was first seen', () => {
  const operations = [
    write('k', [0, 1], 1),
    write('k', [10, 20], 2, { outcome: 'unknown' }),
    read('k', [30, 31], 1),
  ]
  expect(stalenessOf(historyOf(...operations))).toMatchObject({ stale: 0, perhapsStale: 1 })
  operations.push(read('k', [40, 41], 2), read('k', [50, 51], 1))
  expect(stalenessOf(historyOf(...operations)).worst).toEqual({ read: 4, lowerMs: 9, upperMs: 41 })
})

test('a value that was written twice counts as the newest that it can be', () => {
  const history = historyOf(
    write('k', [0, 1], 1, { value: 'reader' }),
    write('k', [10, 11], 2, { value: 'writer' }),
    write('k', [20, 21], 3, { value: 'reader' }),
    read('k', [15, 16], 'reader'),
    read('k', [30, 31], 'reader'),
    read('k', [32, 33], 'writer'),
    read('k', [34, 35], 'owner'),
  )
  const told = stalenessOf(history)
  expect([...told.lowerMs]).toEqual([0, 0, 0, 4, 0, 11, 0])
  expect(told.impossible).toEqual([6])
})

test('isolation: a value of another register is a leak, with whose it is', () => {
  const told = isolationOf(
    historyOf(
      write('user in a', [0, 1], 1, { value: 'reader' }),
      write('user in b', [0, 1], 1, { value: 'writer' }),
      write('user in b', [10, 11], 2, { value: 'reader', outcome: 'failed' }),
      read('user in a', [20, 21], 'reader'),
      read('user in b', [22, 23], 'reader'),
      read('user in b', [24, 25], 'owner'),
      read('user in b', [26, 27], 1),
    ),
  )
  expect(told).toEqual({
    reads: 3,
    leaks: [{ read: 4, owners: ['user in a'] }],
    unexplained: [5],
  })
})

test('operations are counted by kind, phase and outcome, and floors name the same', () => {
  const counts: Record<string, number> = {}
  const floors: Record<string, number> = {}
  const evidence = {
    observe: (kind: string) => {
      counts[kind] = (counts[kind] ?? 0) + 1
    },
    floor: (kind: string, least: number) => {
      floors[kind] = least
    },
  }
  const history = historyOf(
    write('k', [0, 1], 1),
    read('k', [9, 12], 1),
    read('k', [10, 12], 1),
    { ...read('k', [19, 30], 1), outcome: 'failed' },
    read('k', [20, 21], 1),
  )
  const fault = { fromMs: 10, untilMs: 20 }
  recordHistory(evidence, history, { faults: [fault], floors: { 'within the fault': { read: 1 } } })
  expect(counts).toEqual({
    'write outside the fault': 1,
    'read outside the fault': 2,
    'read within the fault': 1,
    'failed read within the fault': 1,
  })
  expect(floors).toEqual({ 'read within the fault': 1 })
  expect(phaseOf({ startMs: 15 })).toBe('outside the fault')
  const faults = [fault, { fromMs: 30, untilMs: 40 }]
  const phases = [5, 15, 25, 35, 40].map((startMs) => phaseOf({ startMs }, faults).split(' ')[0])
  expect(phases).toEqual(['outside', 'within', 'outside', 'within', 'outside'])
})
