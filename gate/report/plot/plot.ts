/** The data of a plot: panels below each other with the same x axis. */

export type Point = readonly [x: number, y: number]

/**
 * `line`: a model or a trend. `dashed`: another model. `points`: measurements, joined by a thin
 * line. `band`: the range of a model at each x.
 */
export type Series =
  | { name: string; as: 'line' | 'dashed' | 'points'; tone: Tone; points: readonly Point[] }
  | {
      name: string
      as: 'band'
      tone: Tone
      points: readonly (readonly [x: number, low: number, high: number])[]
    }

/** Colours by meaning; each has a light and a dark value in tones.ts. */
export type Tone = 'first' | 'second' | 'third' | 'limit'

export interface Panel {
  title: string
  /** Name and unit. */
  y: string
  series: readonly Series[]
  /** Horizontal lines: an objective, a limit. */
  limits?: readonly { name: string; at: number }[]
  /** Vertical lines: the requested rate. */
  marks?: readonly { name: string; at: number }[]
  /** The top of the y axis, if the largest values would squeeze the others. */
  top?: number
}

export interface Plot {
  title: string
  /** One or two sentences for readers who cannot see it. */
  description: string
  /** Name and unit. */
  x: string
  panels: readonly Panel[]
}
