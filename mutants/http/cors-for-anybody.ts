import type { Mutant } from '../mutant.ts'

export const corsForAnybody: Mutant = {
  id: 'cors-for-anybody',
  defect: 'Every origin is allowed that asks.',
  kills: ['http.cors-denied'],
  edits: [
    {
      file: 'reference-app/src/plugins/external/cors.ts',
      find: 'origin: commaList(fastify.settings.BACKEND_CORS_ORIGINS).map((entry) => entry.toLowerCase()),',
      replace: 'origin: true,',
    },
  ],
}
