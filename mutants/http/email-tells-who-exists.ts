import type { Mutant } from '../mutant.ts'

export const emailTellsWhoExists: Mutant = {
  id: 'email-tells-who-exists',
  defect: 'Who asks for a mail is told whether the address has an account.',
  kills: ['http.email'],
  edits: [
    {
      file: 'reference-app/src/routes/api/v1/auth/password-reset.ts',
      find: `    return reply.code(202).send({ status: 'accepted' })`,
      replace: `    const user = await users.byEmail(db, request.body.email)
    if (user === undefined) throw new BadRequestError('nobody has this address')
    return reply.code(202).send({ status: 'accepted' })`,
    },
  ],
}
