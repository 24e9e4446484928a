/** Goal: what a scraper takes is read, and what it would refuse is named with its line. */
import fc from 'fast-check'
import { Counter, Gauge, Histogram, Registry } from 'prom-client'
import { describe, expect, test } from 'vitest'
import { readExposition } from './exposition.ts'

const histogram = (inf: number, count: number) =>
  `# TYPE h histogram\nh_bucket{le="1"} 2\nh_bucket{le="+Inf"} ${inf}\nh_sum 3\nh_count ${count}\n`

const good: [what: string, text: string][] = [
  ['nothing', ''],
  ['a sample without labels', 'up 1\n'],
  ['help, type and a comment', '# HELP up Whether it is.\n# TYPE up gauge\n# a word\nup 1\n'],
  ['a time', 'up 1 1395066363000\n'],
  ['spaces, and a comma behind the last label', 'up { a = "1" , b="2", } 1e-3\n'],
  ['what is no number', '# TYPE a gauge\na{x="1"} NaN\na{x="2"} +Inf\na{x="3"} -Inf\n'],
  ['labels with anything in them', 'up{path="C:\\\\x",said="\\"{}, #\\n"} 1\n'],
  ['a histogram', histogram(3, 3)],
  ['a summary', '# TYPE s summary\ns{quantile="0.5"} 1\ns{quantile="0.9"} 2\ns_sum 3\ns_count 2\n'],
  [
    'OpenMetrics',
    '# TYPE a counter\na_total 1 # {id="x"} 1 1.5\na_created 1.6e9\n# TYPE b unknown\nb 1\n# EOF\n',
  ],
]

const bad: [what: string, text: string, problem: RegExp][] = [
  ['a percentage', 'ratio 97%\n', /line 1: not a sample: ratio 97%/],
  ['a word', '# TYPE up gauge\nup yes\n', /line 2: not a sample/],
  ['HTML', '<html></html>\n', /line 1: not a sample/],
  ['a label without quotes', 'up{a=1} 1\n', /line 1: not a sample/],
  ['a label with a bare quote', 'up{a="x"y"} 1\n', /line 1: not a sample/],
  ['a name with a dash', 'http-requests 1\n', /line 1: not a sample/],
  ['a series that comes twice', 'up{a="1",b="2"} 1\nup{b="2",a="1"} 1\n', /duplicate series: up/],
  ['a type that comes twice', '# TYPE up gauge\n# TYPE up gauge\nup 1\n', /type of up is repeated/],
  ['a type that comes too late', 'up 1\n# TYPE up gauge\n', /after its samples/],
  ['a type of none', '# TYPE up number\nup 1\n', /line 1: unknown type: number/],
  ['no end', 'up 1', /no line break/],
  [
    'buckets out of order',
    '# TYPE h histogram\nh_bucket{le="2"} 2\nh_bucket{le="1"} 2\n' +
      'h_bucket{le="+Inf"} 2\nh_sum 3\nh_count 2\n',
    /not in the order of their bounds/,
  ],
  ['buckets that fall', histogram(1, 1), /are not cumulative/],
  ['a count of its own', histogram(3, 4), /the \+Inf bucket differs from the count/],
  [
    'no last bucket',
    '# TYPE h histogram\nh_bucket{le="1"} 2\nh_sum 3\nh_count 2\n',
    /no \+Inf bucket/,
  ],
]

describe('a page', () => {
  test.each(good)('with %s is taken', (_what, text) => {
    expect(readExposition(text).problems).toEqual([])
  })

  test.each(bad)('with %s is refused', (_what, text, problem) => {
    const { problems } = readExposition(text)
    expect(problems.join('\n')).toMatch(problem)
  })

  test('samples are gathered by metric, with their labels', () => {
    const { families } = readExposition('# TYPE a counter\na_total{x="q\\"\\n"} 2\nb 3\n')
    expect(families).toEqual([
      {
        name: 'a',
        type: 'counter',
        samples: [{ name: 'a_total', labels: { x: 'q"\n' }, value: 2 }],
      },
      { name: 'b', type: 'untyped', samples: [{ name: 'b', labels: {}, value: 3 }] },
    ])
  })
})

test('whatever prom-client writes is taken, and read as it was meant', async () => {
  const label = fc.string({ unit: 'binary' })
  const value = fc.double({ noNaN: true })
  await fc.assert(
    fc.asyncProperty(label, value, fc.array(fc.nat(100), { minLength: 1 }), async (x, v, seen) => {
      const registry = new Registry()
      const registers = [registry]
      new Counter({ name: 'c_total', help: `About ${x}`, labelNames: ['x'], registers }).inc(
        { x },
        3,
      )
      new Gauge({ name: 'g', help: 'g', registers }).set(v)
      const h = new Histogram({ name: 'h', help: 'h', registers, buckets: [1, 10, 50] })
      for (const each of seen) h.observe(each)
      const { families, problems } = readExposition(await registry.metrics())
      expect(problems).toEqual([])
      const [counter, gauge, histogram] = families
      expect(counter?.samples).toEqual([{ name: 'c_total', labels: { x }, value: 3 }])
      expect(gauge?.samples[0]?.value).toBeCloseTo(v, 10)
      const count = histogram?.samples.find(({ name }) => name === 'h_count')
      expect(count?.value).toBe(seen.length)
    }),
  )
})
