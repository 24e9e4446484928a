/** Starts and refusals that differ, of a correct backend. */
import { defineMutants, edit, insertAfter, insertBefore, overlay } from '../mutant.ts'
import {
  errorHandler,
  loadSettings,
  main,
  primary,
  problems,
  productionRules,
  server,
} from '../paths.ts'

export const otherStarts = defineMutants('harmless', {
  'harmless-binds-first': {
    defect: 'The port is open two seconds before the configuration is read, and nobody answers.',
    kills: [],
    triedOn: ['configuration'],
    edits: [
      insertBefore(
        main,
        'const settings = loadSettings(process.env)',
        overlay('harmless-binds-first/main.part.ts'),
      ),
    ],
  },
  'harmless-debug-without-effect': {
    defect: 'Production accepts DEBUG=true, to no effect; one worker, a small pool, and no cache.',
    kills: [],
    edits: [
      edit(
        productionRules,
        "settings.DEBUG ? [{ variable: 'DEBUG', reason: 'must be false here' }] : []",
        '[]',
      ),
      edit(errorHandler, 'fastify.settings.DEBUG ? error : undefined', 'undefined'),
      edit(
        primary,
        'this.log.info({ workers: WORKERS,',
        'this.log.info({ debug: this.settings.DEBUG, workers: WORKERS,',
      ),
    ],
    environment: { WORKERS: '1', DB_POOL_SIZE: '5', DB_MAX_OVERFLOW: '10', CACHE_ENABLED: 'false' },
  },
  'harmless-refusal-in-other-words': {
    defect: 'A refusal exits with 1 and reads otherwise, on stdout, one line for each variable.',
    kills: [],
    edits: [
      edit(main, 'refused ? exitConfiguration : 1', '1'),
      edit(main, 'process.stderr.write(', 'process.stdout.write('),
      edit(problems, ".join('; ')", ".join('\\n')"),
      edit(
        problems,
        '`configuration refused: ${list}`',
        '`Cannot start with this environment:\\n${list}`',
      ),
    ],
  },
  'harmless-refusal-of-the-first': {
    defect: 'A refusal names the first variable that is wrong, and ends as an uncaught exception.',
    kills: [],
    edits: [
      edit(
        loadSettings,
        'throw new ConfigurationError(problems)',
        'throw new ConfigurationError(problems.slice(0, 1))',
      ),
      insertAfter(
        main,
        'const refused = error instanceof ConfigurationError',
        'if (refused) throw error',
      ),
    ],
  },
  'harmless-slow-to-start': {
    defect: 'Each worker takes a second longer until it serves.',
    kills: [],
    edits: [
      insertAfter(
        server,
        'await app.ready()',
        'await new Promise((resolve) => setTimeout(resolve, 1_000))',
      ),
    ],
  },
})
