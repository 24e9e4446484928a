import type { Mutant } from '../mutant.ts'

export const httpOtherwise: Mutant = {
  id: 'harmless-http-otherwise',
  defect: 'Errors are of RFC 9457, an unknown host is misdirected, a forged callback is sent home.',
  kills: [],
  edits: [
    {
      file: 'reference-app/src/plugins/app/trusted-host.ts',
      find: "new BadRequestError('unknown host')",
      replace: "Object.assign(new BadRequestError('unknown host'), { statusCode: 421 })",
    },
    {
      file: 'reference-app/src/plugins/app/error-handler.ts',
      find: "reply.code(status).type('application/json; charset=utf-8')",
      replace: "reply.code(status).type('application/problem+json')",
    },
    {
      file: 'reference-app/src/plugins/app/error-handler.ts',
      find: 'JSON.stringify({ error: { id: request.id, code, message, ...details } })',
      replace: 'JSON.stringify({ title: message, status, code, instance: request.id, ...details })',
    },
    {
      file: 'reference-app/src/routes/api/v1/auth/google.ts',
      find: "      throw new BadRequestError('this log-in was not begun here, or too long ago')",
      replace: "      return reply.redirect('https://www.example.com/?error=login', 302)",
    },
    {
      file: 'reference-app/src/routes/api/v1/auth/password-reset.ts',
      find: "return reply.code(202).send({ status: 'accepted' })",
      replace: "return reply.code(200).send({ status: 'accepted' } as never)",
    },
  ],
}
