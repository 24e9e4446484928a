/** Goal: what came out wrong is on the screen at once, harmless and on one line. */
import { PassThrough } from 'node:stream'
import { expect, test } from 'vitest'
import type { ClaimVerdict } from '#gate/verdict/verdict.ts'
import { createProgress } from './progress.ts'

/** What is printed when a check has ended. */
function printed(outcome: ClaimVerdict, columns?: number): string[] {
  const stream = new PassThrough() as PassThrough & { columns?: number }
  if (columns !== undefined) stream.columns = columns
  const progress = createProgress(stream, {
    live: columns !== undefined,
    colour: false,
    lastSeconds: Promise.resolve(new Map()),
  })
  progress.planned(['pool.fair'])
  progress.ended('pool.fair', outcome, 1.25)
  progress.close()
  return String(stream.read()).split('\n').slice(0, -1)
}

const failure = { message: 'answers', expected: 'at least 10', observed: '3\u001b[2J\nof 10' }
const failed = (count: number): ClaimVerdict => ({
  verdict: 'fail',
  declared: true,
  failures: Array(count).fill(failure),
})

test('the first failure, with the number of others', () => {
  const [line = '', finding] = printed(failed(3))
  expect(line).toMatch(/ 1\/1 {2}fail +pool\.fair {2}1\.3 s$/)
  expect(finding).toBe('    answers: required at least 10, observed 3 of 10 (and 2 more failures)')
})

test('no wider than the terminal', () => {
  const lines = printed(failed(1), 40)
  const finding = lines.find((each) => each.includes('answers')) ?? ''
  expect(finding.slice(finding.indexOf('    answers'))).toHaveLength(39)
  expect(finding.endsWith('…')).toBe(true)
})

test('why nothing could be measured; of the others nothing', () => {
  const reason = 'the port was taken'
  expect(printed({ verdict: 'inconclusive', reason, failures: [] })[1]).toBe(`    ${reason}`)
  expect(printed({ verdict: 'unverified', reason: 'the config is missing "a"' })).toHaveLength(1)
})
