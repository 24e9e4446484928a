/** Goal: a log level has an effect if it shows in what is logged, however little that is. */
import { expect, test } from 'vitest'
import { defineTarget } from '#gate/contract/contract.ts'
import { alike } from './alike.ts'
import { logLevelFacets, volumeOf } from './logging.ts'

const launch = { kind: 'attached', url: 'http://127.0.0.1:1' } as const
const config = defineTarget({ name: 'x', launch })
const text = defineTarget({
  name: 'x',
  launch,
  logs: { format: { pattern: '^(?<timestamp>\\S+) \\[(?<level>\\w+)\\] (?<message>.*)$' } },
})

const json = (level: string) => `{"level":"${level}","message":"m"}\n`
const plain = (level: string) => `12:00:00 [${level}] m\n`
const banner = 'starting\n'.repeat(8)

test.for([
  [config, json, 'DEBUG'],
  [config, json, 'trace'],
  [text, plain, 'debug'],
] as const)('some records for debugging among many warnings show (%#)', ([of, line, level]) => {
  const warnings = banner + line('WARNING').repeat(60)
  const shown = (output: string) => volumeOf(output, of)
  const debugging = shown(warnings + line(level).repeat(40))
  expect(alike(shown(warnings), debugging, logLevelFacets)).toBe(false)
  expect(alike(shown(warnings), shown(warnings + line('INFO')), logLevelFacets)).toBe(true)
})

test('much less shows, without any level', () => {
  expect(alike(volumeOf('a\n'.repeat(30), config), volumeOf('a\n', config), logLevelFacets)).toBe(
    false,
  )
})
