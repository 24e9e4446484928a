/** Points of several kinds, each with its symbol, size and colour. */
import type { Option } from './canvas.ts'

export interface Look {
  symbol: string
  size: number
  colour: string
}

/** The kinds that have a mark, in the order of their looks: the last are drawn on top. */
export function kindsAmong<Kind extends string>(
  looks: Readonly<Record<Kind, Look>>,
  marks: readonly { kind: Kind }[],
): Kind[] {
  return (Object.keys(looks) as Kind[]).filter((kind) => marks.some((mark) => mark.kind === kind))
}

/** A series for each kind that has a mark. */
export function scatters<Kind extends string, Mark extends { kind: Kind }>(
  looks: Readonly<Record<Kind, Look>>,
  marks: readonly Mark[],
  place: (mark: Mark) => [x: number, y: number | string],
): Option[] {
  return kindsAmong(looks, marks).map((kind) => {
    const { symbol, size, colour } = looks[kind]
    return {
      type: 'scatter',
      name: kind,
      symbol,
      symbolSize: size,
      itemStyle: { color: colour, opacity: 1 },
      data: marks.filter((mark) => mark.kind === kind).map(place),
    }
  })
}

/** Of milliseconds. */
export function seconds(ms: number): number {
  return Number((ms / 1000).toFixed(4))
}
