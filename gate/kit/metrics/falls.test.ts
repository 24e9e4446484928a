import { expect, test } from 'vitest'
import { readExposition } from './exposition.ts'
import { countersOf, HighWater } from './falls.ts'

const counters = (text: string) => countersOf(readExposition(`${text}\n`))

/** What falls from one page to the next. */
function fallsBetween(before: string, after: string): string[] {
  const marks = new HighWater()
  marks.note(counters(before))
  return marks.note(counters(after))
}

const counter = '# TYPE a_total counter\na_total'

test.each([
  ['a counter', `${counter} 5`, `${counter} 3`, ['a_total[]: 5, then 3']],
  [
    'a series that is gone',
    `${counter}{b="c"} 5`,
    `${counter} 9`,
    ['a_total[["b","c"]]: 5, then 0'],
  ],
  ['a page without any', `${counter} 5`, '', ['a_total[]: 5, then 0']],
  [
    'the count of a summary',
    '# TYPE s summary\ns{quantile="1"} 9\ns_count 5\ns_sum 7',
    '# TYPE s summary\ns{quantile="1"} 2\ns_count 4\ns_sum 7',
    ['s_count[]: 5, then 4'],
  ],
  ['a total without a type', 'a_total 5', 'a_total 4', ['a_total[]: 5, then 4']],
])('%s falls', (_, before, after, falls) => expect(fallsBetween(before, after)).toEqual(falls))

test.each([
  ['a counter that rises', `${counter} 5`, `${counter} 6`],
  ['a gauge', '# TYPE g gauge\ng 5', '# TYPE g gauge\ng 1'],
  ['a counter of each process', `${counter}{pid="7"} 5`, `${counter}{pid="8"} 1`],
  [
    'the processor time of the process',
    '# TYPE process_cpu_seconds_total counter\nprocess_cpu_seconds_total 5',
    '# TYPE process_cpu_seconds_total counter\nprocess_cpu_seconds_total 1',
  ],
  ['a sum in another order', `${counter} 0.30000000000000004`, `${counter} 0.3`],
  ['the time at which it began', `${counter} 1\na_created 9`, `${counter} 1\na_created 5`],
])('%s does not', (_, before, after) => expect(fallsBetween(before, after)).toEqual([]))

test('series of one process are counted apart', () => {
  const { all, ofProcesses } = counters(`${counter}{worker="1"} 5`)
  expect([all.size, ofProcesses]).toEqual([0, 1])
})
