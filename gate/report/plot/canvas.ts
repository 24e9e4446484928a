/**
 * One static SVG without scripts, fonts or other files, for light and dark mode. Drawn by ECharts,
 * which is loaded for the first picture.
 */
import { htmlEscape } from 'escape-goat'
import { darkStyle, grid, ink, paper, soft } from './tones.ts'

export const width = 860
const scope = 'preflight-plot'

/** Options of ECharts. */
export type Option = Record<string, unknown>

export interface About {
  title: string
  /** One or two sentences for readers who cannot see it. */
  description: string
}

async function loadEcharts() {
  const [core, charts, components, renderers] = await Promise.all([
    import('echarts/core'),
    import('echarts/charts'),
    import('echarts/components'),
    import('echarts/renderers'),
  ])
  core.use([
    charts.LineChart,
    components.GridComponent,
    components.LegendComponent,
    components.TitleComponent,
    components.MarkLineComponent,
    renderers.SVGRenderer,
    charts.ScatterChart,
    charts.CustomChart,
    components.MarkAreaComponent,
  ])
  return core
}

/** An axis, with its name and unit. */
export function axis(name: string, more: Option = {}): Option {
  return {
    type: 'value',
    name,
    nameLocation: 'middle',
    nameGap: 30,
    min: 0,
    nameTextStyle: { color: soft.light, fontSize: 12 },
    axisLabel: { color: soft.light, fontSize: 11 },
    axisLine: { show: true, lineStyle: { color: soft.light } },
    splitLine: { lineStyle: { color: grid.light } },
    ...more,
  }
}

/** A left-aligned heading. */
export function titleOf(text: string, top: number, fontSize: number): Option {
  return { text, left: 16, top, textStyle: { color: ink.light, fontSize, fontWeight: 600 } }
}

/** Of every legend: at the left, and nothing in it can be switched off. */
export const legendLook: Option = {
  left: 16,
  selectedMode: false,
  textStyle: { color: ink.light, fontSize: 12 },
}

/** Of every picture. */
const sheet: Option = {
  animation: false,
  backgroundColor: paper.light,
  textStyle: { fontFamily: 'system-ui, sans-serif', color: ink.light },
}

/**
 * Inserts title and description for screen readers, and the dark colours, after the opening tag.
 */
function dress(svg: string, { title, description }: About): string {
  const head =
    `<title>${htmlEscape(title)}</title><desc>${htmlEscape(description)}</desc>` +
    `<style>${darkStyle(`.${scope}`)}</style>`
  return svg.replace(/<svg ([^>]*)>/, `<svg class="${scope}" role="img" $1>${head}`)
}

/** The picture as SVG text. */
export async function draw(option: Option, about: About, height: number): Promise<string> {
  const echarts = await loadEcharts()
  const chart = echarts.init(null, null, { renderer: 'svg', ssr: true, width, height })
  try {
    chart.setOption({ ...sheet, ...option })
    return dress(chart.renderToSVGString({ useViewBox: true }), about)
  } finally {
    chart.dispose()
  }
}
