/** Plots are static: readable without script, in the light and in the dark, and by who listens. */
import { SaxesParser } from 'saxes'
import { expect, test } from 'vitest'
import type { Plot } from './plot.ts'
import { renderPlot } from './svg.ts'
import { darkStyle, grid, ink, paper, soft, tones } from './tones.ts'

const rates = [50, 100, 400] as const
const plot: Plot = {
  title: 'A <pool> & its queue',
  description: 'Latency rises with the rate.',
  x: 'requests a second',
  panels: [
    {
      title: 'Latency',
      y: 'ms',
      limits: [{ name: 'objective', at: 250 }],
      marks: [{ name: 'expected', at: 300 }],
      series: [{ name: 'p95', as: 'points', tone: 'first', points: rates.map((x) => [x, x]) }],
    },
    {
      title: 'Wait',
      y: 'ms',
      top: 90,
      series: [
        { name: 'interval', as: 'band', tone: 'first', points: rates.map((x) => [x, x, 2 * x]) },
        { name: 'model', as: 'line', tone: 'first', points: rates.map((x) => [x, 1.5 * x]) },
        { name: 'other', as: 'dashed', tone: 'third', points: rates.map((x) => [x, x / 2]) },
      ],
    },
  ],
}

interface Element {
  name: string
  attributes: Record<string, string>
}

function elementsOf(svg: string): Element[] {
  const found: Element[] = []
  const parser = new SaxesParser()
  parser.on('opentag', ({ name, attributes }) => {
    found.push({ name, attributes: attributes as Record<string, string> })
  })
  parser.on('error', (error) => {
    throw error
  })
  parser.write(svg).close()
  return found
}

/** What one could see: elements with something to draw, and their colours. */
function visibleColours(elements: readonly Element[]): string[] {
  return elements.flatMap(({ attributes }) =>
    (['fill', 'stroke'] as const).flatMap((property) => {
      const unseen = attributes[`${property}-opacity`] === '0' || attributes.d === ''
      const thin = property === 'stroke' && attributes['stroke-width'] === '0'
      const line = property === 'fill' && !/[zZ]|[aA]/.test(attributes.d ?? 'z')
      const value = attributes[property]
      return value === undefined || value === 'none' || unseen || thin || line ? [] : [value]
    }),
  )
}

test('it is one SVG that stands by itself: no script, no link, nothing to load', async () => {
  const svg = await renderPlot(plot)
  const names = elementsOf(svg).map(({ name }) => name)
  expect(names[0]).toBe('svg')
  expect(names).not.toContain('script')
  expect(svg.replace(/xmlns(:\w+)?="[^"]*"/g, '')).not.toMatch(/https?:|href=/)
})

test('title and description are there for who listens, escaped', async () => {
  const svg = await renderPlot(plot)
  expect(svg).toContain('role="img"')
  expect(svg).toContain('<title>A &lt;pool&gt; &amp; its queue</title>')
  expect(svg).toContain(`<desc>${plot.description}</desc>`)
})

test('every series, limit and mark is named in it', async () => {
  const svg = await renderPlot(plot)
  const names = ['p95', 'interval', 'model', 'other', 'objective', 'expected', 'Latency', 'Wait']
  for (const name of names) expect(svg).toContain(`>${name}</text>`)
})

test('every colour that shows has one for the dark', async () => {
  const svg = await renderPlot(plot)
  const colours = [...Object.values(tones), paper, ink, soft, grid].map(({ light }) => light)
  // Black is what clips and what fills lines, and is not seen.
  const drawn = elementsOf(svg).filter(({ attributes }) => attributes.fill !== '#000')
  expect([...new Set(visibleColours(drawn))].filter((colour) => !colours.includes(colour))).toEqual(
    [],
  )
  for (const colour of colours) expect(darkStyle('.x')).toContain(`.x [fill="${colour}" i]`)
})

test('without data there are the axes', async () => {
  const svg = await renderPlot({ ...plot, panels: [{ title: 'None', y: 'ms', series: [] }] })
  expect(svg).toContain('>None</text>')
})
