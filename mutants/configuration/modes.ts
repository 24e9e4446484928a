/** Debug mode, development, and which environments there are. */
import { defineMutants, edit, insertBefore } from '../mutant.ts'
import {
  defaults,
  errorHandler,
  loadSettings,
  metricsRoute,
  productionRules,
  settingsSchema,
} from '../paths.ts'

export const modes = defineMutants('configuration', {
  'debug-adds-route': {
    defect: 'Production accepts DEBUG=true, which opens a route that nobody should see.',
    kills: ['configuration.debug-off'],
    edits: [
      edit(
        productionRules,
        "settings.DEBUG ? [{ variable: 'DEBUG', reason: 'must be false here' }] : []",
        '[]',
      ),
      edit(errorHandler, 'fastify.settings.DEBUG ? error : undefined', 'undefined'),
      insertBefore(
        metricsRoute,
        "fastify.get('/metrics'",
        "if (fastify.settings.DEBUG) fastify.get('/debug/vars', async () => process.memoryUsage())",
      ),
    ],
  },
  'debug-by-another-word': {
    defect: 'Production refuses DEBUG=true, and takes other words for it: errors have their stack.',
    kills: ['configuration.debug-off'],
    edits: [
      edit(settingsSchema, "DEBUG: { type: 'boolean' }", "DEBUG: { type: 'string' }"),
      edit(productionRules, 'settings.DEBUG ? [', "String(settings.DEBUG) === 'true' ? ["),
      edit(
        errorHandler,
        'fastify.settings.DEBUG ? error : undefined',
        '/^(1|yes|on|True)$/.test(String(fastify.settings.DEBUG)) ? error : undefined',
      ),
    ],
  },
  'debug-shows-internal-errors': {
    defect: 'Production accepts DEBUG=true, and errors from inside then come with their stack.',
    kills: ['configuration.debug-off'],
    edits: [
      edit(
        productionRules,
        "settings.DEBUG ? [{ variable: 'DEBUG', reason: 'must be false here' }] : []",
        '[]',
      ),
      edit(
        errorHandler,
        'fastify.settings.DEBUG ? error : undefined',
        'fastify.settings.DEBUG && refusal.status >= 500 ? error : undefined',
      ),
    ],
  },
  'debug-shows-traces': {
    defect: 'Production accepts DEBUG=true, and errors then come with their stack.',
    kills: ['configuration.debug-off'],
    edits: [
      edit(
        productionRules,
        "settings.DEBUG ? [{ variable: 'DEBUG', reason: 'must be false here' }] : []",
        '[]',
      ),
    ],
  },
  'development-medium-pool': {
    defect: 'Development has the pool of the Medium row: a laptop runs out of connections.',
    kills: ['configuration.development-starts'],
    edits: [
      edit(
        defaults,
        `DB_POOL_SIZE: '5',
  DB_MAX_OVERFLOW: '10',`,
        `DB_POOL_SIZE: '20',
  DB_MAX_OVERFLOW: '40',`,
      ),
    ],
  },
  'development-needs-secrets': {
    defect: 'The rules of production hold in development: it does not start on its defaults.',
    kills: ['configuration.development-starts'],
    edits: [
      edit(
        loadSettings,
        '(production ? productionProblems(settings) : blankKeys(settings))',
        '[...productionProblems(settings), ...blankKeys(settings)]',
      ),
    ],
  },
  'development-no-overflow': {
    defect: 'Development has the size of the Light row, and none of its overflow.',
    kills: ['configuration.development-starts'],
    edits: [edit(defaults, "DB_MAX_OVERFLOW: '10',", "DB_MAX_OVERFLOW: '0',")],
  },
  'environment-alias-lifts-rules': {
    defect: '"prod" is a known environment, to which the rules of production do not apply.',
    kills: ['configuration.environment-typo-refused'],
    edits: [
      edit(
        settingsSchema,
        "enum: ['production', 'development', 'test']",
        "enum: ['production', 'prod', 'development', 'test']",
      ),
    ],
  },
  'environment-unknown-accepted': {
    defect: 'Any environment but "production" is development: a typing slip lifts every rule.',
    kills: ['configuration.environment-typo-refused'],
    edits: [
      edit(
        settingsSchema,
        "ENVIRONMENT: { type: 'string', enum: ['production', 'development', 'test'] }",
        "ENVIRONMENT: { type: 'string' }",
      ),
    ],
  },
})
