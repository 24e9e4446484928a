/** Goal: levels are recognised in the spelling of every library. */
import { expect, test } from 'vitest'
import { levelOf } from './log-level.ts'

test.each([
  ['debug', ['debug', 'DEBUG', 'trace', 'verbose', 10, 20]],
  ['info', ['INFO', 'info', 'Information', 'notice', 30]],
  ['warning', ['WARN', 'warning', 'Warning', 40]],
  ['error', ['error', 'ERR', 'CRITICAL', 'fatal', 'emerg', 50, 60]],
  [undefined, ['', 'loud', undefined, null, {}]],
] as const)('%s', (level, spellings) => {
  expect(spellings.map(levelOf)).toEqual(spellings.map(() => level))
})
