import type { Mutant } from '../mutant.ts'

export const edgeErrorsUnlogged: Mutant = {
  id: 'edge-errors-unlogged',
  defect: 'The edge logs what is critical, and a backend that cannot be had is not.',
  kills: ['operations.drill-bad-gateway'],
  edits: [
    {
      file: 'reference-app/deploy/nginx/edge/proxy.conf',
      find: 'resolver 127.0.0.11 valid=2s ipv6=off;',
      replace: `error_log /dev/stderr crit;
resolver 127.0.0.11 valid=2s ipv6=off;`,
    },
  ],
}
