/** What the levels of the log are called, by the library that writes it. */
import type { Findings, Guess } from '../guess.ts'

/** Libraries that know `warn` and no `warning`, all in lower case. */
const lower: readonly string[] = [
  'pino',
  'fastify',
  'nestjs-pino',
  'pino-http',
  'winston',
  'nest-winston',
  'bunyan',
  'log4js',
  'consola',
  'rails',
  'github.com/rs/zerolog',
  'go.uber.org/zap',
]
const names = { debug: 'debug', info: 'info', warning: 'warn', error: 'error' }

/** @param guesses those of the settings: without a variable for the level nothing is asked */
export function logLevelFindings(
  guesses: readonly Guess[],
  libraries: readonly string[],
): Findings {
  const hasLevel = guesses.some(({ path }) => path.join('.') === 'settings.logLevel')
  const library = lower.find((name) => libraries.includes(name))
  if (!hasLevel || library === undefined) return { guesses: [], todos: [] }
  const because = `${library} calls them so`
  return {
    guesses: Object.entries(names).map(([level, value]) => ({
      path: ['logLevels', level],
      value,
      because,
    })),
    todos: [],
  }
}
