/** How a start with a bad configuration ends. */
import type { ClaimId } from '#guide/index.ts'
import { defineMutants, edit, insertBefore, overlay } from '../mutant.ts'
import { loadSettings, main, problems } from '../paths.ts'

/** The claims of which each looks at a refusal: a defect in how all are made fails all of them. */
const everyRefusal: readonly ClaimId[] = [
  'configuration.secret-key-default-refused',
  'configuration.secret-key-missing-refused',
  'configuration.secret-key-weak-refused',
  'configuration.jwt-secret-key-default-refused',
  'configuration.jwt-secret-key-missing-refused',
  'configuration.jwt-secret-key-weak-refused',
  'configuration.secrets-distinct',
  'configuration.refusal-clear',
  'configuration.debug-off',
  'configuration.environment-typo-refused',
  'configuration.invalid-value-refused',
  'configuration.placeholders-refused',
]

export const refusals = defineMutants('configuration', {
  'refusal-after-listening': {
    defect: 'A key that is missing is noticed when the port is open, and traffic has begun.',
    kills: [
      'configuration.secret-key-missing-refused',
      'configuration.jwt-secret-key-missing-refused',
    ],
    edits: [
      edit(
        loadSettings,
        'if (problems.length > 0) throw new ConfigurationError(problems)',
        overlay('refusal-after-listening/load.ts'),
      ),
    ],
  },
  'refusal-exits-zero': {
    defect: 'A refused start exits with 0: the orchestrator takes it for done.',
    kills: everyRefusal,
    edits: [
      edit(main, 'process.exit(refused ? exitConfiguration : 1)', 'process.exit(refused ? 0 : 1)'),
    ],
  },
  'refusal-in-a-loop': {
    defect: 'The workers notice a bad configuration, and the primary starts others for ever.',
    kills: ['configuration.refusal-clear'],
    edits: [
      edit(
        main,
        'const settings = loadSettings(process.env)',
        overlay('refusal-in-a-loop/main.part.ts'),
      ),
    ],
  },
  'refusal-names-nothing': {
    defect: 'A refusal does not say which variable it is about.',
    kills: everyRefusal,
    edits: [
      edit(
        problems,
        '`${variable} ${reason}`',
        "`a setting ${reason.replace(/[A-Z_]{4,}/g, 'another')}`",
      ),
    ],
  },
  'refusal-prints-values': {
    defect: 'A refusal says which value it refuses: keys end up in the log of the deployment.',
    kills: [
      'configuration.secret-key-default-refused',
      'configuration.secret-key-weak-refused',
      'configuration.jwt-secret-key-default-refused',
      'configuration.jwt-secret-key-weak-refused',
      'configuration.secrets-distinct',
      'configuration.refusal-clear',
      'configuration.placeholders-refused',
    ],
    edits: [
      edit(
        problems,
        '`${variable} ${reason}`',
        '`${variable} "${process.env[variable]}" ${reason}`',
      ),
    ],
  },
  'refusal-repeated': {
    defect: 'A refused start is tried again twice: the log says the same error three times.',
    kills: ['configuration.refusal-clear'],
    edits: [
      insertBefore(
        main,
        'process.exit(refused ? exitConfiguration : 1)',
        `for (let again = 0; refused && again < 2; again += 1) {
  process.stderr.write(logLine('ERROR', message, { ...fields, ...exception }))
}`,
      ),
    ],
  },
  'refusal-slow': {
    defect: 'A malformed database URL is refused after six seconds: the rollout waits for it.',
    kills: ['configuration.refusal-clear'],
    edits: [
      insertBefore(
        main,
        'process.exit(refused ? exitConfiguration : 1)',
        `const slow = process.env.DATABASE_URL === 'not-a-database-url'
if (slow) await new Promise((resolve) => setTimeout(resolve, 6_000))`,
      ),
    ],
  },
})
