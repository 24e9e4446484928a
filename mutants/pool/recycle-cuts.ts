import type { Mutant } from '../mutant.ts'

export const poolRecycleCuts: Mutant = {
  id: 'pool-recycle-cuts',
  defect: 'A timer closes a connection at its age, whoever is using it.',
  kills: ['pool.recycle'],
  edits: [
    {
      file: 'reference-app/src/database/pool.ts',
      find: `    this.pool.on('connect', (client) => client.on('error', () => undefined))
`,
      replace: `    this.pool.on('connect', (client) => {
      client.on('error', () => undefined)
      const { stream } = (client as unknown as { connection: { stream: { destroy(): void } } })
        .connection
      setTimeout(() => stream.destroy(), options.recycleMs).unref()
    })
`,
    },
  ],
}
