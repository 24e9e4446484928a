import { expect, test } from 'vitest'
import { compileMetrics, compileOutput } from './figures.ts'

const metrics = `# HELP db_pool_free free connections
# TYPE db_pool_free gauge
db_pool_free 3
db_pool_used{pool="a",host="x"} 1.5e0 1700000000
db_pool_used{host="x",pool="b"} 2
db_pool_used_total 9
`

test('metrics are added up, over samples and over names', () => {
  const data = { open: ['db_pool_free', 'db_pool_used'], inUse: 'db_pool_used{pool="b"}' }
  expect(compileMetrics(data, Number.NaN)(metrics)).toEqual({ open: 6.5, inUse: 2 })
})

test('a metric without samples has the value that the reader needs', () => {
  expect(compileMetrics({ hits: 'none_total' }, 0)(metrics)).toEqual({ hits: 0 })
  expect(compileMetrics({ open: 'db_pool' }, Number.NaN)(metrics)).toEqual({ open: Number.NaN })
})

test('the output of a command is JSON, or text', () => {
  const json = compileOutput({ open: ['$.out', '$.idle'], inUse: '$.out', idle: '$.none' })
  expect(json('{"out": 2, "idle": 3}')).toEqual({ open: 5, inUse: 2, idle: Number.NaN })
  expect(compileOutput({ open: { regex: 'open: (\\d+)' } })('pool\nopen: 4\n')).toEqual({ open: 4 })
})
