/** Draws a plot: panels below each other, with axes, legends, limits and marks. */
import { axis, draw, legendLook, type Option, titleOf } from './canvas.ts'
import type { Panel, Plot, Series } from './plot.ts'
import { soft, tones } from './tones.ts'

const headHeight = 64
const panelHeight = 300
const inPanel = { top: 62, bottom: 46, left: 72, right: 28 }

function lineOf(series: Exclude<Series, { as: 'band' }>, panel: number): Option {
  const colour = tones[series.tone].light
  const measured = series.as === 'points'
  return {
    type: 'line',
    name: series.name,
    data: series.points.map((point) => [...point]),
    xAxisIndex: panel,
    yAxisIndex: panel,
    symbol: measured ? 'circle' : 'none',
    symbolSize: 8,
    clip: true,
    itemStyle: { color: colour },
    lineStyle: {
      color: colour,
      width: measured ? 1 : 2,
      opacity: measured ? 0.6 : 1,
      type: series.as === 'dashed' ? 'dashed' : 'solid',
    },
  }
}

/** A band is an invisible line at its lower edge with the filled width stacked on it. */
function bandOf(series: Extract<Series, { as: 'band' }>, panel: number): Option[] {
  const colour = tones[series.tone].light
  const common = {
    type: 'line',
    xAxisIndex: panel,
    yAxisIndex: panel,
    showSymbol: false,
    stack: `${panel} ${series.name}`,
    stackStrategy: 'all',
    lineStyle: { opacity: 0 },
  }
  return [
    { ...common, data: series.points.map(([x, low]) => [x, low]) },
    {
      ...common,
      name: series.name,
      itemStyle: { color: colour },
      areaStyle: { color: colour, opacity: 0.2 },
      data: series.points.map(([x, low, high]) => [x, high - low]),
    },
  ]
}

function limitsOf({ limits = [], marks = [] }: Panel, panel: number): Option {
  const label = { color: soft.light, fontSize: 11 }
  const lines = [
    ...limits.map(({ name, at }) => ({
      yAxis: at,
      label: { ...label, formatter: name, position: 'insideEndTop' },
      lineStyle: { color: tones.limit.light, type: 'dashed', width: 1 },
    })),
    ...marks.map(({ name, at }) => ({
      xAxis: at,
      label: { ...label, formatter: name, position: 'insideEndTop' },
      lineStyle: { color: soft.light, type: 'dotted', width: 1 },
    })),
  ]
  const markLine = { symbol: 'none', silent: true, animation: false, data: lines }
  return { type: 'line', xAxisIndex: panel, yAxisIndex: panel, data: [], markLine }
}

function seriesOf(panel: Panel, index: number): Option[] {
  const drawn = panel.series.flatMap((series) =>
    series.as === 'band' ? bandOf(series, index) : [lineOf(series, index)],
  )
  return [...drawn, limitsOf(panel, index)]
}

/** The x axes of all panels have the same range, for comparison. */
function axisEnd({ panels }: Plot): number {
  const xs = panels.flatMap(({ series, marks = [] }) => [
    ...series.flatMap(({ points }) => points.map(([x]) => x)),
    ...marks.map(({ at }) => at),
  ])
  return Math.max(1, ...xs)
}

/** The legend icon of a series: a patch, a line, a dashed line, or its symbol. */
const legendIcons: Partial<Record<Series['as'], string>> = {
  band: 'rect',
  line: 'path://M0 5h22v3h-22z',
  dashed: 'path://M0 5h6v3h-6zM8 5h6v3h-6zM16 5h6v3h-6z',
}

function legendEntry({ name, as }: Series): Option {
  const icon = legendIcons[as]
  const faint = as === 'band' ? { itemStyle: { opacity: 0.25 } } : {}
  return { name, ...(icon === undefined ? {} : { icon }), ...faint }
}

function optionOf(plot: Plot): Option {
  const top = (index: number) => headHeight + index * panelHeight
  const end = axisEnd(plot)
  return {
    title: [
      titleOf(plot.title, 16, 17),
      ...plot.panels.map((panel, index) => titleOf(panel.title, top(index), 14)),
    ],
    legend: plot.panels.map((panel, index) => ({
      top: top(index) + 24,
      ...legendLook,
      itemGap: 30,
      itemWidth: 18,
      data: panel.series.map(legendEntry),
    })),
    grid: plot.panels.map((_, index) => ({
      left: inPanel.left,
      right: inPanel.right,
      top: top(index) + inPanel.top,
      height: panelHeight - inPanel.top - inPanel.bottom,
    })),
    xAxis: plot.panels.map((_, index) => axis(plot.x, { gridIndex: index, max: end })),
    yAxis: plot.panels.map((panel, index) =>
      axis(panel.y, { gridIndex: index, nameGap: 48, ...(panel.top ? { max: panel.top } : {}) }),
    ),
    series: plot.panels.flatMap(seriesOf),
  }
}

/** The plot as SVG text. */
export async function renderPlot(plot: Plot): Promise<string> {
  return await draw(optionOf(plot), plot, headHeight + panelHeight * plot.panels.length)
}
