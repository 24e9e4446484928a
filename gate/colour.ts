/** Whether output has colours: as https://no-color.org and FORCE_COLOR say, else on a terminal. */
import { styleText } from 'node:util'

export type Style = Parameters<typeof styleText>[0]

/** Text in a style, or as it is. */
export type Paint = (style: Style, text: string) => string

/** What is asked of a stream. */
export interface Output {
  isTTY?: boolean
}

type Environment = Readonly<Record<string, string | undefined>>

/**
 * Whether to write colours to a stream. NO_COLOR wins over FORCE_COLOR, as in commander's help;
 * either counts if it is not empty, and `FORCE_COLOR=0` forces none.
 */
export function hasColour(stream: Output, environment: Environment = process.env): boolean {
  const { NO_COLOR, FORCE_COLOR, TERM } = environment
  if (NO_COLOR) return false
  if (FORCE_COLOR) return !['0', 'false'].includes(FORCE_COLOR)
  return stream.isTTY === true && TERM !== 'dumb'
}

/** Paints where there are colours. */
export function painter(colour: boolean): Paint {
  return (style, text) => (colour ? styleText(style, text, { validateStream: false }) : text)
}

/** Whether a line may be written over: on a terminal, unless a CI system records it. */
export function canRedraw(stream: Output, environment: Environment = process.env): boolean {
  return stream.isTTY === true && !environment.CI && environment.TERM !== 'dumb'
}
