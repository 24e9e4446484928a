/** Goal: the time line says which check ran when, on which lane, and what waited alone. */
import { type DefaultTreeAdapterTypes, parseFragment } from 'parse5'
import { expect, test } from 'vitest'
import type { RunRecord } from '#gate/verdict/record.ts'
import { sampleRun } from '#gate/verdict/testing/sample-run.ts'
import { judge } from '#gate/verdict/verdict.ts'
import { schedulePart } from './schedule.ts'

type Element = DefaultTreeAdapterTypes.Element

/** The part of a run as elements. */
function part(run: RunRecord): { all: Element[]; text: string } {
  const text = schedulePart(run, judge(run))?.text ?? ''
  const found: Element[] = []
  const walk = (node: DefaultTreeAdapterTypes.Node) => {
    if ('tagName' in node) found.push(node)
    if ('childNodes' in node) node.childNodes.forEach(walk)
  }
  walk(parseFragment(text))
  return { all: found, text }
}

const attribute = ({ attrs }: Element, name: string) =>
  attrs.find((each) => each.name === name)?.value ?? ''

const wordsOf = (element: Element): string =>
  element.childNodes
    .map((node) => {
      if ('value' in node) return node.value
      return 'tagName' in node ? wordsOf(node) : ''
    })
    .join('')

/** The names of the lanes, from above. */
const lanesOf = ({ all }: ReturnType<typeof part>) =>
  all
    .filter((each) => /^lane( axis)?$/.test(attribute(each, 'class')))
    .map((each) => wordsOf(each.childNodes.find((node) => 'tagName' in node) as Element))

test('every check that began has a bar inside of the run, and a row', () => {
  const { all } = part(sampleRun)
  const began = sampleRun.claims.flatMap(({ checks }) => checks).filter((each) => each.startedAt)
  const bars = all.filter(({ tagName }) => tagName === 'i')
  expect(bars.length).toBe(began.length)
  for (const bar of bars) {
    const [left = -1, width = -1] = (attribute(bar, 'style').match(/[\d.]+/g) ?? []).map(Number)
    expect(left).toBeGreaterThan(0)
    expect(left + width).toBeLessThanOrEqual(100.01)
  }
  expect(all.filter(({ tagName }) => tagName === 'a').length).toBe(began.length)
  expect(attribute(bars[0] as Element, 'title')).toBe(
    'configuration.secret-key-default-refused: fail, 14 s from 3.2 s',
  )
})

test('what ran alone is a lane of its own, below the others', () => {
  const drawn = part(sampleRun)
  expect(lanesOf(drawn)).toEqual(['lane 1', 'lane 2', 'alone', ''])
  expect(drawn.text).toContain('The first check began after 3.2 s. 7 checks ran on 2 lanes.')
  expect(drawn.text).toContain(
    '1 check waited until nothing else ran, as it measures times or load',
  )
})

test('shards have lanes of their own', () => {
  const [first, second] = [sampleRun.claims.slice(0, 3), sampleRun.claims.slice(3)]
  const shard = { sha256: '', state: 'concluded', machine: sampleRun.machine }
  const shards = [first, second].map((claims, at) => ({
    ...shard,
    run: `run-${at + 1}`,
    claims: claims.map(({ id }) => id),
  }))
  expect(lanesOf(part({ ...sampleRun, shards }))).toEqual([
    'shard 1, lane 1',
    'shard 1, lane 2',
    'shard 2, lane 1',
    'shard 2, alone',
    '',
  ])
})

test('a run without times of its checks has no time line', () => {
  const claims = sampleRun.claims.map((claim) => ({
    ...claim,
    checks: claim.checks.map(({ startedAt: _, ...check }) => check),
  }))
  const run = { ...sampleRun, claims }
  expect(schedulePart(run, judge(run))).toBeUndefined()
})

test('a clock that was set back keeps the bars inside of the run', () => {
  const late = { ...sampleRun, startedAt: '2026-11-22T10:16:00.000Z' }
  for (const bar of part(late).all.filter(({ tagName }) => tagName === 'i')) {
    expect(attribute(bar, 'style')).toMatch(/^left:[\d.]+%;width:[\d.]+%$/)
  }
})
