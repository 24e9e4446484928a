/** Draws a timeline: reads by process, writes, faults, and the visibility curve. */
import { axis, draw, legendLook, type Option, titleOf } from './canvas.ts'
import { kindsAmong, type Look, scatters, seconds } from './scatter.ts'
import type { MarkKind, Timeline } from './timeline.ts'
import { soft, tones } from './tones.ts'

const headHeight = 64
const laneHeight = 34
const curveHeight = 220
const aroundPanel = { top: 62, bottom: 52 }
const sides = { left: 130, right: 28 }
const writesLane = 'changes'
/** A line for every change would hide the reads. */
const maxAckLines = 40

const looks: Record<MarkKind, Look> = {
  fresh: { symbol: 'circle', size: 4, colour: tones.first.light },
  'perhaps stale': { symbol: 'triangle', size: 8, colour: tones.third.light },
  stale: { symbol: 'diamond', size: 13, colour: tones.limit.light },
  impossible: { symbol: 'pin', size: 16, colour: tones.limit.light },
  'no answer': { symbol: 'rect', size: 5, colour: soft.light },
}
/** Each write as a bar from its start to its acknowledgement, with a line at the latter. */
function writesOption({ writes, faults, lanes }: Timeline): Option {
  const colour = tones.second.light
  const acks = writes.filter(({ isAcknowledged }) => isAcknowledged)
  const lines = acks.length <= maxAckLines ? acks : []
  const label = { color: soft.light, fontSize: 11, position: 'insideTop' }
  // A repeated fault is named once, as its names would overlap.
  const areas = faults.map(({ name, fromMs, untilMs }, index) => [
    {
      xAxis: seconds(fromMs),
      label: { ...label, formatter: name === faults[index - 1]?.name ? '' : name },
    },
    { xAxis: seconds(untilMs) },
  ])
  const shade = {
    silent: true,
    itemStyle: { color: tones.second.light, opacity: 0.12 },
    data: areas,
  }
  const bars = writes.map(({ fromMs, toMs }) => [seconds(fromMs), seconds(toMs), lanes.length])
  return {
    type: 'custom',
    name: 'change',
    itemStyle: { color: colour },
    data: bars,
    encode: { x: [0, 1], y: 2 },
    renderItem: barOf,
    markArea: shade,
    markLine: {
      symbol: 'none',
      silent: true,
      label: { show: false },
      lineStyle: { color: colour, type: 'solid', width: 1, opacity: 0.6 },
      data: lines.map(({ toMs }) => ({ xAxis: seconds(toMs) })),
    },
  }
}

interface Drawing {
  value(dimension: number): number
  coord(point: readonly [number, number]): [number, number]
}

function barOf(_: unknown, { value, coord }: Drawing): Option {
  const [left, y] = coord([value(0), value(2)])
  const [right] = coord([value(1), value(2)])
  const shape = { x: left, y: y - 6, width: Math.max(2, right - left), height: 12 }
  return { type: 'rect', shape, style: { fill: tones.second.light } }
}

function curveOption({ visibility }: Timeline): Option {
  const colour = tones.first.light
  return {
    type: 'line',
    name: 'fresh reads',
    xAxisIndex: 1,
    yAxisIndex: 1,
    step: 'middle',
    symbol: 'circle',
    symbolSize: 8,
    itemStyle: { color: colour },
    lineStyle: { color: colour, width: 2 },
    data: visibility.map(({ fresh, reads }) => Number(((100 * fresh) / reads).toFixed(2))),
  }
}

function optionOf(timeline: Timeline, lanesHeight: number): Option {
  const { lanes, lengthMs, visibility, marks } = timeline
  const curveTop = headHeight + aroundPanel.top + lanesHeight + aroundPanel.bottom
  const reads = scatters(looks, marks, ({ atMs, lane }) => [seconds(atMs), lane])
  const noLines = { splitLine: { show: false } }
  const byName = { type: 'category', min: null, axisTick: { show: false } }
  return {
    title: [
      titleOf(timeline.title, 16, 17),
      titleOf('Answers by process over time', headHeight, 14),
      titleOf('Fresh reads by age of the newest acknowledged change', curveTop, 14),
    ],
    legend: {
      top: headHeight + 24,
      ...legendLook,
      itemGap: 18,
      itemWidth: 14,
      data: [...kindsAmong(looks, marks), 'change'],
    },
    grid: [
      { ...sides, top: headHeight + aroundPanel.top, height: lanesHeight },
      { ...sides, top: curveTop + 40, height: curveHeight - 40 },
    ],
    xAxis: [
      axis('seconds', { gridIndex: 0, max: seconds(lengthMs) }),
      axis('milliseconds since the acknowledgement', {
        ...byName,
        gridIndex: 1,
        ...noLines,
        data: visibility.map(({ label }) => label),
      }),
    ],
    yAxis: [
      axis('', { ...byName, gridIndex: 0, ...noLines, data: [...lanes.toReversed(), writesLane] }),
      axis('% of reads', { gridIndex: 1, nameGap: 48, max: 100 }),
    ],
    series: [...reads, writesOption(timeline), curveOption(timeline)],
  }
}

/** The timeline as SVG text. */
export async function renderTimeline(timeline: Timeline): Promise<string> {
  const lanesHeight = laneHeight * (timeline.lanes.length + 1)
  const { top, bottom } = aroundPanel
  const height = headHeight + top + lanesHeight + bottom + curveHeight + bottom
  return await draw(optionOf(timeline, lanesHeight), timeline, height)
}
