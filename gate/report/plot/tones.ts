/** Colours of plots: the light ones are in the SVG itself, the dark ones in its style sheet. */
import type { Tone } from './plot.ts'

interface Colour {
  light: string
  dark: string
}

/** Tones have a contrast of 4.5:1 to the paper in both schemes, and differ in lightness and hue. */
export const tones: Record<Tone, Colour> = {
  first: { light: '#0f5fb4', dark: '#6cb2ff' },
  second: { light: '#a8420b', dark: '#ff9c61' },
  third: { light: '#5f3fa8', dark: '#c3abff' },
  limit: { light: '#b3261e', dark: '#ff8a80' },
}

export const paper = { light: '#ffffff', dark: '#1b1e21' }
export const ink = { light: '#1a1c1f', dark: '#e9e8e4' }
export const soft = { light: '#5d6066', dark: '#a0a4ab' }
export const grid = { light: '#e2dfd7', dark: '#30343a' }

/** CSS rules that replace the light colours by the dark ones in dark mode. */
export function darkStyle(scope: string): string {
  const rules = [...Object.values(tones), paper, ink, soft, grid].flatMap(({ light, dark }) =>
    (['fill', 'stroke'] as const).map(
      (property) => `${scope} [${property}="${light}" i]{${property}:${dark}}`,
    ),
  )
  return `@media (prefers-color-scheme: dark){${rules.join('')}}`
}
