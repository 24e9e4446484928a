/** The picture of a history shows stale reads, the fault and the writes, and needs no script. */
import { SaxesParser } from 'saxes'
import { expect, test } from 'vitest'
import { History, type Operation } from '#gate/kit/history/history.ts'
import { stalenessOf } from '#gate/kit/history/staleness.ts'
import { timelineOf } from './timeline.ts'
import { renderTimeline } from './timeline-svg.ts'
import { paper, tones } from './tones.ts'

const write = (startMs: number, version: number, outcome: Operation['outcome'] = 'ok') => ({
  kind: 'write' as const,
  process: 'replica 1',
  key: 'k',
  startMs,
  endMs: startMs + 10,
  version,
  outcome,
})
const read = (process: string, startMs: number, version: number): Operation => ({
  kind: 'read',
  process,
  key: 'k',
  startMs,
  endMs: startMs + 2,
  outcome: 'ok',
  version,
})

/** Replica <2> misses the second change for 100 ms, and cannot be reached once. */
function sample() {
  const history = new History()
  for (const operation of [
    write(1000, 1),
    ...Array.from({ length: 2000 }, (_, index) => read('replica 1', 1011 + index / 100, 1)),
    read('replica <2>', 1020, 1),
    write(1100, 2),
    read('replica 1', 1120, 2),
    read('replica <2>', 1105, 1),
    read('replica <2>', 1200, 1),
    { ...read('replica <2>', 1210, 2), outcome: 'failed' as const },
    read('replica <2>', 1300, 7),
    write(1310, 3, 'failed'),
    write(1330, 4, 'unknown'),
  ]) {
    history.add(operation)
  }
  const fault = { name: 'Redis cut for replica <2>', fromMs: 1090, untilMs: 1215 }
  return timelineOf('A <claim>', history, stalenessOf(history), [fault])
}

test('times count from the first operation; reads that look alike are drawn once', () => {
  const { marks, lanes, writes, faults, lengthMs } = sample()
  expect(lanes).toEqual(['replica 1', 'replica <2>'])
  expect(lengthMs).toBe(340)
  expect(faults).toEqual([{ name: 'Redis cut for replica <2>', fromMs: 90, untilMs: 215 }])
  expect(writes).toEqual([
    { fromMs: 0, toMs: 10, isAcknowledged: true },
    { fromMs: 100, toMs: 110, isAcknowledged: true },
    { fromMs: 330, toMs: 340, isAcknowledged: false },
  ])
  const second = marks.filter(({ lane }) => lane === 'replica <2>')
  expect(second.map(({ kind, atMs }) => [atMs, kind])).toEqual([
    [20, 'fresh'],
    [105, 'perhaps stale'],
    [200, 'stale'],
    [210, 'no answer'],
    [300, 'impossible'],
  ])
  expect(marks.length).toBeLessThan(40)
})

test('the description says what the picture shows', () => {
  expect(sample().description).toBe(
    '2005 reads by 2 processes, 2 changes acknowledged; 1 were stale, ' +
      'the worst by 90.0 to 102.0 ms. Redis cut for replica <2> from 90 to 215 ms.',
  )
})

test('the SVG is well-formed and static, and names what it shows', async () => {
  const svg = await renderTimeline(sample())
  const names = new Set<string>()
  const parser = new SaxesParser()
  parser.on('opentag', ({ name }) => names.add(name))
  parser.on('error', (error) => {
    throw error
  })
  parser.write(svg).close()
  expect(names).not.toContain('script')
  expect(svg.replace(/xmlns(:\w+)?="[^"]*"/g, '')).not.toMatch(/https?:|href=/)
  expect(svg).toContain('<title>A &lt;claim&gt;</title>')
  const shown = ['stale', 'perhaps stale', 'no answer', 'impossible', 'change', 'changes', '50–100']
  for (const name of [...shown, 'Redis cut for replica &lt;2&gt;', 'replica &lt;2&gt;']) {
    expect(svg).toContain(`>${name}</text>`)
  }
  expect(svg.toLowerCase()).toContain(`fill="${tones.limit.light}"`)
  expect(svg.toLowerCase()).toContain(`fill="${paper.light}"`)
})

/** Shaded areas: what is filled in the colour of changes, so that one sees through. */
const shades = (svg: string) =>
  svg.match(new RegExp(`<polygon[^>]*"${tones.second.light}" fill-opacity="0.12"`, 'gi')) ?? []

test('each time of a fault is shaded, and the same fault is named once', async () => {
  const history = new History()
  for (const operation of [write(0, 1), read('replica 1', 20, 1), write(400, 2)]) {
    history.add(operation)
  }
  const times = [10, 100, 300].map((fromMs) => ({
    name: 'a fill is held',
    fromMs,
    untilMs: fromMs + 50,
  }))
  const timeline = timelineOf('Again', history, stalenessOf(history), times)
  const svg = await renderTimeline(timeline)
  expect(shades(svg)).toHaveLength(3)
  expect(svg.match(/>a fill is held<\/text>/g)).toHaveLength(1)
  expect(timeline.description).toMatch(/a fill is held, 3 times from 10 to 350 ms\.$/)
  expect(shades(await renderTimeline(sample()))).toHaveLength(1)
})

test('a history without operations gives the axes', async () => {
  const history = new History()
  const timeline = timelineOf('Nothing', history, stalenessOf(history))
  expect(timeline).toMatchObject({ lanes: [], marks: [], writes: [], faults: [] })
  expect(await renderTimeline(timeline)).toContain('>seconds</text>')
})
