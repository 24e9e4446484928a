/** Equivalents in the source of the backend. */
import type { Equivalent } from './equivalent.ts'

export const ofSource: readonly Equivalent[] = [
  {
    id: 'negate-condition-16efc49bcc',
    file: 'reference-app/src/main.ts',
    from: "logLine(refused ? 'ERROR' : 'CRITICAL', message, { ...fields, ...exception }),",
    reason: 'Both levels say that the start failed; no claim says which of the two a refusal has.',
  },
  {
    id: 'swap-logical-8245190b7b',
    file: 'reference-app/src/logging/call-site.ts',
    from: "if (scriptName === '' || scriptName.startsWith('node:')) continue",
    reason: "Wherever the application logs, its own frame comes before any of Node's.",
  },
  {
    id: 'drop-element-c18af6025d',
    file: 'reference-app/src/schemas/validator.ts',
    from: 'for (const ajv of [bodyAjv, textAjv]) formats.default(ajv, [',
    reason: 'Paths and queries have no field with a format.',
  },
  {
    id: 'drop-option-d5e3928cfe',
    file: 'reference-app/src/plugins/external/helmet.ts',
    from: 'contentSecurityPolicy: production ? { useDefaults: false, di',
    reason: 'Helmet then sends the policy of its own choice; no claim speaks of that header.',
  },
  {
    id: 'swap-logical-ea42d45467',
    file: 'reference-app/src/cli.ts',
    from: 'return error instanceof TypeError || error instanceof Refere',
    reason:
      'Whether a failed command prints a stack trace beside its message: no claim speaks of it.',
  },
  {
    id: 'drop-statement-a2fd3cb02a',
    file: 'reference-app/src/plugins/external/redis.ts',
    from: "fastify.addHook('onClose', async () => client.disconnect())",
    reason: 'The worker ends right after, and its connections with it.',
  },
  {
    id: 'drop-statement-be524da922',
    file: 'reference-app/src/plugins/app/database.ts',
    from: "fastify.addHook('onClose', async () => db.close())",
    reason: 'The worker ends right after, and its connections with it.',
  },
  {
    id: 'constant-by-one-47f6b5bace',
    file: 'reference-app/src/config/key-strength.ts',
    from: 'if (text.length < 2 * stride + 2) return 0',
    reason: 'Texts of six characters or fewer are refused for their length alone.',
  },
  {
    id: 'drop-statement-ac7eb79b64',
    file: 'reference-app/src/commands/migrate.ts',
    from: 'if (errorCode(error) === lockNotAvailable) return true',
    reason:
      'PostgreSQL says "canceling statement due to lock timeout", which the next line recognises.',
  },
  {
    id: 'drop-await-12a5186d46',
    file: 'reference-app/src/app.ts',
    from: 'await fastify.register(draining)',
    reason: 'Fastify loads plugins in the order of their registration, and ready() waits for all.',
  },
  {
    id: 'drop-element-4b84350192',
    file: 'reference-app/src/plugins/external/jwt.ts',
    from: "requiredClaims: ['sub', 'sid', 'exp', 'iss', 'aud'],",
    reason: 'Only who has the key can make a token without an audience, and ours have one.',
  },
  {
    id: 'drop-option-8484400f34',
    file: 'reference-app/src/routes/api/v1/socket.ts',
    from: 'request.log.info({ ...facts, request_id: request.id }, `sock',
    reason: 'Which facts stand in the log line of a closed socket: no claim speaks of it.',
  },
  {
    id: 'constant-unit-40745c9d3e',
    file: 'reference-app/src/cli.ts',
    from: 'return 2',
    reason: 'A process ends with 2000 modulo 256, which is 208: an error as before.',
  },
  {
    id: 'drop-fallback-8720c61e4b',
    file: 'reference-app/src/commands/create-admin.ts',
    from: 'options.password ?? process.env.ADMIN_PASSWORD ?? (await tex',
    reason: 'The deployment gives the password in a variable; no claim speaks of standard input.',
  },
  {
    id: 'constant-by-one-e7f6ea3b74',
    file: 'reference-app/src/routes/ready.ts',
    from: 'reply.code(isReady ? 200 : 503)',
    reason: 'Not ready is any status that is no success, for balancers and for the claims.',
  },
  {
    id: 'move-boundary-d584f9342e',
    file: 'reference-app/src/logging/line.ts',
    from: 'return text.length > 2400 ? `${text.slice(0, 2400)} …` : tex',
    reason:
      'A text of exactly the maximum length gets an ellipsis; no claim speaks of that length.',
  },
  {
    id: 'drop-fallback-71c9eac682',
    file: 'reference-app/src/cli.ts',
    from: "const command = commands[process.argv[2] ?? '']",
    reason: 'There is no command "undefined", just as there is none with an empty name.',
  },
  {
    id: 'move-boundary-2706fa4a46',
    file: 'reference-app/src/database/openings.ts',
    from: 'while (this.free <= 0 && this.opening >= openingMax) {',
    reason:
      'Five connections instead of four are opened at the same time; no claim speaks of that pace.',
  },
  {
    id: 'drop-statement-cac916b68f',
    file: 'reference-app/src/server.ts',
    from: 'await app.ready()',
    reason: 'Fastify is made ready by listen() at the latest.',
  },
  {
    id: 'drop-option-aed6e638d7',
    file: 'reference-app/src/routes/ready.ts',
    from: 'migrations: Type.String(), cache: Type.String(),',
    reason: 'A field of the readiness answer; the claims ask for its status.',
  },
  {
    id: 'drop-statement-035a34a94b',
    file: 'reference-app/src/app.ts',
    from: 'await fastify.register(httpsRedirect)',
    reason:
      'The claim leaves the redirect to the edge alone if the backend does not redirect, and the edge does.',
  },
  {
    id: 'negate-condition-f550bbf1b1',
    file: 'reference-app/src/plugins/app/permissions.ts',
    from: 'if (await companies.exists(db, companyId)) throw new Forbidd',
    reason:
      'Outsiders are refused with 404 instead of 403, or the reverse: claims allow both answers.',
  },
  {
    id: 'constant-by-one-1cd58da7b0',
    file: 'reference-app/src/cluster/respawn.ts',
    from: 'private earlyDeaths = 0',
    reason: 'Before a worker has served for 5 s, one death fewer is borne: no claim says how many.',
  },
  {
    id: 'swap-values-3a7f136984',
    file: 'reference-app/src/cluster/metrics-hub.ts',
    from: 'for (const id of this.open.keys()) this.addPart(workerId, id',
    reason:
      'A scrape in which a worker dies lasts until its deadline of 1 s, and has the same series.',
  },
  {
    id: 'swap-values-78e7fe60b1',
    file: 'reference-app/src/plugins/external/redis.ts',
    from: 'enableOfflineQueue: false,',
    reason:
      'Every use has a timeout of its own: a login waits for a lost Redis within REDIS_TIMEOUT_MS, as the claims allow; the other reads and changes look at the state of the connection first.',
  },
  {
    id: 'negate-condition-d166abf197',
    file: 'reference-app/src/plugins/external/redis.ts',
    from: "if (known !== 'down') log.warn({ exception: error }, 'Redis is not available')",
    reason:
      'The loss of Redis is logged with every further attempt to connect instead of the first; the drill finds it in the log, and no claim says how often it stands there.',
  },
  {
    id: 'swap-values-83049e57d3',
    file: 'reference-app/src/config/production.ts',
    from: "problems.push({ variable: 'TRUSTED_HOSTS', reason: 'may not be * here' })",
    reason:
      'The refusal has the same words in another order; it names the variable as before, and the claims leave the wording to the backend.',
  },
  {
    id: 'drop-await-4d685803f7',
    file: 'reference-app/src/plugins/external/rate-limit.ts',
    from: 'await fastify.register(rateLimit, {',
    reason: 'Fastify loads plugins in the order of their registration, and ready() waits for all.',
  },
  {
    id: 'drop-await-4e6565f5bd',
    file: 'reference-app/src/cache/outbox.ts',
    from: 'await outbox.remove(db, waiting)',
    reason:
      'An entry may be read and invalidated once more before its row is gone, which changes nothing.',
  },
  {
    id: 'constant-by-one-dfc577355e',
    file: 'reference-app/src/logging/call-site.ts',
    from: 'for (const { scriptName, functionName } of getCallSites(16)) {',
    reason: 'The frame that is looked for is one of the first 16 wherever the application logs.',
  },
  {
    id: 'constant-by-one-80f3d9ca91',
    file: 'reference-app/src/commands/migrate.ts',
    from: 'for (let tries = 1; ; tries += 1) {',
    reason:
      'A migration gives up after 10 s of waiting for a lock instead of 20 s: no claim says when.',
  },
  {
    id: 'drop-statement-5406ed1509',
    file: 'reference-app/src/plugins/external/swagger.ts',
    from: "await fastify.register(swaggerUi, { routePrefix: '/docs' })",
    reason: 'A page for developers outside production: the claims only want it away in production.',
  },
  {
    id: 'drop-option-a4201b4579',
    file: 'reference-app/src/plugins/external/rate-limit.ts',
    from: 'store: limitStore(fastify.redis, REDIS_TIMEOUT_MS) as never,',
    reason:
      'The limiter then throws an error of its own with that status: the same handler answers it.',
  },
  {
    id: 'constant-by-one-c51d59cc0f',
    file: 'reference-app/src/config/schema.ts',
    from: "PORT: { type: 'integer', minimum: 0, maximum: 65535 },",
    reason: 'Nobody deploys port 0; the gate gives each start a free port.',
  },
  {
    id: 'drop-await-d25c41a6aa',
    file: 'reference-app/src/app.ts',
    from: 'await fastify.register(sessions)',
    reason: 'Fastify loads what is registered in its order, whether somebody waits for it or not.',
  },
  {
    id: 'constant-unit-dce1d7abb8',
    file: 'reference-app/src/config/schema.ts',
    from: "SHUTDOWN_TIMEOUT: { type: 'number', exclusiveMinimum: 0, max",
    reason: 'Only shutdowns that may take longer than an hour differ, and nobody deploys one.',
  },
  {
    id: 'move-boundary-847baf4570',
    file: 'reference-app/src/cluster/respawn.ts',
    from: 'if (this.earlyDeaths >= this.earlyDeathsMax) return { respaw',
    reason: 'One early death more, of as many as workers plus four, before the primary gives up.',
  },
  {
    id: 'drop-option-936f4633f9',
    file: 'reference-app/src/schemas/errors.ts',
    from: 'error: Type.Object({ id: Type.String(), code: Type.String(),',
    reason: 'The id of an error is in a header of the same answer, where the claim takes it, too.',
  },
  {
    id: 'drop-statement-64559e4c09',
    file: 'reference-app/src/plugins/app/error-handler.ts',
    from: 'fastify.setNotFoundHandler(function notFound(request, reply)',
    reason: 'Fastify answers an unknown route with 404 by itself, and a header has the id.',
  },
]
