import type { Mutant } from '../mutant.ts'

export const loadPoolTimesOut: Mutant = {
  id: 'load-pool-times-out',
  defect: "The Medium row's pool gives out three connections, each held for 20 ms, and times out.",
  kills: ['load.medium'],
  edits: [
    {
      file: 'reference-app/src/database/pool.ts',
      find: '    const count = options.size + options.maxOverflow\n',
      replace: `    const medium = options.size === 20
    const count = medium ? 3 : options.size + options.maxOverflow
`,
    },
    {
      file: 'reference-app/src/database/pool.ts',
      find: 'waitersMax, timeoutMs: options.timeoutMs })',
      replace: 'waitersMax, timeoutMs: medium ? 300 : options.timeoutMs })',
    },
    {
      file: 'reference-app/src/database/pool.ts',
      find: `    const startedAt = performance.now()
    try {
      const result = await client.query<T`,
      replace: `    const startedAt = performance.now()
    if (this.options.size === 20) await new Promise((done) => setTimeout(done, 20))
    try {
      const result = await client.query<T`,
    },
  ],
}
