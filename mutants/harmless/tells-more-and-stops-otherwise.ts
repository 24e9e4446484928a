import type { Mutant } from '../mutant.ts'

export const tellsMoreAndStopsOtherwise: Mutant = {
  id: 'harmless-tells-more-and-stops-otherwise',
  defect:
    'Health has more fields, headers other names; a stop ends with 143, and sockets with 1012.',
  kills: [],
  edits: [
    {
      file: 'reference-app/src/routes/health.ts',
      find: "  status: Type.Literal('healthy'),",
      replace:
        '  status: Type.String(),\n  pid: Type.Integer(),\n  checks: Type.Array(Type.String()),',
    },
    {
      file: 'reference-app/src/routes/health.ts',
      find: 'async () => reply)',
      replace: "async () => ({ ...reply, status: 'UP', pid: process.pid, checks: [] }))",
    },
    {
      file: 'reference-app/src/plugins/app/request-context.ts',
      find: "reply.header('x-request-id', request.id)",
      replace: "reply.header('X-Correlation-ID', request.id)",
    },
    {
      file: 'reference-app/src/plugins/external/websocket.ts',
      find: 'const goingAway = 1001',
      replace: 'const goingAway = 1012',
    },
    {
      file: 'reference-app/src/cluster/primary.ts',
      find: 'this.end(0)',
      replace: 'this.end(143)',
    },
  ],
}
