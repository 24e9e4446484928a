/** Goal: while a program is built, one line says what it is, what for and how far it is. */

import { expect, test } from 'vitest'
import { showBuild } from './build-progress.ts'

function written(terminal: { isTTY?: boolean; columns?: number }): string[] {
  const texts: string[] = []
  const progress = showBuild('k6 v1 for load.light', {
    ...terminal,
    write: (text: string) => texts.push(text),
  })
  progress.downloaded(3)
  progress.toCompile(200)
  for (let packages = 1; packages <= 200; packages += 1) progress.compiled(packages)
  progress.end('done')
  return texts
}

test('in a log a line for every tenth, each with what, for which claims and how far', () => {
  const lines = written({})
  expect(lines[0]).toBe('setup: building k6 v1 for load.light: fetching its modules\n')
  expect(lines.at(-1)).toMatch(/^setup: building k6 v1 for load\.light: done, \d+ s\n$/)
  expect(lines.filter((line) => / \d+ % of 200 packages, \d+ s\n$/.test(line))).toHaveLength(11)
})

test('on a terminal one line, rewritten for every package and no longer than the terminal', () => {
  const texts = written({ isTTY: true, columns: 40 })
  expect(texts.length).toBeGreaterThan(200)
  expect(texts.join('').match(/\n/g)).toHaveLength(1)
  const start = '\r\u001B[2K'
  for (const text of texts.slice(0, -1)) {
    expect(text.startsWith(`${start}setup: `)).toBe(true)
    expect(text.length - start.length).toBeLessThan(40)
  }
})

test('more packages than were expected are not more than all', () => {
  const texts: string[] = []
  const progress = showBuild('k6', { write: (text: string) => texts.push(text) })
  progress.toCompile(10)
  progress.compiled(12)
  expect(texts.at(-1)).toContain('100 % of 10 packages')
})
