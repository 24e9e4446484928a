import type { Mutant } from '../mutant.ts'

export const readyNeverAgain: Mutant = {
  id: 'ready-never-again',
  defect: 'What was not ready once stays so until it is started again.',
  kills: ['observability.readiness-honest'],
  alsoKills: ['database.unreachable-reported'],
  edits: [
    {
      file: 'reference-app/src/routes/ready.ts',
      find: `    const isReady = state.database !== 'unavailable' && state.migrations === 'ok'
`,
      replace: `    wasAway ||= state.database === 'unavailable'
    const isReady = !wasAway && state.migrations === 'ok'
`,
    },
    {
      file: 'reference-app/src/routes/ready.ts',
      find: `  let lastMigrations = 'unknown'
`,
      replace: `  let lastMigrations = 'unknown'
  let wasAway = false
`,
    },
  ],
}
