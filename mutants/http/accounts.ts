/** Login, logout, OAuth, mail and the profile of an account. */
import { defineMutants, edit, insertAfter, insertBefore } from '../mutant.ts'
import {
  authentication,
  googleRoute,
  passwordReset,
  requestContext,
  sessionsPlugin,
  socketRoute,
  websocketPlugin,
} from '../paths.ts'

export const accounts = defineMutants('http', {
  'reset-ends-the-worker': {
    defect: 'A mail that cannot be sent ends the worker that tried to.',
    kills: ['http.email'],
    naming: ['processes that ended'],
    edits: [
      insertBefore(
        'reference-app/src/plugins/app/mailer.ts',
        'log.error({ exception: error }, `mail could not be sent',
        'process.exit(1)',
      ),
    ],
  },
  'reset-tells-by-a-header': {
    defect: 'Who asks for a mail is told by a header whether the address has an account.',
    kills: ['http.email'],
    edits: [
      edit(
        passwordReset,
        "return reply.code(202).send({ status: 'accepted' })",
        `const user = await users.byEmail(db, request.body.email)
    if (user) reply.header('x-mail', 'queued')
    return reply.code(202).send({ status: 'accepted' })`,
      ),
    ],
  },
  'email-tells-who-exists': {
    defect: 'Who asks for a mail is told whether the address has an account.',
    kills: ['http.email'],
    edits: [
      insertBefore(
        passwordReset,
        "return reply.code(202).send({ status: 'accepted' })",
        `const user = await users.byEmail(db, request.body.email)
if (user === undefined) throw new BadRequestError('nobody has this address')`,
      ),
    ],
  },
  'email-waits': {
    defect: 'Who asks for a mail waits until it is sent, if there is one to send.',
    kills: ['http.email'],
    edits: [
      insertAfter(
        'reference-app/src/plugins/app/mailer.ts',
        'underWay.add(sending)',
        'return sending',
      ),
      edit(
        passwordReset,
        'detached(() => mailToken(request.body.email)).catch(',
        'await detached(() => mailToken(request.body.email)).catch(',
      ),
      edit(passwordReset, 'fastify.sendMail({', 'await fastify.sendMail({'),
    ],
  },
  'email-route-gone': {
    defect: 'The routes of password resets are not registered any more.',
    kills: ['http.email'],
    edits: [
      edit('reference-app/src/app.ts', 'sessionRoutes, passwordResetRoutes,', 'sessionRoutes,'),
    ],
  },
  'login-tells-who-exists': {
    defect: 'Who logs in without an account is told so.',
    kills: ['http.critical-endpoints'],
    edits: [
      insertBefore(
        'reference-app/src/routes/api/v1/auth/login.ts',
        'if (user === undefined || !verified)',
        "if (!user) throw Object.assign(Error('no such account'), { statusCode: 404 })",
      ),
    ],
  },
  'logout-ends-nothing': {
    defect: 'After logging out the refresh token is still good.',
    kills: ['http.critical-endpoints'],
    edits: [
      edit(sessionsPlugin, 'sessions.revoke(db, sessionId)', 'Promise.resolve(void sessionId)'),
    ],
  },
  'oauth-callback-of-the-host': {
    defect: 'The provider is told of another way back than the one that is configured.',
    kills: ['http.oauth'],
    edits: [
      edit(
        'reference-app/src/plugins/app/google.ts',
        'settings.GOOGLE_REDIRECT_URI',
        "settings.GOOGLE_REDIRECT_URI?.replace('https://', 'https://www.')",
      ),
    ],
  },
  'oauth-lets-nobody-in': {
    defect: 'The address that the provider vouches for is looked for where it is not.',
    kills: ['http.oauth'],
    edits: [edit('reference-app/src/plugins/app/google.ts', 'claims?.email\n', 'claims?.upn\n')],
  },
  'oauth-proof-of-another-login': {
    defect: 'Callbacks are exchanged with a new proof, which no challenge was made of.',
    kills: ['http.oauth'],
    edits: [
      edit(
        'reference-app/src/plugins/app/google.ts',
        'pkceCodeVerifier: verifier,',
        'pkceCodeVerifier: verifier && client.randomPKCECodeVerifier(),',
      ),
    ],
  },
  'oauth-state-unchecked': {
    defect: 'Any state is taken back that was once given to anybody.',
    kills: ['http.oauth'],
    edits: [
      edit(
        googleRoute,
        'cookieSigner.sign(signIn.secrets, state)',
        "cookieSigner.sign(signIn.secrets, 'any')",
      ),
      edit(
        googleRoute,
        'cookieSigner.verify<SignInSecrets>(cookieOf(request), state)',
        "cookieSigner.verify<SignInSecrets>(cookieOf(request), 'any')",
      ),
    ],
  },
  'password-not-compared': {
    defect: 'Any password opens an account.',
    kills: ['http.critical-endpoints'],
    edits: [
      edit(
        'reference-app/src/routes/api/v1/auth/login.ts',
        'if (user === undefined || !verified)',
        'if (user === undefined || verified === undefined)',
      ),
    ],
  },
  'socket-moved': {
    defect: 'The WebSocket is to be had by another path than clients ask for.',
    kills: ['http.critical-endpoints'],
    blinds: ['release.websocket-drained'],
    naming: ['open a WebSocket'],
    edits: [edit(socketRoute, "url: '',", "url: '/events',")],
  },
  'socket-closed-at-once': {
    defect: 'The end of a token is taken for milliseconds: each WebSocket is closed at once.',
    kills: ['http.critical-endpoints'],
    blinds: ['release.websocket-drained'],
    naming: ['it opened, and was closed with 1008'],
    edits: [edit(socketRoute, '(request.user.exp ?? 0) * 1000', 'request.user.exp ?? 0')],
  },
  'socket-without-patience': {
    defect: 'The interval of pings is taken for milliseconds: a client far away is cut off.',
    kills: ['http.critical-endpoints'],
    blinds: ['release.websocket-drained'],
    naming: ['open a WebSocket'],
    edits: [edit(websocketPlugin, 'pingMs = 30_000', 'pingMs = 30')],
  },
  'bodies-without-patience': {
    defect: 'A body that is not there within 200 ms is given up, with its connection.',
    kills: ['http.critical-endpoints'],
    naming: ['create the same record again over a slow line'],
    edits: [
      insertBefore(
        requestContext,
        "fastify.addHook('onRequest'",
        `fastify.addHook('preParsing', async ({ raw }) => {
  setTimeout(() => !raw.complete && raw.destroy(), 200)
})`,
      ),
    ],
  },
  'token-good-once-good-for-ever': {
    defect: 'Each process remembers the tokens that it found to be good, and not until when.',
    kills: ['http.token-access-ends'],
    edits: [
      insertBefore(
        authentication,
        "fastify.decorateRequest('userId', 0)",
        'const good = new Map<string, AccessToken>()',
      ),
      edit(
        authentication,
        'request.user = fastify.jwt.verify<AccessToken>(bearerToken(request))',
        `const token = bearerToken(request)
      request.user = good.get(token) ?? fastify.jwt.verify<AccessToken>(token)
      good.set(token, request.user)`,
      ),
    ],
  },
  'profile-of-another': {
    defect: 'The own profile is that of the first account there is.',
    kills: ['http.critical-endpoints'],
    edits: [
      edit(
        'reference-app/src/routes/api/v1/users.ts',
        'currentUser(fastify, request),',
        'users.byId(fastify.db, 1),',
      ),
    ],
  },
  'profile-of-nobody': {
    defect: 'Who has no good token is refused with 500.',
    kills: ['http.critical-endpoints'],
    alsoKills: ['configuration.forged-token-rejected'],
    edits: [
      edit(
        authentication,
        `request.log.debug({ exception: error }, 'access token refused')
      throw new UnauthorizedError`,
        'throw new Error',
      ),
    ],
  },
})
