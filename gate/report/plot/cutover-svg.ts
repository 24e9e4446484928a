/** Draws a release: requests over time by side, the steps, and the longest gap. */
import { axis, draw, legendLook, type Option, titleOf } from './canvas.ts'
import type { CutoverPicture, RequestKind } from './cutover.ts'
import { kindsAmong, type Look, scatters, seconds } from './scatter.ts'
import { soft, tones } from './tones.ts'

const top = 118
const panelHeight = 260
const bottom = 52

const looks: Record<RequestKind, Look> = {
  blue: { symbol: 'circle', size: 4, colour: tones.first.light },
  green: { symbol: 'circle', size: 4, colour: tones.third.light },
  'asked twice': { symbol: 'triangle', size: 10, colour: tones.second.light },
  failed: { symbol: 'diamond', size: 12, colour: tones.limit.light },
}
/** Steps as lines with names, in three rows so that close ones are readable. */
function stepsOption({ steps, gap }: CutoverPicture): Option {
  const label = { color: soft.light, fontSize: 11, position: 'end' }
  return {
    type: 'scatter',
    name: 'steps',
    data: [],
    markLine: {
      symbol: 'none',
      silent: true,
      lineStyle: { color: soft.light, type: 'dotted', width: 1 },
      data: steps.map(({ name, atMs }, index) => ({
        xAxis: seconds(atMs),
        label: { ...label, formatter: name, distance: 4 + (index % 3) * 13 },
      })),
    },
    markArea: {
      silent: true,
      itemStyle: { color: tones.second.light, opacity: 0.25 },
      data: [[{ xAxis: seconds(gap.fromMs) }, { xAxis: seconds(gap.toMs) }]],
    },
  }
}

function optionOf(picture: CutoverPicture): Option {
  const { marks } = picture
  const requests = scatters(looks, marks, ({ atMs, tookMs }) => [
    seconds(atMs),
    Number(tookMs.toFixed(2)),
  ])
  return {
    title: [
      titleOf(picture.title, 16, 17),
      {
        ...titleOf(picture.description, 42, 12),
        textStyle: { color: soft.light, fontSize: 12, fontWeight: 400 },
      },
    ],
    legend: {
      top: 60,
      ...legendLook,
      itemGap: 18,
      itemWidth: 14,
      data: kindsAmong(looks, marks),
    },
    grid: { left: 72, right: 28, top, height: panelHeight },
    xAxis: axis('seconds', { max: seconds(picture.lengthMs) }),
    yAxis: axis('milliseconds to the answer', { nameGap: 48 }),
    series: [...requests, stepsOption(picture)],
  }
}

/** The picture as SVG text. */
export async function renderCutover(picture: CutoverPicture): Promise<string> {
  return await draw(optionOf(picture), picture, top + panelHeight + bottom)
}
