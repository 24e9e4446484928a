import type { Mutant } from '../mutant.ts'

export const loadPoolUnbounded: Mutant = {
  id: 'load-pool-unbounded',
  defect: 'The first process opens fourteen connections beside its pool once it has traffic.',
  kills: ['load.light'],
  edits: [
    {
      file: 'reference-app/src/database/pool.ts',
      find: `    const startedAt = performance.now()
    try {
      const result = await client.query<T`,
      replace: `    const startedAt = performance.now()
    statements += 1
    const { url: connectionString, applicationName } = this.options
    if (applicationName.endsWith(' w1') && statements > 150 && statements <= 164) {
      const beside = new pg.Client({ connectionString, application_name: 'reference-app' })
      beside.on('error', () => undefined)
      beside.connect().catch(() => undefined)
    }
    try {
      const result = await client.query<T`,
    },
    {
      file: 'reference-app/src/database/pool.ts',
      find: '/** A connection that cannot roll back',
      replace: `let statements = 0

/** A connection that cannot roll back`,
    },
  ],
}
