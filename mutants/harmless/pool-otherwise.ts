import type { Mutant } from '../mutant.ts'

const pool = 'reference-app/src/database/pool.ts'

export const poolOtherwise: Mutant = {
  id: 'harmless-pool-otherwise',
  defect:
    'The connection of a client that went away is closed, and the pool status is half a second old.',
  kills: [],
  triedOn: ['pool'],
  edits: [
    {
      file: pool,
      find: '      this.release(client, broken)\n',
      replace: `      const gone = requestContext.getStore()?.isClientGone() === true
      this.release(client, broken || gone)\n`,
    },
    {
      file: pool,
      find: '  status(): PoolStatus {\n',
      replace: `  private told: { at: number; status: PoolStatus } | undefined

  status(): PoolStatus {
    const now = performance.now()
    if (this.told === undefined || now - this.told.at > 500) {
      this.told = { at: now, status: this.statusNow() }
    }
    return this.told.status
  }

  private statusNow(): PoolStatus {
`,
    },
  ],
}
