/** NO_COLOR and FORCE_COLOR are kept to, in every combination. */
import { expect, test } from 'vitest'
import { canRedraw, hasColour, painter } from './colour.ts'

const terminal = { isTTY: true }
const pipe = {}

test.for([
  [terminal, {}, true],
  [pipe, {}, false],
  [terminal, { NO_COLOR: '1' }, false],
  [terminal, { NO_COLOR: '' }, true],
  [pipe, { FORCE_COLOR: '1' }, true],
  [pipe, { FORCE_COLOR: '' }, false],
  [terminal, { FORCE_COLOR: '0' }, false],
  [pipe, { FORCE_COLOR: '1', NO_COLOR: '1' }, false],
  [terminal, { TERM: 'dumb' }, false],
] as const)('%j with %j: %s', ([stream, environment, expected]) => {
  expect(hasColour(stream, environment)).toBe(expected)
})

test('only a terminal that nobody records has a line to write over', () => {
  expect(canRedraw(terminal, {})).toBe(true)
  expect(canRedraw(pipe, { FORCE_COLOR: '1' })).toBe(false)
  expect(canRedraw(terminal, { CI: 'true' })).toBe(false)
})

test('a painter paints or does not', () => {
  expect(painter(true)('red', 'a')).toBe('\u001B[31ma\u001B[39m')
  expect(painter(false)('red', 'a')).toBe('a')
})
