import type { Mutant } from '../mutant.ts'

export const emailWaits: Mutant = {
  id: 'email-waits',
  defect: 'Who asks for a mail waits until it is sent, if there is one to send.',
  kills: ['http.email'],
  edits: [
    {
      file: 'reference-app/src/plugins/app/mailer.ts',
      find: '    underWay.add(sending)\n',
      replace: '    underWay.add(sending)\n    return sending\n',
    },
    {
      file: 'reference-app/src/routes/api/v1/auth/password-reset.ts',
      find: 'detached(() => mailToken(request.body.email)).catch(',
      replace: 'await detached(() => mailToken(request.body.email)).catch(',
    },
    {
      file: 'reference-app/src/routes/api/v1/auth/password-reset.ts',
      find: '    fastify.sendMail({',
      replace: '    await fastify.sendMail({',
    },
  ],
}
