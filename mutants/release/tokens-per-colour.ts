import type { Mutant } from '../mutant.ts'

export const releaseTokensPerColour: Mutant = {
  id: 'release-tokens-per-colour',
  defect: 'Each side signs with a key of its own: the other side knows none of its tokens.',
  kills: ['release.blue-green-lossless', 'release.sessions-survive', 'release.rollback-lossless'],
  edits: [
    {
      file: 'reference-app/src/plugins/external/jwt.ts',
      find: 'secret: JWT_SECRET_KEY,',
      // A side has an address of its own as a process, and its name as a container.
      replace:
        "secret: JWT_SECRET_KEY + (/blue|green/.exec(process.env.HOSTNAME ?? '') ?? fastify.settings.HOST),",
    },
  ],
}
