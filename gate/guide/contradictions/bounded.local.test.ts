/** Goal: whatever a guide is made of, it is read in bounded time, and nothing ends in an error. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { readGuide } from '../document/guide.ts'
import { findContradictions } from '../report/contradiction.ts'
import { soundGuide } from '../testing/plants.ts'

const patienceMs = 25_000

async function timed(text: string): Promise<number> {
  const begin = performance.now()
  await findContradictions(readGuide(text))
  return performance.now() - begin
}

const fence = '```'
const block = (language: string, text: string) => `${fence}${language}\n${text}\n${fence}\n\n`

test.for([
  ['thousands of blocks', block('python', 'x = 1').repeat(3000)],
  ['thousands of commands', block('sh', 'docker compose exec app ls').repeat(2000)],
  ['a line of a megabyte', block('sh', `echo ${'a'.repeat(1_000_000)}`)],
  ['a formula of parentheses', `max_connections >= ${'('.repeat(100_000)}pool_size`],
  [
    'blank lines below a route',
    block('python', `@a.get("/health")\ndef f():\n${'   \n'.repeat(20_000)}`),
  ],
  ['deep YAML', block('yaml', `services:\n  a:\n    image: ${'['.repeat(5000)}`)],
  ['a fence that stays open', `${fence}nginx\nserver {\n${'location / {\n'.repeat(5000)}`],
])('%s', { timeout: 60_000 }, async ([, text = '']) => {
  expect(await timed(text)).toBeLessThan(patienceMs)
})

test('any edit of a guide is read without an error', { timeout: 60_000 }, () => {
  const lines = soundGuide('parcels.md').split('\n')
  const edit = fc.record({
    at: fc.nat(lines.length - 1),
    put: fc.oneof(fc.string(), fc.constantFrom(fence, '{', '(', "'", '"', '\t', '- |', '<<EOF')),
  })
  fc.assert(
    fc.property(fc.array(edit, { maxLength: 5 }), (edits) => {
      const edited = [...lines]
      for (const { at, put } of edits) edited[at] = put
      expect(readGuide(edited.join('\n')).lines.length).toBeGreaterThan(0)
    }),
    { numRuns: 60 },
  )
})
