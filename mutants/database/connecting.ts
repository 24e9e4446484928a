/** Credentials of the database, and a database that is away. */
import { defineMutants, edit, insertBefore } from '../mutant.ts'
import { pool, productionRules, readyRoute } from '../paths.ts'

const redact = 'reference-app/src/database/redact.ts'

export const connecting = defineMutants('database', {
  'database-sample-password-accepted': {
    defect: 'A database password out of a sample is accepted.',
    kills: ['database.sample-credentials-refused'],
    edits: [
      edit(
        productionRules,
        'if (isSamplePassword(password)) return',
        "if (password === '' && isSamplePassword(password)) return",
      ),
    ],
  },
  'database-user-as-password': {
    defect: 'A database password that equals the user name is accepted.',
    kills: ['database.sample-credentials-refused'],
    edits: [
      edit(
        productionRules,
        'password.toLowerCase() === user.toLowerCase()',
        'password === user + user',
      ),
    ],
  },
  'database-refusal-prints-password': {
    defect: 'The refusal of a database password shows it.',
    kills: ['database.sample-credentials-refused'],
    edits: [
      edit(
        productionRules,
        "refuse('has a password that anybody would try')",
        "refuse('has a password that anybody would try: ' + password)",
      ),
    ],
  },
  'database-password-in-log': {
    defect: 'A database that is away is named with its user and password.',
    kills: ['database.unreachable-reported'],
    alsoKills: ['configuration.secrets-not-exposed'],
    edits: [
      edit(redact, 'return `${host}:', 'return `${parsed.username}:${parsed.password}@${host}:'),
    ],
  },
  'database-address-unnamed': {
    defect: 'The log says that the database is away, and not which one.',
    kills: ['database.unreachable-reported', 'operations.drill-database-refused'],
    edits: [
      edit(
        redact,
        "return `${host}:${parsed.port || '5432'}${parsed.pathname}`",
        "return host === '' ? '' : 'its address'",
      ),
      edit(pool, 'how}`, { cause })', 'how}`, { cause: cause ? 1 : 0 })'),
    ],
  },
  'database-ready-regardless': {
    defect: 'Readiness stays as it was when the database goes away.',
    kills: ['database.unreachable-reported'],
    alsoKills: ['observability.readiness-honest'],
    edits: [
      edit(
        readyRoute,
        "state.database !== 'unavailable' && state.migrations === 'ok'",
        "state.database === 'unavailable' || state.migrations === 'ok'",
      ),
    ],
  },
  'database-ends-with-its-server': {
    defect: 'A worker ends when its database goes away, and another takes its place.',
    kills: ['database.unreachable-reported'],
    alsoKills: ['pool.survives-restart'],
    edits: [
      insertBefore(
        pool,
        'return new DatabaseUnavailableError(`PostgreSQL at',
        'setTimeout(() => process.exit(1), 50)',
      ),
    ],
  },
})
