import type { Mutant } from '../mutant.ts'

export const hostOfTheProbeRefused: Mutant = {
  id: 'host-of-the-probe-refused',
  defect: 'The list of hosts refuses the container its own probe.',
  kills: ['http.trusted-host'],
  edits: [
    {
      file: 'reference-app/src/plugins/app/trusted-host.ts',
      find: `new Set(['localhost', '127.0.0.1', '[::1]'])`,
      replace: `new Set(['probe.internal'])`,
    },
  ],
}
