import type { Mutant } from '../mutant.ts'

export const poolWithoutTimeout: Mutant = {
  id: 'pool-without-timeout',
  defect: 'Whoever waits for a connection waits until there is one.',
  kills: ['pool.timeout', 'pool.exhaustion-contained'],
  alsoKills: ['configuration.settings-effective'],
  edits: [
    {
      file: 'reference-app/src/database/slots.ts',
      find: 'const timer = setTimeout(late, this.options.timeoutMs)',
      replace: 'const timer = undefined',
    },
    {
      file: 'reference-app/src/database/pool.ts',
      find: 'this.options.timeoutMs - (performance.now() - arrivedAt)',
      replace: 'this.options.timeoutMs',
    },
  ],
}
