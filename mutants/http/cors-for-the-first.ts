import type { Mutant } from '../mutant.ts'

export const corsForTheFirst: Mutant = {
  id: 'cors-for-the-first',
  defect: 'Only the first of the listed origins is allowed.',
  kills: ['http.cors-allowed'],
  edits: [
    {
      file: 'reference-app/src/plugins/external/cors.ts',
      find: 'origin: commaList(fastify.settings.BACKEND_CORS_ORIGINS).map((entry) => entry.toLowerCase()),',
      replace: 'origin: commaList(fastify.settings.BACKEND_CORS_ORIGINS).slice(0, 1),',
    },
  ],
}
