/** What checking a history costs: for each operation, and how that grows with their number. */
import { History } from '#gate/kit/history/history.ts'
import { stalenessOf } from '#gate/kit/history/staleness.ts'
import type { BenchResult } from './result.ts'

const small = 100_000
const large = 1_000_000
const repeats = large / small
const rounds = 9
/** As in a check: some users in some companies, a change for every ten reads. */
const keys = 200
const readsPerWrite = 10

/** Reads of several processes that overlap each other and the writes; one in fifty is stale. */
function historyOf(operations: number): History {
  const history = new History()
  const versions = new Int32Array(keys)
  for (let index = 0; index < operations; index += 1) {
    const each = Math.floor(index / (readsPerWrite + 1)) % keys
    const key = `user ${each} in company ${each % 7}`
    const process = `replica ${index % 2} worker ${index % 4}`
    const common = { process, key, startMs: index, endMs: index + 3.5, outcome: 'ok' as const }
    const version = versions[each] as number
    if (index % (readsPerWrite + 1) === 0) {
      versions[each] = version + 1
      history.add({ ...common, kind: 'write', version: version + 1 })
    } else {
      history.add({ ...common, kind: 'read', version: version - (index % 50 === 0 ? 1 : 0) })
    }
  }
  return history
}

function checkMs(history: History): number {
  const begin = performance.now()
  const { stale } = stalenessOf(history)
  const ms = performance.now() - begin
  if (stale === 0) throw new Error('the history has no stale read, so it shows nothing')
  return ms
}

/**
 * Both sizes in turn, the small one as often as makes the same work: a busy machine slows both
 * alike. The first round warms up.
 */
function timesMs(): { small: number; large: number }[] {
  const [few, many] = [historyOf(small), historyOf(large)]
  const rows = Array.from({ length: rounds + 1 }, () => ({
    small: Array.from({ length: repeats }, () => checkMs(few)).reduce((a, b) => a + b) / repeats,
    large: checkMs(many),
  }))
  return rows.slice(1)
}

/** Of the rounds the least disturbed: others on the machine take caches from the large one. */
export async function historyChecker(): Promise<BenchResult[]> {
  const times = timesMs()
  const smallMs = Math.min(...times.map((each) => each.small))
  const largeMs = Math.min(...times.map((each) => each.large))
  const operations = `${large} operations on ${keys} keys in ${largeMs.toFixed(0)} ms`
  return [
    {
      name: 'history checker ns per operation',
      value: Number(((largeMs * 1e6) / large).toFixed(1)),
      goal: '<= 200',
      unit: 'ns',
      runs: rounds,
      reference: operations,
    },
    {
      name: 'history checker growth',
      value: Number((largeMs / smallMs).toFixed(2)),
      goal: '<= 12',
      unit: 'ratio',
      runs: rounds,
      reference: `${small} operations in ${smallMs.toFixed(1)} ms, against ${operations}`,
    },
  ]
}
