/** Goal: what shows between the steps of a change is not held against it, what stays is. */
import { expect, test } from 'vitest'
import { atRest } from './at-rest.ts'
import { History, type Operation } from './history.ts'

function historyOf(...operations: Pick<Operation, 'kind' | 'key' | 'startMs' | 'endMs'>[]) {
  const history = new History()
  for (const operation of operations) {
    const value = operation.kind === 'write' ? 'reader' : ''
    const version = operation.kind === 'write' ? { version: 1 } : {}
    history.add({ process: 'a', outcome: 'ok', value, ...version, ...operation })
  }
  return history
}

test('reads that overlap a write of their key are left out', () => {
  const history = historyOf(
    { kind: 'write', key: 'one', startMs: 10, endMs: 20 },
    { kind: 'read', key: 'one', startMs: 5, endMs: 11 },
    { kind: 'read', key: 'one', startMs: 12, endMs: 15 },
    { kind: 'read', key: 'one', startMs: 19, endMs: 30 },
    { kind: 'read', key: 'other', startMs: 12, endMs: 15 },
    { kind: 'read', key: 'one', startMs: 21, endMs: 30 },
    { kind: 'read', key: 'one', startMs: 1, endMs: 9 },
  )
  expect(atRest(history, [1, 2, 3, 4, 5, 6])).toEqual([4, 5, 6])
})
