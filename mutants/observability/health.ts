/** What health and readiness answer. */
import { defineMutants, edit, insertAfter, overlay } from '../mutant.ts'
import { healthRoute, readyRoute } from '../paths.ts'

export const health = defineMutants('observability', {
  'health-other-environment': {
    defect: 'Health tells an environment that is not the deployed one.',
    kills: ['observability.health-shape'],
    edits: [
      edit(
        healthRoute,
        'async () => reply)',
        'async () => ({ ...reply, environment: environment + "-eu" }))',
      ),
    ],
  },
  'health-other-version': {
    defect: 'Health tells a version that is not the deployed one.',
    kills: ['observability.health-shape'],
    edits: [
      edit(
        healthRoute,
        'async () => reply)',
        'async () => ({ ...reply, version: "0.9-" + version }))',
      ),
    ],
  },
  'health-waits-for-redis': {
    defect: 'Health asks Redis, and waits for its answer.',
    kills: ['observability.health-independent'],
    edits: [
      edit(
        healthRoute,
        "fastify.get('/health', { schema }, async () => reply)",
        overlay('health-waits-for-redis/health.ts'),
      ),
    ],
  },
  'health-waits-for-writes': {
    defect: 'Health waits until the writes that are under way are done; reads do not hold it up.',
    kills: ['observability.health-independent'],
    alsoKills: ['pool.exhaustion-contained'],
    edits: [
      edit(
        healthRoute,
        "fastify.get('/health', { schema }, async () => reply)",
        overlay('health-waits-for-writes/health.ts'),
      ),
    ],
  },
  'health-without-body': {
    defect: 'Health answers 204: alive, and nothing about what it is.',
    kills: ['observability.health-shape'],
    // Nothing else shows what APP_VERSION and ENVIRONMENT are.
    alsoKills: ['configuration.settings-effective'],
    edits: [
      edit(healthRoute, 'async () => reply)', 'async (_, answer) => answer.code(204).send())'),
    ],
  },
  'health-without-version': {
    defect: 'Health does not tell which version is deployed.',
    kills: ['observability.health-shape'],
    // Nothing else shows what APP_VERSION is.
    alsoKills: ['configuration.settings-effective'],
    edits: [
      edit(healthRoute, 'version: Type.String(),', 'version: Type.Optional(Type.String()),'),
      edit(healthRoute, 'async () => reply)', 'async () => ({ ...reply, version: undefined }))'),
    ],
  },
  'ready-as-remembered': {
    defect: 'Readiness is asked for every few seconds and remembered in between.',
    kills: ['observability.readiness-honest'],
    edits: [
      edit(
        readyRoute,
        'const state = await databaseState()',
        overlay('ready-as-remembered/ready.ts'),
      ),
      insertAfter(
        readyRoute,
        "let lastMigrations = 'unknown'",
        `let lookedAt = 0
let last = { database: 'ok', migrations: 'ok' }`,
      ),
    ],
  },
  'ready-never-again': {
    defect: 'What was not ready once stays so until it is started again.',
    kills: ['observability.readiness-honest'],
    alsoKills: ['database.unreachable-reported'],
    edits: [
      edit(
        readyRoute,
        "const isReady = state.database !== 'unavailable' && state.migrations === 'ok'",
        `wasAway ||= state.database === 'unavailable'
    const isReady = !wasAway && state.migrations === 'ok'`,
      ),
      insertAfter(readyRoute, "let lastMigrations = 'unknown'", 'let wasAway = false'),
    ],
  },
  'ready-waits-for-answers': {
    defect: 'Readiness takes a database that says nothing for a busy one.',
    kills: ['observability.readiness-honest'],
    edits: [
      insertAfter(
        readyRoute,
        '} catch (error) {',
        `  const isSilent = String(error).includes('no answer within')
  if (isSilent) return { database: 'busy', migrations: lastMigrations }`,
      ),
    ],
  },
})
