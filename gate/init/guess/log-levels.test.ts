/** Goal: levels are named as the library of the log knows them. */
import { expect, test } from 'vitest'
import { logLevelFindings } from './log-levels.ts'

const setting = { path: ['settings', 'logLevel'], value: 'LOG_LEVEL', because: 'a' }

test.each(['pino', 'fastify', 'winston', 'rails', 'go.uber.org/zap'])('%s says warn', (library) => {
  const { guesses } = logLevelFindings([setting], ['express', library])
  expect(guesses.map(({ value }) => value)).toEqual(['debug', 'info', 'warn', 'error'])
})

test('nothing is said of another library, or without a variable', () => {
  expect(logLevelFindings([setting], ['django']).guesses).toEqual([])
  expect(logLevelFindings([], ['pino']).guesses).toEqual([])
})
