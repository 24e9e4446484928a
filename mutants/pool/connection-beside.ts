import type { Mutant } from '../mutant.ts'

export const poolConnectionBeside: Mutant = {
  id: 'pool-connection-beside',
  defect: 'Each process keeps a connection of its own beside the pool.',
  kills: ['pool.bounded', 'pool.formula-tight', 'pool.status-true'],
  alsoKills: ['pool.keeps-size'],
  edits: [
    {
      file: 'reference-app/src/database/pool.ts',
      find: '    // A client that has an error and no listener',
      replace: `    const openBeside = () => {
      const beside = new pg.Client({ connectionString: options.url })
      beside.on('error', () => undefined)
      beside.once('end', () => setTimeout(openBeside, 100).unref())
      beside.connect().catch(() => undefined)
    }
    openBeside()
    // A client that has an error and no listener`,
    },
  ],
}
