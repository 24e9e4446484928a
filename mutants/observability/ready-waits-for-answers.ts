import type { Mutant } from '../mutant.ts'

export const readyWaitsForAnswers: Mutant = {
  id: 'ready-waits-for-answers',
  defect: 'Readiness takes a database that says nothing for a busy one.',
  kills: ['observability.readiness-honest'],
  edits: [
    {
      file: 'reference-app/src/routes/ready.ts',
      find: `    } catch (error) {
`,
      replace: `    } catch (error) {
      const isSilent = String(error).includes('no answer within')
      if (isSilent) return { database: 'busy', migrations: lastMigrations }
`,
    },
  ],
}
