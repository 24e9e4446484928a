/** Which values of SECRET_KEY and JWT_SECRET_KEY are accepted. */
import { defineMutants, type Edit, edit, insertAfter, insertBefore } from '../mutant.ts'
import { defaults, loadSettings, productionRules, targetConfig } from '../paths.ts'

const random = "Buffer.from(crypto.getRandomValues(new Uint8Array(32))).toString('base64')"

/** Lets keys pass that the deployment refuses. @param test an expression of `value`, `variable` */
function accepting(test: string): Edit {
  return edit(
    productionRules,
    'const reason = keyRefusal(settings[variable])',
    `const value = settings[variable]
    const reason = ${test} ? undefined : keyRefusal(value)`,
  )
}

export const keys = defineMutants('configuration', {
  /** A guard that was written for the other variable. */
  'jwt-secret-key-not-judged': {
    defect: 'The rules for keys are applied to one of them, and not to JWT_SECRET_KEY.',
    kills: [
      'configuration.jwt-secret-key-default-refused',
      'configuration.jwt-secret-key-missing-refused',
      'configuration.jwt-secret-key-weak-refused',
    ],
    edits: [accepting("variable === 'JWT_SECRET_KEY'")],
  },
  /** A guard that was written for the other variable. */
  'secret-key-not-judged': {
    defect: 'The rules for keys are applied to one of them, and not to SECRET_KEY.',
    kills: [
      'configuration.secret-key-default-refused',
      'configuration.secret-key-missing-refused',
      'configuration.secret-key-weak-refused',
    ],
    edits: [accepting("variable === 'SECRET_KEY'")],
  },
  'keys-in-one-variable': {
    defect: 'One variable holds both keys: they are always the same.',
    kills: ['configuration.secrets-distinct'],
    // The sample environment documents a variable that has no effect any more.
    blinds: ['configuration.settings-effective'],
    edits: [
      insertBefore(
        loadSettings,
        'return given',
        'if (given.SECRET_KEY !== undefined) given.JWT_SECRET_KEY = given.SECRET_KEY',
      ),
      edit(
        productionRules,
        "if (first !== '' && first === second) {",
        'if (first === undefined) {',
      ),
      edit(targetConfig, "jwtSecretKey: 'JWT_SECRET_KEY'", "jwtSecretKey: 'SECRET_KEY'"),
    ],
  },
  /** Judged before it is trimmed: the line end of a file is a key of one character. */
  'keys-blank-accepted': {
    defect: 'A key of white space alone counts as a key.',
    kills: [
      'configuration.secret-key-missing-refused',
      'configuration.jwt-secret-key-missing-refused',
    ],
    edits: [accepting("value !== '' && value.trim() === ''")],
  },
  /** What a compose file makes of a variable that nobody set. */
  'keys-empty-accepted': {
    defect: 'An empty key counts as one that is set.',
    kills: [
      'configuration.secret-key-missing-refused',
      'configuration.jwt-secret-key-missing-refused',
    ],
    edits: [accepting("value === ''")],
  },
  /** What the template of a shell script has: the same word, shouted. */
  'keys-in-capitals-accepted': {
    defect: 'Placeholders are known in small letters only: CHANGE_ME is a key.',
    kills: [
      'configuration.secret-key-default-refused',
      'configuration.jwt-secret-key-default-refused',
    ],
    edits: [accepting('/^[A-Z_]+$/.test(value)')],
  },
  /** Well meant, and every worker makes others: sessions break instead of being forged. */
  'keys-made-at-start': {
    defect: 'A key that production was not given is made at each start.',
    kills: [
      'configuration.secret-key-missing-refused',
      'configuration.jwt-secret-key-missing-refused',
    ],
    edits: [
      insertAfter(
        defaults,
        "  HOST: '0.0.0.0',",
        `SECRET_KEY: ${random},
JWT_SECRET_KEY: ${random},`,
      ),
    ],
  },
  'keys-may-be-equal': {
    defect: 'One generated value serves as both keys: who gets one has both.',
    kills: ['configuration.secrets-distinct'],
    edits: [
      edit(
        productionRules,
        "if (first !== '' && first === second) {",
        "if (first === '' && first === second) {",
      ),
    ],
  },
  'keys-need-padding': {
    defect: 'Only base64 with its padding counts as random: URL-safe keys are refused.',
    kills: ['configuration.generated-key-accepted'],
    edits: [
      edit(
        productionRules,
        'return keyWeakness(value)',
        "return value.endsWith('=') ? keyWeakness(value) : 'is not base64'",
      ),
    ],
  },
  /** The deny-list is complete, and strength is nobody's business. */
  'keys-of-any-length-accepted': {
    defect: 'A key of four random characters is good enough.',
    kills: ['configuration.secret-key-weak-refused', 'configuration.jwt-secret-key-weak-refused'],
    edits: [accepting("value.length < 32 && value.trim() !== '' && !isPlaceholder(value)")],
  },
  /** A deny-list of one entry, and a length: what guides print passes both. */
  'keys-of-documentation-accepted': {
    defect:
      'Of the known keys only the built-in defaults are refused, not what documentation shows.',
    kills: [
      'configuration.secret-key-default-refused',
      'configuration.jwt-secret-key-default-refused',
    ],
    edits: [
      accepting(
        "!value.startsWith('development-only') && value.length >= 32 && new Set(value).size > 1",
      ),
    ],
  },
  /** Long enough, and worth less than one byte. */
  'keys-of-one-letter-accepted': {
    defect: 'One character repeated passes as a key, since it is long.',
    kills: ['configuration.secret-key-weak-refused', 'configuration.jwt-secret-key-weak-refused'],
    edits: [accepting('value.length >= 32 && new Set(value).size === 1')],
  },
  /** The usual slip: half of what was asked for. */
  'keys-of-sixteen-accepted': {
    defect: 'Sixteen characters are enough for a key.',
    kills: ['configuration.secret-key-weak-refused', 'configuration.jwt-secret-key-weak-refused'],
    edits: [accepting('value.length >= 16 && value.length < 32 && !isPlaceholder(value)')],
  },
  /** Thirty-two different characters, and they stand in half of all tutorials. */
  'keys-of-the-alphabet-accepted': {
    defect: 'Runs of digits and of the alphabet count as good keys.',
    kills: [
      'configuration.secret-key-default-refused',
      'configuration.jwt-secret-key-default-refused',
    ],
    edits: [accepting('value.length >= 32 && /^(01234|abcde)/.test(value)')],
  },
})
